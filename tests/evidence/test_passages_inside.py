"""The text inside files: found by words and phrases on both databases, shown, and read again by newer rules."""

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from unittest.mock import Mock

import pytest
from sqlalchemy import func, text
from sqlmodel import select

from app.accounts.models import Authority
from app.core.database import Database
from app.core.files import FileStore
from app.core.jobs import Job
from app.evidence import formats, service
from app.evidence.models import EvidenceItem
from app.evidence.passages import service as reading
from app.evidence.passages.again import READ_AGAIN, ask_to_read_again, how_far, read_again
from app.evidence.passages.following import Contents, follow
from app.evidence.passages.models import EvidenceReading
from app.evidence.passages.queries import AtFirst, Former, contents_of, former_at, inside
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

    def do(self, statement: str) -> None:
        """Change the database behind the program's back."""
        with self.database.write() as session:
            session.execute(text(statement))

    def work(self) -> bool:
        """Read the next file again, and whether there was one."""
        with self.database.read() as session:
            job = session.exec(select(Job).where(Job.kind == READ_AGAIN, Job.state == "waiting")).first()
        if job:
            read_again(self.files, self.database, json.loads(job.arguments), lambda *_: None)
            self.do(f"UPDATE job SET state = 'done' WHERE id = {job.id}")
        return bool(job)

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


def _as_if_by_earlier_rules(shelf: Shelf) -> None:
    """Let the last two files have been read when the first paragraph of each was left out."""
    for table in ("evidencereading", "evidencepassage"):
        shelf.do(f"UPDATE {table} SET rules = 1 WHERE revision_id > (SELECT max(revision_id) - 2 FROM evidencereading)")
    shelf.do("DELETE FROM evidencepassage WHERE place = 'paragraph 1' AND rules = 1")
    shelf.do("UPDATE evidencepassage SET place = 'paragraph 1' WHERE rules = 1 AND place = 'paragraph 2'")


def test_what_was_read_by_earlier_rules_is_read_again(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("31", "32"):
        shelf.add(1, f"E{name}", f"{name}.docx", samples.letter(["In a control", f"Nothing {name}"]), formats.WORD)
    _as_if_by_earlier_rules(shelf)
    with shelf.database.write() as session:
        ask_to_read_again(session)
        ask_to_read_again(session)
        reached = how_far(session, 1)
    assert reached.going and reached.done == reached.total - 2
    with monkeypatch.context() as patched, pytest.raises(ZeroDivisionError):
        patched.setattr(reading, "AT_ONCE", 1)
        patched.setattr(reading, "put", Mock(side_effect=[None, ZeroDivisionError]))
        shelf.work()
    assert shelf.find('"a control"') == [] and shelf.find("nothing 31") == [("E31", "paragraph 1")], "all or nothing"
    assert [shelf.work() for _ in range(3)] == [True, True, False]
    assert sorted(shelf.find('"a control"')) == [("E31", "paragraph 1"), ("E32", "paragraph 1")]
    assert sorted(shelf.find("nothing")) == [("E31", "paragraph 2"), ("E32", "paragraph 2")]
    with shelf.database.read() as session:
        assert how_far(session, 1).done == reached.total
        last = session.exec(select(func.max(EvidenceReading.revision_id))).one()
        then = AtFirst((Former("paragraph 1", "Nothing 32", ("paragraph 2",)),))
        assert former_at(session, last, "para 1") == former_at(session, last, "paragraphs 1–2") == then
        assert former_at(session, last, "paragraph 2") == AtFirst()
        before = contents_of(session, [last])[last]
    newer = Contents(True, ("paragraph 1", "paragraph 2"), ("In a control", "Nothing 32"))
    asked = follow("paragraph 1", "", before, newer)
    assert asked.state == "changed" and asked.was == "Nothing 32", "nobody knows of which of the two it was made"


def test_a_file_whose_reading_failed_half_way_is_read_again_too(shelf: Shelf) -> None:
    shelf.add(1, "E41", "away.txt", b"the store was away", "text/plain; charset=utf-8")
    shelf.do("UPDATE evidencereading SET state = 'waiting', rules = 0 WHERE revision_id = "
             "(SELECT max(revision_id) FROM evidencereading)")
    with shelf.database.write() as session:
        ask_to_read_again(session)
    assert not shelf.work() and not shelf.find("away"), "its own job is still to come"
    shelf.do("UPDATE job SET state = 'failed' WHERE kind = 'read_evidence'")
    with shelf.database.write() as session:
        ask_to_read_again(session)
    assert shelf.work() and shelf.find("away") == [("E41", "line 1")]


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
