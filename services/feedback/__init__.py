"""评单. Asks whether a service took place and how it was, looks into what was bad, takes complaints, keeps every fact
once, and counts figures from them.

Owns: confirmations, denials, reviews, call-backs, rectifications, appeals, complaints, the record of all facts, and
what is counted from it.
Hears: everything, its own words too; acts on order.served and finishing.code_given alone.
Says: service.confirmed, service.denied, order.reviewed, review.followed_up, callback.made, rectification.opened,
rectification.late, rectification.closed, rework.asked, order.closed, complaint.opened, complaint.answered.
Never: changes an order before it is served, books minutes, tells who wrote a review.
"""
