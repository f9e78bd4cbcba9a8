"""The library by its pages: who may open what, finding, adding, changing, revising, and what is cited where."""

import io
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import event
from sqlmodel import Session, select

from app.activity.models import Activity
from app.assessments.writing.grouping import group_with_next
from app.assessments.writing.live import Live
from app.evidence.models import EvidenceItem, EvidenceRevision
from tests.assessments.factories import desk_of, write
from tests.browser import Browser
from tests.evidence import samples
from tests.evidence.conftest import House, add, send

HOME = "/evidence/peterborough"
FORM = {
    "title": "Complaints report", "kind": "document", "owner": "Complaints manager", "as_at": "2017-01-31",
    "status": "published", "sensitivity": "open", "link": "",
}


def item(house: House, ref: str) -> EvidenceItem:
    with house.app.state.database.read() as session:
        return session.exec(select(EvidenceItem).where(EvidenceItem.ref == ref)).one()


def tags(house: House) -> list[str]:
    with house.app.state.database.read() as session:
        return [act.tag for act in session.exec(select(Activity).order_by(Activity.id))]  # type: ignore[arg-type]


def test_who_may_open_the_library(house: House) -> None:
    pages = ("", "/new", "/search", "/claims", "/E1", "/E1/edit", "/E1/revisions", "/E1/revisions/1/file")
    expected = {"author": 200, "reader": 403, "administrator": 403}
    for role, status in expected.items():
        browser = house.client(role)
        assert [browser.get(HOME + page).status_code for page in pages[:-1]] == [status] * 7, role
    director = house.client("director")
    assert [director.get(HOME + page).status_code for page in pages[:-1]] == [200, 403, 200, 200, 200, 403, 403]
    foreign = house.client("stranger")
    assert {foreign.get(HOME + page).status_code for page in pages} == {404}
    assert foreign.get("/evidence/cambridgeshire/E1").status_code == 404
    sent_to = urlsplit(Browser(house.app, "nobody").get(HOME).headers["location"])
    assert (sent_to.path, parse_qs(sent_to.query)) == ("/sign-in", {"next": [HOME]})


def test_changes_need_the_role_and_the_token(house: House) -> None:
    director, foreign = house.client("director"), house.client("stranger")
    assert send(director, HOME + "/new", FORM).status_code == 403
    assert send(director, HOME + "/E1/edit", {**FORM, "version": 1}).status_code == 403
    assert send(foreign, HOME + "/E1/edit", {**FORM, "version": 1}).status_code == 404
    assert house.client().post(HOME + "/new", data=FORM).status_code == 403


def test_search_finds_items_whose_words_all_match(house: House) -> None:
    browser = house.client("author")
    found = browser.get(HOME + "/search?q=children's").json()["items"]
    assert found == [{
        "ref": "E3", "revision": 1, "title": "Children’s views", "kind": "audit", "as_at": "2017-03-31",
        "status": "provisional", "newest": 1, "place": "", "words": "",
    }]
    assert [one["ref"] for one in browser.get(HOME + "/search?q=quality MARCH").json()["items"]] == ["E2"]
    for phrase, refs in (('"audit of march"', ["E2"]), ("“Audit of March", ["E2"]), ('"march audit"', [])):
        assert [one["ref"] for one in browser.get(HOME + "/search", params={"q": phrase}).json()["items"]] == refs
    assert browser.get(HOME + "/search?q=march nothing").json() == {"items": []}
    everything = [one["ref"] for one in browser.get(HOME + "/search").json()["items"]]
    assert everything == ["E1", "E3", "E2"], "withdrawn ones come last"


def test_search_names_the_one_asked_for_first_and_stops_at_twenty(house: House) -> None:
    house.do(lambda session: [add(session, f"Report {number}") for number in range(30)] and None)
    found = house.client().get(HOME + "/search?q=e3").json()["items"]
    assert found[0]["ref"] == "E3" and len(found) == 5, "E3, E30 to E33"
    assert len(house.client().get(HOME + "/search?q=report").json()["items"]) == 20


def test_a_link_is_added_under_the_next_reference(house: House) -> None:
    browser = house.client("author")
    answer = send(browser, HOME + "/new", {**FORM, "link": "https://example.org/complaints"})
    assert answer.status_code == 303 and answer.headers["location"] == HOME + "/E4"
    shown = browser.get(HOME + "/E4").text
    assert "Complaints report" in shown and 'href="https://example.org/complaints"' in shown
    assert tags(house)[-1] == "evidence:item:added"


def test_items_added_at_once_never_share_a_reference(house: House) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: house.do(lambda session: add(session, f"Report {number}")), range(16)))
    with house.app.state.database.read() as session:
        refs = set(session.exec(select(EvidenceItem.ref)).all())
    assert refs == {f"E{number}" for number in range(1, 20)}


