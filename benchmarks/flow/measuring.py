"""What processes use: CPU time and memory of whole trees, those that have ended included."""

import contextlib
from collections.abc import Mapping, Sequence

import psutil

MEBI = 1024 * 1024


def cpu_seconds(roots: Sequence[int]) -> float:
    """CPU time of these processes, of their children, and of the children that have ended."""
    return sum(_spent(process) for process in _trees(roots))


def memory(roots: Mapping[str, int]) -> dict[str, float]:
    """MiB of each tree by name, each shared page counted in parts (PSS)."""
    return {name: sum(_pss(process) for process in _trees([root])) / MEBI for name, root in roots.items()}


def _trees(roots: Sequence[int]) -> list[psutil.Process]:
    trees = [psutil.Process(root) for root in roots]
    return [process for tree in trees for process in (tree, *tree.children(recursive=True))]


def _spent(process: psutil.Process) -> float:
    with contextlib.suppress(psutil.NoSuchProcess):  # then its parent has inherited what it spent
        return float(sum(process.cpu_times()[:4]))
    return 0.0


def _pss(process: psutil.Process) -> int:
    with contextlib.suppress(psutil.NoSuchProcess):
        return int(process.memory_full_info().pss)
    return 0
