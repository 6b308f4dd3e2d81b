"""The ledger is written once: the database itself refuses to change or to remove an entry, whoever asks."""

from alembic import op

revision = "0002"
down_revision = "0001"

_REFUSED = "the ledger is written once"


def upgrade() -> None:
    """Refuse every UPDATE and DELETE of the ledger, and on PostgreSQL TRUNCATE, too."""
    {"sqlite": _sqlite, "postgresql": _postgresql}[op.get_bind().dialect.name]()


def _sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER ledger_refuses_{verb.lower()} BEFORE {verb} ON ledger "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        )


def _postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER ledger_refuses_rewriting BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()"
    )
