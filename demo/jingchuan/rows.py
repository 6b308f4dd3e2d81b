"""The rows of people.csv: what one person does to one order at one time."""

import csv
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from pathlib import Path
from random import Random

from demo.jingchuan.marks import moment
from demo.jingchuan.people import Taker
from demo.jingchuan.register import CENTER, VOLUNTEERS, Order, office_of


@dataclass(frozen=True)
class Act:
    at: str
    external_ref: str
    role: str
    person: str
    site: str
    act: str
    to: str = ""
    how: str = ""
    value: str = ""


class Diary:
    """The acts of one order, in the order in which they happen."""

    def __init__(self, order: Order, rng: Random) -> None:
        self.order, self.rng = order, rng
        self.acts: list[Act] = []
        self.office = office_of(order.station)

    def staff(self, when: int | datetime, role: str, act: str, **more: str) -> None:
        """An act of a member of staff of the order's office, or of the site named."""
        site = more.pop("site", self.office)
        person = more.pop("person", f"{role}-{site}")
        self._write(when, role, person, site, act, more)

    def resident(self, when: int, act: str, **more: str) -> None:
        """An act of the resident, or of whoever ordered for them."""
        proxy = self.order.by_proxy and self.rng.random() < 0.6
        role = more.pop("role", "proxy" if proxy else "resident")
        self._write(when, role, role, "", act, more)

    def volunteer(self, when: int, person: str, act: str, **more: str) -> None:
        self._write(when, "volunteer", person, "", act, more)

    def leader(self, when: int, leader: Taker, act: str, *, phone: bool, **more: str) -> None:
        """What whoever leads says after the yes, in the app or to a clerk on the phone."""
        if phone:
            self.staff(when, "clerk", act, how="phone", **more)
        else:
            self.volunteer(when, leader.speaker, act, how="app", **more)

    def door(self, when: int, first: str, act: str, means: str, **more: str) -> None:
        """What is told from the door: by whoever goes, or by a clerk from the sheet or the phone."""
        if means in ("paper", "phone"):
            self.staff(when, "clerk", act, **more)
        else:
            self.volunteer(when, first, act, **more)

    def afterwards(self, when: int, act: str, how: str, **more: str) -> None:
        """What the resident says of the visit: with the code, through the link, else to a clerk."""
        if how in ("code", "link"):
            self.resident(when, act, how=how, **more)
        elif how == "paper":
            self.staff(when, "clerk", act, how=how, **more)
        else:
            self.caller(when, act, how=how, **more)

    def caller(self, when: int, act: str, **more: str) -> None:
        """Who rings residents is not who wrote their visit down."""
        self.staff(when, "clerk", act, person=f"caller-{self.office}", **more)

    def answer(self, when: int, taker: Taker, act: str, *, phone: bool, value: str = "") -> None:
        """A volunteer's yes or no, tapped in the app or said to a clerk on the phone."""
        if phone:
            near = office_of(VOLUNTEERS[taker.speaker].station) == self.office
            site = self.office if near else CENTER
            self.staff(when, "clerk", act, site=site, to=taker.code, how="phone", value=value)
        else:
            self.volunteer(when, taker.speaker, act, to=taker.team, how="app", value=value)

    def _write(
        self,
        when: int | datetime,
        role: str,
        person: str,
        site: str,
        act: str,
        more: dict[str, str],
    ) -> None:
        at = when if isinstance(when, datetime) else moment(when)
        self.acts.append(Act(at.isoformat(), self.order.ref, role, person, site, act, **more))


def write_csv(path: Path, header: list[str], lines: list[tuple[str, ...]]) -> None:
    """One CSV file, the same bytes on every machine."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(lines)


def write_acts(path: Path, acts: list[Act]) -> None:
    """All acts by time; acts of the same time by order number."""
    ordered = sorted(acts, key=lambda act: (act.at, act.external_ref))
    write_csv(path, [f.name for f in fields(Act)], [astuple(act) for act in ordered])
