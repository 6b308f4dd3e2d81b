"""The week, on its own clock: each step moves the clock, lets the system settle, lets people act, settles again."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import accumulate, groupby

from tqdm import tqdm

from demo.client import Client
from demo.county import OFFICE
from demo.files import Act, acts, orders
from demo.people import TOO_LATE, People
from demo.settling import Settling

HANDS = 2
SILENCES = (timedelta(days=8), timedelta(days=4))
"""Until the last window for a review has passed, and until those have been rung who were drawn of the silent."""
FINAL = frozenset({"rejected", "referred", "cancelled", "unfulfilled", "closed"})


class Week:
    """Plays the acts of the files; keeps what the system refused."""

    def __init__(
        self, client: Client, people: People, settling: Settling, references: Collection[str] | None = None
    ) -> None:
        """All orders of the files, or only those of these references."""
        self._references = references or orders().keys()
        self._client = client
        self._people = people
        self._settling = settling
        self.unexpected: list[str] = []

    def play(self, *, quiet: bool, until: datetime | None = None) -> None:
        """From the first order to the day when the last silence has run out, or only `until` then. What has ended
        already is left alone."""
        left = [act for act in self._left_to_do() if until is None or act.at <= until]
        bar = tqdm(total=len(left), unit="act", disable=quiet, desc="The week", ncols=90)
        with bar, ThreadPoolExecutor(HANDS) as hands:
            for step in steps(left):
                now = half_hour(step[0].at)
                bar.set_postfix_str(f"{now:%a %d %b %H:%M}", refresh=False)
                self._settling.move_to(now)
                self._act(step, hands)
                bar.update(len(step))
        if left and until is None:
            for silence in accumulate(SILENCES):
                self._settling.move_to(left[-1].at + silence)
        self._settling.settle()

    def _left_to_do(self) -> list[Act]:
        held = self._client.all("/request/api/v1/orders", OFFICE)
        ours = {one["external_ref"]: one for one in held if one["external_ref"] in orders()}
        self._people.know({reference: one["order_id"] for reference, one in ours.items()})
        ended = {reference for reference, one in ours.items() if one["state"] in FINAL}
        return [act for act in acts() if act.order in self._references and act.order not in ended]

    def _act(self, step: list[Act], hands: ThreadPoolExecutor) -> None:
        """Different orders at once, the acts of one order one after the other."""
        by_order = [list(mine) for _, mine in groupby(sorted(step, key=lambda act: act.order), lambda act: act.order)]
        list(hands.map(self._act_on_one_order, by_order))

    def _act_on_one_order(self, mine: list[Act]) -> None:
        for act in mine:
            refusal = self._people.do(act)
            if (refusal is None) == (act.value == TOO_LATE):
                self.unexpected.append(f"{act.at:%d %b %H:%M} {act.order} {act.verb}: {refusal or 'not refused'}")


def steps(week: list[Act]) -> list[list[Act]]:
    """What happens within half an hour happens at its beginning: each step waits for the system to settle, and people
    act on the half-hours anyway, but for the minutes of placing and of ringing back."""
    return [list(acts) for _, acts in groupby(week, lambda act: half_hour(act.at))]


def half_hour(moment: datetime) -> datetime:
    """When the half-hour of a moment begins."""
    return moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0)
