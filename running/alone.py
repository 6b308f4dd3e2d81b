"""One service in a process of its own, as production runs it: `python -m services.<name> [--web] [--work]`."""

import argparse

from running.system import Roles, System
from shared.logs import log_as_json
from shared.runtime import Service
from shared.web.front import front_page
from shared.web.identity import believe

WEB_PORT = 8001


def run_alone(service: Service) -> int:
    """Read the command line and run; the exit code. Migrations and queues are made before, by `sidan migrate` and
    `sidan declare`."""
    parser = argparse.ArgumentParser(prog=f"python -m services.{service.name}", description=__doc__)
    parser.add_argument("--web", action="store_true", help="answer HTTP only")
    parser.add_argument("--work", action="store_true", help="relay, listen and keep time only")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument(
        "--port", type=int, help=f"where it answers ({WEB_PORT}); a worker tells /livez and /metrics there"
    )
    chosen = parser.parse_args()
    both = chosen.web == chosen.work
    work = chosen.work or both
    if work and service.settings.broker_url.startswith("memory:"):
        parser.error(
            "alone, a worker needs a broker that others can reach: set BROKER_URL=amqp://… or run `sidan run`."
        )
    try:
        believe(service.settings.actor_network)
    except ValueError as error:
        parser.error(f"ACTOR_NETWORK: {error}.")
    log_as_json()
    web = chosen.web or both
    port = chosen.port or (WEB_PORT if web else None)
    roles = Roles(at=(chosen.host, port) if port else None, web=web, work=work)
    return System([service]).run(roles, front=front_page(service.settings.hotline))
