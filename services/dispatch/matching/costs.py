"""Who suits an order best: each term a function from pairs of an order and somebody to points, the fewer the better.

Whole numbers only, so that two solvers and two machines agree to the unit. Priority and waiting are no terms: they
decide who is served, never by whom, and stand in the price of leaving an order unserved alone.
"""

from collections.abc import Callable, Sequence

import numpy as np

from services.dispatch.matching import rules
from services.dispatch.matching.arrays import Points, Rows
from services.dispatch.matching.halfdays import WEEK, WEEKS, HalfDays
from services.dispatch.matching.rules import Pairs, Side
from services.dispatch.matching.weights import BANDS_KM

KNOWN_WELL = 3
"""So many visits to the same resident count for continuity."""

BEST = 500
"""The best rating, in hundredths of a level."""

Term = Callable[[Pairs], Points]


def distance(pairs: Pairs) -> Points:
    """How far it is."""
    return pairs.metres() * pairs.asked.roster.weights.distance // 1000


def rating(pairs: Pairs) -> Points:
    """How far below the best their rating is, shrunken towards the mean, so that one bad day decides nothing."""
    weights, ratings = pairs.asked.roster.weights, pairs.of("ratings").astype(np.int64)
    believed = ratings[:, 0] * 100 + weights.rating_mean * weights.rating_prior
    missing = BEST - believed // (ratings[:, 1] + weights.rating_prior)
    return weights.rating * missing // 100


def continuity(pairs: Pairs) -> Points:
    """How often they served this resident."""
    times = pairs.side.served_by.of(pairs.orders, pairs.rows)
    return -pairs.asked.roster.weights.continuity * np.minimum(times, KNOWN_WELL)


def over_qualification(pairs: Pairs) -> Points:
    """By how much their rarest skill is rarer than what is asked."""
    roster = pairs.asked.roster
    beyond = roster.rarest(pairs.rows) - pairs.asked.rarity[pairs.orders]
    return np.asarray(roster.weights.over_qualification * np.maximum(beyond, 0))


def language(pairs: Pairs) -> Points:
    """Whether they speak the resident's language."""
    return np.where(rules.speaks(pairs), 0, pairs.asked.roster.weights.language)


def acceptance(pairs: Pairs) -> Points:
    """How likely an offer of this kind, an item so far away, is accepted; whose it is plays no part."""
    band = np.searchsorted(np.array(BANDS_KM) * 1000, pairs.metres())
    likely = pairs.asked.likelihoods[pairs.asked.item[pairs.orders], band]
    points: Points = pairs.asked.roster.weights.acceptance * (1000 - likely) // 1000
    return points


def turn(pairs: Pairs) -> Points:
    """Whether it is their turn, because they have not served for long, or never."""
    weights = pairs.asked.roster.weights
    since = pairs.asked.today.toordinal() - pairs.of("served")
    return np.where(since >= weights.turn_days, -weights.turn, 0)


def recruiting(pairs: Pairs) -> Points:
    """For how many places whoever leads alone has to find somebody."""
    missing = pairs.asked.places[pairs.orders] - 1
    return np.broadcast_to(pairs.asked.roster.weights.recruiting * missing, pairs.rows.shape)


def duty_team(pairs: Pairs) -> Points:
    """Whether this is the duty team, which stands by for what nobody else takes."""
    return np.where(pairs.of("duty"), pairs.asked.roster.weights.duty_team, 0)


OF_ALL: tuple[Term, ...] = (distance, rating, continuity, acceptance, turn)
OF_PEOPLE: tuple[Term, ...] = (*OF_ALL, over_qualification, language, recruiting)
OF_TEAMS: tuple[Term, ...] = (*OF_ALL, duty_team)


def terms_of(pairs: Pairs) -> Sequence[Term]:
    """The terms that count for these pairs."""
    return OF_TEAMS if pairs.side.of_teams else OF_PEOPLE


def fixed(pairs: Pairs) -> Points:
    """The points of each pair, whenever it is; see `load` for the rest."""
    points: Points = sum((term(pairs) for term in terms_of(pairs)), start=np.zeros(len(pairs.rows), dtype=np.int64))
    return points


def at_least(side: Side, orders: Rows, metres: Points) -> Points:
    """What anybody so far away costs at least, whoever it is."""
    weights = side.asked.roster.weights
    known_well = side.asked.known[orders] * (weights.continuity * KNOWN_WELL)
    return np.asarray(metres * weights.distance // 1000 - weights.turn - known_well)


def load(pairs: Pairs, halves: HalfDays) -> tuple[Points, HalfDays]:
    """The points for what they do in the lightest week that is left, and the half-days of that week."""
    weights = pairs.asked.roster.weights
    weekly = weights.visits * pairs.of("jobs").astype(np.int64) + weights.offers * pairs.of("asked")
    lightest = np.full(len(pairs.rows), np.iinfo(np.int64).max)
    kept: HalfDays = np.zeros(len(pairs.rows), dtype=np.uint64)
    for week in range(WEEKS):
        here = halves & np.uint64(WEEK[week])
        better = (here != 0) & (weekly[:, week] < lightest)
        lightest[better], kept[better] = weekly[better, week], here[better]
    return lightest, kept
