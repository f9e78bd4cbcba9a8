"""Packs of reviewers from before their addresses were kept have to be made again; reports have none."""

from importlib import import_module

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine, text


def test_what_packs_of_reviewers_hold_is_forgotten() -> None:
    with create_engine("sqlite://").connect() as run:
        run.execute(text("CREATE TABLE pack (given, reviewer_id)"))
        run.execute(text("""INSERT INTO pack VALUES ('[["E1", 1]]', 3), ('[]', 4), ('[]', NULL)"""))
        with Operations.context(MigrationContext.configure(run)):
            import_module("app.migrations.versions.0035_addresses_in_packs").upgrade()
        found = run.execute(text("SELECT given FROM pack ORDER BY rowid")).scalars().all()
    assert found == ["", "", "[]"]
