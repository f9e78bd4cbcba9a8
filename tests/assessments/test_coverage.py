"""What statements rest on, by kind of evidence: strength, age, gaps, and the page that shows them."""

from collections.abc import Callable
from datetime import date

import pytest
from fastapi import FastAPI

from app.assessments.coverage.rules import Source, cells_of, measured_on
from app.evidence import service
from app.evidence.rules import KINDS, Fields
from tests.assessments.factories import LARGE, authority_id, write
from tests.browser import Browser
from tests.evidence.conftest import LINK, LOADING

ON = date(2017, 3, 31)


def source(ref: str, status: str, as_at: date, kind: str = "audit") -> Source:
    return Source(ref, f"Title of {ref}", kind, status, as_at)


@pytest.mark.parametrize(("sources", "strength", "marks"), [
    ([("published", date(2017, 1, 1)), ("published", date(2014, 1, 1))], "strong", []),
    ([("published", date(2016, 1, 1)), ("published", date(2015, 9, 1))], "fair", []),
    ([("published", date(2017, 3, 1))], "fair", []),
    ([("published", date(2015, 1, 1))], "weak", []),
    ([("provisional", date(2017, 3, 1)), ("withdrawn", date(2017, 3, 1))], "weak", ["1 provisional", "1 withdrawn"]),
    ([("published", date(2014, 1, 1)), ("provisional", date(2017, 3, 1))], "weak", ["1 provisional"]),
])
def test_strength_tells_number_status_and_age(
    sources: list[tuple[str, date]], strength: str, marks: list[str]
) -> None:
    made = [source(f"E{number}", *one) for number, one in enumerate(sources)]
    cell = cells_of(made, ON)[list(KINDS).index("audit")]
    assert (cell.strength, cell.marks) == (strength, marks)
    assert cell.newest == max(day for _, day in sources)


@pytest.mark.parametrize(("year", "on"), [
    ("2016-17", date(2017, 3, 31)), ("2017", date(2017, 12, 31)), ("2020-21", date(2018, 6, 1)),
    ("once", date(2018, 6, 1)),
])
def test_a_past_year_is_measured_at_its_end(year: str, on: date) -> None:
    assert measured_on(year, date(2018, 6, 1)) == on


def test_the_page_shows_what_each_statement_rests_on(app: FastAPI, sign_in: Callable[[str], Browser]) -> None:
    with app.state.database.write() as session:
        home = authority_id(session)
        fields = Fields("Minutes of the board", "minutes", "Clerk", date(2017, 2, 1), "provisional", "open")
        service.put_item(session, LOADING, home, "E2", fields, LINK)
        write(session, "coordinator", "4.1", "Audits are read.[[E1]] The board met.[[E2]]\n\nAgain.[[E1]]")
    browser = sign_in("author")
    shown = browser.get(f"{LARGE.path}/coverage").text
    assert f'href="{LARGE.path}/prompts/4.1"' in shown and 'href="/evidence/peterborough/E2"' in shown
    assert "As at 1\N{NO-BREAK SPACE}February\N{NO-BREAK SPACE}2017, 1 month old" in shown
    assert "1 provisional" in shown and "Cited by no statement at all: document, data, feedback" in shown
    narrowed = browser.get(f"{LARGE.path}/coverage?section=4").text
    assert "/prompts/4.1" in narrowed and "/prompts/2.1" not in narrowed
    none = browser.get(f"{LARGE.path}/coverage?show=none").text
    assert "/prompts/4.1\"" not in none and "/prompts/2.1\"" in none
    assert "No statement fits the filter" in browser.get(f"{LARGE.path}/coverage?section=nowhere").text
    assert f'href="{LARGE.path}/coverage"' in browser.get(LARGE.path).text
