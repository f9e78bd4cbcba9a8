"""Files as an attacker would bend them: only ever kept or refused with a sentence, and never for long."""

import io
import time
import zipfile
import zlib
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.errors import Refused
from app.core.files import FileStore
from app.evidence.errors import FileRefused
from app.evidence.formats import WORDS, recognise
from app.evidence.uploads import Gate
from tests.evidence import samples

SLOWEST = 5.0  # seconds
VALID = {
    "plan.pdf": samples.pages(["Visits were made in time", "Audits found gaps"]),
    "letter.docx": samples.letter(["Visits were made in time."], [["Measure", "2017"], ["Visits", "95%"]]),
    "data.xlsx": samples.workbook({"Visits": [["Month", "Count"], ["March", "236"]]}),
    "chart.png": samples.picture("PNG"),
    "photo.jpg": samples.picture("JPEG"),
    "table.csv": "measure,count\nplans for café,236\n".encode(),
}
PIECES = [
    b"", b"\x00", b"\xff\xff\xff\xff", b"/JavaScript", b"/Length 99999999999", b"endobj", b"<<" * 400, b"[" * 3000,
    b"/Count -1", b"PK\x05\x06", b"<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>", b"<svg onload=a>",
]
mutations = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), st.one_of(st.sampled_from(PIECES), st.binary(max_size=12))),
    min_size=1, max_size=8,
)


def mutated(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """The file with pieces cut out and others put in their place."""
    for where, cut, piece in changes:
        at = int(where * len(data))
        data = data[:at] + piece + data[at + cut :]
    return data


@pytest.mark.parametrize("name", VALID)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=mutations)
def test_a_bent_file_is_kept_or_refused_in_words(name: str, changes: list[tuple[float, int, bytes]]) -> None:
    begun = time.monotonic()
    try:
        assert recognise(name, mutated(VALID[name], changes)).partition(";")[0] in WORDS
    except Refused as refusal:
        assert refusal.sentence.endswith(".")
    assert time.monotonic() - begun < SLOWEST


def _nested_pdf() -> bytes:
    return samples.pdf().replace(b"/Pages 2 0 R", b"/Pages 2 0 R /A " + b"[" * 20_000 + b"]" * 20_000)


def _circle() -> bytes:
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.Root.Loop = made.make_indirect(pikepdf.Array())
    made.Root.Loop.append(made.Root.Loop)
    made.save(out)
    return out.getvalue()


def _many_objects() -> bytes:
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.Root.All = pikepdf.Array([made.make_indirect(pikepdf.Dictionary(N=n)) for n in range(60_000)])
    made.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _lying_size() -> bytes:
    data = bytearray(samples.packed({"[Content_Types].xml": bytes(5_000_000)}))
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = (100).to_bytes(4, "little")
    return bytes(data)


def _overlapping() -> bytes:
    """Two entries of a zip file that share one place."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", samples.content_types(samples.WORD_TYPE))
        archive.writestr("b.xml", b"b" * 5_000)
        archive.filelist[1].header_offset = 0
    return out.getvalue()


def _huge_picture() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    size = (60_000).to_bytes(4, "big")
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size + size + b"\x08\x02\0\0\0")
            + chunk(b"IDAT", zlib.compress(bytes(1_000_000))) + chunk(b"IEND", b""))


CRAFTED = {
    "nested.pdf": _nested_pdf(), "circle.pdf": _circle(), "objects.pdf": _many_objects(),
    "zeros.pdf": b"%PDF-1.7\n" + bytes(3_000_000), "objects-only.pdf": b"%PDF-1.7\n" + b"1 0 obj\n" * 200_000,
    "lying.docx": _lying_size(), "overlap.docx": _overlapping(), "bomb.docx": samples.bomb(),
    "entities.docx": samples.entity_bomb(), "huge.png": _huge_picture(), "spaces.csv": b" " * 3_000_000,
    "angles.txt": b"<svg" * 500_000, "lines.csv": b"\n" * 3_000_000,
}


@pytest.mark.parametrize("name", CRAFTED)
def test_a_crafted_file_is_kept_or_refused_in_words_through_the_child(name: str, tmp_path: Path) -> None:
    begun = time.monotonic()
    try:
        Gate().keep(FileStore(tmp_path), name, CRAFTED[name])
    except FileRefused as refusal:
        assert refusal.sentence.endswith(".") and not list(tmp_path.rglob("*"))
    assert time.monotonic() - begun < SLOWEST
