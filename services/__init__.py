"""The four services, one for each stage of an order's life."""

import gc

# A process makes a quarter of a million things that stay before it answers. To look for garbage among them after every
# seven hundred, as Python does, takes a seventh of its start.
gc.set_threshold(20_000)
