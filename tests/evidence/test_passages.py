"""Which sentence a citation stands in."""

import pytest

from app.assessments.citing.rules import Passage, passages
from app.richtext.markup import from_markup


@pytest.mark.parametrize(("markup", "sentences"), [
    ("One. Two is cited.[[E1]] Three.", ["Two is cited."]),
    ("One is cited [[E1]]. Two.", ["One is cited."]),
    ("Dr. Foster wrote p. 4 of it [[E1]]. More.", ["Dr. Foster wrote p. 4 of it."]),
    ("Rates fell to 4.5 in March [[E1]] and stayed. They rose.", ["Rates fell to 4.5 in March and stayed."]),
    ("- One\n- Two [[E1]]\n- Three", ["Two"]),
    ("| Measure | 2017 |\n|---|---|\n| Plans | 236 [[E1]] |\n| Visits | 95% |", ["Plans · 236"]),
    ("> “Nobody told me.” [[E1]] Staff agree.", ["“Nobody told me.”"]),
    ("Another [[E2]] and E1 in words. [[E10]]", []),
])
def test_the_sentence_that_cites(markup: str, sentences: list[str]) -> None:
    assert [one.sentence for one in passages(from_markup(markup), "E1")] == sentences


def test_a_sentence_that_cites_twice_stands_once_with_both_places() -> None:
    doc = from_markup("Both agree.[[E1@2|p. 4]] [[E1|table 1]] [[E2|p. 9]] Then more.")
    assert passages(doc, "E1") == [Passage("Both agree.", 1, ("p. 4", "table 1"), ())]
