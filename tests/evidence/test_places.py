"""Where a citation leads: the place that it names in the revision that it cites, whatever came after it."""

import io

import pytest

from app.evidence.passages.service import read_revision
from app.evidence.passages.words import named_places, row_meant
from tests.assessments.factories import LARGE, write
from tests.evidence import samples
from tests.evidence.conftest import House, send
from tests.evidence.test_pages import FORM, HOME

REPORT = samples.pages([f"Page {number} of the report" for number in range(1, 7)] + ["Nine in ten were in time"])


@pytest.fixture
def item(house: House) -> str:
    """The address of an item of seven pages that has been read, with a newer revision that says something else."""
    browser = house.client()
    for address, data in ((HOME + "/new", REPORT), (HOME + "/E4/revisions", samples.pages(["Another report"]))):
        file = {"file": ("visits.pdf", io.BytesIO(data), "application/pdf")}
        assert send(browser, address, FORM, files=file).status_code == 303
    for revision in _revisions(house):
        read_revision(house.app.state.files, house.app.state.database, {"revision_id": revision}, lambda *_: None)
    return HOME + "/E4"


def _revisions(house: House) -> list[int]:
    with house.app.state.database.read() as session:
        return [row[0] for row in session.connection().exec_driver_sql("SELECT revision_id FROM evidencereading")]


def test_a_citation_opens_the_old_page_of_the_old_revision(house: House, item: str) -> None:
    house.do(lambda session: write(session, "coordinator", "2.1", "Nine in ten were in time.[[E4@1|p. 7]] So it is."))
    browser = house.client("author")
    answer = browser.get(f"{LARGE.path}/prompts/2.1").text
    assert f'href="{item}/revisions/1?place=p.%207"' in answer
    page = browser.get(f"{item}/revisions/1?place=p.%207").text
    assert "Nine in ten were in time" in page and "Revision 2 is newer" in page and "E4, p. 7" in page
    assert f'href="{item}/revisions/1/file"' in page and "Before: p. 6" in page and "After:" not in page
    assert f'href="{item}/revisions/1?place=p.%207"' in browser.get(item).text


def test_a_place_is_found_as_people_write_it(house: House, item: str) -> None:
    browser = house.client("author")
    for place in ("page 7", "p7", "P. 07", " p.  7 "):
        assert "Nine in ten were in time" in browser.get(f"{item}/revisions/1", params={"place": place}).text, place
    assert "table 2, row 3" in named_places("table  2,  row 3") and named_places("paragraph 7") == ("paragraph 7",)


WORKBOOK = ("sheet Figures, row 1", "sheet Figures, row 4", "sheet A, row 9, row 2", "sheet Notes, row 4")


@pytest.mark.parametrize(("name", "rows", "found"), [
    ("sheet Figures, row 4", WORKBOOK, 1), ("Sheet figures, rows 4–6 and 9", WORKBOOK, 1),
    ("sheet Notes, cell B4", WORKBOOK, 3), ("sheet Notes cells $B$4:C6", WORKBOOK, 3), ("sheet Notes", WORKBOOK, 3),
    ("sheet A, row 9", WORKBOOK, 2), ("sheet Notes, row 5", WORKBOOK, None), ("sheet Elsewhere", WORKBOOK, None),
    ("row 4", WORKBOOK, None), ("row 4", WORKBOOK[:2], 1), ("Rows 4, 5 and 7", WORKBOOK[:2], 1),
    ("row 5", WORKBOOK[:2], None), ("table 2", ("table 1, row 1", "table 2, row 2", "table 2, row 3"), 1),
    ("row 4", (), None), ("finding 4", WORKBOOK[:2], None),
])
def test_a_row_is_found_by_what_people_call_it_and_never_guessed(
    name: str, rows: tuple[str, ...], found: int | None
) -> None:
    assert row_meant(named_places(name), rows) == found


def test_a_row_of_no_named_sheet_is_not_looked_for_in_a_file_that_goes_on() -> None:
    assert row_meant(("row 4",), WORKBOOK[:2], cut=True) is None


def test_rows_of_a_table_without_sheets_are_its_first() -> None:
    assert "row 2" in named_places("rows 2–5") and "row 3" in named_places("Row 3")


def test_a_place_that_was_not_read_is_said_beside_those_that_were(house: House, item: str) -> None:
    page = house.client("author").get(f"{item}/revisions/1?place=finding+2").text
    assert "“finding 2”, is not one that was found" in page and "Page 3 of the report" in page
    assert "No text of this revision was read" in house.client("author").get(HOME + "/E1/revisions/1").text
    assert "<script>" not in house.client("author").get(f"{item}/revisions/1?place=<script>alert(1)</script>").text


def test_what_is_not_there_is_not_found(house: House, item: str) -> None:
    browser = house.client("author")
    assert browser.get(f"{item}/revisions/3").status_code == 404
    assert browser.get(HOME + "/E99/revisions/1").status_code == 404
    assert house.client("reader").get(f"{item}/revisions/1").status_code == 403
    assert house.client("stranger").get(f"{item}/revisions/1").status_code == 404
