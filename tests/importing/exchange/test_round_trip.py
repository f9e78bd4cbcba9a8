"""An answer goes to Word and comes back as it was; what Word can hold by itself, the rest because nobody touched it."""

import io
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from app.importing.exchange.blocks import Blocks
from app.importing.exchange.identity import Identity, Part, opened, sealed
from app.importing.exchange.placing import finder, placed, restored
from app.importing.exchange.reading import read
from app.importing.exchange.writing import Asked, Chapter, written
from app.richtext.markup import from_markup, to_markup
from tests.richtext.strategies import Doc, Grower, any_docs, canonical

KEY, HEADING = "1.1", "Statement 1.1"
IDENTITY = Identity("peterborough/eastern-region-2016-17/2016-17", (Part(KEY, 7, 3),))


def written_out(doc: Doc) -> bytes:
    """A file with one answer."""
    asked = Asked(KEY, HEADING, ["What is asked."], ["What readers look for."], doc)
    return written("Title", [Chapter("1. Section", [asked])], sealed(IDENTITY))


def came_back(data: bytes, base: Doc) -> Doc:
    """The document that a file brings back."""
    found = read(data)
    parts = placed(found["stretches"], opened(found["identity"]), {HEADING: KEY})
    assert parts.outside == []
    doc, _ = restored(base, parts.by_key[KEY], finder(base, {}))
    return doc


class Holdable(Grower):
    """Grows what Word holds by itself: no cell, list or quotation that holds more than Word’s own can."""

    def top(self) -> Doc:
        """No notes: they are nobody’s business outside."""
        return self.block(3)

    def pipe_table(self) -> Doc:
        made = super().pipe_table()
        return {**made, "attrs": {"caption": made["attrs"]["caption"]}}

    def block(self, depth: int) -> Doc:
        kind = self.random.random()
        if kind < 0.4:
            return self.paragraph(least=1)
        if kind < 0.5:
            return {"type": "heading", "attrs": {"level": self.random.randint(3, 5)}, "content": self.inline(least=1)}
        if kind < 0.65:
            return self.pipe_table()
        if kind < 0.75:
            said = [self.paragraph(least=1) for _ in range(self.random.randint(1, 3))]
            return {"type": "blockquote", "content": said}
        return self.list(depth)

    def blocks(self, depth: int, least: int = 0) -> list[Doc]:
        """Within a list: paragraphs, then a list."""
        made = [self.paragraph(least=1) for _ in range(self.random.randint(least, 2))]
        return made + ([self.list(depth - 1)] if depth > 1 and self.random.random() < 0.4 else [])

    def atom(self, breaks: bool) -> Doc:
        made = super().atom(breaks)
        if made["type"] == "citation":
            made["attrs"] |= {"place": self.random.choice(["", "p. 4", "table 2"]), "supports": "", "quote": ""}
        if made["type"] in ("citation", "figure"):
            made["marks"] = [mark for mark in made["marks"] if mark["type"] != "link"]
        return made

    def extract(self) -> str:
        return "0" * 16  # which Word does not hold

    def text(self) -> str:
        return super().text().replace("[[E1]]", "E1").replace("\n", " ")


@settings(max_examples=40, deadline=None)
@given(any_docs())
def test_what_nobody_touched_is_no_difference(doc: Doc) -> None:
    assert came_back(written_out(doc), doc) == doc


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 5), st.integers(0, 2**32))
def test_word_holds_what_it_can_by_itself(size: int, seed: int) -> None:
    doc = Holdable(seed, plain=False).doc(size)
    (answer,) = (one for one in read(written_out(doc))["stretches"] if one["mark"])
    assert canonical({"type": "doc", "content": _revised(answer["blocks"])}) == _revised(doc)


def _revised(node: Any) -> Any:
    """The same with every citation of revision 1 and every figure of one extract."""
    if isinstance(node, list):
        return [_revised(one) for one in node]
    if isinstance(node, dict):
        told = {"revision": 1, "extract": "0" * 16}
        return {key: told.get(key) or _revised(value) for key, value in node.items()}
    return node


