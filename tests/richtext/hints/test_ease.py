"""Reading ease is Flesch's, and is told in plain words."""

import pytest

from app.richtext.hints.ease import ease_of, syllables
from app.richtext.hints.sentences import sentences

PLAIN = "We ask each child what they want. We write it down. Then we act on it, and we tell them what we did. " * 4
HARD = (
    "Notwithstanding considerable organisational reconfiguration, the implementation of multidisciplinary "
    "interventions necessitated comprehensive consideration of interdependent accountabilities, governance "
    "arrangements, commissioning responsibilities and transformational methodologies across participating "
    "organisations, in accordance with statutory expectations regarding the integration of services. "
) * 2


@pytest.mark.parametrize(("word", "count"), [
    ("the", 1), ("are", 1), ("child", 1), ("children", 2), ("make", 1), ("table", 2), ("little", 2), ("agreed", 2),
    ("improved", 2), ("wanted", 2), ("needed", 2), ("helped", 1), ("judges", 2), ("changes", 2), ("rates", 1),
    ("authority", 4), ("education", 4), ("social", 2), ("work", 1), ("2017", 1), ("45%", 1), ("", 1), ("mmm", 1),
])
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_score_is_the_formula_s() -> None:
    found = ease_of(list(sentences("The cat sat on the mat. " * 10)))
    assert found and (found.words_in_sentence, found.syllables_in_word) == (6.0, 1.0)
    assert found.score == pytest.approx(206.835 - 1.015 * 6 - 84.6)


def test_plain_words_are_called_plain() -> None:
    found = ease_of(list(sentences(PLAIN)))
    assert found and found.told == "As easy to read as plain English should be." and found.longest == ()


def test_what_makes_it_hard_is_said_and_the_longest_sentences_are_listed() -> None:
    found = ease_of(list(sentences(HARD + PLAIN)))
    assert found and "many long words" in found.told
    assert [len(one.plain) for one in found.longest] == [35, 35]
    alone = ease_of(list(sentences(HARD)))
    assert alone and alone.told == (
        "Much harder to read than most public information: long sentences (35 words on average) and many long words."
    )


def test_at_most_three_are_listed_the_longest_first() -> None:
    text = " ".join("word " * length + "end." for length in (26, 40, 30, 28, 25))
    found = ease_of(list(sentences(text.replace("word", "Word"))))
    assert found and [len(one.plain) for one in found.longest] == [41, 31, 29]


def test_a_short_text_has_no_score() -> None:
    assert ease_of(list(sentences("Too short to tell."))) is None and ease_of([]) is None
