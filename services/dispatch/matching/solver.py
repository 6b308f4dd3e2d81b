"""The solver. Only a process that solves imports this module: OR-Tools is larger than a web process may be."""

import resource

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from services.dispatch.matching.flow import Network, Solution


def solve(net: Network) -> Solution:
    """The cheapest flow, exactly. It can neither be hurried nor stopped: see `bound`."""
    solver = SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(net.tails, net.heads, np.ones_like(net.cost), net.cost)
    solver.set_nodes_supplies(np.arange(len(net.supply)), net.supply)
    status = solver.solve()
    return Solution(solver.flows(arcs), solver.optimal_cost(), status.name)


def bound(seconds: int, mebibytes: int) -> None:
    """From now on the kernel ends this process when it takes more CPU seconds or memory: it does nothing but solve."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (mebibytes << 20, mebibytes << 20))
