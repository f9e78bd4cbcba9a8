"""Sentences are parted where a reader would part them."""

import pytest

from app.richtext.hints.sentences import passages, sentences
from app.richtext.markup import from_markup


@pytest.mark.parametrize(("text", "parts"), [
    ("We met. We wrote.", ["We met.", "We wrote."]),
    ("Is it so? It is! Good…", ["Is it so?", "It is!", "Good…"]),
    ("He said “stop.” Then he left.", ["He said “stop.”", "Then he left."]),
    ("Some services, e.g. Housing, came.", ["Some services, e.g. Housing, came."]),
    ("Dr. Smith and Mr. Jones met on p. 7.", ["Dr. Smith and Mr. Jones met on p. 7."]),
    ("It rose by 4.5 per cent. In 2016 it fell.", ["It rose by 4.5 per cent.", "In 2016 it fell."]),
    ("The A. N. Other group met.", ["The A. N. Other group met."]),
    ("It went to the board. however it fell.", ["It went to the board. however it fell."]),
    ("No full stop at the end", ["No full stop at the end"]),
    ("(See the audit.) It was good.", ["(See the audit.)", "It was good."]),
    ("", []), (" \t ", []), ("...", ["..."]),
])
def test_parts(text: str, parts: list[str]) -> None:
    assert [one.text for one in sentences(text)] == parts


def test_words_are_bare_and_small_and_marks_alone_are_none() -> None:
    found = next(sentences("“Children’s – views” (all 45%) ... matter."))
    assert found.plain == ["children's", "views", "all", "45%", "matter"]


def test_headings_tables_and_quotations_are_not_the_answers_own_prose() -> None:
    doc = from_markup(
        "### Heading here\n\nOur words [[E1]]. More [[E2]], then.\n\n- an item\n  - an inner one\n\n> A child said so"
        "\n\nTable: Rates\n| Year | Rate |\n|---|---|\n| now | 45% |"
    )
    told = [[sentence.text for sentence in passage.sentences] for passage in passages(doc)]
    assert told == [["Our words.", "More, then."], ["an item"], ["an inner one"]]
