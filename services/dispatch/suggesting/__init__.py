"""Suggesting: the first user of the matching engine. It watches the queue, keeps the roster current, says who suits.

`marks` watches what is written, `reading` makes values of rows, `current` keeps them in memory, `needs` asks for an
order, `weighing` has what the county wants to count. `candidates` ranks and explains, `telling` puts it in words,
`offering` has the verbs, `snapshots` keeps what was decided beside what was suggested, `standing` has the suggestions
that wait. Whatever needs the engine's arrays is imported where it is first asked for: a worker never asks.
"""
