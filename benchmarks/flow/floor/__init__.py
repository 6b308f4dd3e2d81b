"""The floor: what an order would cost if nobody thought. Bare requests, bare rows, bare messages.

No design that keeps every word in PostgreSQL and tells it over RabbitMQ is cheaper. Sidan is measured in multiples
of it.
"""
