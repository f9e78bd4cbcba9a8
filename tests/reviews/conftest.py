"""A region in the prepared database, and the two ways to look at the database beside the pages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import pytest
from fastapi import FastAPI
from sqlmodel import Session

from app.publishing.models import PdfFile
from app.publishing.packs import service
from tests.reviews import packing
from tests.reviews.factories import MAIL, add_region

Result = TypeVar("Result")


@dataclass(frozen=True)
class Stage:
    """What a test sets up and looks at, each in a transaction of its own."""

    app: FastAPI

    def make(self, work: Callable[[Session], Result]) -> Result:
        """Set something up."""
        with self.app.state.database.write() as session:
            return work(session)

    def see(self, work: Callable[[Session], Result]) -> Result:
        """Look at what is there."""
        with self.app.state.database.read() as session:
            return work(session)


@pytest.fixture
def region(app: FastAPI) -> Stage:
    """A region of seven authorities without a round."""
    stage = Stage(app)
    stage.make(add_region)
    return stage


@pytest.fixture
def mail(app: FastAPI) -> Iterator[None]:
    """An installation that sends mail; what it has to send is not carried here."""
    before, app.state.settings = app.state.settings, MAIL
    yield
    app.state.settings = before


@pytest.fixture
def called(app: FastAPI, region: Stage, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A released assessment that cites a file of evidence in its first revision; layout is tested elsewhere."""
    monkeypatch.setattr(service, "_pressed", lambda _press, wanted, _progress: PdfFile(
        b"%PDF-1.7 of a pack", 7, unprinted=tuple(one.told for one in wanted.composition.unprintable)))
    region.make(lambda session: packing.revise(session, app, 1, packing.CITED))
    names = region.make(packing.released)
    region.make(lambda session: packing.revise(session, app, 2, packing.LATER))
    return names
