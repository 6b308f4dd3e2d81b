"""The three parts of the floor, one after the other."""

import uvloop

from benchmarks.flow import workload
from benchmarks.flow.contestants import Running, sidan
from benchmarks.flow.figures import Floor
from benchmarks.flow.floor import news, rows, web
from benchmarks.flow.rounds import carried, enrolled


def measure(orders: int, in_flight: int) -> Floor:
    """What so many orders cost at the least, an order; one real order shows which rows it needs."""
    with sidan() as running:
        before, after = uvloop.run(_one_order(running))
        for one in running.services.values():
            one.stop()
        psycopg, postgres = rows.cpu(running, before, after, orders)
        pika, rabbitmq = news.cpu(running, orders)
    return {
        "web server": web.cpu(orders, in_flight),
        "psycopg": psycopg,
        "PostgreSQL": postgres,
        "pika": pika,
        "RabbitMQ": rabbitmq,
    }


async def _one_order(running: Running) -> tuple[rows.Written, rows.Written]:
    county = await enrolled(running)
    # What there is once for all orders is there after the first; the second has the same volunteer, who is flagged for
    # that, and another recipient.
    await carried(running, county, workload.VOLUNTEERS)
    before = rows.look(running.databases)
    await carried(running, county, 0)
    return before, rows.look(running.databases)
