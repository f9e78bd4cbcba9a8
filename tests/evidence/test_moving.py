"""Before a citation moves on, what it names is looked for in the newer revision, and whoever moves it decides."""

import io
import re
from functools import partial
from html import unescape

import pytest

from app.evidence.passages.following import Contents, folded, follow
from app.evidence.passages.named import meant, spanning
from app.evidence.passages.service import read_revision
from tests.assessments.factories import LARGE, write
from tests.evidence import samples
from tests.evidence.conftest import House, send
from tests.evidence.test_newer import written
from tests.evidence.test_pages import FORM, HOME

OLD = ["Contents of the report", "Nine in ten visits were made in good time this year", "Audits found 72 per cent good",
       "Plans were late for one child in eight, which is too many"]
NEW = ["Contents of the report", "A foreword by the chair", "Nine in ten visits were made in good time this year",
       "Audits found 81 per cent good"]
AT = f"{LARGE.path}/citations/E4"
NAMES = ("p. 1", "p. 2", "p. 3", "p. 4")
BEFORE, NEWER = Contents(True, NAMES, tuple(OLD)), Contents(True, NAMES, tuple(NEW))


@pytest.mark.parametrize(("place", "quote", "state", "offers"), [
    ("", "", "kept", ()), ("p. 1", "", "kept", ()), ("", "visits were made", "kept", ()),
    ("p. 1", "contents OF the “report”", "kept", ()), ("p. 2", "", "moved", ("p. 3",)),
    ("p. 2", "Nine in ten", "moved", ("p. 3",)), ("pp. 2–3", "nine in ten", "kept", ()), ("p. 3", "", "changed", ()),
    ("p. 4", "", "changed", ()), ("p. 4", "one child in eight", "lost", ()), ("p. 9", "", "lost", ()),
    ("", "one child in eight", "lost", ()), ("summary", "", "lost", ()), ("p. 3", "the chair Nine", "moved", ("p. 2",)),
    ("p. 3", "per cent", "moved", ("p. 4",)), ("p. 1", "report a foreword", "kept", ()),
])
def test_what_is_named_is_kept_found_elsewhere_changed_or_lost(
    place: str, quote: str, state: str, offers: tuple[str, ...]
) -> None:
    found = follow(place, quote, BEFORE, NEWER)
    assert (found.state, found.offers) == (state, offers)


def test_without_a_text_nothing_is_taken_as_the_same() -> None:
    assert follow("p. 1", "", BEFORE, Contents()).state == "unread"
    assert follow("", "", BEFORE, Contents()).state == "kept"
    unread = follow("p. 1", "", Contents(), NEWER)
    assert unread.state == "changed" and not unread.old_read


@pytest.mark.parametrize(("said", "other"), [
    ("fell by -5", "fell by 5"), ("<10% of them", ">10% of them"), ("10%", "10"), ("10² units", "102 units"),
    ("12 · 5", "12.5"), ("Done ✓", "Done ✗"), ("£5", "5"), ("± 5", "5"), ("10½", "101/2"), ("a ≠ b", "a = b"),
    ("16+", "16"), ("12.5", "12,5"), ("–5", "5"),
])
def test_a_sign_that_changes_what_is_said_counts(said: str, other: str) -> None:
    assert folded(said) != folded(other)
    assert follow("", said, Contents(True, ("p. 1",), (said,)), Contents(True, ("p. 1",), (other,))).state == "lost"


@pytest.mark.parametrize(("said", "other"), [
    ("“Children’s” voices", "\"children's\"\nVoices."), ("2016–17", "2016-17"), ("re‑referrals", "re-referrals"),
    ("chil\u00addren", "children"), ("10 %", "10%"), ("< 10", "<10"), ("−5", "-5"),
    ("in time – mostly", "in time, mostly"),
    ("Café ﬁles…", "cafe files"), ("• in time (5)", "in time 5"), ("Visits\t95%", "Visits · 95%"),
])
def test_what_is_typography_alone_does_not(said: str, other: str) -> None:
    assert folded(said) == folded(other)


