"""Matching: who could serve an order, who should, and why; for one order, or for all of a county together.

Pure and importable alone: standard library and numpy. `solver` alone needs OR-Tools, and only a process that solves
imports it. Read `model` first (what is asked, who can help), then `rules` (who may), `costs` (who suits), then `rank`
(one order) or `assign` (all of them), `explain` and `wording`. `check` looks through an answer by other means; it is a
command, too: `python -m services.dispatch.matching FILE`, for what `question` has written.
"""
