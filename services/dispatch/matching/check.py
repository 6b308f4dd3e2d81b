"""A second opinion about an answer: every rule, limit and point again, one by one, by other means.

It shares with the engine what is asked, who can help, the weights and the metres, nothing else: no arrays, no solver.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from services.dispatch.matching.distance import Sites
from services.dispatch.matching.halfdays import LOCAL, NAMES, monday
from services.dispatch.matching.model import PERSON, TEAM, Need, Plan, Suggestion, Team, Volunteer
from services.dispatch.matching.question import Question
from services.dispatch.matching.weights import BANDS_KM


class Check:
    """Looks through the answers to a question."""

    def __init__(self, question: Question) -> None:
        self._question, self._weights = question, question.weights
        self._sites = Sites(self._question.sites, self._weights)
        self._needs = {need.id: need for need in self._question.needs}
        self._people = {one.id: one for one in self._question.volunteers}
        self._units: dict[tuple[str, str], Volunteer | Team] = {(PERSON, one.id): one for one in question.volunteers}
        self._units |= {(TEAM, one.id): one for one in question.teams}
        self._holding = Counter(skill for one in self._people.values() for skill in set(one.skills))

    def faults(self, plan: Plan) -> list[str]:
        """What is wrong with an answer: codes, with the ids that they are about."""
        for one in plan.suggestions:
            unknown = {*filter(None, one.crew)} - self._people.keys()
            if unknown or one.order_id not in self._needs or (one.kind, one.unit_id) not in self._units:
                return [f"unknown {one.order_id} {one.unit_id}"]
        answered = [one.order_id for one in plan.suggestions] + list(plan.unserved)
        counted = [] if sorted(answered) == sorted(self._needs) else ["answered_once"]
        each = [f"{fault} {one.order_id} {one.unit_id}" for one in plan.suggestions for fault in self._of(one)]
        points = sum(one.points for one in plan.suggestions) + self._load(plan)
        return [*counted, *each, *self._limits(plan), *([] if points == plan.points else [f"points {points}"])]

    def _of(self, one: Suggestion) -> list[str]:
        """What is wrong with one suggestion."""
        need, unit = self._needs[one.order_id], self._units[one.kind, one.unit_id]
        faults = _true(
            wanted_time=not self._in_time(need, one.day, one.afternoon),
            not_to_be_asked=unit.id in {*need.never, *need.asked_before, *need.said_against},
            points_of_pair=self.points_of(need, unit) != one.points,
        )
        if isinstance(unit, Team):
            crew = [(place, self._people[who]) for place, who in zip(need.places, one.crew, strict=False) if who]
            return faults + _true(
                team=len(need.places) < 2 or not set(need.places) - {None} <= set(unit.skills),
                travel=self._metres(need, unit) > 1000 * self._weights.team_km,
                crew=len(one.crew) != len(need.places),
                language=bool(crew) and need.only_language and not any(_speaks(need, who) for _, who in crew),
                member=not all(unit.id in who.teams and place in (None, *who.skills) for place, who in crew),
                age=not all(_grown_up(need, who) for _, who in crew),
                person=any(who.id in need.never or self._of_person(need, who, one) for _, who in crew),
            )
        return faults + _true(
            skill=not any(place in (None, *unit.skills) for place in need.places),
            travel=self._metres(need, unit) > 1000 * unit.travel_km,
            language=need.only_language and not _speaks(need, unit),
            age=not _grown_up(need, unit) or (len(need.places) > 1 and unit.age_class != "adult"),
            person=bool(self._of_person(need, unit, one)),
        )

    def _of_person(self, need: Need, who: Volunteer, one: Suggestion) -> list[str]:
        """What holds for whoever goes, alone or with others."""
        return _true(
            confirmed=not who.active,
            half_day=NAMES[one.day.weekday() * 2 + one.afternoon] not in who.available,
            qualification=need.qualification
            not in (None, *(name for name, last in who.qualifications if one.day <= last)),
            insurance=need.risk_level >= 2 and (who.insured_until or date.min) < one.day,
            carer_gender=need.carer_gender not in (None, who.gender),
        )

    def _limits(self, plan: Plan) -> Iterator[str]:
        """Who would be in two places, or goes or is asked too often in a week."""
        going: dict[tuple[str, str], list[tuple[date, bool]]] = defaultdict(list)
        for one in plan.suggestions:
            going[one.kind, one.unit_id].append((one.day, one.afternoon))
            for member in filter(None, one.crew):
                going[PERSON, member].append((one.day, one.afternoon))
        asked = Counter((one.kind, one.unit_id, monday(one.day)) for one in plan.suggestions)
        for (kind, unit_id), visits in going.items():
            unit = self._units[kind, unit_id]
            all_visits = [*dict.fromkeys(unit.deeds.visits), *visits]
            turns = Counter((day, None if self._weights.rest_days else half) for day, half in all_visits)
            cap = self._weights.team_per_week if isinstance(unit, Team) else unit.max_per_week
            for week in {monday(day) for day, _ in visits}:
                jobs = sum(monday(day) == week for day, _ in [*unit.deeds.visits, *visits])
                offers = sum(monday(day) == week for day in unit.deeds.asked) + asked[kind, unit_id, week]
                if jobs > cap or (asked[kind, unit_id, week] and offers > self._weights.most_asked):
                    yield f"too_often {unit_id}"
            if any(turns[day, None if self._weights.rest_days else half] > 1 for day, half in visits):
                yield f"two_places {unit_id}"

    def _load(self, plan: Plan) -> int:
        """What the visits cost because of those that they have in the same week already, and of each other."""
        weights, points = self._weights, 0
        weeks = Counter((one.kind, one.unit_id, monday(one.day)) for one in plan.suggestions)
        for (kind, unit_id, week), visits in weeks.items():
            deeds = self._units[kind, unit_id].deeds
            jobs = sum(monday(day) == week for day, _ in deeds.visits)
            offers = sum(monday(day) == week for day in deeds.asked)
            points += sum(weights.visits * (jobs + k) + weights.offers * (offers + k) for k in range(visits))
        return points

    def points_of(self, need: Need, unit: Volunteer | Team) -> int:
        """What a pair costs, without the load."""
        weights, deeds, metres = self._weights, unit.deeds, self._metres(need, unit)
        times = dict(need.served_by).get(unit.id, 0)
        believed = deeds.rating_sum * 100 + weights.rating_mean * weights.rating_prior
        band = sum(metres > 1000 * km for km in BANDS_KM)
        likely = weights.acceptance_of.get(need.item, (1000,) * 4)[band]
        today = self._question.now.astimezone(LOCAL).date()
        points = weights.distance * metres // 1000 - weights.continuity * min(times, 3)
        points += weights.rating * (500 - believed // (deeds.rating_count + weights.rating_prior)) // 100
        points += weights.acceptance * (1000 - likely) // 1000
        if deeds.last_served is None or (today - deeds.last_served).days >= weights.turn_days:
            points -= weights.turn
        if isinstance(unit, Team):
            return points + weights.duty_team * unit.duty
        rarest = max((self._rarity(skill) for skill in unit.skills), default=0)
        points += weights.over_qualification * max(0, rarest - max(map(self._rarity, need.places)))
        points += weights.language * (need.language not in (None, *unit.languages))
        return points + weights.recruiting * (len(need.places) - 1)

    def _rarity(self, skill: str | None) -> int:
        """How often the whole county is halved until those who have the skill are left."""
        holding = self._holding[skill or ""]
        return (len(self._people) // holding).bit_length() if holding else 0

    def _in_time(self, need: Need, day: date, afternoon: bool) -> bool:
        begins = datetime.combine(day, time(12 if afternoon else 0), LOCAL)
        last = need.wanted_to - timedelta(minutes=need.minutes)
        first = max(need.wanted_from, self._question.now)
        return max(begins, first) <= last and first < begins + timedelta(hours=12)

    def _metres(self, need: Need, unit: Volunteer | Team) -> int:
        site, home = self._sites.at(need.site), self._sites.at(unit.home)
        return int(self._sites.table()[site, home])


def _grown_up(need: Need, who: Volunteer) -> bool:
    """Grown up, or as good as that where nothing is dangerous."""
    minor_may = need.minors_may_help and need.risk_level < 2
    return who.age_class == "adult" or (minor_may and who.age_class == "minor_with_consent")


def _speaks(need: Need, who: Volunteer) -> bool:
    return need.language in (None, *who.languages)


def _true(**faults: bool) -> list[str]:
    return [code for code, is_so in faults.items() if is_so]
