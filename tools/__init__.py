"""What is written by machine from the code: schemas, API documents, tables, pictures, matrices.

For developers only; no service imports this. `sidan generate` writes what `generate` returns, and a house test finds
whatever is no longer as the code says.
"""

from pathlib import Path

from tools import asyncapi, english, matrix, openapi, readme, schemas

WHOLLY_GENERATED = ("docs/contracts/schemas", "docs/openapi", "tests/unit/snapshots")
"""Folders in which nothing else lies."""


def generate(root: Path) -> dict[Path, str]:
    """Every generated file of the project at `root`, with the text that it ought to have."""
    files = {
        **schemas.files(),
        **openapi.files(),
        "docs/asyncapi.yaml": asyncapi.document(),
        **matrix.files(),
        **english.files(root),
        **readme.files(root),
    }
    return {root / name: text for name, text in files.items()}
