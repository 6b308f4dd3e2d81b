"""What those who were asked answer: a no, or nothing until the deadline. The last one of a round ends it."""

from sqlalchemy.orm import Session

from services.dispatch import policy
from services.dispatch.handlers import chips
from services.dispatch.handlers.levels import search_after_round
from services.dispatch.handlers.orders import known
from services.dispatch.lifecycle import LIFECYCLE, State
from services.dispatch.models import Offer, Order
from shared.contracts.volunteer import OfferDeclined, OfferDeclineExplained, OfferExpired
from shared.lifecycle import Contradicts, TooEarly


def note_declined(session: Session, event: OfferDeclined) -> None:
    """One said no, as is their right; it counts against nobody (T11; 条例 Art. 25). What they said with it is kept for
    what it names."""
    order, offer = _asked(session, event)
    chips.remember(session, order, offer, event.chip)
    _note_answer(session, order, offer, policy.DECLINED)


def note_decline_explained(session: Session, event: OfferDeclineExplained) -> None:
    """Whoever said no says afterwards why; it is kept as if it had come with the no (T11)."""
    order, offer = _asked(session, event)
    chips.remember(session, order, offer, event.chip)


def note_expired(session: Session, event: OfferExpired) -> None:
    """One did not answer in time (T13)."""
    order, offer = _asked(session, event)
    _note_answer(session, order, offer, policy.EXPIRED)


def _asked(session: Session, event: OfferDeclined | OfferDeclineExplained | OfferExpired) -> tuple[Order, Offer]:
    order = known(session, event.order_id)
    offer = next((one for one in order.offers if one.offer_id == event.offer_id), None)
    if offer is None and event.round > order.round:
        raise TooEarly("an answer of a round to come")
    if offer is None:
        raise Contradicts("an answer to an offer that was never made")
    return order, offer


def _note_answer(session: Session, order: Order, offer: Offer, answer: str) -> None:
    """The answer belongs to its offer for good; it ends the round only if that stands and it was the last one open."""
    offer.state = answer
    if order.state == State.OFFERED and all(one.state != policy.OPEN for one in order.standing_offers):
        ended = order.round
        LIFECYCLE.obey(order, "lapse")
        search_after_round(session, order, ended)
