"""What is decided about a visit: its limits."""

from datetime import timedelta

FINISHED_WITHIN = timedelta(hours=24)
"""So long after a check-in without an end those who went are asked (T26)."""
HOME_WITHIN = timedelta(hours=2)
"""So long after a visit that was to be watched staff see to it when nobody says that they are home safe."""
CODE_WITHIN = timedelta(days=3)
"""So long after the end the finishing code may still be given; from then on the resident is rung (T27)."""
MOST_ABSENCES = 2
"""One new appointment when nobody was in, then the order ends (T24)."""

NOT_THERE, NOT_FINISHED, NOT_HOME, SUSPENDED = "not_there", "not_finished", "not_home", "suspended"
"""What staff are to see to."""
