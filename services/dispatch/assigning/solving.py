"""The one module of suggesting that loads the solver: for a process of its own, and for an operator's verbs."""

from services.dispatch.matching.asked import Asked
from services.dispatch.matching.assign import assign
from services.dispatch.matching.model import Plan
from services.dispatch.matching.solver import bound, solve

__all__ = ["answer", "bound"]


def answer(asked: Asked) -> Plan:
    """The best answer for a county. Raises Unsolved."""
    return assign(asked, solve)
