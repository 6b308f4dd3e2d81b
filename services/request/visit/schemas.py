"""What is answered about a visit."""

from marshmallow import fields

from shared.web.schema import Schema


class CodesView(Schema):
    """The word by which the right visitor is known, and the code to tell them when the work is done."""

    order_id = fields.UUID()
    door_word = fields.String()
    finishing_code = fields.String()


class CodeLookView(Schema):
    """Who of the staff has looked the code up."""

    looked_by = fields.String()
    looked_at = fields.AwareDateTime()
