"""接单. Asks volunteers and teams, takes their yes or no, keeps the visit and the minutes.

Owns: volunteers, teams, offers as received, the one leader of each order, crews, appointments, answers taken down on
the phone, visits, the ledger of minutes with its flags and disputes, service records, certificates.
Hears: rounds from dispatch; cancelling, changed needs, holds and looks at codes from request; confirmations, denials,
reviews and findings from feedback.
Says: volunteer.described, team.described, order.accepted, offer.declined, offer.decline_explained, offer.expired,
order.lapsed, order.scheduled, order.contact_missed, order.returned, order.no_show, order.checked_in, recipient.absent,
order.suspended, visit.resumed, order.served, finishing.code_given, minutes.corrected.
Never: chooses whom to ask, tells a resident, puts a volunteer's name or phone on the way, asks for anybody's position.
"""
