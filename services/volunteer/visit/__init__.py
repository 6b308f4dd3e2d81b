"""The visit: from the door to the end, and what may happen instead. Whoever goes says it, or staff with their word.

`arriving` (T22, T24), `breaking_off` (T25), `finishing` (T26 and the finishing code), `missing` (T20, T23), `watching`
(what nobody has said by then), `saying` (what those who went have to say about it), `door` (who may speak).
"""
