"""How the peers are brought up, each as its own documentation tells."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import sqlalchemy as sa

from benchmarks.flow.contestants import Running, Site, engines
from benchmarks.flow.hearing import SERVICES
from benchmarks.flow.peers.tables import BASES

FLASK = "benchmarks.flow.peers.flask_celery"
GUNICORN = (
    *("--worker-class", "gthread", "--workers", "1", "--threads", "8"),
    *("--keep-alive", "75", "--no-control-socket", "--bind"),
)
HEARD = sa.table("heard", sa.column("event_id", sa.Uuid), sa.column("type"), sa.column("subject"))
STARLETTE = "benchmarks.flow.peers.starlette_faststream"
UVICORN = ("--timeout-keep-alive", "75", "--no-access-log", "--log-level", "warning", "--port")
CELERY = ("--pool", "threads", "--concurrency", "4", "--loglevel", "WARNING")


@contextmanager
def flask_celery() -> Iterator[Running]:
    """A gunicorn and a Celery worker for each service, RabbitMQ and PostgreSQL."""
    with ExitStack() as stack:
        site = Site(stack)
        make_tables(stack, site)
        for service in SERVICES:
            module = f"{FLASK}.{service}:celery"
            queue = ("--queues", service, "--hostname", f"{service}@localhost")
            site.add(f"{service} worker", site.environ, "celery", "-A", module, "worker", *queue, *CELERY)
        for service in SERVICES:
            module = f"{FLASK}.{service}:web"
            site.add_web(service, site.environ, "gunicorn", module, *GUNICORN, at="127.0.0.1:{port}")
        yield site.running(HEARD)


@contextmanager
def starlette_faststream() -> Iterator[Running]:
    """A uvicorn for each service that listens to the broker too, RabbitMQ and PostgreSQL."""
    with ExitStack() as stack:
        site = Site(stack)
        make_tables(stack, site)
        for service in SERVICES:
            site.add_web(service, site.environ, "uvicorn", f"{STARLETTE}.{service}:web", *UVICORN)
        yield site.running(HEARD)


def make_tables(stack: ExitStack, site: Site) -> None:
    """Each service's tables in its own database."""
    for service, engine in engines(stack, site.urls).items():
        BASES[service].metadata.create_all(engine)
