"""The four services, built but not run: what they say, hear and answer is read off them."""

from functools import cache
from importlib import import_module

from shared.contracts.catalogue import CONTRACTS
from shared.contracts.wire import Event
from shared.lifecycle import Lifecycle
from shared.runtime import Service

SERVICES: tuple[str, ...] = tuple(dict.fromkeys(contract.SPEAKER for contract in CONTRACTS))


@cache
def service_of(name: str) -> Service:
    """The service with its default settings."""
    app, settings = import_module(f"services.{name}.app"), import_module(f"services.{name}.settings")
    service: Service = app.build(settings.read({}))
    return service


def lifecycle_of(name: str) -> Lifecycle:
    """The part of an order's life that this service holds."""
    lifecycle: Lifecycle = import_module(f"services.{name}.lifecycle").LIFECYCLE
    return lifecycle


def listeners(contract: type[Event]) -> list[str]:
    """The services that hear events of this contract."""
    return [name for name in SERVICES if contract in service_of(name).hears]
