"""Changes that share a transaction, and what becomes of those that fail or must wait."""

import asyncio
from collections.abc import Callable
from threading import Timer

import pytest
from fastapi import FastAPI
from sqlmodel import Session, select

from app.accounts.models import Authority
from app.core.database import Database, after_commit
from app.core.errors import Refused


@pytest.fixture
def database(app: FastAPI) -> Database:
    """The database of the test."""
    found: Database = app.state.database
    return found


def adding(slug: str, told: list[str]) -> Callable[[Session], str]:
    """A change that adds an authority and tells of it, or is refused where its name is bad."""

    def change(session: Session) -> str:
        session.add(Authority(slug=slug, name=slug))
        session.flush()
        after_commit(session, lambda: told.append(slug))
        if slug == "bad":
            raise Refused("No.")
        return slug

    return change


def kept(database: Database) -> set[str]:
    """The names of all authorities."""
    with database.read() as session:
        return set(session.exec(select(Authority.slug)).all())


class TestTogether:
    def test_one_that_fails_is_undone_alone(self, database: Database) -> None:
        told: list[str] = []

        async def all_at_once() -> list[str | BaseException]:
            changes = (database.change(adding(slug, told)) for slug in ("a", "bad", "b"))
            return await asyncio.gather(*changes, return_exceptions=True)

        first, refused, last = asyncio.run(all_at_once())
        assert (first, last) == ("a", "b") and isinstance(refused, Refused)
        assert {"a", "b"} <= kept(database) and "bad" not in kept(database)
        assert told == ["a", "b"]

    def test_a_change_waits_for_a_longer_one_without_holding_up_the_loop(self, database: Database) -> None:
        longer = database.write()
        longer.__enter__().connection()
        turns: list[int] = []

        async def beside() -> str:
            change = asyncio.create_task(database.change(adding("patient", [])))
            while not change.done():
                turns.append(1)
                await asyncio.sleep(0.01)
            return await change

        Timer(0.2, lambda: longer.__exit__(None, None, None)).start()
        assert asyncio.run(beside()) == "patient"
        assert len(turns) > 3 and "patient" in kept(database)