def test_a_page_with_another_date_at_its_foot_is_offered_where_it_went() -> None:
    foot = "The board saw audits of all teams and asked each for a plan Version of March"
    newer = Contents(True, NAMES[:2], ("Foreword", foot.replace("March", "May")))
    assert follow("p. 1", "", Contents(True, NAMES[:1], (foot,)), newer).offers == ("p. 2",)


ROWS = ("Measure · Count", "Plans · 236", "Visits · 95", "Reviews held in time · 40", "Audits · 12")


@pytest.mark.parametrize(("place", "rows", "state", "offers"), [
    ("rows 3–4", [*ROWS[:1], "Contacts · 9", *ROWS[1:]], "moved", ("rows 4–5",)),  # rows of few words count together
    ("rows 2–4", ["A table", "of 2017", *ROWS], "moved", ("rows 4–6",)),
    ("rows 3–4", [*ROWS[:3], "Contacts · 9", *ROWS[3:]], "moved", ("row 5",)),  # parted: what is sure is offered
    ("rows 2–4", [*ROWS[:2], "Visits · 96", *ROWS[3:]], "changed", ()),
    ("rows 3 and 5", ["A table", *ROWS], "changed", ()), ("rows 3–4", [*ROWS, "Audits · 13"], "kept", ()),
])
def test_a_range_is_followed_as_one(place: str, rows: list[str], state: str, offers: tuple[str, ...]) -> None:
    old, new = (
        Contents(True, tuple(f"row {number}" for number, _ in enumerate(each, 1)), tuple(each)) for each in (ROWS, rows)
    )
    found = follow(place, "", old, new)
    assert (found.state, found.offers) == (state, offers)


@pytest.mark.parametrize(("place", "kinds", "changed", "state"), [
    ("pages 3, 4 (table 1)", "p. {}", 4, "changed"), ("pp. 3, 4 and 5, chart", "p. {}", 4, "changed"),
    ("pages 3, 4 (table 1)", "p. {}", 2, "kept"), ("pp. 3, 4 and 5, chart", "p. {}", 2, "partly"),
    ("p. 3, p. 9", "p. {}", 9, "changed"), ("table 2, p. 3", "p. {}", 4, "kept"),
    ("tables 1–15", "table {}, row 1", 14, "changed"), ("tables 1–15", "table {}, row 1", 16, "kept"),
    ("findings 1–15", "p. {}", 14, "partly"), ("findings 1–12", "p. {}", 14, "kept"),
    ("findings 1–12", "p. {}", 11, "changed"),
])
def test_a_list_moves_on_by_itself_where_each_of_its_places_says_the_same(
    place: str, kinds: str, changed: int, state: str
) -> None:
    names = tuple(kinds.format(number) for number in range(1, 17))
    said = [f"Finding {number}: plans were late in {number + 20} of them" for number in range(1, 17)]
    newer = [*said[: changed - 1], f"{said[changed - 1]} and more", *said[changed:]]
    assert follow(place, "", Contents(True, names, tuple(said)), Contents(True, names, tuple(newer))).state == state


def test_each_kind_of_place_has_a_name_for_several() -> None:
    for kind in ("p. ", "row ", "line ", "paragraph ", "text box ", "footnote ", "sheet One, row ", "table 2, row "):
        names = [f"{kind}{number}" for number in range(2, 6)]
        assert meant(spanning(names[1], names[2]), names, list).places == (1, 2), kind


def test_what_a_file_of_windows_was_once_read_as_says_the_same() -> None:
    said = "The council’s plans – “timely”… €5"
    assert folded(said.encode("cp1252").decode("latin-1")) == folded(said)


