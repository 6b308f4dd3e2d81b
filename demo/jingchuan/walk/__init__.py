"""Walks one order through its acts and notes every rule of the order's life that they break."""

from demo.jingchuan.walk.desk import Desk
from demo.jingchuan.walk.review import Review
from demo.jingchuan.walk.search import Search
from demo.jingchuan.walk.visit import Visit


class Walk(Desk, Search, Visit, Review):
    """One order, from the clerk's desk to the last word about it."""
