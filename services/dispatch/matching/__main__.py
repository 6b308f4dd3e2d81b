"""Checks papers: `python -m services.dispatch.matching FILE …` says what is wrong with the answers in them."""

import sys
from pathlib import Path

from services.dispatch.matching.check import Check
from services.dispatch.matching.question import read


def main(files: list[str]) -> int:
    """How many of the files hold an answer that is wrong."""
    wrong = 0
    for file in files:
        paper = read(Path(file).read_text(encoding="utf-8"))
        faults = Check(paper.question).faults(paper.plan)
        print(f"{file}: {len(paper.plan.suggestions)} served, {len(paper.plan.unserved)} not; {len(faults)} faults")
        for fault in faults:
            print(f"  {fault}")
        wrong += bool(faults)
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
