"""Listens to what the application says to its database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import FastAPI
from sqlalchemy import event


@contextmanager
def heard(app: FastAPI) -> Iterator[list[str]]:
    """The statements that the application executes meanwhile."""
    engine, said = app.state.database.engine, []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)
