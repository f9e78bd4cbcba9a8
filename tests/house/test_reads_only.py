"""Looking at a page never changes anything."""

import pytest
from fastapi import FastAPI

from tests.assessments.factories import token_of
from tests.browser import Browser
from tests.house.statements import heard
from tests.house.test_leaks import ROUTES, WHO, address_of

# Handing out a file is an act that the trail must hold, so that these addresses write one row, and no other does.
HANDED_OUT = {path for _, path in ROUTES if path.endswith("/file")}
READS = [(path, marks) for (method, path), marks in ROUTES.items() if method == "GET" and path not in HANDED_OUT]


def test_files_alone_are_recorded_when_they_are_opened() -> None:
    assert len(HANDED_OUT) == 6


@pytest.mark.parametrize(("path", "marks"), READS, ids=[path for path, _ in READS])
def test_a_get_writes_nothing(app: FastAPI, path: str, marks: dict[str, str]) -> None:
    name = next((one for one in WHO if marks[one] == "."), "author")
    with heard(app) as said:
        Browser(app, token_of(name)).get(address_of(path))
    assert [one for one in said if not one.lstrip().upper().startswith(("SELECT", "WITH", "PRAGMA"))] == []
