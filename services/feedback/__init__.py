"""评单. Asks whether a service took place and how it was, looks into what was bad, and keeps every fact once.

Owns: confirmations, reviews, rectification, the record of all facts.
Hears: everything, its own words too; acts on order.served alone.
Says: service.confirmed, order.reviewed, rectification.opened, order.closed.
Never: changes an order before it is served, books minutes, tells who wrote a review.
"""