def test_merged_cells_head_and_caption() -> None:
    cell = {"colspan": 1, "rowspan": 1, "colwidth": None}

    def made(kind: str, words: str, **spans: int) -> Doc:
        return {"type": kind, "attrs": cell | spans, "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": words}]}]}

    doc = canonical({"type": "doc", "content": [{"type": "table", "attrs": {"caption": "Places"}, "content": [
        {"type": "tableRow", "content": [made("tableHeader", "Year"), made("tableHeader", "Places", colspan=2)]},
        {"type": "tableRow", "content": [made("tableHeader", "2016", rowspan=2), made("tableCell", "1"),
                                         made("tableCell", "2")]},
        {"type": "tableRow", "content": [made("tableCell", "3"), made("tableCell", "4")]},
    ]}]})
    (answer,) = (one for one in read(written_out(doc))["stretches"] if one["mark"])
    assert canonical({"type": "doc", "content": answer["blocks"]}) == doc


class TestTheFile:
    def test_is_in_british_english_with_title_and_headings(self) -> None:
        document = docx.Document(io.BytesIO(written_out(from_markup("One."))))
        assert document.core_properties.title == "Title" and document.core_properties.language == "en-GB"
        levels = [one.style.name for one in document.paragraphs if one.style.name.startswith(("Title", "Heading"))]
        assert levels == ["Title", "Heading 1", "Heading 2"]
        assert {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}

    def test_shuts_what_is_asked(self) -> None:
        document = docx.Document(io.BytesIO(written_out(from_markup("One."))))
        locks = [one.get(qn("w:val")) for one in document.element.body.iter(qn("w:lock"))]
        assert locks == ["sdtContentLocked", "sdtLocked"]

    def test_knows_damage(self) -> None:
        assert opened(sealed(IDENTITY)) == IDENTITY
        assert opened(sealed(IDENTITY).replace("2016-17", "2017-18")) is None
        assert opened("") is None


