"""Figures: over which orders they are asked, and how they are told."""

from marshmallow import fields, validate

from shared.contracts.text import Text
from shared.web.schema import Schema

_SITE_CODE = r"^[0-9]{6}([0-9]{3}){0,2}\Z"


class FrameFilter(Schema):
    """The orders placed from one day to another, both included, at or below a site, filed under an item."""

    since = fields.Date()
    until = fields.Date()
    site = fields.String(validate=validate.Regexp(_SITE_CODE), metadata={"description": "a division code"})
    item = Text(16)


class BehindFilter(FrameFilter):
    """The same, and whether only those that counted, or did not."""

    counted = fields.Boolean()


class TextsView(Schema):
    """A text in both languages."""

    zh_cn = fields.String(data_key="zh-CN", attribute="zh-CN")
    en = fields.String()


class PartView(Schema):
    """What belongs together within a figure."""

    part = fields.String()
    counted = fields.Integer()
    of = fields.Integer()
    value = fields.Float(allow_none=True)


class FigureView(Schema):
    """A figure: so many were counted, of so many; what that makes, in the unit; what has to be read beside it."""

    code = fields.String()
    version = fields.Integer()
    unit = fields.String()
    name = fields.Nested(TextsView)
    definition = fields.Nested(TextsView)
    counted = fields.Integer()
    of = fields.Integer()
    value = fields.Float(allow_none=True)
    beside = fields.Dict(keys=fields.String(), values=fields.Integer())
    parts = fields.List(fields.Nested(PartView))


class FiguresView(Schema):
    """All figures over some orders."""

    site_path = fields.String()
    since = fields.Date(allow_none=True)
    until = fields.Date(allow_none=True)
    item = fields.String(allow_none=True)
    figures = fields.List(fields.Nested(FigureView))


class OrderBehindView(Schema):
    """An order behind a figure."""

    order_id = fields.UUID()
    order_no = fields.String(allow_none=True)
    site_path = fields.String()
    item_code = fields.String(allow_none=True)
    submitted_at = fields.AwareDateTime()
    served_at = fields.AwareDateTime(allow_none=True)
    level = fields.Integer(allow_none=True)
