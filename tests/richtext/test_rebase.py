"""Steps moved over those of others: as the browser does it, or not at all."""

import gzip
import json
from pathlib import Path
from typing import Any

from app.richtext.rebase import rebased
from app.richtext.steps import StepRefused, apply_steps
from tests.editor.test_steps_agree import digest

RECORDED = Path(__file__).parents[1] / "editor" / "fuzz_rebases.jsonl.gz"
Steps = list[dict[str, Any]]


def letters(at: int, word: str) -> Steps:
    """A word as it is typed."""
    return [replaced(place, place, letter) for place, letter in enumerate(word, at)]


def replaced(start: int, end: int, text: str = "") -> dict[str, Any]:
    inserted = {"slice": {"content": [{"type": "text", "text": text}]}} if text else {}
    return {"stepType": "replace", "from": start, "to": end, **inserted}


def words(steps: Steps, text: str) -> str:
    doc = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]}
    return str(apply_steps(doc, steps)["content"][0]["content"][0]["text"])


def laid(mine: Steps, theirs: Steps, text: str = "care plan") -> str | None:
    """The text after theirs and then mine, or None where mine are not moved."""
    moved = rebased(mine, theirs)
    return None if moved is None else words([*theirs, *moved], text)


def test_whatever_is_moved_is_moved_as_in_the_browser() -> None:
    taken, typed = 0, []
    with gzip.open(RECORDED, "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            moved = rebased(record["mine"], record["theirs"])
            try:
                after = moved and apply_steps(apply_steps(record["doc"], record["theirs"]), moved)
            except StepRefused:
                continue
            if record["typed"]:
                typed.append(moved is not None)
            if after:
                assert moved == record["moved"]
                assert digest(after) == record["after"]
                half, first = len(moved) // 2, len(record["theirs"])
                over = [*record["theirs"], *moved[:half]]
                assert rebased(record["mine"], over, range(first, first + half)) == moved[half:]
                taken += 1
    assert taken > 1000 and sum(typed) / len(typed) > 0.9


def test_typing_elsewhere_is_moved() -> None:
    assert laid(letters(10, "s now"), letters(1, "The ")) == "The care plans now"


def test_words_at_one_place_stay_whole() -> None:
    assert laid(letters(10, " one"), letters(10, " two")) == "care plan one two"


def test_a_word_goes_on_at_its_own_end_where_somebody_begins_behind_it() -> None:
    assert laid(letters(5, "ful"), [replaced(5, 5, "!")]) == "careful! plan"


def test_whoever_begins_a_new_paragraph_comes_after_the_rest_of_a_word() -> None:
    empty = {"type": "paragraph"}
    split = {"stepType": "replace", "from": 5, "to": 5,
             "slice": {"content": [empty, empty], "openStart": 1, "openEnd": 1}, "structure": True}
    doc = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "care"}]}]}
    begins = [split, *letters(7, "New")]
    for mine, theirs in ((begins, letters(5, "ful")), (letters(5, "ful"), begins)):
        moved = rebased(mine, theirs)
        assert moved is not None
        after = apply_steps(doc, [*theirs, *moved])
        assert [block["content"][0]["text"] for block in after["content"]] == ["careful", "New"]


def test_words_in_what_somebody_took_away_are_left_to_their_author() -> None:
    assert laid(letters(3, "x"), [replaced(2, 5)]) is None


def test_a_deletion_of_words_that_its_author_has_not_seen_is_left_to_its_author() -> None:
    assert laid([replaced(1, 6)], letters(3, "unseen")) is None
    assert laid([replaced(1, 6)], [replaced(3, 4, "X")]) is None


def test_a_deletion_of_ones_own_last_letter_is_moved() -> None:
    assert laid([*letters(10, "sx"), replaced(11, 12)], letters(1, "The ")) == "The care plans"


def test_a_great_many_are_left_to_their_author() -> None:
    assert laid(letters(1, "x" * 400), letters(1, "y")) is None
