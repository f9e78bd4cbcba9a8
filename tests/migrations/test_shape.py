"""The numbered changes make exactly the database that the models describe."""

import ast
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlmodel import SQLModel

import app.main  # noqa: F401  loads every model
from app.migrations import upgrade as migrations
from app.migrations.upgrade import NewerDatabase, newest, upgrade

VERSIONS = sorted((migrations.FOLDER / "versions").glob("[0-9]*.py"))


def _described(name: str | None, kind: str, _: object) -> bool:
    """Each database has its own kind of index of words, which no model can describe."""
    return kind != "table" or not (name or "").startswith("evidencewords")


def test_models_and_changes_agree(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": _described})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_a_second_upgrade_does_nothing(engine: Engine) -> None:
    assert upgrade(engine) == (newest(), newest())


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_change_never_looks_at_the_models(path: Path) -> None:
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    assert not {name.partition(".")[0] for name in names} - {"sqlalchemy", "alembic", *sys.stdlib_module_names}


def test_a_database_of_a_later_version_is_left_alone(empty: Engine) -> None:
    upgrade(empty)
    with empty.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabase, match="start the newer version"):
        upgrade(empty)


def test_a_change_that_fails_leaves_nothing_behind(empty: Engine) -> None:
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE signoff (id INTEGER)"))
    with pytest.raises(Exception, match="signoff"):
        upgrade(empty)
    assert inspect(empty).get_table_names() == ["signoff"]
