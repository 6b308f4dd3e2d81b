"""The operators' verbs about suggestions: ask again what a decision was made from, look through what was answered."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.dispatch.suggesting.tables import Paper, Snapshot
from shared.clock import SHANGHAI
from shared.db import Database, DatabaseAway

AT_ONCE = 100


@click.command()
@click.argument("snapshot_id", type=click.UUID)
@click.pass_obj
def replay(url: str, snapshot_id: UUID) -> None:
    """Ask the engine again what SNAPSHOT_ID was decided from. Ends with 1 when it answers otherwise."""
    from services.dispatch.assigning.replaying import again

    with _reading(url) as session:
        snapshot = session.get(Snapshot, snapshot_id)
        if snapshot is None:
            raise click.ClickException(f"There is no snapshot {snapshot_id}. An offer's answer names its own.")
        answer = again(session.get_one(Paper, snapshot.paper_id), snapshot.order_id)
    click.echo(f"{snapshot.at.isoformat()}, order {snapshot.order_id}, round {snapshot.round}, by {snapshot.made_by}")
    click.echo(f"roster {snapshot.roster_version}, weights {snapshot.weights_version}, {snapshot.status}")
    for one in answer:
        chosen = any(other["id"] == one["id"] for other in snapshot.chosen)
        click.echo(f"{one['place']:4}  {one['kind']:7} {one['id']}  {one['points']:+6}{'  asked' * chosen}")
    if answer != snapshot.suggested:
        raise click.ClickException("The answer is another one now. Was the engine changed since?")
    click.echo("The same answer.")


@click.command()
@click.pass_obj
def check(url: str) -> None:
    """Look through every answer that is kept: a county's by the checker, a ranking by asking again.

    Ends with 1 when one is wrong.
    """
    from services.dispatch.assigning.replaying import faults

    papers = wrong = 0
    with _reading(url) as session:
        for paper in session.scalars(sa.select(Paper).order_by(Paper.paper_id).execution_options(yield_per=AT_ONCE)):
            papers += 1
            found = faults(paper, session.scalars(sa.select(Snapshot).where(Snapshot.paper_id == paper.paper_id)))
            wrong += bool(found)
            for fault in found:
                click.echo(f"{paper.paper_id}: {fault}")
    click.echo(f"{papers} papers, {wrong} with faults.")
    if wrong:
        raise click.exceptions.Exit(1)


@click.command()
@click.option("--at", default="http://127.0.0.1:8000", show_default=True, help="Where the services answer.")
@click.option("--actor", required=True, help="Who asks for the facts, as in office:wang@620821.")
@click.option("--since", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The first day.")
@click.option("--until", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day after the last.")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def rehearse(url: str, at: str, actor: str, since: datetime, until: datetime, files: tuple[Path, ...]) -> None:
    """Play a past period once more under the weights that hold, and under those in FILES, side by side.

    A file has JSON: "weights" as they are published, "further_km" that everybody would go, "more_visits" a week.
    """
    from services.dispatch.assigning.comparing import side_by_side, variants
    from services.dispatch.assigning.fetching import fetched

    period = since.replace(tzinfo=SHANGHAI), until.replace(tzinfo=SHANGHAI)
    with _reading(url) as session:
        tried = variants(session, files)
    for line in side_by_side(fetched(at, actor), tried, *period):
        click.echo(line)


@contextmanager
def _reading(url: str) -> Iterator[Session]:
    database = Database(url)
    try:
        with database.read() as session:
            yield session
    except DatabaseAway as error:
        raise click.ClickException(f"The database of dispatch does not answer ({error}); try again.") from None
    finally:
        database.close()


VERBS = (replay, check, rehearse)
