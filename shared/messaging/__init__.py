"""HOW news travels: outbox, relay, bus, consumer, inbox. Written once, for all four services."""
