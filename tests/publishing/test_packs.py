"""The pack of a reviewer on paper and as a zip: valid, marked where words stand, and checked without a store."""

import copy
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from app.core.files import FileStore
from app.evidence.queries import Cited
from app.publishing.cache import PieceCache
from app.publishing.compose import compose
from app.publishing.documents.verify import verify
from app.publishing.make import set_and_kept
from app.publishing.models import Composition, PdfFile
from app.publishing.notes import NoteBook, Numbered, Place, raised, to_noted_html, with_marks
from app.publishing.packs.ageing import age
from app.publishing.packs.bundle import bundled, sorted_out
from app.publishing.packs.challenge import OWN_LINES, ChallengePack, Recipient, compose_challenge, digest_of
from app.publishing.packs.enquiry import EventLine, enquiries
from app.publishing.packs.rules import file_name
from app.publishing.packs.sheet import leaves_of
from app.publishing.packs.verify import is_zip, verify_zip
from app.publishing.pool import Pool
from app.publishing.typeface import FILES, face
from app.publishing.typesetter import Typesetter
from app.richtext.quoting import ATOM

from .factories import tiny_content
from .packs import MODERATOR, note, pack, tiny_notes, unsigned
from .reading import opened, page_texts
from .test_make import failed_rules


@pytest.fixture(scope="module")
def made(pool: Pool, kept: PieceCache) -> PdfFile:
    return pressed(pack(), pool, kept)


def pressed(wanted: ChallengePack, pool: Pool, cache: PieceCache) -> PdfFile:
    composition = compose_challenge(wanted)
    return set_and_kept(composition, digest_of(composition), pool=pool, cache=cache)


def html_of(composition: Composition, key: str) -> str:
    return next(part.html for part in composition.parts if part.key == key)


def test_no_rule_of_pdf_ua_is_failed_with_notes_watermark_and_sheet(made: PdfFile) -> None:
    assert failed_rules(made) == []
    assert made.warnings == ()


def test_every_page_names_its_reader_across_as_an_artifact_and_says_that_nobody_signed(made: PdfFile) -> None:
    for page, text in zip(opened(made.data).pages, page_texts(made.data), strict=True):
        drawn = b"".join(part.read_bytes() for part in page.obj.Contents)
        assert drawn.count(b"/Subtype /Watermark") == 3  # the name; the box of the mark and its words
        assert "Robin Marsh" in text
        assert "FOR REVIEW, NOT SIGNED" in text


def test_a_pack_is_never_told_altered_for_being_no_document(session: Session, made: PdfFile) -> None:
    verdict = verify(session, made.data)
    assert verdict.code == 2 and "a pack" in verdict.sentence


def test_words_are_marked_once_they_are_those_quoted_and_never_guessed() -> None:
    html = html_of(compose_challenge(pack()), "section-1")
    assert '<span class="noted">Fewer than 40 ' in html
    assert re.findall('<a class="noted" id="noted-(.)" href="#note-(.)" title="Note (.)">([^<]+)</a>', html) == [
        ("2", "2", "2", "of 357²"), ("3", "3", "3", " children moved³")]
    assert "On “words that stood here once”" in html
    assert "Acted on" in html


def test_the_number_behind_words_that_lead_elsewhere_is_a_link_of_its_own() -> None:
    link = {"type": "link", "attrs": {"href": "https://example.org/"}}
    line = [{"type": "text", "text": "See "}, {"type": "text", "text": "the plan", "marks": [link]}]
    written = {"type": "doc", "content": [{"type": "paragraph", "content": line}]}
    here = Numbered(12, note("question", Place("1", "1.1", 1, 13), "Which plan?"), shown=True)
    html = to_noted_html(with_marks(written, [here]), lambda cited: pytest.fail("nothing is cited"))
    assert html == (
        '<p><span class="noted">See </span><a class="govuk-link" href="https://example.org/">'
        '<span class="noted">the plan</span></a>'
        '<a class="noted" id="noted-12" href="#note-12" title="Note 12">¹²</a></p>')


