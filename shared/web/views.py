"""What all services show in the same form."""

from marshmallow import fields

from shared.web.schema import Schema


class MoveView(Schema):
    """A move of an order: who, when, through which door, under which transition, and the code of the reason."""

    at = fields.AwareDateTime()
    verb = fields.String()
    transition = fields.String()
    source = fields.String(allow_none=True)
    target = fields.String()
    round = fields.Integer()
    actor_id = fields.String()
    role = fields.String()
    door = fields.String()
    why = fields.String(allow_none=True)
