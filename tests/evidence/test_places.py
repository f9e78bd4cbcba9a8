"""Where a citation leads: the place that it names in the revision that it cites, whatever came after it."""

import io

import pytest
from sqlmodel import Session

from app.evidence.passages.models import EvidencePassage
from app.evidence.passages.named import meant, together
from app.evidence.passages.service import read_revision
from app.evidence.passages.written import numbers_of, runs_backwards
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


WORKBOOK = ("sheet Figures, row 1", "sheet Figures, row 4", "sheet A, row 9, row 2", "sheet Notes, row 4")


@pytest.mark.parametrize(("name", "rows", "found"), [
    ("sheet Figures, row 4", WORKBOOK, 1), ("Sheet figures, rows 4–6 and 9", WORKBOOK, 1),
    ("sheet Notes, cell B4", WORKBOOK, 3), ("sheet Notes cells $B$4:C6", WORKBOOK, 3), ("sheet Notes", WORKBOOK, 3),
    ("sheet A, row 9", WORKBOOK, 2), ("sheet Notes, row 5", WORKBOOK, None), ("sheet Elsewhere", WORKBOOK, None),
    ("row 4", WORKBOOK, None), ("row 4", WORKBOOK[:2], 1), ("Rows 4, 5 and 7", WORKBOOK[:2], 1),
    ("row 5", WORKBOOK[:2], None), ("table 2", ("table 1, row 1", "table 2, row 2", "table 2, row 3"), 1),
    ("row 4", (), None), ("finding 4", WORKBOOK[:2], None), ("sheet Figures, rows 2–6", WORKBOOK, 1),
    ("rows 2 to 9", ("row 1", "row 3", "row 5"), 1), ("table  2,  row 3", ("table 2, row 2", "table 2, row 3"), 1),
    ("tables 2 and 3", ("table 1, row 1", "table 3, row 2"), 1),
    ("sheet Notes, cells B5:A1", WORKBOOK, 3), ("Notes!B5:A1", WORKBOOK, 3), ("'Figures'!$A$4", WORKBOOK, 1),
    ("B5:A1", WORKBOOK[:2], 0), ("cell B4", ("row 1", "row 4"), 1), ("cell B4", WORKBOOK, None),
    ("sheet Notes, B4", WORKBOOK, 3), ("sheet Figures, B2:C9.", WORKBOOK, 1),
    ("sheet Notes; sheet Figures", WORKBOOK, 3),
    ("sheet Figures, row 2 to row 5", WORKBOOK, 1), ("sheet Figures B4", WORKBOOK, None),
])
def test_a_row_is_found_by_what_people_call_it_and_never_guessed(
    name: str, rows: tuple[str, ...], found: int | None
) -> None:
    assert next(iter(meant(name, rows, lambda: rows).places), None) == found


def test_a_row_or_heading_is_not_looked_for_in_a_file_that_goes_on() -> None:
    assert not meant("row 4", WORKBOOK[:2], list, cut=True).places
    assert not meant("finding 2", ["p. 1"], lambda: ["Finding 2: visits"], cut=True).places


PAGES = ("p. 1", "p. 2", "p. 4", "p. 5", "p. 8")
TEXTS = (
    "Contents 2.1 Visits 3 2.2 Audits 4 Finding 7 Finding 7",
    "We come to Finding 2 below. On 12.1 Points it is silent, see Section 3.1 Of the plan",
    "Summary. 2.1 Visits Most were made. Finding 2: plans were late. Finding 3 Audits are",
    "Finding 2.5 is none. 2.2 Audits were late. 47. The authority has (48. Not this) RECOMMENDATION 4 Do it. Box 1",
    "Closing words",
)


