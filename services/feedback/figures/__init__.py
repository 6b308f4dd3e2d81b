"""Figures that can be believed: one row an order, kept current from the facts; each figure counts rows, says which it
counts, and opens them. Nobody types a figure in.

`telling` says what a fact tells of an order, `keeping` keeps the rows, `measures` says which rows count for what,
`counting` counts them, `spread` knows the two figures that are no fractions, `exporting` gives the rows away, `places`
knows where one may ask about. The names and definitions of the figures are data: `definitions.json`.
"""