def test_a_form_with_mistakes_keeps_what_was_typed(house: House) -> None:
    answer = send(house.client(), HOME + "/new", {**FORM, "title": "", "as_at": "soon", "link": "javascript:alert(1)"})
    assert answer.status_code == 422
    for words in ("Enter a title", "Enter the date", "Enter a whole web address", "Complaints manager", "alert(1)"):
        assert words in answer.text
    assert send(house.client(), HOME + "/new", FORM).status_code == 422, "neither link nor file"


def test_only_links_to_the_web_are_kept(house: House) -> None:
    browser = house.client()
    for link in (
        "ftp://example.org/", "//example.org", "data:text/html,x", "https://", "https://a b.example",
        "https://user:secret@example.org/", "http://[broken", "https://example.org:port/",
    ):
        assert send(browser, HOME + "/new", {**FORM, "link": link}).status_code == 422, link


def test_a_file_is_kept_and_served_to_be_saved(house: House) -> None:
    browser, data = house.client(), samples.pdf()
    sent = {"file": ("Complaints “2017”.pdf", io.BytesIO(data), "text/html")}
    assert send(browser, HOME + "/new", FORM, files=sent).status_code == 303
    answer = browser.get(HOME + "/E4/revisions/1/file")
    assert answer.content == data and answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert tags(house)[-1] == "evidence:file:opened"
    assert browser.get(HOME + "/E1/revisions/1/file").status_code == 404, "a link has no file"
    assert browser.get(HOME + "/E4/revisions/2/file").status_code == 404


def test_a_hostile_file_is_refused_in_words_and_nothing_is_added(house: House) -> None:
    browser = house.client()
    for name, data, words in (
        ("locked.pdf", samples.pdf("secret"), "protected by a password"),
        ("bomb.docx", samples.bomb(), "unpacks to far more"),
        ("macro.docm", samples.office(samples.MACRO_TYPE), "holds macros"),
        ("page.pdf", b"<html><script>alert(1)</script>", "not of a kind"),
        ("empty.txt", b"", "empty"),
        ("large.txt", b"a" * (50 * 1024 * 1024 + 1), "larger than 50 MB"),
    ):
        answer = send(browser, HOME + "/new", FORM, files={"file": (name, io.BytesIO(data))})
        assert answer.status_code == 422 and words in answer.text, name
        assert "Complaints manager" in answer.text
    with house.app.state.database.read() as session:
        assert len(session.exec(select(EvidenceItem)).all()) == 3


def test_a_revision_is_added_and_the_one_before_stays(house: House) -> None:
    browser = house.client()
    sent = {"file": ("views.csv", io.BytesIO(b"asked,said yes\n120,96\n"))}
    assert send(browser, HOME + "/E1/revisions", {"link": ""}, files=sent).status_code == 303
    with house.app.state.database.read() as session:
        kept = session.exec(select(EvidenceRevision).where(EvidenceRevision.item_id == item(house, "E1").id)).all()
    assert [(one.number, one.link, one.file_name) for one in kept] == [
        (1, "https://example.org/audit", ""), (2, "", "views.csv"),
    ]
    assert tags(house)[-1] == "evidence:item:revised"
    assert "Cites revision 1; the newest is 2" in browser.get(HOME + "/E1").text
    assert "Cited in an older revision" in browser.get(HOME).text
    assert browser.get(HOME + "/search?q=e1").json()["items"][0]["revision"] == 2
    assert send(browser, HOME + "/E1/revisions", {"link": ""}).status_code == 422


def test_a_save_is_recorded_once_and_only_when_something_changed(house: House) -> None:
    browser = house.client()
    form = {**FORM, "version": 1}
    assert send(browser, HOME + "/E1/edit", form).status_code == 303
    assert send(browser, HOME + "/E1/edit", {**form, "version": 2}).status_code == 303
    assert item(house, "E1").version == 2 and tags(house).count("evidence:item:changed") == 1


def test_a_save_that_meets_a_newer_version_asks_and_loses_nothing(house: House) -> None:
    mine, theirs = house.client("author"), house.client("coordinator")
    assert send(theirs, HOME + "/E1/edit", {**FORM, "title": "Theirs", "version": 1}).status_code == 303
    typed = {**FORM, "title": "Mine", "owner": "My own owner"}
    met = send(mine, HOME + "/E1/edit", {**typed, "version": 1})
    assert met.status_code == 409
    assert all(words in met.text for words in ("Theirs", "Mine", "My own owner", 'name="version" value="2"'))
    unchosen = send(mine, HOME + "/E1/edit", {**typed, "version": 2, "keep": ""})
    assert unchosen.status_code == 409 and "Choose which of the two to keep" in unchosen.text
    assert "My own owner" in unchosen.text and item(house, "E1").title == "Theirs"
    chosen = send(mine, HOME + "/E1/edit", {**typed, "version": 2, "keep": ["", "mine"]})
    assert chosen.status_code == 303 and item(house, "E1").title == "Mine"


