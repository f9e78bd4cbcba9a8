"""A library of three items, answers that cite two of them, and claims that cite none."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import Session

from app.accounts.actor import Command
from app.core.security import csrf_for
from app.evidence import service
from app.evidence.rules import Fields
from tests.assessments.factories import authority_id, write
from tests.browser import Browser

ANSWERS = {
    "2.1": "Plans fell to 236 in March.[[E1|table 2]] Visits rose to 95%. Both are checked.\n\nNo figure here.",
    "4.1": "Audits found 72% good or better.[[E2@1|p. 4]]\n\n- Timeliness is 81% this year.",
    "5.1": "| Measure | 2017 |\n|---|---|\n| Children on a plan | 236 [[E1]] |",
}
LINK = "https://example.org/report"
LOADING = Command("Loading")


@dataclass
class House:
    """The application and a way to do things in its database."""

    app: FastAPI
    browser_of: Callable[[str], Browser]

    def do(self, work: Callable[[Session], None]) -> None:
        """Run in one transaction."""
        with self.app.state.database.write() as session:
            work(session)

    def client(self, role: str = "coordinator") -> Browser:
        """A browser in which this person is signed in."""
        return self.browser_of(role)


def send(browser: Browser, address: str, form: dict[str, Any], files: dict[str, Any] | None = None) -> Any:
    """Send a form of ours, with files where it has any."""
    return browser.post(address, data={"csrf": csrf_for(browser.token), **form}, files=files)


def fields(title: str, status: str = "published") -> Fields:
    """The fields of a plain item."""
    return Fields(title, "audit", "Head of quality assurance", date(2017, 3, 31), status, "open")


def add(session: Session, title: str) -> None:
    """One more item of the library."""
    service.add_item(session, LOADING, authority_id(session), fields(title), LINK)


def _fill(session: Session) -> None:
    home = authority_id(session)
    service.put_item(session, LOADING, home, "E2", fields("Audit of March", "withdrawn"), LINK)
    service.put_item(session, LOADING, home, "E3", fields("Children’s views", "provisional"), LINK)
    for key, markup in {**ANSWERS, "1.1": "Nothing to count."}.items():
        write(session, "coordinator", key, markup)


@pytest.fixture
def house(app: FastAPI, sign_in: Callable[[str], Browser]) -> House:
    """The application over the filled library."""
    made = House(app, sign_in)
    made.do(_fill)
    return made
