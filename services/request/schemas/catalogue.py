"""Items and sites, as they are published and shown. Bodies refuse what they don't know."""

from marshmallow import fields, validate

from shared.contracts.request import MODES, SITE_LEVELS, Place
from shared.contracts.text import Text
from shared.contracts.values import OneOf, YesNo
from shared.web.schema import Schema


class RulesBody(Schema):
    """The rules of an item."""

    skills = fields.List(Text(40), required=True, validate=validate.Length(max=20))
    minutes = fields.Integer(strict=True, required=True, validate=validate.Range(1, 24 * 60))
    team_size = fields.Integer(strict=True, required=True, validate=validate.Range(1, 100))
    qualification = Text(40, allow_none=True, load_default=None)
    risk_level = fields.Integer(strict=True, required=True, validate=validate.Range(0, 3))
    minors_may_help = YesNo(required=True)
    interval_days = fields.Integer(strict=True, required=True, validate=validate.Range(0, 3650))
    modes = fields.List(OneOf(*MODES), required=True, validate=validate.Length(1, 3))


class ItemBody(RulesBody):
    """A catalogue item as the center publishes it."""

    platform_code = Text(4, required=True)
    name_zh = Text(60, required=True)
    name_en = Text(120, required=True)


class ItemView(Schema):
    """A catalogue item."""

    code = fields.String()
    version = fields.Integer()
    platform_code = fields.String()
    name_zh = fields.String()
    name_en = fields.String()
    rules = fields.Nested(RulesBody(unknown="exclude"))


class SiteBody(Schema):
    """A site as the center names it."""

    level = OneOf(*SITE_LEVELS, required=True)
    name = Text(60, required=True)
    place = fields.Nested(Place.schema(), unknown="raise", allow_none=True, load_default=None)


class SiteView(SiteBody):
    """A site."""

    path = fields.String()
    code = fields.String()
    version = fields.Integer()