def test_keeping_theirs_changes_nothing_and_a_third_version_asks_again(house: House) -> None:
    mine, theirs = house.client("author"), house.client("coordinator")
    send(theirs, HOME + "/E1/edit", {**FORM, "title": "Theirs", "version": 1})
    send(theirs, HOME + "/E1/edit", {**FORM, "title": "Theirs again", "version": 2})
    typed = {**FORM, "title": "Mine", "version": 2}
    assert send(mine, HOME + "/E1/edit", {**typed, "keep": ["", "mine"]}).status_code == 409
    assert send(mine, HOME + "/E1/edit", {**typed, "version": 3, "keep": ["", "theirs"]}).status_code == 303
    assert item(house, "E1").title == "Theirs again"


def test_gaps_come_first_and_can_be_asked_for(house: House) -> None:
    browser = house.client("director")
    shown = browser.get(HOME).text
    places = [shown.index(words) for words in (
        "Withdrawn but still cited <span", "Cited nowhere <span", "Nothing amiss <span",
    )]
    assert places == sorted(places)
    only = browser.get(HOME + "?show=unused").text
    assert "Children’s views" in only and "Audit of March" not in only and "1 of 3 items" in only
    assert "Nothing matches." in browser.get(HOME + "?q=nowhere").text
    assert "Audit of March" in browser.get(HOME + "?status=withdrawn&kind=audit&q=audit").text


def test_an_empty_library_says_what_belongs_there(house: House) -> None:
    shown = house.client("stranger").get("/evidence/cambridgeshire").text
    assert "The library is empty." in shown and "Add the first item" in shown


def test_an_item_lists_the_sentences_that_cite_it(house: House) -> None:
    shown = house.client().get(HOME + "/E1").text
    assert "Plans fell to 236 in March." in shown and "table 2" in shown and "Visits rose" not in shown
    assert "Children on a plan · 236" in shown
    base = "/assessments/peterborough/eastern-region-2016-17/2016-17/prompts"
    assert f'href="{base}/2.1"' in shown and f'href="{base}/5.1"' in shown and f'href="{base}/4.1"' not in shown
    assert "No answer cites this item yet." in house.client().get(HOME + "/E3").text


def test_answers_given_together_count_once(house: House) -> None:
    house.do(lambda session: group_with_next(session, Live(), desk_of(session, "coordinator", "4.1")) and None)
    shown = house.client().get(HOME + "/E2").text
    assert "1\u00a0sentence in 1\u00a0answer" in shown and "4.1 and 4.2" in shown
    assert "Cited 1\u00a0time in 1\u00a0answer" in house.client().get(HOME).text


def test_claims_without_evidence_are_listed_by_answer(house: House) -> None:
    browser = house.client()
    shown = browser.get(HOME + "/claims").text
    assert "Timeliness is 81% this year." in shown and "Audits found" not in shown
    assert "Claims without evidence <span" in browser.get(HOME).text
    only = browser.get(HOME + "/claims?section=eastern-region-2016-17.5").text
    assert "Timeliness" not in only and "0 of 1 claim" in only
    house.do(lambda session: write(session, "coordinator", "4.1", "Nothing to count."))
    assert "Every claim has evidence." in browser.get(HOME + "/claims").text


def test_the_number_of_queries_does_not_grow(house: House) -> None:
    browser = house.client()
    pages = (HOME, HOME + "/claims", HOME + "/E1")

    def count(address: str) -> int:
        asked: list[str] = []
        note = lambda *args: asked.append(args[2])  # noqa: E731
        event.listen(house.app.state.database.engine, "before_cursor_execute", note)
        browser.get(address)
        event.remove(house.app.state.database.engine, "before_cursor_execute", note)
        return len(asked)

    def more(session: Session) -> None:
        for key in ("3.1", "4.2", "6.1", "7.1", "8.1"):
            write(session, "coordinator", key, "There are 12 of them.\n\nAnd 13 more.[[E1]] And 14.[[E2]]")
            add(session, f"For {key}")

    house.do(lambda session: write(session, "coordinator", "2.1", "There are 11 of them.[[E1]]"))
    browser.get(HOME + "/E1")  # the first page of a process reads the framework, once for all
    before = [count(page) for page in pages]
    house.do(more)
    assert [count(page) for page in pages] == before