def test_every_face_has_raised_digits() -> None:
    for name in FILES:
        assert set(raised(1234567890)) <= {chr(code) for code in face(name).glyphs}


def test_every_note_is_printed_once_wherever_its_place_is() -> None:
    strays = (*tiny_notes(), note("evidence_gap", Place("no-such-section"), "Left where it was"))
    whole = "".join(part.html for part in compose_challenge(pack(notes=strays)).parts)
    for number in range(1, len(strays) + 1):
        assert whole.count(f'id="note-{number}"') == 1
    assert "Left where it was" in whole


def test_a_note_whose_words_are_gone_stands_at_the_end_with_them() -> None:
    composed = compose_challenge(pack())
    end = html_of(composed, "enquiry").split("that are no longer in the text")[1]
    assert 'id="note-7"' in end
    assert "On “words of an earlier release”: Who counted?" in end
    assert "Who counted?" not in html_of(composed, "section-1")


def test_a_note_placed_by_hand_is_marked_at_the_words_of_its_placing_and_says_so() -> None:
    marked = tiny_notes()[0]
    by_hand = replace(marked, quote="words of then", place=replace(marked.place, hand="“Fewer than  40 of 357”"))
    html = html_of(compose_challenge(pack(notes=(by_hand,))), "section-1")
    assert "Fewer than 40 of 357¹</a>" in html and "On “words of then”, placed by hand: Does" in html
    elsewhere = replace(by_hand, place=replace(by_hand.place, hand="Other words"))
    assert 'class="noted"' not in html_of(compose_challenge(pack(notes=(elsewhere,))), "section-1")


def test_a_note_whose_words_moved_says_so() -> None:
    marked = tiny_notes()[0]
    moved = replace(marked, place=replace(marked.place, since="moved"))
    assert "Figure in doubt, moved:</a> Does" in html_of(compose_challenge(pack(notes=(moved,))), "section-1")


def test_the_second_page_tells_of_evidence_where_there_is_some() -> None:
    content = tiny_content()
    told = [html_of(compose_challenge(one), "front") for one in (
        pack(), pack(files={}), pack({**content, "parts": content["parts"][1:2]}, notes=(), files={}))]
    assert ["square brackets" in html for html in told] == [True, True, False]
    assert ["folder “evidence”" in html for html in told] == [True, False, False]


def test_a_pack_is_of_the_year_of_its_round_whatever_its_framework_is_called() -> None:
    content = tiny_content()
    later = {**content, "assessment": {**content["assessment"], "year": "2017-18"}}  # titled 2016/17
    made = compose_challenge(pack(later))
    cover = html_of(made, "front").split('id="about"')[0]
    assert '<p class="cover-year">Self-assessment 2017/18</p>' in cover and "2016/17" not in cover
    assert made.title.endswith("Self-assessment 2017/18") and "Self-assessment 2017/18 · " in made.furniture.head


def test_a_citation_within_quoted_words_is_not_printed_as_a_strange_sign() -> None:
    lost = note("question", Place("1", "1.1", gone=True), "Since when?", f"it fell {ATOM} by a third")
    composition = compose_challenge(pack(notes=(lost,)))
    assert composition.unprintable == ()
    assert "On “it fell by a third”: Since when?" in html_of(composition, "enquiry")


def test_points_of_moderators_stand_by_section_before_the_lines_of_enquiry() -> None:
    composed = compose_challenge(pack())
    keys = [part.key for part in composed.parts]
    assert keys.index("points") + 1 == keys.index("enquiry")
    told = ("The document as a whole</h2>", "Plain and honest.", "We accept this.", "1 Leadership</h2>",
            "Say what audits change.", "Not answered.")
    html = html_of(composed, "points")
    assert sorted(told, key=html.index) == list(told)
    assert "points" not in [part.key for part in compose_challenge(pack(points=())).parts]


