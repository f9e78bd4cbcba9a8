"""Bring a database to the shape that this version of the program needs."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from app.core.errors import CandourError

FOLDER = Path(__file__).parent
LOCK = 20170331  # any number that every copy of the program agrees on


class NewerDatabase(CandourError):
    """A later version of the program has changed the database already."""

    title = "The database is newer than the program"


def newest() -> str:
    """The number of the last change that this program knows."""
    return max(path.name[:4] for path in (FOLDER / "versions").glob("[0-9]*_*.py"))


def version_of(connection: Connection) -> str | None:
    """The number of the last change that a database has had, or None if it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def take_turns(connection: Connection) -> None:
    """Wait until no other copy of the program that starts is changing the database; SQLite sees to that itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))


def upgrade(engine: Engine) -> tuple[str | None, str]:
    """Make the missing changes, all or none; the numbers before and after. NewerDatabase changes nothing.

    Two copies of the program that start at once take turns.
    """
    with engine.begin() as connection:
        take_turns(connection)
        before, wanted = version_of(connection), newest()
        if before is not None and before > wanted:
            raise NewerDatabase(
                f"The database has had change {before}, but this program knows only up to {wanted}: "
                "start the newer version of Candour."
            )
        if before != wanted:
            _run(connection)
    return before, wanted


def _run(connection: Connection) -> None:
    from alembic import command  # slow to load, and hardly ever needed
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    command.upgrade(config, "head")
