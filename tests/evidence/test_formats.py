"""What a file is, by its structure; what is refused, and in which words."""

from pathlib import Path

import pytest
from PIL import ImageFile

from app.core.encodings import UNMARKED
from app.core.errors import Refused
from app.core.files import FileStore
from app.core.limited import Limits, TooHeavy, run_limited
from app.evidence import formats, pdf_contents
from app.evidence.errors import FileRefused
from app.evidence.formats import recognise
from app.evidence.uploads import Gate, clean_name
from tests.evidence import samples

GOOD = [
    ("plan.pdf", samples.pdf(), "application/pdf"),
    ("Plan.DOCX", samples.office(), formats.WORD),
    ("data.xlsx", samples.office(samples.EXCEL_TYPE), formats.EXCEL),
    ("data.csv", b"measure,count\nplans,236\n", "text/csv; charset=utf-8"),
    ("note.txt", "café £5".encode("latin-1"), "text/plain; charset=windows-1252"),
    ("note.txt", "\ufeffas Windows saves it\r\n".encode(), "text/plain; charset=utf-8"),
    ("wide.csv", "a\té".encode("utf-16"), "text/csv; charset=utf-16"),
    ("wide.txt", b"\xfe\xff" + "a\té".encode("utf-16-be"), "text/plain; charset=utf-16"),
    ("chart.png", samples.picture("PNG"), "image/png"),
    ("photo.jpeg", samples.picture("JPEG"), "image/jpeg"),
]
BAD = [
    ("empty.pdf", b"", formats.EMPTY),
    ("locked.pdf", samples.pdf("secret"), formats.PROTECTED),
    ("owner.pdf", samples.pdf_of_owner(), formats.PROTECTED),
    ("broken.pdf", b"%PDF-1.7\nnothing more", formats.CUT_SHORT),
    ("half.pdf", samples.pdf()[:60], formats.CUT_SHORT),
    ("nothing.pdf", b"%PDF-1.7\nxref\ntrailer <</Root 1 0 R>>\nstartxref\n9\n%%EOF", formats.BROKEN),
    ("bomb.docx", samples.bomb(), formats.UNPACKS),
    ("many.docx", samples.packed({f"{n}": b"" for n in range(2_001)}), formats.UNPACKS),
    ("macro.docm", samples.office(samples.MACRO_TYPE), formats.MACROS),
    ("macro.docx", samples.office(samples.MACRO_TYPE), formats.MACROS),
    ("hidden.xlsx", samples.office(samples.EXCEL_TYPE, **{"xl/vbaProject.bin": b"code"}), formats.MACROS),
    ("old.xlsx", samples.office(samples.EXCEL_TYPE, **{"xl/macrosheets/sheet1.xml": b"<x/>"}), formats.MACROS),
    ("some.zip", samples.packed({"a.txt": b"a"}), formats.WRONG_KIND),
    ("cut.docx", samples.office()[:-30], formats.BROKEN),
    ("entities.docx", samples.entity_bomb(), formats.BROKEN),
    ("locked.docx", samples.encrypted_office(), formats.PROTECTED),
    ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), formats.OLD_OFFICE),
    ("page.pdf", b"<!doctype html><script>alert(1)</script>", formats.WRONG_KIND),
    ("page.txt", b"\xef\xbb\xbf  <HTML><body>", formats.WRONG_KIND),
    ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', formats.DRAWING),
    ("drawing.txt", b'<?xml version="1.0"?><svg/>', formats.DRAWING),
    ("drawing.csv", b'<!-- a --><s:svg xmlns:s="http://www.w3.org/2000/svg"/>', formats.DRAWING),
    ("active.docx", samples.office(**{"word/activeX/activeX1.bin": b"code"}), formats.MACROS),
    ("opens.pdf", samples.pdf_with("/OpenAction <</S /JavaScript /JS (app.alert\\(1\\))>>"), pdf_contents.SCRIPT),
    ("closes.pdf", samples.pdf_with("/AA <</WC <</S /J#61vaScript /JS (1)>>>>"), pdf_contents.SCRIPT),
    ("named.pdf", samples.pdf_with("/Names <</JavaScript <</Names [(a) <</JS (1)>>]>>>>"), pdf_contents.SCRIPT),
    ("chained.pdf", samples.pdf_with("/A <</S /URI /URI (x) /Next [<</S /Launch /F (cmd.exe)>>]>>"),
     pdf_contents.LAUNCHES),
    ("carries.pdf", samples.pdf_with("/Names <</EmbeddedFiles <</Names []>>>>"), pdf_contents.EMBEDDED),
    ("pinned.pdf", samples.pdf_with("/Extra [<</Subtype /FileAttachment>>]"), pdf_contents.EMBEDDED),
    ("film.pdf", samples.pdf_with("/Extra [<</Subtype /RichMedia>>]"), pdf_contents.MEDIA),
    ("form.pdf", samples.pdf_with("/AcroForm <</XFA []>>"), pdf_contents.XFA),
    ("nul.txt", b"text\x00text", formats.WRONG_KIND),
    *[(f"mark.{kind}", mark + rest, formats.EMPTY) for kind, mark, rest in (
        ("csv", b"\xef\xbb\xbf", b""), ("txt", b"\xff\xfe", b""), ("csv", b"\xef\xbb\xbf", b"\r\n"))],
    ("little.csv", "Café;a\nb;1–2".encode("utf-16-le"), UNMARKED),
    ("big.txt", "plans, 236".encode("utf-16-be"), UNMARKED),
    ("cut.csv", "a\tb".encode("utf-16")[:-1], formats.BROKEN),
    ("wide.txt", "a,b".encode("utf-32"), formats.WRONG_KIND),
    ("drawing.csv", "<svg>".encode("utf-16"), formats.DRAWING),
    ("bell.txt", "a\x07".encode("utf-16"), formats.WRONG_KIND),
    ("program.txt", b"\x7fELF\x02\x01\x01", formats.WRONG_KIND),
    ("letter.txt", rb"{\rtf1 text}", formats.WRONG_KIND),
    ("cut.png", samples.picture("PNG")[:200], formats.BROKEN),
]


