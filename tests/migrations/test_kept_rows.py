"""The database itself refuses any change of what was said, done, frozen or signed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Boolean, Connection, Date, DateTime, Engine, Integer, MetaData, Table, text
from sqlalchemy.exc import DBAPIError

KEPT = (
    "activity", "allocationrun", "annotationevent", "comment", "commentevent", "commentwording", "evidencerevision",
    "frameworkversion", "frozenrevision", "guestaccess", "namedversion", "proposal", "registerchange",
    "registerrevision", "releasedrevision", "reminder", "replacement", "revision", "roundevent", "scaleversion",
    "signoff", "step", "textsource", "workflowevent",
    "enquirynote", "feedbackpoint", "pointanswer", "rating", "remark", "roundsummary", "submission",
)
NOW = datetime(2017, 3, 31, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def connection(engine: Engine) -> Iterator[Connection]:
    """A transaction with one row in every table; each test tries within a savepoint, all is rolled back at the end."""
    metadata = MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            if table.name != "alembic_version":
                connection.execute(table.insert().values(_row(table)))
        yield connection
        connection.rollback()


def _row(table: Table) -> dict[str, Any]:
    return {column.name: _value(column.type) for column in table.columns if not column.nullable}


def _value(kind: object) -> Any:
    if isinstance(kind, Integer):
        return 1
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, DateTime):
        return NOW
    return date(2017, 3, 31) if isinstance(kind, Date) else "kept"


def _refused(connection: Connection, statement: str) -> bool:
    savepoint = connection.begin_nested()
    try:
        connection.execute(text(statement))
    except DBAPIError as error:
        assert "kept as they are" in str(error.orig)
        return True
    finally:
        savepoint.rollback()
    return False


@pytest.mark.parametrize("table", KEPT)
class TestKeptRows:
    """Each of these tables only ever grows."""

    def test_refuse_to_be_changed(self, connection: Connection, table: str) -> None:
        column = {"step": "author", "registerchange": "author", "textsource": "kind"}.get(table, "id")
        assert _refused(connection, f"UPDATE {table} SET {column} = {column}")

    def test_refuse_to_be_deleted(self, connection: Connection, table: str) -> None:
        assert _refused(connection, f"DELETE FROM {table}")

    def test_refuse_to_be_replaced(self, connection: Connection, table: str) -> None:
        if connection.dialect.name == "sqlite":
            assert _refused(connection, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        else:
            assert _refused(connection, f"TRUNCATE {table} CASCADE")


SAYING = (
    "UPDATE annotation SET words = 'Otherwise'", "UPDATE annotation SET quote = 'Otherwise'",
    "UPDATE annotation SET is_removed = NOT is_removed", 'UPDATE annotation SET "end" = 7',
)


def test_what_a_review_notes_stays_as_it_is_once_it_is_submitted(connection: Connection) -> None:
    assert not any(_refused(connection, statement) for statement in SAYING)
    savepoint = connection.begin_nested()
    connection.execute(text("UPDATE review SET submitted_at = '2017-06-01 12:00:00'"))
    assert all(_refused(connection, statement) for statement in SAYING)
    assert _refused(connection, "DELETE FROM annotation")
    assert _refused(connection, "INSERT INTO annotation SELECT * FROM annotation")
    assert not _refused(connection, "UPDATE annotation SET answer = 'accepted', is_open = NOT is_open")
    savepoint.rollback()


def test_other_rows_can_change(connection: Connection) -> None:
    assert not _refused(connection, "UPDATE assessment SET title = 'Self-assessment'")
