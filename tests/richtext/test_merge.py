"""Two changes of one plain text: both kept where they do not meet, neither chosen where they do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.richtext.merge import merged, splice

TEXTS = st.text(alphabet="ab \n.,é", max_size=40)


@pytest.mark.parametrize(("base", "mine", "theirs", "both"), [
    ("one two three", "one 2 three", "one two 3", "one 2 3"),
    ("one two", "zero one two", "one two three", "zero one two three"),
    ("", "mine", "mine", "mine"),
    ("same", "same", "other", "other"),
    ("Eighty plans.\nTwo audits.", "Eighty-four plans.\nTwo audits.", "Eighty plans.\nThree audits.",
     "Eighty-four plans.\nThree audits."),
])
def test_changes_apart_are_laid_together(base: str, mine: str, theirs: str, both: str) -> None:
    assert merged(base, mine, theirs) == merged(base, theirs, mine) == both


@pytest.mark.parametrize(("base", "mine", "theirs"), [
    ("one two", "one 2", "one deux"),
    ("", "mine", "theirs"),
    ("one", "one two", "one three"),
    ("one two three", "one three", "one two! three"),
    ("one two three four", "one four", "one two 3 four"),
])
def test_changes_that_meet_are_left_to_a_person(base: str, mine: str, theirs: str) -> None:
    assert merged(base, mine, theirs) is None and merged(base, theirs, mine) is None


@given(TEXTS, TEXTS, TEXTS)
def test_the_order_of_the_two_makes_no_difference(base: str, mine: str, theirs: str) -> None:
    assert merged(base, mine, theirs) == merged(base, theirs, mine)
    assert merged(base, mine, base) == mine and merged(base, mine, mine) == mine


@given(st.lists(st.sampled_from("abcdefgh"), min_size=4, max_size=8, unique=True))
def test_no_word_of_either_is_lost(words: list[str]) -> None:
    base, mine, theirs = " ".join(words), " ".join(["MINE", *words]), " ".join([*words, "THEIRS"])
    assert merged(base, mine, theirs) == f"MINE {base} THEIRS"


@given(TEXTS, TEXTS)
def test_a_splice_can_be_undone(old: str, new: str) -> None:
    made = splice(old, new)
    assert made.undone(new) == old and old[made.start:made.start + len(made.cut)] == made.cut
