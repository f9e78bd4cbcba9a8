"""The text inside files: taken out place by place, found by words and phrases on both databases, and shown."""

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from sqlalchemy import text
from sqlmodel import select

from app.accounts.models import Authority
from app.core.database import Database
from app.core.files import FileStore
from app.core.jobs import Job
from app.core.limited import run_limited
from app.evidence import formats, service
from app.evidence.models import EvidenceItem
from app.evidence.passages.cells import shown
from app.evidence.passages.contents import contents
from app.evidence.passages.letters import MAIN
from app.evidence.passages.models import EvidenceReading
from app.evidence.passages.queries import inside
from app.evidence.passages.service import read_revision
from app.evidence.passages.words import Term, excerpt, terms_of, words_of
from app.evidence.rules import Fields
from app.evidence.uploads import StoredFile
from app.migrations.upgrade import upgrade
from tests.evidence import samples
from tests.evidence.conftest import LOADING, House, send
from tests.evidence.test_pages import FORM, HOME
from tests.postgresql import binaries, server

REPORT = samples.pages(["Foreword", "The children's voices were heard in 2017", "Re-referrals fell to 19.5 per cent"])
ROWS = {"Visits": [["Month", "Count"], ["March", "236 visits"]], "Notes": [["Café talks"]]}


def read(media_type: str, data: bytes) -> list[list[str]]:
    """What the child finds."""
    found: list[list[str]] = run_limited(contents, media_type, data)["passages"]
    return found


def test_a_pdf_is_read_page_by_page() -> None:
    assert read(formats.PDF, REPORT) == [
        ["p. 1", "Foreword"], ["p. 2", "The children’s voices were heard in 2017"],
        ["p. 3", "Re-referrals fell to 19.5 per cent"],
    ]


def test_a_word_document_is_read_by_paragraphs_and_rows() -> None:
    data = samples.letter(["First.", "", "Second."], [["Measure", "2017"], ["Visits", "95%"]])
    assert read(formats.WORD, data) == [
        ["paragraph 1", "First."], ["paragraph 2", "Second."],
        ["table 1, row 1", "Measure · 2017"], ["table 1, row 2", "Visits · 95%"],
    ]


def test_controls_insertions_nested_tables_headers_and_footers_are_read_and_what_was_deleted_is_not() -> None:
    made, out = docx.Document(), io.BytesIO()
    edges = made.sections[0]
    edges.header.paragraphs[0].text, edges.footer.paragraphs[0].text = "Version 3", "Not final"
    cell = made.add_table(1, 1).cell(0, 0)
    cell.paragraphs[0].text = "Outer"
    cell.add_table(1, 2).cell(0, 1).text = "inner"
    name = f'xmlns:w="{MAIN.strip("{}")}"'
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>".format
    gone = f"<w:del>{run('old')}</w:del><w:moveFrom>{run('moved')}</w:moveFrom>"
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('chosen')}</w:sdtContent></w:sdt>"
    whole = f"<w:p>{run('It is ')}{gone}<w:ins>{run('new and ')}{control}</w:ins></w:p>"
    for xml in (f"<w:sdt {name}><w:sdtContent>{whole}</w:sdtContent></w:sdt>", f"<w:p {name}>{run('End')}</w:p>"):
        made.element.body.insert(len(made.element.body) - 1, parse_xml(xml))
    made.save(out)
    assert read(formats.WORD, out.getvalue()) == [
        ["table 1, row 1", "Outer inner"], ["paragraph 1", "It is new and chosen"], ["paragraph 2", "End"],
        ["header 1", "Version 3"], ["footer 1", "Not final"],
    ]


def test_a_workbook_is_read_by_sheets_and_rows() -> None:
    assert read(formats.EXCEL, samples.workbook(ROWS)) == [
        ["sheet Visits, row 1", "Month · Count"], ["sheet Visits, row 2", "March · 236 visits"],
        ["sheet Notes, row 1", "Café talks"],
    ]


@pytest.mark.parametrize(("stored", "form", "seen"), [
    ("0.734", "0.0%", "73.4%"), ("0.735", "0%", "74%"), ("42825", "d mmmm yyyy", "31 March 2017"),
    ("42825", "[$-809]dd mmm yy;@", "31 Mar 17"), ("42825.5", "dd/mm/yyyy hh:mm", "31/03/2017 12:00"),
    ("1234.5", "#,##0.00", "1,234.50"), ("-1234.5", '"£"#,##0;[Red]-"£"#,##0', "-£1,235"), ("-12", "0;(0)", "(12)"),
    ("0", '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', "-"), ("12", "[$£-809]#,##0.0", "£12.0"), ("-0.5", "0.0", "-0.5"),
    ("0.1234567890123", "General", "0.123456789"), ("42", "General", "42"), ("1234567", '0.0,,"m"', "1.2m"),
    ("0.5", "# ?/?", "0.5"), ("0.0625", "h:mm AM/PM", "1:30 AM"), ("1.5", "[h]:mm", "36:00"), ("7", "0000", "0007"),
    ("3", '[<5]"fewer than 5";0', "3"), ("1e400", "0", "1e400"), ("12.5", "0.##", "12.5"), ("5", "0\\%", "5%"),
])
def test_a_number_is_read_as_its_format_shows_it(stored: str, form: str, seen: str) -> None:
    assert shown(stored, form) == seen


