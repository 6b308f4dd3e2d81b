"""What a county decides about matching: how much each thing weighs, and where the limits are. One version for all."""

from dataclasses import dataclass, field

KM = 100
"""Points for one kilometre: everything else is told in kilometres that somebody would go further for it."""

BANDS_KM = (2, 5, 10)
"""Where the bands of distance end that likelihoods of acceptance are told for; the last has no end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Points, whole numbers all; `wording` has each of them in the words of those who set them."""

    version: str = "2026-11"

    distance: int = KM
    """A kilometre."""
    visits: int = 100
    """Each visit that they have in that week already: work is spread, not heaped on the willing."""
    offers: int = 25
    """Each offer they had for that week, whatever they answered: being asked tires, too."""
    rating: int = 80
    """Each level below 5 of the shrunken rating."""
    rating_mean: int = 450
    """What is believed of somebody who was never rated, in hundredths of a level."""
    rating_prior: int = 5
    """As many ratings does that belief weigh: few ratings say little."""
    continuity: int = 200
    """For each earlier visit to the same resident, three at most: people ask for whom they know."""
    over_qualification: int = 60
    """Each step by which their rarest skill is rarer than what is asked: nurses are kept for nursing."""
    language: int = 150
    """They do not speak the resident's language, who speaks another as well."""
    acceptance: int = 0
    """An offer of a kind that nobody accepts; 0 until the likelihoods have been shown to be true."""
    turn: int = 80
    """They have not served for `turn_days`, or never: newcomers get their turn."""
    turn_days: int = 60
    recruiting: int = 150
    """Each place that whoever leads alone has to find somebody for; a team brings its own."""
    duty_team: int = 800
    """The duty team stands by for what nobody else takes."""

    class_levels: tuple[int, int, int, int] = (16, 4, 2, 0)
    """What the classes 1 to 4 are worth, in days of waiting. Nobody of a lower class outwaits the first."""
    oldest_days: int = 7
    """Waiting longer than this weighs no more."""

    most_asked: int = 6
    """So many offers a week, and then they are left in peace."""
    rest_days: bool = True
    """Whether one visit a day is enough; else one each half-day."""
    team_per_week: int = 10
    team_km: int = 30
    candidates: int = 60
    """The cheapest so many units are weighed for each order when a county is solved; all, where they are few."""

    acceptance_of: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)
    """For an item's code the likelihood, in thousandths, that an offer is accepted in each band of distance."""

    tree_km: tuple[int, int, int, int] = (60, 15, 5, 1)
    """Kilometres between sites of which coordinates are unknown: by whether they share nothing, the county, the
    office, the station."""
