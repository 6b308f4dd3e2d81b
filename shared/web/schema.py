"""What all that goes in and out at the programs' doors is made of."""

from functools import cache
from typing import Any, Self

import marshmallow


class Schema(marshmallow.Schema):
    """marshmallow's. An instance is never changed once it is made, so that all routes can share one."""

    def __deepcopy__(self, memo: Any) -> Self:
        """flask-smorest copies what documents a route, its schemas included, with each of its decorators."""
        return self


class Nothing(Schema):
    """What a verb takes that needs no words, and a list that is told whole."""


@cache
def the(schema: type[Schema], *, many: bool = False) -> Schema:
    """The one instance of this schema, for one thing or for many."""
    return schema(many=many)