@pytest.mark.parametrize("kind", ["challenge", "moderation"])
def test_the_first_pages_name_every_part_that_is_in_the_pack(kind: str) -> None:
    said = {} if kind == "challenge" else {"points": ()}
    composition = compose_challenge(pack(recipient=Recipient("A director", "Essex", kind), **said))
    about = html_of(composition, "front").partition('id="contents"')[0]
    named = [part.title for part in composition.parts if part.key != "front" and not part.key.startswith("section-")]
    assert len(named) > 2 and all(f"; {title}" in about for title in named)
    assert ("What the moderators say" in about) is (kind == "challenge")


def test_sections_without_notes_are_the_parts_of_the_plain_document() -> None:
    content = tiny_content()
    plain = {part.key: part.html for part in compose(content, unsigned(content)).parts}
    noted = {part.key: part.html for part in compose_challenge(pack(content)).parts}
    same = {key for key, html in plain.items() if noted.get(key) == html}
    assert same == {"section-introduction"}
    bare = {part.key: part.html for part in compose_challenge(pack(content, notes=())).parts}
    assert {key for key, html in plain.items() if bare.get(key) == html} >= {"section-1", "section-B1", "key"}


def test_the_key_tells_what_a_raised_number_is_where_there_are_any() -> None:
    unmarked, nothing = pack(notes=tiny_notes()[2:]), pack({**tiny_content(), "key": []})
    assert "The raised number leads to" in html_of(compose_challenge(pack()), "key")
    assert "The raised number leads to" in html_of(compose_challenge(nothing), "key")
    assert "The raised number" not in html_of(compose_challenge(unmarked), "key")


def test_two_readers_share_all_but_cover_and_marks(pool: Pool, kept: PieceCache, made: PdfFile) -> None:
    other = pack(recipient=Recipient("Jo Vale", "Norfolk", "challenge"))
    mine, theirs = compose_challenge(pack()), compose_challenge(other)
    assert [one.key for one, two in zip(mine.parts, theirs.parts, strict=True) if one != two] == ["front"]
    assert digest_of(mine) != digest_of(theirs)


def test_a_moderator_gets_no_ratings_sheet() -> None:
    keys = [part.key for part in compose_challenge(pack(recipient=MODERATOR, notes=())).parts]
    assert "ratings" not in keys
    assert "ratings" in [part.key for part in compose_challenge(pack()).parts]


def test_the_sheet_has_each_answer_and_each_section() -> None:
    lines = [[line.name for line in leaf.lines] for leaf in leaves_of(tiny_content())]
    # 1.3 is settled as having no answer, so that there is nothing in it to rate.
    assert lines[-1] == ["1.1 and 1.2 Leaders know their services.", "The section as a whole"]
    assert lines[:-1] == [["Introduction"], ["1 Areas for improvement", "2 Reviews"]]


def test_lines_of_enquiry_leave_out_what_is_answered_and_praise() -> None:
    book, content = NoteBook(tiny_notes()), tiny_content()
    compose_challenge(pack(content))
    for part in content["parts"]:
        for section in part["sections"]:
            for answer in section["answers"]:
                book.on_answer(section["key"], answer)
    book.left_over()
    asked = enquiries(content, book.told)
    assert [line.where for line in asked] == ["1.1 and 1.2"] * 4
    assert "Plain and short." not in [line.words for line in asked]


def test_the_running_list_comes_first_with_what_was_said_and_agreed() -> None:
    html = html_of(compose_challenge(pack()), "enquiry")
    told = ("What do audits change?", "A third will follow.", "Head of quality, due 1 July 2017; agreed by Sam Reed",
            "Who hears of it?", "From the notes", "Where are the children?")
    assert sorted(told, key=html.index) == list(told)
    assert "running" not in html_of(compose_challenge(pack(running=())), "enquiry")


def test_a_heading_and_its_sentence_stay_with_their_list() -> None:
    typesetter, marked = Typesetter(), tiny_notes()[:2]
    for lines in (27, 28, 29):  # which fill the page up to the first note, the sentence, the heading
        running = tuple(EventLine(f"Line {number}?") for number in range(lines))
        html = html_of(compose_challenge(pack(notes=marked, running=running)), "enquiry")
        first, second = (
            " ".join(one.text.strip() for one in page._page_box.descendants() if type(one).__name__ == "TextBox")
            for page in typesetter.laid_out(html, [typesetter.style]).pages)
        assert f"Line {lines - 1}?" in first and "From the notes" not in first
        assert "From the notes What the moderators ask" in second and "Note 1 on 1.1" in second


