"""The operators' commands: prepare databases and queues, look after news that stopped, say things again."""

import copy
from collections.abc import Sequence

import click

from operators.desk import Desk
from operators.preparing import announce, declare, migrate_all, resend
from operators.stopped import dead, outbox, parked
from shared.runtime import Service


def commands(services: Sequence[Service]) -> list[click.Command]:
    """The commands, for these services."""
    made = [copy.copy(command) for command in (migrate_all, declare, announce, resend, parked, dead, outbox)]
    for command in made:
        command.context_settings = {**command.context_settings, "obj": Desk(services)}
    return made
