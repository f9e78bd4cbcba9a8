"""A passage in a text that came in whole is found by its block, then by its words, and never guessed."""

import pytest

from app.richtext.lining import Lined
from app.richtext.markup import from_markup
from app.richtext.quoting import Flat
from app.richtext.schema import trusted

AUDIT = "Leaders audit ten files a month. They act on what they find."
HOMES = "Homes are visited unannounced. They act on what they find."
LONG = "Every plan is read by somebody who did not write it, and who says so."
PLAIN = "One audit in ten was good, as 2016 showed."


def _flat(*blocks: str) -> Flat:
    return Flat(trusted(from_markup("\n\n".join(blocks))))


def _found(before: tuple[str, ...], after: tuple[str, ...], words: str, number: int = 0) -> tuple[str, str, str]:
    """Where the words went that stand in the text before so often: state, block, what stands there."""
    old, new = _flat(*before), _flat(*after)
    at = old.every(words)[number]
    found = Lined(old, new).find(*old.positions(at, at + len(words)))
    if found is None:
        return "gone", "", ""
    start, end, state = found
    low, _ = new.letters(start, end)
    return state, new.blocks[new.block_at(low)].strip(), new.quote(start, end).words


@pytest.mark.parametrize(("number", "begins"), [(0, "Leaders"), (1, "Homes")])
def test_words_that_stand_twice_are_found_where_their_block_went(number: int, begins: str) -> None:
    said = "They act on what they find."
    after = ("To begin with.", AUDIT.replace("ten", "nine"), PLAIN, HOMES.replace("visited", "now visited"))
    state, block, words = _found((AUDIT, PLAIN, HOMES), after, said, number)
    assert (state, words) == ("exact", said) and block.startswith(begins)
    state, block, words = _found((AUDIT, PLAIN, HOMES), (HOMES, "Between.", AUDIT), said, number)
    assert state in ("exact", "moved") and words == said and block.startswith(begins)


def test_the_same_words_of_another_block_are_not_its_own() -> None:
    assert _found((AUDIT, PLAIN, HOMES), (PLAIN, HOMES), "They act on what they find.")[0] == "gone"
    changed = (AUDIT.replace("They act on what they find.", "Nothing follows."), PLAIN, HOMES)
    assert _found((AUDIT, PLAIN, HOMES), changed, "They act on what they find.") == (
        "changed", changed[0], "")


def test_blocks_that_are_all_alike_are_not_told_apart_once_one_went() -> None:
    before = (LONG, PLAIN, LONG, AUDIT)
    assert _found(before, before, LONG, 1) == ("exact", LONG, LONG)
    assert _found((LONG, PLAIN, LONG), (PLAIN, LONG), LONG)[0] == "gone"


def test_what_moved_is_found_and_what_went_is_gone() -> None:
    assert _found((AUDIT, LONG, PLAIN), (LONG, PLAIN, AUDIT), "Leaders audit") == (
        "moved", AUDIT, "Leaders audit")
    assert _found((AUDIT, LONG, PLAIN), (f"{PLAIN} {LONG}",), LONG) == ("exact", f"{PLAIN} {LONG}", LONG)
    assert _found((AUDIT, LONG, PLAIN), (AUDIT, PLAIN), LONG) == ("gone", "", "")


def test_a_few_words_are_no_proof_in_a_block_that_says_other_things() -> None:
    assert _found((PLAIN,), ("What 2016 showed was good in ten wholly other ways that we set out below.",), "2016")[
        0] != "exact"
    assert _found((PLAIN, AUDIT), (PLAIN.replace("One", "Now one"), AUDIT), "2016") == (
        "exact", PLAIN.replace("One", "Now one"), "2016")
