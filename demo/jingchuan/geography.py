"""A rough sketch of distances: which offices border each other, and what that means in kilometres.

It is an assumption of this demonstration, not a survey: 1 km within a station, 7 km within an
office (3 km in town), 15 km to a neighbouring office, 26 and 38 km beyond.
"""

from collections import defaultdict

_NEXT_TO = """
001:100 001:101 001:109 001:104 001:201 001:108 100:101 100:109 100:104 100:201 100:108 100:102
101:108 101:107 101:110 108:104 107:110 107:103 107:203 110:203 103:203 103:202 104:109 201:202
201:102 202:105 102:106 102:105 105:106
"""
TOWN = "620821001"
SUBURB = "620821100"


def _hops() -> dict[str, dict[str, int]]:
    neighbours: dict[str, list[str]] = defaultdict(list)
    for pair in _NEXT_TO.split():
        one, other = ("620821" + code for code in pair.split(":"))
        neighbours[one].append(other)
        neighbours[other].append(one)
    hops = {}
    for start in neighbours:
        reached, ring, steps = {start: 0}, [start], 0
        while ring:
            steps += 1
            fresh = [b for a in ring for b in neighbours[a] if b not in reached]
            ring = list(dict.fromkeys(fresh))
            reached.update(dict.fromkeys(ring, steps))
        hops[start] = reached
    return hops


HOPS = _hops()


def kilometres(station: str, office: str, other_station: str, other_office: str) -> int:
    """The assumed distance between two stations of known offices."""
    if station == other_station:
        return 1
    if office == other_office:
        return 3 if office == TOWN else 7
    if {office, other_office} == {TOWN, SUBURB}:
        return 5
    return {1: 15, 2: 26}.get(HOPS[office][other_office], 38)
