"""The figures of a running county, counted once more by the program that knows nothing but the exported table."""

import subprocess
import sys
from pathlib import Path

import requests

OFFICE = {"X-Sidan-Actor": "office:wang@620821"}
RECOUNT = Path(__file__).parents[2] / "tools/recount.py"


def recounted(feedback: str, folder: Path) -> str:
    """What it prints about the figures that this feedback tells."""
    taken = {"orders.csv": folder / "orders.csv", "figures": folder / "figures.json"}
    for path, file in taken.items():
        answer = requests.get(f"{feedback}/feedback/api/v1/{path}", headers=OFFICE, timeout=30)
        answer.raise_for_status()
        file.write_bytes(answer.content)
    command = [sys.executable, str(RECOUNT), *map(str, taken.values())]
    return subprocess.run(command, capture_output=True, text=True, timeout=60).stdout
