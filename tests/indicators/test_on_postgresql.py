"""Figures on PostgreSQL: staged, compared, taken over and shown there too."""


import pytest
from fastapi import FastAPI

from tests.assessments.factories import token_of
from tests.browser import Browser
from tests.indicators.conftest import HOME, PUBLISHED, Desk
from tests.postgresql import binaries

pytestmark = pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not on this machine")


def test_a_file_comes_in_by_key_and_is_shown(on_postgresql: FastAPI) -> None:
    desk = Desk(on_postgresql, Browser(on_postgresql, token_of("administrator")))
    rows = "Measure,Area,Period,Value\nLACnum,Peterborough,2017,358\nLACnum,Peterborough,2018,c\nLACnum,Luton,2016,379"
    result = desk.import_at(desk.bring_in(PUBLISHED, rows)).result
    assert (result["added"], result["changed"], result["unchanged"]) == (1, 1, 1)
    assert desk.figures()["published 2018"] == "c" and desk.waiting() == 0
    assert "joint 2nd highest of 11" in desk.page(HOME)
    assert "published is 358" in desk.page(f"{HOME}/measures/children-looked-after")
