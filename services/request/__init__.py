"""点单. Takes orders down, verifies them, tells the public story.

Owns: orders until approval, cancelling, recipients, contact cards, the catalogue, the sites.
Hears: what became of its orders from dispatch, volunteer and feedback.
Says: order.submitted, order.approved, order.rejected, order.referred, order.cancelled, item.published, site.named.
Never: chooses a volunteer, opens a round, judges a visit.
"""
