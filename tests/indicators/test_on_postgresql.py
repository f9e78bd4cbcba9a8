"""Figures on PostgreSQL: staged, compared, taken over and shown there too."""

import html
from datetime import timedelta

import pytest
from fastapi import FastAPI

from app.indicators.intake import forgetting
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
    assert desk.browser.get(f"{HOME}/pack").headers["location"] == f"{HOME}/pack/2017-18"
    assert "358\u00a0in\u00a02017" in html.unescape(desk.page(f"{HOME}/pack/2017-18"))
    other = "Measure,Area,Period,Value\nLACnum,Peterborough,2016-17,359\nLACnum,Southampton,2016-17,7"
    at = desk.read(PUBLISHED, other)
    assert desk.browser.submit(f"{at}/years", {"years": "same"}).status_code == 303
    desk.work()
    assert desk.import_at(at).result["changes"] == [["Children looked after", "Peterborough", "2017", "358", "359"]]
    desk.bring_in(PUBLISHED, other)  # which lets them stay apart
    assert desk.browser.submit(f"{HOME}/measures/children-looked-after/years").status_code == 303
    assert desk.figures(area="Southampton") == {"published 2017": "7"}


def test_what_nobody_takes_over_is_let_go_of(on_postgresql: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "KEPT_FOR", timedelta(0))
    monkeypatch.setattr(forgetting, "AT_ONCE", 1)
    desk = Desk(on_postgresql, Browser(on_postgresql, token_of("administrator")))
    desk.read(PUBLISHED, "Measure,Area,Period,Value\nLACnum,Luton,2018,1\nLACnum,Luton,2019,2\n")
    assert desk.waiting() == 2
    forgetting.forget_old(on_postgresql.state.database)
    assert desk.waiting() == 0


@pytest.mark.parametrize("number", [2**31, 2**63, 10**23])
def test_a_number_that_no_column_holds_is_not_found(on_postgresql: FastAPI, number: int) -> None:
    browser = Browser(on_postgresql, token_of("administrator"))
    assert browser.get(f"{HOME}/import/{number}").status_code == 404
