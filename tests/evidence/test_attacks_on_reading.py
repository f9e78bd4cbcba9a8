"""Files as an attacker would bend them, read for their text: places and words, or nothing, and never for long."""

import json
import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import CandourError
from app.core.limited import run_limited
from app.evidence.formats import CSV, EXCEL, PDF, WORD
from app.evidence.passages.contents import contents
from app.evidence.passages.service import LIMITS
from tests.evidence import samples
from tests.evidence.test_attacks import CRAFTED, PIECES, SLOWEST, VALID, mutated

FILES = {
    PDF: VALID["plan.pdf"], WORD: VALID["letter.docx"], EXCEL: VALID["data.xlsx"],
    f"{CSV}; charset=utf-8": VALID["table.csv"], f"{CSV}; charset=iso-8859-1": VALID["table.csv"],
}
WITHIN = {  # parts that are bent inside a zip file that is itself sound
    WORD: ("word/document.xml", samples.letter(["Visits were made."], [["Measure", "2017"]])),
    EXCEL: ("xl/worksheets/sheet1.xml", VALID["data.xlsx"]),
}
TYPES = {".pdf": PDF, ".docx": WORD, ".xlsx": EXCEL, ".csv": f"{CSV}; charset=utf-8"}
changes_of = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), st.one_of(st.sampled_from(PIECES), st.binary(max_size=12))),
    min_size=1, max_size=8,
)


def read(kind: str, data: bytes) -> str:
    """How the reading ended: read, or the name of what ended it, which the child turns into a sentence."""
    begun = time.process_time()
    try:
        found = contents(kind, data)
        json.dumps(found)
        assert all(isinstance(place, str) and isinstance(text, str) for place, text in found["passages"])
        ended = "read"
    except Exception as error:
        ended = type(error).__name__
    assert time.process_time() - begun < SLOWEST
    return ended


@pytest.mark.parametrize("kind", FILES)
@settings(max_examples=100, deadline=None)
@given(changes=changes_of)
def test_a_bent_file_is_read_or_not_within_seconds(kind: str, changes: list[tuple[float, int, bytes]]) -> None:
    read(kind, mutated(FILES[kind], changes))


@pytest.mark.parametrize("kind", WITHIN)
@settings(max_examples=100, deadline=None)
@given(changes=changes_of)
def test_a_bent_part_of_a_sound_zip_file_too(kind: str, changes: list[tuple[float, int, bytes]]) -> None:
    name, data = WITHIN[kind]
    parts = samples.unpacked(data)
    read(kind, samples.packed({**parts, name: mutated(parts[name], changes)}))


@pytest.mark.parametrize("name", [name for name in CRAFTED if "." + name.rpartition(".")[2] in TYPES])
def test_a_crafted_file_ends_in_places_or_in_a_sentence_through_the_child(name: str) -> None:
    begun = sum(os.times()[:4])
    try:
        found = run_limited(contents, TYPES["." + name.rpartition(".")[2]], CRAFTED[name], limits=LIMITS)
        assert set(found) == {"passages", "note"}
    except CandourError as refusal:
        assert refusal.sentence.endswith(".")
    assert sum(os.times()[:4]) - begun < SLOWEST
