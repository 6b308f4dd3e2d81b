"""点单. Takes orders down, verifies them, tells the public story.

Owns: orders until approval, changing, holding and cancelling, recipients, contact cards, who looked a code up,
the catalogue, the sites, the limits of verifying.
Hears: what became of its orders from dispatch, volunteer and feedback.
Says: order.submitted, order.questioned, order.answered, order.approved, order.rejected, order.referred,
order.referral_undone, order.verification_late, order.changed, order.held, order.resumed, order.urged, order.cancelled,
finishing.code_looked_up, item.published, site.named.
Never: chooses a volunteer, opens a round, judges a visit.
"""