def test_lines_to_write_on_stay_with_their_heading_and_apart_from_what_is_above() -> None:
    typesetter = Typesetter()
    for lines in (8, 18):  # after which all of them fit, and only some
        running = tuple(EventLine(f"Line {number}?") for number in range(lines))
        html = html_of(compose_challenge(pack(notes=(), running=running)), "enquiry")
        pages = [list(page._page_box.descendants()) for page in typesetter.laid_out(html, [typesetter.style]).pages]
        rules = [[box.position_y for box in page if _is(box, "line")] for page in pages]
        assert [len(found) for found in rules if found] == [OWN_LINES]
        page = pages[-1]
        heading = next(box for box in page if _is(box, "section-name") and "Your own" in _words(box))
        assert heading.position_y < min(rules[-1])
        above = [box.position_y + box.height for box in page if _is(box, "running")]
        assert (len(pages), len(above)) == ((1, 1) if lines == 8 else (2, 0))
        assert all(heading.position_y - bottom > 25 for bottom in above)  # pixels, of 96 to the inch


def _is(box: Any, name: str) -> bool:
    return box.element is not None and name == box.element.get("class") and type(box).__name__ == "BlockBox"


def _words(box: Any) -> str:
    return " ".join(one.text for one in box.descendants() if type(one).__name__ == "TextBox")


def test_a_line_of_the_sheet_is_few_elements_with_boxes_of_the_print_face(made: PdfFile) -> None:
    html = html_of(compose_challenge(pack()), "ratings")
    lines = sum(len(leaf.lines) for leaf in leaves_of(tiny_content()))
    assert (html.count("<table"), html.count('<p class="rated">'), html.count('<p class="boxes">')) == (0, lines, lines)
    assert html.count("☐") == 9 * lines
    assert any("☐ not looked at" in text.replace("\u00a0", " ") for text in page_texts(made.data))
    assert any("☐ none" in text.replace("\u00a0", " ") for text in page_texts(made.data))


@pytest.mark.parametrize(("as_at", "told"), [
    ("2017-05-22", "new"), ("2017-05-01", "21 days old"), ("2017-05-21", "1 day old"), ("2017-04-22", "1 month old"),
    ("2017-03-31", "1 month old"), ("2017-01-31", "3 months old"), ("2016-03-31", "13 months old"),
    ("2015-05-22", "2 years old"), ("2018-01-01", "of a later day"), ("", ""), ("spring", ""),
])
def test_ages_in_words(as_at: str, told: str) -> None:
    assert age(as_at, date(2017, 5, 22)) == told


def test_of_what_is_not_handed_out_the_title_is_printed_and_not_the_address() -> None:
    there, address = html_of(compose_challenge(pack()), "evidence"), "https://example.org/plan"
    apart = html_of(compose_challenge(replace(pack(), apart=frozenset({("E1", 1)}))), "evidence")
    assert "Improvement plan" in apart and address in there and address not in apart
    assert "Its address is not handed out" in apart and "Its address is not handed out" not in there


def test_of_what_is_not_handed_out_the_name_of_its_file_is_not_printed() -> None:
    content = tiny_content()
    content["evidence"][1]["file_name"] = "review-of-one-team.pdf"
    there = html_of(compose_challenge(pack(content, files={})), "evidence")
    apart = html_of(compose_challenge(pack(content, files={}, apart=frozenset({("E2", 1)}))), "evidence")
    assert "review-of-one-team.pdf" in there and "review-of-one-team.pdf" not in apart
    assert "E2, revision 1" in apart


def item(ref: str, sensitivity: str, sha256: str, name: str = "Audit of März.pdf") -> Cited:
    return Cited(ref, 1, f"Item {ref}", "audit", "Quality", date(2017, 1, 1), "published", sensitivity, "", name,
                 sha256, 3)


