"""Items and sites: what can be ordered, and where. Each change is told as a whole fact with a version."""

from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.request.handlers.orders import words_of
from services.request.models import Item, Site
from shared.actor import Actor, Role
from shared.contracts.request import ItemPublished, ItemRules, Place, SiteNamed
from shared.contracts.wire import Malformed
from shared.db import lock
from shared.messaging.outbox import say
from shared.refusals import Invalid, NotFound
from shared.sites import site_path
from shared.versions import next_version

Thing = TypeVar("Thing")

PUBLISHERS = frozenset({Role.OFFICE, Role.OPERATOR})
_NAMES = ("platform_code", "name_zh", "name_en")
"""What an item is called; the rest of it are its rules."""


def publish_item(session: Session, actor: Actor, *, code: str, if_match: int | None, **words: Any) -> Item:
    """Publish an item of the catalogue, new or changed. Raises Stale when it changed since it was read."""
    actor.must_be(PUBLISHERS)
    item = lock(session, Item, code)
    version = next_version(item.version if item else None, if_match)
    names = {name: words.pop(name) for name in _NAMES}
    try:
        rules = ItemRules.from_wire({"code": code, "version": version, **words}).as_wire()
    except Malformed:
        raise Invalid("item_code", "An item code has 1 to 16 readable characters.") from None
    item = session.merge(Item(code=code, version=version, rules=rules, **names))
    say(session, _published(item))
    return item


def name_site(
    session: Session, actor: Actor, *, code: str, if_match: int | None, level: str, name: str, place: Place | None
) -> Site:
    """Name a center, an office or a station, and say where it is if that has been measured. Raises Invalid for a code
    that is none, Stale as above."""
    actor.must_be(PUBLISHERS)
    path = _path(code)
    site = lock(session, Site, path)
    version = next_version(site.version if site else None, if_match)
    there = place and place.as_wire()
    site = session.merge(Site(path=path, code=code, version=version, level=level, name=name, place=there))
    say(session, _named(site))
    return site


def show_item(session: Session, actor: Actor, *, code: str) -> Item:
    """One item of the catalogue."""
    return _found(session.get(Item, code))


def show_site(session: Session, actor: Actor, *, code: str) -> Site:
    """One site."""
    return _found(session.get(Site, _path(code)))


def find_items(session: Session, actor: Actor) -> sa.Select[Any]:
    """The catalogue."""
    return sa.select(Item).order_by(Item.code)


def find_sites(session: Session, actor: Actor) -> sa.Select[Any]:
    """The sites of the county."""
    return sa.select(Site).order_by(Site.path)


def announce(session: Session) -> int:
    """Say again how all items and sites stand now, for a listener that lost its copy; how many facts."""
    facts = [_published(item) for item in session.scalars(sa.select(Item))]
    named = [_named(site) for site in session.scalars(sa.select(Site))]
    for fact in (*facts, *named):
        say(session, fact)
    return len(facts) + len(named)


def _published(item: Item) -> ItemPublished:
    return ItemPublished(rules=ItemRules.from_wire(item.rules), **words_of(item, "code", "version", *_NAMES))


def _named(site: Site) -> SiteNamed:
    place = Place.from_wire(site.place) if site.place else None
    return SiteNamed(**words_of(site, "path", "version", "code", "level", "name"), place=place)


def _path(code: str) -> str:
    try:
        return site_path(code)
    except ValueError as error:
        raise Invalid("site_code", f"This is no site code: {error}.") from None


def _found(thing: Thing | None) -> Thing:
    if thing is None:
        raise NotFound("unknown", "There is no such thing.")
    return thing
