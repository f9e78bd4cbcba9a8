"""What a person sends from the plain form becomes small steps, over whatever others wrote meanwhile."""

import json
import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.richtext.markup import from_markup, steps_from_markup, to_markup
from app.richtext.schema import EMPTY_DOC, node_from, trusted
from app.richtext.steps import apply_steps
from app.richtext.text import plain_text
from tests.richtext.strategies import any_docs

Doc = dict[str, Any]
Steps = list[dict[str, Any]]


def sent(base: Doc, text: str, over: Steps | None = None) -> Doc:
    """The document after a person's text, sent over steps that others made."""
    over = over or []
    current = apply_steps(base, over)
    return apply_steps(current, steps_from_markup(base, text, over, current))


def typing(position: int, words: str) -> dict[str, Any]:
    """A step that types words at a position."""
    piece = {"content": [{"type": "text", "text": words}]}
    return {"stepType": "replace", "from": position, "to": position, "slice": piece}


def removal(start: int, end: int) -> dict[str, Any]:
    return {"stepType": "replace", "from": start, "to": end}


MERGED = {
    "type": "table",
    "attrs": {"caption": "Merged"},
    "content": [
        {
            "type": "tableRow",
            "content": [
                {
                    "type": "tableCell",
                    "attrs": {"colspan": 2},
                    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "wide"}]}],
                }
            ],
        }
    ],
}


class TestAlone:
    def test_text_sent_back_as_it_was_makes_no_step(self) -> None:
        base = from_markup("One\n\n- a\n- b\n\n| x |\n|---|\n| 1 |")
        assert steps_from_markup(base, to_markup(base), [], base) == []

    def test_a_first_text_fills_the_empty_document(self) -> None:
        assert sent(EMPTY_DOC, "### Now\n\nSome *words*") == from_markup("### Now\n\nSome *words*")

    def test_one_changed_word_is_one_small_step(self) -> None:
        base = from_markup("Untouched block\n\nWe saw nine children")
        steps = steps_from_markup(base, "Untouched block\n\nWe saw ten children", [], base)
        assert len(steps) == 1 and steps[0]["to"] - steps[0]["from"] == len("nine")

    def test_a_table_that_markup_cannot_express_is_kept(self) -> None:
        base = {"type": "doc", "content": [*from_markup("Before")["content"], MERGED]}
        after = sent(base, to_markup(base).replace("Before", "Before and more") + "\n\nAfter")
        assert after["content"][1] == trusted(base).child(1).to_json()
        assert plain_text(after) == "Before and more\nMerged\nwide\nAfter"

    def test_a_table_whose_line_was_taken_out_is_removed(self) -> None:
        base = {"type": "doc", "content": [*from_markup("Before")["content"], MERGED]}
        assert sent(base, "Before") == from_markup("Before")

    def test_blank_text_empties_the_document(self) -> None:
        assert sent(from_markup("One\n\nTwo"), " \n") == EMPTY_DOC


class TestOverOthers:
    def test_two_people_in_one_paragraph_keep_both_their_words(self) -> None:
        base = from_markup("We saw nine children")
        after = sent(base, "We saw ten children", [typing(21, " and 3 carers")])
        assert plain_text(after) == "We saw ten children and 3 carers"

    def test_both_replacing_one_word_keeps_both_new_words_apart(self) -> None:
        base = from_markup("We saw nine children")
        over = [removal(8, 12), typing(8, "ten")]
        assert plain_text(sent(base, "We saw eleven children", over)) == "We saw ten eleven children"

    def test_a_paragraph_deleted_under_the_writer_comes_back_with_the_new_words(self) -> None:
        base = from_markup("Kept\n\nWe saw nine children\n\nLast")
        after = sent(base, "Kept\n\nWe saw nine children and wrote it down\n\nLast", [removal(6, 28)])
        assert plain_text(after) == "Kept\nWe saw nine children and wrote it down\nLast"

    def test_a_paragraph_the_writer_deleted_stays_if_somebody_else_wrote_in_it(self) -> None:
        base = from_markup("Kept\n\nWe saw nine children")
        assert "nine of the children" in plain_text(sent(base, "Kept", [typing(18, " of the")]))

    def test_items_added_by_two_people_are_both_in_the_list(self) -> None:
        base = from_markup("- one\n- two")
        item = {"type": "listItem", "content": from_markup("theirs")["content"]}
        over = [{"stepType": "replace", "from": 8, "to": 8, "slice": {"content": [item]}}]
        assert plain_text(sent(base, "- one\n- two\n- mine", over)).split() == ["one", "theirs", "two", "mine"]


@st.composite
def meetings(draw: st.DrawFn) -> tuple[Doc, str, Steps, list[str], list[str]]:
    """A document, a person's edited text, others' steps, and the words that each of them typed."""
    base = draw(any_docs())
    over, theirs, now = [], [], base
    for number in range(draw(st.integers(0, 3))):
        step = draw(_steps(now, f"theirs{number}x"))
        try:
            now = apply_steps(now, [step])
        except ValueError:
            continue
        over.append(step)
    theirs = [word for word in re.findall(r"theirs\dx", json.dumps(now))]
    lines = to_markup(base).split("\n")
    mine: list[str] = []
    for number in range(draw(st.integers(1, 4))):
        lines = draw(_edits(lines, f"mine{number}x", mine))
    text = "\n".join(lines)
    return base, text, over, [word for word in mine if word in text], theirs


@st.composite
def _steps(draw: st.DrawFn, doc: Doc, word: str) -> dict[str, Any]:
    size = trusted(doc).content.size
    start = draw(st.integers(0, size))
    end = draw(st.integers(start, min(size, start + draw(st.sampled_from([0, 0, 3, 40])))))
    text = {"type": "text", "text": word}
    content = draw(st.sampled_from([[text], [text], [], [{"type": "paragraph", "content": [text]}]]))
    return {"stepType": "replace", "from": start, "to": end, "slice": {"content": content}}


@st.composite
def _edits(draw: st.DrawFn, lines: list[str], word: str, mine: list[str]) -> list[str]:
    at = draw(st.integers(0, len(lines) - 1))
    kind = draw(st.sampled_from(["line", "end", "inside", "remove", "replace"]))
    if kind == "remove":
        return lines[:at] + lines[at + 1 :] or [""]
    mine.append(word)
    if kind == "line":
        return [*lines[:at], "", f"new {word} line", "", *lines[at:]]
    if kind == "replace":
        return [*lines[:at], word, *lines[at + 1 :]]
    cut = len(lines[at]) if kind == "end" else draw(st.integers(0, len(lines[at])))
    return [*lines[:at], f"{lines[at][:cut]} {word} {lines[at][cut:]}", *lines[at + 1 :]]


class TestNothingIsLost:
    @settings(max_examples=200, deadline=None)
    @given(meetings())
    def test_every_word_typed_by_anybody_is_in_the_outcome(
        self, meeting: tuple[Doc, str, Steps, list[str], list[str]]
    ) -> None:
        base, text, over, mine, theirs = meeting
        after = sent(base, text, over)
        node_from(after)
        found = json.dumps(after)
        assert [word for word in mine + theirs if word not in found] == []

    @settings(max_examples=100, deadline=None)
    @given(any_docs(), any_docs())
    def test_alone_the_outcome_reads_as_the_text_sent(self, base: Doc, wanted: Doc) -> None:
        text = to_markup(wanted)
        after = to_markup(from_markup(text.replace("{{", "((")))
        assert to_markup(sent(base, text.replace("{{", "(("))) == after