@pytest.fixture
def item(house: House) -> str:
    """An item whose newer revision has a page more in front, cited in two answers."""
    browser = house.client()
    for address, texts in ((HOME + "/new", OLD), (HOME + "/E4/revisions", NEW)):
        file = {"file": ("visits.pdf", io.BytesIO(samples.pages(texts)), "application/pdf")}
        assert send(browser, address, FORM, files=file).status_code == 303
    with house.app.state.database.read() as session:
        found = session.connection().exec_driver_sql("SELECT revision_id FROM evidencereading").all()
    for row in found:
        read_revision(house.app.state.files, house.app.state.database, {"revision_id": row[0]}, lambda *_: None)
    for key, markup in (
        ("2.1", "Most were in time.[[E4@1|p. 2]] See it.[[E4@1|p. 1]]"), ("3.1", "It is a report.[[E4@1|p. 1]]"),
        ("3.2", "Audits were good.[[E4@1|p. 3]]"),
    ):
        house.do(partial(write, name="coordinator", key=key, markup=markup))
    return HOME + "/E4"


def _names(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'name="(move-[0-9a-f]{16})"', page)))


def test_a_citation_that_says_the_same_there_moves_in_one_click(house: House, item: str) -> None:
    answer = send(house.client(), AT, {"revision": 2, "keys": "3.1", "back": "3.1"})
    assert answer.headers["location"] == f"{LARGE.path}/prompts/3.1" and "[[E4@2|p. 1]]" in written(house, "3.1")


def test_all_move_in_one_click_to_the_same_file_sent_again(house: House, item: str) -> None:
    browser, same = house.client(), samples.pages(NEW)
    for _ in range(2):
        file = {"file": ("again.pdf", io.BytesIO(same), "application/pdf")}
        assert send(browser, HOME + "/E4/revisions", FORM, files=file).status_code == 303
    house.do(partial(write, name="coordinator", key="3.1", markup="It is so.[[E4@3|the annex]]"))
    send(browser, AT, {"revision": 4, "keys": "3.1", "back": "3.1"})
    assert "[[E4@4|the annex]]" in written(house, "3.1")


def test_one_that_does_not_is_asked_about_before_anything_changes(house: House, item: str) -> None:
    browser = house.client()
    answer = send(browser, AT, {"revision": 2, "keys": ["2.1", "3.1", "3.2"]})
    assert answer.headers["location"].startswith(AT + "?revision=2&keys=2.1")
    before = [written(house, key) for key in ("2.1", "3.1", "3.2")]
    page = unescape(browser.get(answer.headers["location"]).text)
    for words in ("Found at another place", "The place says something else now", "Says the same",
                  "Cite revision 2, p. 3", "Audits found 72 per cent good", "Cite revision 2 with p. 3 all the same"):
        assert words in page, words
    assert before == [written(house, key) for key in ("2.1", "3.1", "3.2")] and "@2" not in "".join(before)
    moved, changed = _names(page)
    form = {"revision": 2, "keys": ["2.1", "3.1", "3.2"], "move-on": "yes", moved: "at:p. 3", changed: "stay"}
    assert send(browser, AT, form).status_code == 303
    assert "[[E4@2|p. 3]]" in written(house, "2.1") and "[[E4@2|p. 1]]" in written(house, "2.1")
    assert "[[E4@2|p. 1]]" in written(house, "3.1") and "[[E4|p. 3]]" in written(house, "3.2")
    told = browser.get(item).text.replace("\u00a0", " ")
    assert "1 citation stays at an earlier revision" in told and "3 places" in told
    assert send(browser, AT + "/1/undo", {}).status_code == 303
    assert before == [written(house, key) for key in ("2.1", "3.1", "3.2")], "with their places"


def test_what_was_not_offered_or_not_chosen_stays(house: House, item: str) -> None:
    browser = house.client()
    (moved, ) = _names(browser.get(f"{AT}?revision=2&keys=2.1").text)
    for choice in ("at:p. 4", "at:", "all"):
        send(browser, AT, {"revision": 2, "keys": "2.1", "move-on": "yes", moved: choice})
        assert "[[E4|p. 2]]" in written(house, "2.1"), choice
    send(browser, AT, {"revision": 2, "keys": "2.1", "move-on": "yes", moved: "bare"})
    assert "in time. [[E4@2]]" in written(house, "2.1").replace(".[[", ". [[")
    assert "Nothing here cites an earlier revision" in browser.get(f"{AT}?revision=2&keys=2.1").text