@pytest.mark.parametrize(("name", "found"), [
    ("pp. 3–4", (2,)), ("pages 3 to 5", (2, 3)), ("pp 4, 8 and 1", (2, 4, 0)), ("pp. 1–2, 5", (0, 1, 3)),
    ("Pages 4 & 5", (2, 3)), ("pp. 3", ()), ("page 8 of 20", (4,)), ("slide 4", (2,)), ("slides 6–8", (4,)),
    ("table 2, p. 8", (4,)), ("p. 8 (table 2)", (4,)), ("p. 1, box 1, p. 2", (0, 1)), ("finding 2", (2,)),
    ("findings 2 and 3", (2,)), ("findings 2, 4 and 5", (2,)), ("finding 5", ()), ("finding 7", ()),
    ("section 2.1", (2,)), ("section 2.2", (3,)), ("sections 2.1 and 2.2", (2, 3)), ("section 2", ()),
    ("section 3.1", ()), ("section 12.1", ()), ("paragraph 47", (3,)), ("paras 47-50", (3,)), ("para 48", ()),
    ("recommendation 4", (3,)), ("box 1", (3,)), ("closing words", (4,)), ("words", ()), ("4", ()), ("", ()),
    ("pages 1, 2 (table 1)", (0, 1)), ("pp. 4, 5 and 8, chart", (2, 3, 4)), ("p. 1, p. 8", (0, 4)), ("p. 8.", (4,)),
    ("p. 5; p. 2", (3, 1)), ("p. 1 to p. 4", (0, 1, 2)), ("page 2–page 4, p. 8", (1, 2, 4)), ("p. 4–row 5", ()),
    ("p. 8 and p. 1", (4, 0)), ("finding 2, section 2.2", (2, 3)), ("finding 2, closing words", ()),
    ("plans and audits, p. 2", (1,)), ("p. 5 to p. 4, p. 1", ()), ("sections 2.1–2.2", (2, 3)),
])
def test_a_place_said_in_words_is_found_for_certain_or_not_at_all(name: str, found: tuple[int, ...]) -> None:
    assert meant(name, PAGES, lambda: TEXTS).places == found


def test_what_may_hold_something_and_was_not_found_is_named() -> None:
    for name, unread in (
        ("p. 2, chart", ()), ("pp. 1, 2, chart", ("chart",)), ("p. 1; p. 3", ("p. 3",)), ("pages 4 to 6", ("p. 6",)),
        ("pp. 1, 2 (chart)", ()), ("p. 1 and the chart", ("the chart",)), ("findings 2, 4", ("finding 4",)),
        ("sections 2.1–3.1", ("section 2.1 to 3.1", "section 3.1")),
    ):
        assert meant(name, PAGES, lambda: TEXTS).unread == unread, name
    assert len(meant("pp. 1–9999999", PAGES, list).unread) == 12
    rows = ("row 1", "row 3")
    assert not meant("rows 1–9", rows, list).unread, "rows without a text say nothing"
    assert meant("rows 1–9", rows, list, cut=True).unread == ("what follows row 3",)


def test_paragraphs_of_a_letter_are_counted_and_its_headings_are_whole_paragraphs() -> None:
    letter, texts = ("paragraph 1", "paragraph 2", "paragraph 4"), ("Summary", "We saw", "Summary of visits")
    notes = ("paragraph 3", "text box 2", "footnote 1", "footnote 3", "endnote 2", "comment 4")
    asked = (("Footnotes 2–3", (3,)), ("fn 1", (2,)), ("end note 2", (4,)), ("comment 4", (5,)), ("text box 2", (1,)))
    for name, at in asked:
        assert meant(name, notes, list).places == at, name
    for name, found in (("paragraphs 3–5", (2,)), ("paras 1-2", (0, 1)), ("¶ 2", (1,)), ("summary", (0,))):
        assert meant(name, letter, lambda: texts).places == found, name
    assert meant("lines 2–3", ("line 1", "line 3"), list).places == (1,)


def test_ranges_are_read_as_people_write_them() -> None:
    assert numbers_of("3–5, 7 and 9") == [(3, 5), (7, 7), (9, 9)] and numbers_of("103–7") == [(103, 107)]
    assert numbers_of("9–3") == [] and numbers_of("14–3") == [] and numbers_of("B4 to C6", either_way=True) == [(4, 6)]
    assert not runs_backwards("sections 3.5–3.6") and not runs_backwards("p. 5, 7 to 9")
    assert numbers_of("B103:B7", either_way=True) == [(7, 103)]


@pytest.mark.parametrize("name", [
    "pp. 4–3", "pages 1, 5 to 4", "slides 5-4", "table 1, pp. 4–3", "paras 4–3", "lines 4–3", "rows 4–3", "tables 4–3",
    "sheet Figures, rows 4–3", "footnotes 4–3", "findings 3–2", "sections 2.2–2.1", "pp. 14–3",
])
def test_a_range_that_runs_backwards_names_no_place(name: str) -> None:
    known = [f"{kind}{number}" for kind in (
        "p. ", "paragraph ", "line ", "row ", "sheet Figures, row ", "table 3, row ", "footnote "
    ) for number in (1, 3, 4)]
    assert runs_backwards(name) and not meant(name, known, lambda: TEXTS).places