@pytest.fixture
def archive(tmp_path: Path) -> bytes:
    store = FileStore(tmp_path)
    items = [item("E1", "open", store.put(b"one")), item("E2", "partner", store.put(b"two"), "../../a b.csv"),
             item("E3", "restricted", store.put(b"SECRET")), item("E4", "open", "")]
    return bundled(store, {"title": "Pack"}, ("a-challenge.pdf", b"%PDF-"), *sorted_out(items), lambda _: None)


def test_the_zip_holds_what_a_reviewer_may_see_and_says_what_it_left_out(archive: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened_zip:
        names = opened_zip.namelist()
        manifest = json.loads(opened_zip.read("manifest.json"))
        everything = b"".join(map(opened_zip.read, names))
    assert names == ["a-challenge.pdf", "evidence/E1-1-Audit-of-Marz.pdf", "evidence/E2-1-a-b.csv", "manifest.json"]
    assert b"SECRET" not in everything
    assert [one["evidence"] for one in manifest["left_out"]] == ["E3"]


@pytest.mark.parametrize(("kind", "reader", "name"), [
    ("challenge", "Zoë Marsh, Essex", "a-f-2016-17-challenge-pack-zoe-marsh-essex.pdf"),
    ("moderation", "Dr. J. O’Vale, Norfolk", "a-f-2016-17-moderation-pack-dr.-j.-ovale-norfolk.pdf"),
    ("challenge", "x" * 300, f"a-f-2016-17-challenge-pack-{'x' * 80}.pdf"),
    ("feedback", "Peterborough", "a-f-2016-17-feedback-report.pdf"),
])
def test_a_copy_for_one_person_is_called_after_them(kind: str, reader: str, name: str) -> None:
    assert file_name("a/f/2016-17", kind, reader, "pdf") == name


def rewritten(archive: bytes, change: dict[str, bytes | None]) -> bytes:
    """The same zip with members changed, added, or left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w") as new:
        members = {name: old.read(name) for name in old.namelist()} | change
        for name, data in members.items():
            if data is not None:
                new.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(("change", "code", "told"), [
    ({}, 0, "3 files are as the manifest says"),
    ({"a-challenge.pdf": b"%PDF!"}, 1, "a-challenge.pdf was changed"),
    ({"evidence/E2-1-a-b.csv": b"longer than before"}, 1, "evidence/E2-1-a-b.csv was changed"),
    ({"evidence/E2-1-a-b.csv": None}, 1, "evidence/E2-1-a-b.csv is missing"),
    ({"more.txt": b"x"}, 1, "more.txt is not in the manifest"),
    ({"manifest.json": None}, 2, "no manifest"), ({"manifest.json": b"[]"}, 2, "no manifest"),
    ({"manifest.json": b'{"schema": "candour-pack-1", "files": [1]}'}, 2, "no manifest"),
    ({"manifest.json": b'{"schema": "another", "files": []}'}, 2, "no manifest"),
])
def test_a_zip_is_checked_against_its_manifest(archive: bytes, change: dict[str, bytes | None], code: int,
                                               told: str) -> None:
    verdict = verify_zip(rewritten(archive, change))
    assert (verdict.code, told in verdict.sentence) == (code, True), verdict


def test_a_damaged_zip_is_altered(archive: bytes) -> None:
    assert is_zip(archive)
    assert verify_zip(archive[:-40]).code == 1
    assert verify_zip(archive[:80] + b"\0\0\0\0" + archive[84:]).code == 1


def test_the_same_pack_makes_the_same_zip(archive: bytes, tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    items = [item("E1", "open", store.put(b"one")), item("E2", "partner", store.put(b"two"), "../../a b.csv"),
             item("E3", "restricted", store.put(b"SECRET"))]
    again = bundled(store, {"title": "Pack"}, ("a-challenge.pdf", b"%PDF-"), *sorted_out(items), lambda _: None)
    assert again == archive


def test_composing_changes_nothing_in_the_content() -> None:
    content = tiny_content()
    before = copy.deepcopy(content)
    compose_challenge(pack(content))
    assert content == before
