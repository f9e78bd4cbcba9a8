"""No text makes the hints fail, and long ones take no more than their length."""

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.richtext.hints.document import Hints, hints_of
from tests.richtext.strategies import any_docs

WORDS = st.sampled_from(
    ["we", "held", "was", "been", "led", "to", "from", "40", "place", "took", "not", "there", "delivered", ".", "...",
     "“", "”", "e.g.", "Dr.", "\ufffc", "👪", "İ", "ß", "’", "-", "fully", "\u2028", "The", "improved", "1.5%"]
)
TEXTS = st.text() | st.lists(WORDS, max_size=60).map(" ".join)


def doc_of(*texts: str) -> dict[str, object]:
    content = [{"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in texts if text]
    return {"type": "doc", "content": content}


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=4))
def test_any_words_can_be_read(texts: list[str]) -> None:
    assert isinstance(hints_of(doc_of(*texts)), Hints)


@settings(deadline=None)
@given(any_docs())
def test_any_document_can_be_read(doc: dict[str, object]) -> None:
    found = hints_of(doc)
    assert not found.ease or found.ease.told


def seconds(text: str) -> float:
    """The best of three."""
    times = []
    for _ in range(3):
        start = perf_counter()
        hints_of(doc_of(text))
        times.append(perf_counter() - start)
    return min(times)


@pytest.mark.parametrize("piece", [
    "We held a meeting, and training was delivered to staff. ", "was ", "being not also ", "fully ", "from 40 ", ". ",
    "took ", "we we we held ", "e.g. ", "aeiouyle ", "“” ", "there was ",
])
def test_a_hundred_thousand_words_take_ten_times_as_long_as_ten_thousand(piece: str) -> None:
    length = max(1, len(piece.split()))
    short, long = seconds(piece * (10_000 // length)), seconds(piece * (100_000 // length))
    assert long < 40 * max(short, 0.002)  # 10 on an idle machine; 100 if it grew with the square


@pytest.mark.parametrize("text", ["." * 500_000, "a" * 500_000, "e" * 500_000 + "d", "’" * 500_000, "was" * 200_000])
def test_a_word_without_end_takes_no_longer(text: str) -> None:
    assert seconds(text) < 5
