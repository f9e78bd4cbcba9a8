"""Files of figures, and a browser's way of bringing them in."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import openpyxl
import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from app.core.security import csrf_for
from app.indicators.models import Area, FigureImport, Measure, Observation, StagedFigure
from app.tasks import tasks
from tests.browser import Browser
from tests.conftest import SignIn

HOME = "/figures/peterborough"
PUBLISHED, PROVISIONAL, MEASURES = "figures:published", "figures:provisional", "measures:published"


def workbook(*rows: tuple[Any, ...], formats: dict[str, str] | None = None) -> bytes:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for place, form in (formats or {}).items():
        sheet[place].number_format = form
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheets(**named: list[tuple[Any, ...]]) -> bytes:
    """A workbook of several sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in named.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rewritten(book: bytes, parts: dict[bytes, bytes]) -> bytes:
    """The workbook with other words in its first sheet, as a program writes them that reckons."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            for old, new in parts.items() if name.endswith("/sheet1.xml") else ():
                assert old in data
                data = data.replace(old, new)
            after.writestr(name, data)
    return out.getvalue()


@dataclass
class Desk:
    """The application, and somebody who brings files in."""

    app: FastAPI
    browser: Browser

    def send(self, what: str, data: bytes | str, name: str = "figures.csv") -> Any:
        """The answer to the form that sends a file."""
        body = data.encode() if isinstance(data, str) else data
        form = {"csrf": csrf_for(self.browser.token), "what": what}
        return self.browser.post(f"{HOME}/import", data=form, files={"file": (name, body)})

    def read(self, what: str, data: bytes | str, name: str = "figures.csv", **columns: str) -> str:
        """Send a file, keep what its columns are guessed to hold unless told, and read it; the preview's address."""
        sent = self.send(what, data, name)
        assert sent.status_code == 303, sent.text
        address = sent.headers["location"]
        at = address.removesuffix("/columns")
        form = {f"column-{place}": role for place, role in enumerate(self.import_at(at).guessed)} | columns
        assert self.browser.submit(address, form).status_code == 303
        self.work()
        return str(at)

    def bring_in(self, what: str, data: bytes | str, name: str = "figures.csv", **columns: str) -> str:
        """Read a file and take it over; years of another name than those that stand stay apart."""
        at = self.read(what, data, name, **columns)
        if self.import_at(at).result["years"]:
            assert self.browser.submit(f"{at}/years", {"years": "apart"}).status_code == 303
            self.work()
        assert self.browser.submit(f"{at}/apply").status_code == 303
        self.work()
        return at

    def work(self) -> None:
        """Do the jobs that wait."""
        runner = self.app.state.runner
        runner.database, runner.tasks = self.app.state.database, tasks(_Press(self.app))
        while runner._one():
            pass

    def page(self, at: str) -> str:
        """A page's HTML."""
        answer = self.browser.get(at)
        assert answer.status_code == 200
        return str(answer.text)

    def import_at(self, at: str) -> "Kept":
        """What is kept of an import."""
        with self.app.state.database.read() as session:
            one = session.get(FigureImport, int(at.rsplit("/", 1)[-1]))
            assert one
            return Kept(one)

    def figures(self, code: str = "LACnum", area: str = "Peterborough") -> dict[str, str]:
        """Values or marks by status and period."""
        with self.app.state.database.read() as session:
            rows = session.exec(
                select(Observation).join(Measure, col(Measure.id) == Observation.measure_id)
                .join(Area, col(Area.id) == Observation.area_id).where(Measure.code == code, Area.name == area)
            ).all()
            return {f"{row.status} {row.period}": row.value or row.mark for row in rows}

    def waiting(self) -> int:
        """How many figures wait."""
        with self.app.state.database.read() as session:
            return len(session.exec(select(StagedFigure.id)).all())


class _Press:
    """The files of a test's own, for jobs that need nothing else."""

    def __init__(self, app: FastAPI) -> None:
        self.files = app.state.files


class Kept:
    """An import with its JSON read."""

    def __init__(self, one: FigureImport) -> None:
        self.state, self.result = one.state, json.loads(one.result)
        self.guessed: list[str] = json.loads(one.columns)["roles"]


@pytest.fixture
def desk_of(app: FastAPI, sign_in: SignIn) -> Callable[[str], Desk]:
    """Somebody at work by role."""
    return lambda name: Desk(app, sign_in(name))


@pytest.fixture
def administrator(desk_of: Callable[[str], Desk]) -> Desk:
    """Whoever brings in published figures."""
    return desk_of("administrator")


@pytest.fixture
def coordinator(desk_of: Callable[[str], Desk]) -> Desk:
    """Whoever brings in provisional figures of their own authority."""
    return desk_of("coordinator")

