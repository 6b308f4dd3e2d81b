"""How good and how fast the matching of `services.dispatch.matching` is, beside what people would do instead."""