@pytest.mark.parametrize(("name", "data", "media_type"), GOOD, ids=[name for name, *_ in GOOD])
def test_what_a_file_is(name: str, data: bytes, media_type: str) -> None:
    assert recognise(name, data) == media_type


@pytest.mark.parametrize(("name", "data", "sentence"), BAD, ids=[name for name, *_ in BAD])
def test_what_is_refused(name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        recognise(name, data)
    assert refusal.value.sentence == sentence


LONG = samples.pages([f"Page {number}" for number in range(20)])


TWICE = LONG + b"9 0 obj\n<</Type /Catalog>>\nendobj\n" + LONG[LONG.rfind(b"xref\n0") :]  # changed once since


@pytest.mark.parametrize(("name", "data", "rest", "sentence"), [
    ("pages.pdf", LONG, LONG[LONG.rfind(b"endobj") :], formats.CUT_SHORT),  # some of its pages can be opened
    ("changed.pdf", TWICE, TWICE[TWICE.rfind(b"Catalog") :], formats.CUT_SHORT),
    ("letter.docx", samples.letter(["Words"] * 50), b"x" * 20, formats.BROKEN),
    ("book.xlsx", samples.workbook({"One": [["a"]]}), b"x" * 20, formats.BROKEN),
    ("chart.png", samples.picture("PNG"), b"x" * 20, formats.BROKEN),
    ("photo.jpeg", samples.picture("JPEG"), b"x" * 20, formats.BROKEN),
])
def test_a_file_that_was_cut_is_refused(
    name: str, data: bytes, rest: bytes, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)  # what prints our PDFs sets it, not so in the child
    for end in (300, len(data) // 2, len(data) - len(rest)):
        with pytest.raises(Refused) as refusal:
            recognise(name, data[:end])
        assert refusal.value.sentence == sentence


def test_a_pdf_that_is_whole_but_for_its_last_lines_is_kept() -> None:
    listed = LONG[: LONG.rfind(b"trailer")]
    for data in (LONG[:-7], listed, LONG + b"\n" * 5_000, LONG.replace(b"startxref\n", b"startxref\n9"), TWICE):
        assert recognise("pages.pdf", data) == formats.PDF


def test_a_name_that_says_something_else_is_refused() -> None:
    with pytest.raises(Refused, match="PNG picture, but its name does not end in .png"):
        recognise("chart.pdf", samples.picture("PNG"))


def test_pictures_of_too_many_points_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "MOST_POINTS", 1_000)
    with pytest.raises(Refused, match="picture is too large"):
        recognise("chart.png", samples.picture("PNG"))


def test_a_sent_file_is_checked_in_a_child_and_kept_by_content(tmp_path: Path) -> None:
    data = samples.pdf()
    kept = Gate().keep(FileStore(tmp_path), "C:\\papers\\plan.pdf", data)
    assert (kept.name, kept.media_type) == ("plan.pdf", "application/pdf")
    assert FileStore(tmp_path).get(kept.sha256) is not None
    again = Gate().keep(FileStore(tmp_path), "another name.pdf", data)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert again.sha256 == kept.sha256 and len(files) == 1, "the same file is kept once"


def test_the_limit_is_whatever_the_administrator_set(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="larger than 2 MB"):
        Gate(2 * 1024 * 1024).keep(FileStore(tmp_path), "large.txt", b"a" * (2 * 1024 * 1024 + 1))
    with pytest.raises(FileRefused, match="larger than 50 MB"):
        Gate().keep(FileStore(tmp_path), "large.txt", b"a" * (50 * 1024 * 1024 + 1))
    assert not list(tmp_path.rglob("*"))


def test_a_refusal_of_the_child_keeps_its_sentence_and_stores_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="macros"):
        Gate().keep(FileStore(tmp_path), "macro.docm", samples.office(samples.MACRO_TYPE))
    with pytest.raises(FileRefused, match="cut short"):
        Gate().keep(FileStore(tmp_path), "photo.jpeg", samples.picture("JPEG")[:1_000])
    assert not list(tmp_path.rglob("*"))


def test_the_child_is_held_to_its_memory_and_time() -> None:
    with pytest.raises(TooHeavy):
        run_limited(bytearray, 3_000_000_000)
    with pytest.raises(TooHeavy):
        run_limited(pow, 7, 10**9, limits=Limits(processor_seconds=1, seconds=5))


@pytest.mark.parametrize(("sent", "kept"), [
    ("../../etc/passwd.txt", "passwd.txt"), ("a\x00b\u202e.csv", "ab.csv"), ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
])
def test_names_hold_nothing_but_a_name(sent: str, kept: str) -> None:
    assert clean_name(sent) == kept