def _edited(data: bytes, change: Any) -> bytes:
    document = docx.Document(io.BytesIO(data))
    change(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _said(element: Any) -> str:
    return "".join(one.text or "" for one in element.iter(qn("w:t")))


def _by_the_way(document: Any) -> None:
    document.add_paragraph("Another matter", style="Heading 2")
    document.add_paragraph("By the way.")


class TestEdits:
    BASE = "Leaders see every audit each month [[E1|p. 2]].\n\n- One in ten was good.\n- Two\n\nThe last paragraph."

    def back(self, change: Any) -> tuple[str, list[str]]:
        """What the answer says after somebody changed the file, and the citations that lead nowhere."""
        base = from_markup(self.BASE)
        found = read(_edited(written_out(base), change))
        parts = placed(found["stretches"], opened(found["identity"]), {HEADING: KEY})
        doc, lost = restored(base, parts.by_key[KEY], finder(base, {"E2": 4}))
        return to_markup(doc), lost

    def test_words_typed_over_others(self) -> None:
        def change(document: Any) -> None:
            for one in document.element.body.iter(qn("w:t")):
                one.text = (one.text or "").replace("every", "each")

        assert self.back(change)[0] == self.BASE.replace("every", "each")

    def test_citations_typed_by_hand(self) -> None:
        def change(document: Any) -> None:
            for one in document.element.body.iter(qn("w:t")):
                one.text = (one.text or "").replace("The last", "New [E2, p. 9] and [E77]: the last")

        text, lost = self.back(change)
        assert to_markup(from_markup(text)) == text and "New [[E2@4|p. 9]] and" in text
        assert lost == ["[E77]"] and "E77" in text

    def test_tracked_changes_read_as_accepted(self) -> None:
        def change(document: Any) -> None:
            last = next(one for one in document.element.body.iter(qn("w:p")) if _said(one) == "The last paragraph.")
            gone, come = (docx.oxml.OxmlElement(f"w:{name}") for name in ("del", "ins"))
            run = last.find(qn("w:r"))
            last.replace(run, gone)
            gone.append(run)
            gone.addnext(come)
            added = docx.oxml.OxmlElement("w:r")
            added.text = "Another end."
            come.append(added)

        assert self.back(change)[0] == self.BASE.replace("The last paragraph.", "Another end.")

    def test_what_is_typed_behind_an_answer_belongs_to_it(self) -> None:
        assert self.back(lambda document: document.add_paragraph("More."))[0] == f"{self.BASE}\n\nMore."

    def test_a_block_that_no_partner_sees_keeps_its_place(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Blocks, "quote", lambda *_: [])
        base = from_markup("> Hidden first.\n\nOne.\n\nTwo.\n\n> Hidden too.\n\nThree.\n\n> Hidden last.")
        data = written_out(base)
        assert "Hidden" not in _said(docx.Document(io.BytesIO(data)).element.body)
        assert came_back(data, base) == base

        def change(document: Any) -> None:
            for one in document.element.body.iter(qn("w:t")):
                one.text = (one.text or "").replace("Two.", "Both.")

        assert came_back(_edited(data, change), base) == from_markup(to_markup(base).replace("Two.", "Both."))

    def test_a_control_that_was_lost_leaves_the_bookmarks(self) -> None:
        def change(document: Any) -> None:
            for control in list(document.element.body.iter(qn("w:sdt"))):
                for child in list(control.find(qn("w:sdtContent"))):
                    control.addprevious(child)
                control.getparent().remove(control)

        assert self.back(change)[0] == self.BASE

    def test_without_controls_and_bookmarks_headings_tell(self) -> None:
        def change(document: Any) -> None:
            for control in list(document.element.body.iter(qn("w:sdt"))):
                for child in list(control.find(qn("w:sdtContent"))):
                    control.addprevious(child)
                control.getparent().remove(control)
            for name in ("bookmarkStart", "bookmarkEnd"):
                for one in list(document.element.body.iter(qn(f"w:{name}"))):
                    one.getparent().remove(one)

        assert self.back(change)[0] == self.BASE

    def test_words_outside_every_answer_are_told(self) -> None:
        base = from_markup(self.BASE)
        data = _edited(written_out(base), _by_the_way)
        found = read(data)
        assert placed(found["stretches"], opened(found["identity"]), {HEADING: KEY}).outside == ["By the way."]




class TestWhatWordCannotSay:
    BASE = "> [child]\n> They listen to me.\n\n!! Ask the team whether this is still so.\n\nA last paragraph."

    def test_a_note_to_colleagues_never_leaves_and_keeps_its_place(self) -> None:
        base = from_markup(self.BASE)
        data = written_out(base)
        assert "still so" not in _said(docx.Document(io.BytesIO(data)).element.body)
        assert to_markup(came_back(data, base)) == self.BASE

    def test_a_quotation_that_was_edited_keeps_whose_voice_it_is(self) -> None:
        def change(document: Any) -> None:
            for one in document.element.body.iter(qn("w:t")):
                one.text = (one.text or "").replace("listen to me", "always listen to me")

        base = from_markup(self.BASE)
        doc = came_back(_edited(written_out(base), change), base)
        assert to_markup(doc) == self.BASE.replace("listen to me", "always listen to me")


class TestFigures:
    NAME = "0123456789abcdef"
    BASE = from_markup(f"It was {{{{figure {NAME}: 73}}}} in May.\n\n{{{{line {NAME}, Our rate}}}}\n\nThe last.")
    TABLE = from_markup("Table: Our rate\n| Area | 2016 | 2017 |\n|---|---|---|\n| Peterborough | 76 | 73 |")["content"]
    SHOWN = {**BASE, "content": [BASE["content"][0], *TABLE, BASE["content"][2]]}

    def back(self, change: Any) -> str:
        found = read(_edited(written_out(self.SHOWN), change))
        parts = placed(found["stretches"], opened(found["identity"]), {HEADING: KEY})
        return to_markup(restored(self.BASE, parts.by_key[KEY], finder(self.BASE, {}), self.SHOWN)[0])

    def replace(self, old: str, new: str) -> str:
        def change(document: Any) -> None:
            for one in document.element.body.iter(qn("w:t")):
                one.text = (one.text or "").replace(old, new)

        return self.back(change)

    def test_what_nobody_touched_is_as_it_was(self) -> None:
        assert self.back(lambda document: None) == to_markup(self.BASE)

    def test_a_figure_stays_one_in_a_sentence_that_was_changed(self) -> None:
        assert self.replace("in May", "in June").startswith(f"It was {{{{figure {self.NAME}: 73}}}} in June.")

    def test_a_figure_that_was_typed_over_is_plain_words(self) -> None:
        back = self.replace("73", "74")
        assert back.startswith("It was 74 in May.") and "{{line" not in back and "| 74 |" in back
