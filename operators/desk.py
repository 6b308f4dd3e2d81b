"""The desk of an operator: which services there are, and errors that a person understands."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import click

from operators.dead_letters import DeadLetters
from shared.db import Database, DatabaseAway
from shared.messaging.publishing import BrokerAway
from shared.migrations import at_or_beyond_head
from shared.runtime import Service

some_services = click.option("--service", "names", multiple=True, metavar="SERVICE", help="Only this one. Repeatable.")
one_service = click.option("--service", "name", required=True, metavar="SERVICE", help="Whose.")


class Desk:
    """The services that an operator looks after."""

    def __init__(self, services: Sequence[Service]) -> None:
        self._services = {service.name: service for service in services}

    def chosen(self, names: Iterable[str]) -> list[Service]:
        """The services of these names; all when there are none."""
        return [self.one(name) for name in dict.fromkeys(names)] or list(self._services.values())

    def one(self, name: str) -> Service:
        """The service of this name."""
        if name not in self._services:
            raise click.ClickException(f"There is no service {name!r}. There are: {', '.join(self._services)}.")
        return self._services[name]


@contextmanager
def database_of(service: Service, *, migrated: bool = True) -> Iterator[Database]:
    """The database of a service; an error that a person understands when it cannot be used."""
    database = Database(service.settings.database_url)
    try:
        if migrated and not at_or_beyond_head(database, service.migrations):
            raise click.ClickException(f"The database of {service.name} is not ready. Say first: sidan migrate")
        yield database
    except DatabaseAway as error:
        raise click.ClickException(
            f"The database of {service.name} does not answer ({error}). Nothing was done; try again when it does."
        ) from None
    finally:
        database.close()


@contextmanager
def broker_answering() -> Iterator[None]:
    """An error that a person understands when the broker is away."""
    try:
        yield
    except BrokerAway as error:
        raise click.ClickException(
            f"The broker does not answer, or refuses ({error}). What was not confirmed is where it was; try again."
        ) from None


def dead_letters(service: Service) -> DeadLetters | None:
    """The dead queue of a service; None where all four share a process: there is no broker to ask."""
    settings = service.settings
    if settings.broker_url.startswith("memory:"):
        return None
    return DeadLetters(settings.broker_url, settings.broker_namespace, service.name)


def count(number: int, thing: str) -> str:
    """A number of things, in words."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