def test_a_range_opens_whole_and_says_what_it_is(house: House, item: str, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = house.client("author")

    def opened(place: str) -> str:
        return browser.get(f"{item}/revisions/1", params={"place": place}).text

    page = opened("pages 5 to 9")
    assert "E4, pp. 5–7</h1>" in page and "“pages 5 to 9” is cited as a whole: pp. 5–7, as far as text was" in page
    cited = page.split("<blockquote")[1].split("</blockquote>")[0]
    assert [cited.count(text) for text in ("Page 4 of", "Page 5 of", "Page 6 of", "Nine in ten")] == [0, 1, 1, 1]
    assert cited.count('<span class="cd-place__name">p. 6</span>') == 1
    assert "Before: p. 4" in page and "After:" not in page
    page = opened("pp. 7–8")
    assert "Nine in ten" in page and "names several places. Only p. 7 was found" in page
    assert "“slide 7” is taken as p. 7 of the file" in opened("slide 7")
    monkeypatch.setattr("app.evidence.passages.queries.MOST_CITED", 2)
    page = opened("pp. 1–4")
    assert "The first 2 of its 4 places are shown. The next is " in page and 'p.%203">p. 3</a>.</p>' in page
    assert "Page 2 of" in page and "Page 3 of" not in page


def test_what_an_earlier_reading_found_is_shown_with_the_name_of_each(
    house: House, item: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = min(_revisions(house))

    def read_once(session: Session) -> None:
        session.connection().exec_driver_sql(f"UPDATE evidencereading SET rules = 2 WHERE revision_id = {first}")
        session.connection().exec_driver_sql(f"UPDATE evidencepassage SET rules = 2 WHERE revision_id = {first}")
        for place, text in (("p. 3", "Page 4 of the report"), ("p. 5", "Something that was left out")):
            session.add(EvidencePassage(revision_id=first, place=place, text=text, rules=1))

    house.do(read_once)
    browser, asked = house.client("author"), {"place": "pp. 2–6"}
    page = " ".join(browser.get(f"{item}/revisions/1", params=asked).text.split())
    assert "Of what “pp. 2–6” names, 2 places read otherwise then" in page
    for name, text, now in (("p. 3", "Page 4 of the", "It is <a"), ("p. 5", "Something that", "No place of")):
        start = page.index(f'<span class="cd-place__name">{name} then</span> {text}')
        assert now in page[start : page.index("</p>", start)]
    monkeypatch.setattr("app.evidence.passages.queries.MOST_CITED", 1)
    assert "The first 1 of them are shown" in browser.get(f"{item}/revisions/1", params=asked).text


def test_places_of_a_list_that_were_not_found_are_named(house: House, item: str) -> None:
    page = house.client("author").get(f"{item}/revisions/1", params={"place": "pp. 6, 7, chart; p. 9"}).text
    assert "is cited as a whole: pp. 6–7" in page and "Not found as a place of its own: “chart”, “p. 9”" in page


def test_places_of_a_range_are_named_together() -> None:
    known = ["p. 1", "p. 2", "p. 4", "sheet A, row 3", "sheet A, row 9", "sheet B, row 1"]
    assert together(known, (1, 2)) == "pp. 2–4" and together(known, (2, 0)) == "p. 4, p. 1"
    assert together(known, (2, 3, 4, 5)) == "p. 4, sheet A, rows 3–9, sheet B, row 1"


def test_a_place_that_was_not_read_is_said_beside_those_that_were(house: House, item: str) -> None:
    page = house.client("author").get(f"{item}/revisions/1?place=finding+2").text
    assert "“finding 2” is not the name of a place of this file" in page and "Page 3 of the report" in page
    assert "Where these words stand" not in page
    page = house.client("author").get(f"{item}/revisions/1?place=IN+ten").text
    held = page.split("Where these words stand")[1].split("</ul>")[0]
    assert held.count("<li>") == 1 and "Nine <mark>in ten</mark> were in time" in held and "p.%207" in held
    page = house.client("author").get(f"{item}/revisions/1", params={"place": "pp. 4–3"}).text
    assert "The range “pp. 4–3” runs backwards" in page and "Page 4 of the report" in page
    assert "No text of this revision was read" in house.client("author").get(HOME + "/E1/revisions/1").text
    assert "<script>" not in house.client("author").get(f"{item}/revisions/1?place=<script>alert(1)</script>").text


def test_what_is_not_there_is_not_found(house: House, item: str) -> None:
    browser = house.client("author")
    assert browser.get(f"{item}/revisions/3").status_code == 404
    assert browser.get(HOME + "/E99/revisions/1").status_code == 404
    assert house.client("reader").get(f"{item}/revisions/1").status_code == 403
    assert house.client("stranger").get(f"{item}/revisions/1").status_code == 404
