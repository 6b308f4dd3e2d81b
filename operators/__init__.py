"""The operators' commands: prepare databases and queues, look what is wrong, see to news that stopped, say it again,
look whether what was written once is as it was written."""

import copy
from collections.abc import Sequence

import click

from operators.counting import figures
from operators.desk import Desk
from operators.doctor import doctor
from operators.ledger import ledger
from operators.preparing import announce, declare, migrate_all, resend
from operators.stopped import dead, outbox, parked
from shared.runtime import Service


def commands(services: Sequence[Service]) -> list[click.Command]:
    """The commands, for these services."""
    verbs = (migrate_all, declare, doctor, announce, resend, figures, parked, dead, outbox, ledger)
    made = [copy.copy(command) for command in verbs]
    for command in made:
        command.context_settings = {**command.context_settings, "obj": Desk(services)}
    return made