def test_a_workbook_is_read_as_excel_shows_it_without_hidden_sheets() -> None:
    made, out = openpyxl.Workbook(), io.BytesIO()
    sheet = made.active
    sheet.append(["Timely", 0.734, date(2017, 3, 31), date(2017, 3, 31), 1234, True])
    forms = ("General", "0.0%", "d mmmm yyyy", "mm-dd-yy", "#,##0", "General")
    for cell, form in zip(sheet[1], forms, strict=True):
        cell.number_format = form
    made.create_sheet("Working").append(["not shown"])
    made["Working"].sheet_state = "hidden"
    made.save(out)
    seen = "Timely · 73.4% · 31 March 2017 · 31/03/2017 · 1,234 · TRUE"
    assert read(formats.EXCEL, out.getvalue()) == [["sheet Sheet, row 1", seen]]


def test_tables_and_plain_text_are_read_by_rows_and_lines() -> None:
    assert read("text/csv; charset=utf-8", "a,b\n\n1,é\n".encode()) == [["row 1", "a · b"], ["row 3", "1 · é"]]
    assert read("text/plain; charset=iso-8859-1", b"caf\xe9\r\nend") == [["line 1", "café"], ["line 2", "end"]]


def test_a_long_file_is_read_up_to_a_place_that_is_told() -> None:
    found = run_limited(contents, "text/plain; charset=utf-8", b"line\n" * 30_000)
    assert len(found["passages"]) == 20_000 and "up to line 20000 was read" in found["note"]


def test_queries_are_words_and_phrases() -> None:
    assert terms_of('Children’s "voices were" hea') == (
        Term(("children", "s")), Term(("voices", "were")), Term(("hea",), begins=True),
    )
    assert terms_of("“19.5 per") == (Term(("19", "5")), Term(("per",), begins=True))
    assert terms_of(' "" -- ') == ()
    assert list(words_of("Ça’s ½ ﬁne_x AND")) == ["ca", "s", "12", "fine", "x", "and"]


def test_words_are_shown_with_those_around_them() -> None:
    shown = excerpt("word " * 60 + "The Children’s voice was heard " + "word " * 60, terms_of('"children\'s voice"'))
    assert shown.words == "Children’s voice" and shown.before.startswith("…word") and shown.after.endswith("word…")
    assert shown.before.endswith("The ") and len(shown.whole) < 180
    assert excerpt("Short.", terms_of("missing")).whole == "Short."


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Shelf"]:
    """A library of two authorities on either database."""
    folder = tmp_path_factory.mktemp("shelf")
    if request.param == "sqlite":
        yield Shelf(folder, f"sqlite:///{folder / 'candour.sqlite3'}")
    elif binaries() is None:
        pytest.skip("PostgreSQL is not installed")
    else:
        with server() as url:
            made = Shelf(folder, url)
            yield made
            made.database.engine.dispose()


class Shelf:
    """Two authorities, each with what a test puts there."""

    def __init__(self, folder: Path, url: str) -> None:
        self.database, self.files = Database(url), FileStore(folder / "files")
        upgrade(self.database.engine)
        with self.database.write() as session:
            session.add_all([Authority(id=1, slug="one", name="One"), Authority(id=2, slug="two", name="Two")])

    def add(self, authority: int, ref: str, name: str, data: bytes, media_type: str) -> None:
        """An item, or its next revision where it is there, read at once."""
        file = StoredFile(name, self.files.put(data), len(data), media_type)
        fields = Fields(f"Item {ref}", "document", "Owner", date(2017, 3, 31), "published", "open")
        with self.database.write() as session:
            known = session.exec(
                select(EvidenceItem).where(EvidenceItem.authority_id == authority, EvidenceItem.ref == ref)
            ).first()
            if known:
                service.add_revision(session, LOADING, authority, ref, "", file)
            else:
                service.put_item(session, LOADING, authority, ref, fields, "", file)
            unread = session.exec(select(EvidenceReading.revision_id).where(EvidenceReading.state == "waiting")).all()
        for revision in unread:
            read_revision(self.files, self.database, {"revision_id": revision}, lambda *_: None)

    def find(self, query: str, authority: int = 1) -> list[tuple[str, str]]:
        """Reference and place of what is found, best first."""
        with self.database.read() as session:
            refs = {item.id: item.ref for item in session.exec(select(EvidenceItem)).all()}
            return [(refs[item], hit.place) for item, hits in inside(session, authority, query).items() for hit in hits]


