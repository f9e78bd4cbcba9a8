"""Files as an attacker would bend them: only ever kept or refused with a sentence, and never for long.

Hundreds go through the limited child process, a batch of each kind at a time; some go the whole way, from the form or
in pieces through a child of their own, and `CANDOUR_ATTACKS=600 ./candour test tests/evidence/test_attacks.py` sends
as many that way as it says.
"""

import hashlib
import io
import os
import re
import zipfile
import zlib
from html import unescape
from pathlib import Path
from random import Random

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.limited import Limits, run_limited
from app.core.security import csrf_for
from app.evidence.formats import WORDS
from app.evidence.queries import library
from tests.assessments.factories import authority_id
from tests.browser import Browser
from tests.evidence import samples
from tests.evidence.batch import recognised
from tests.evidence.conftest import House, send
from tests.evidence.test_pages import FORM, HOME

SLOWEST = 5.0  # seconds of processor, since a machine that is shared may be slow
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


WHOLE_WAY = int(os.environ.get("CANDOUR_ATTACKS", "60"))
BATCH = Limits(processor_seconds=60, seconds=300)  # its memory is that of one file
WITHIN = {  # parts that are bent inside a zip file that is itself sound
    "letter.docx": ("[Content_Types].xml", "word/document.xml"),
    "data.xlsx": ("[Content_Types].xml", "xl/workbook.xml"),
}


@pytest.mark.parametrize("name", VALID)
def test_bent_files_are_kept_or_refused_in_words_by_the_child(name: str) -> None:
    bent: list[bytes] = []

    @settings(max_examples=100, deadline=None)
    @given(changes=mutations)
    def bend(changes: list[tuple[float, int, bytes]]) -> None:
        bent.append(mutated(VALID[name], changes))

    bend()
    found = run_limited(recognised, name, bent, limits=BATCH)
    assert len(found) == len(bent) >= 100
    for seconds, media_type, reason in found:
        assert media_type.partition(";")[0] in WORDS if media_type else reason.endswith(".")
        assert seconds < SLOWEST


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


def _attacks() -> list[tuple[str, bytes]]:
    """The crafted files, then bent ones of each kind in turn, always the same."""
    chance, names = Random(2017), list(VALID)
    made = list(CRAFTED.items())
    while len(made) < WHOLE_WAY:
        name = names[len(made) % len(names)]
        changes = [
            (chance.random(), chance.randint(0, 40), chance.choice([*PIECES, chance.randbytes(chance.randint(0, 12))]))
            for _ in range(chance.randint(1, 8))
        ]
        parts = WITHIN.get(name)
        if parts and chance.random() < 0.5:
            entries, part = samples.unpacked(VALID[name]), chance.choice(parts)
            made.append((name, samples.packed({**entries, part: mutated(entries[part], changes)})))
        else:
            made.append((name, mutated(VALID[name], changes)))
    return made


def _in_one(browser: Browser, name: str, data: bytes) -> str:
    """Why the form refuses a file; empty where it keeps it."""
    answer = send(browser, HOME + "/new", FORM, {"file": (name, io.BytesIO(data))})
    if answer.status_code == 303:
        return ""
    assert answer.status_code == 422
    reason = re.search(r'id="file-error">(.*?)</p>', answer.text, re.DOTALL)
    assert reason, answer.text
    return unescape(re.sub("<[^>]*>", "", reason[1])).strip()


def _in_pieces(browser: Browser, name: str, data: bytes) -> str:
    """The same of a file that is sent before the form."""
    headers = {"x-csrf-token": csrf_for(browser.token), "accept": "application/json"}
    told = {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    begun = browser.post(HOME + "/uploads", json=told, headers=headers)
    if begun.status_code == 422:
        return str(begun.json()["error"])
    at = f"{HOME}/uploads/{begun.json()['key']}"
    assert browser.post(at, content=data, headers={**headers, "upload-offset": "0"}).status_code == 200
    checked = browser.post(at + "/check", headers=headers)
    if checked.status_code == 422:
        return str(checked.json()["error"])
    assert send(browser, HOME + "/new", {**FORM, "upload": begun.json()["key"]}).status_code == 303
    return ""


def _kept(house: House) -> tuple[set[Path], int]:
    """The files that are kept or on their way in, and how many items there are."""
    with house.app.state.database.read() as session:
        items = len(library(session, authority_id(session)))
    folders = (house.app.state.files.folder, house.app.state.arrivals.folder)
    return {path for folder in folders for path in folder.rglob("*") if path.is_file()}, items


def test_the_whole_way_they_are_kept_or_refused_in_words_and_nothing_refused_stays(house: House) -> None:
    browser, refused = house.client(), 0
    for number, (name, data) in enumerate(_attacks()):
        before, begun = _kept(house), sum(os.times()[:4])
        reason = (_in_pieces if number % 3 == 0 else _in_one)(browser, name, data)
        assert sum(os.times()[:4]) - begun < SLOWEST, name  # with its child
        refused += bool(reason)
        if reason:
            assert reason.endswith(".") and _kept(house) == before, (name, reason)
        else:
            assert _kept(house)[1] == before[1] + 1
    assert refused > WHOLE_WAY // 3