def test_words_and_phrases_are_found_in_the_newest_revision_alone(shelf: Shelf) -> None:
    shelf.add(1, "E1", "report.pdf", REPORT, formats.PDF)
    shelf.add(1, "E2", "visits.xlsx", samples.workbook(ROWS), formats.EXCEL)
    shelf.add(2, "E1", "report.pdf", samples.pages(["Other voices"]), formats.PDF)
    assert shelf.find("voic") == [("E1", "p. 2")]
    assert shelf.find('"voic"') == [], "a word in quotes is whole"
    assert shelf.find('"Voices were heard"') == [("E1", "p. 2")]
    assert shelf.find('"heard voices"') == []
    assert shelf.find("heard VOICES") == [("E1", "p. 2")]
    assert shelf.find("children’s") == [("E1", "p. 2")]
    assert shelf.find("re-referrals 19.5") == [("E1", "p. 3")]
    assert shelf.find("cafe") == [("E2", "sheet Notes, row 1")]
    assert shelf.find("vo", authority=2) == [("E1", "p. 1")]
    assert shelf.find("foreword voices") == [], "all of it stands in one place"
    for odd in ('"', "AND", "NOT words", "a*b", "(", "x'); --", "shelf : a2", "'':*", "\\"):
        assert shelf.find(odd) == [], odd
    shelf.add(1, "E1", "report.pdf", samples.pages(["Only this"]), formats.PDF)
    assert shelf.find("voices") == [] and shelf.find("only") == [("E1", "p. 1")]


def test_reading_again_finds_everything_once(shelf: Shelf) -> None:
    shelf.add(1, "E9", "again.txt", b"repeated reading", "text/plain; charset=utf-8")
    with shelf.database.read() as session:
        last = session.exec(select(EvidenceReading).order_by(text("revision_id DESC"))).first()
    assert last and (last.state, last.passages) == ("read", 1)
    read_revision(shelf.files, shelf.database, {"revision_id": last.revision_id}, lambda *_: None)
    assert shelf.find("repeated") == [("E9", "line 1")]


def upload(house: House, name: str, data: bytes, title: str = "Complaints report") -> None:
    """Add a file in the browser and let the job read it."""
    files = {"file": (name, io.BytesIO(data))}
    assert send(house.client("author"), HOME + "/new", {**FORM, "title": title}, files).status_code == 303
    with house.app.state.database.read() as session:
        job = session.exec(select(Job).where(Job.kind == "read_evidence").order_by(text("id DESC"))).first()
    assert job is not None
    read_revision(house.app.state.files, house.app.state.database, json.loads(job.arguments), lambda *_: None)


def test_the_dialogue_is_offered_the_page(house: House) -> None:
    upload(house, "report.pdf", REPORT)
    found = house.client("author").get(HOME + "/search", params={"q": '"voices were heard"'}).json()["items"]
    assert [(one["ref"], one["place"]) for one in found] == [("E4", "p. 2")]
    assert found[0]["words"] == "The children’s voices were heard in 2017"
    both = house.client("author").get(HOME + "/search?q=complaints").json()["items"]
    assert [(one["ref"], one["place"]) for one in both] == [("E4", "")]
    foreign = house.client("stranger").get("/evidence/cambridgeshire/search?q=voices")
    assert foreign.json() == {"items": []}


def test_the_library_shows_where_the_words_stand(house: House) -> None:
    upload(house, "report.pdf", REPORT)
    shown = house.client().get(HOME + "?q=voices+heard").text
    assert "Complaints report" in shown and "p. 2" in shown and "<mark>voices</mark>" in shown
    assert "Audit summary" not in shown


def test_the_item_says_how_far_its_file_has_been_read(house: House) -> None:
    files = {"file": ("report.pdf", io.BytesIO(REPORT))}
    send(house.client("author"), HOME + "/new", FORM, files)
    assert "waits to be read" in house.client().get(HOME + "/E4").text
    upload(house, "scan.pdf", samples.pdf(), "A scan")
    assert "No text was found in the file" in house.client().get(HOME + "/E5").text
    upload(house, "plan.docx", samples.office(), "A broken plan")
    assert "could not be read" in house.client().get(HOME + "/E6").text
