"""What is read, what is refused, and the sentence a person gets."""

import os
import random
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest

from app.frameworks.rules import Framework
from app.importing.errors import UnreadableSource
from app.importing.parse import take_apart
from app.importing.source import MAX_BYTES, read_bytes, read_file
from tests.importing.conftest import REGION
from tests.importing.documents import answer, outline


def refused(name: str, data: bytes) -> str:
    with pytest.raises(UnreadableSource) as error:
        read_bytes(name, data)
    return error.value.sentence


def archive(**members: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


def saved(document: docx.document.Document) -> bytes:
    packed = BytesIO()
    document.save(packed)
    return packed.getvalue()


class TestText:
    def test_utf8_with_or_without_mark(self) -> None:
        assert read_bytes("a.txt", "Café\r\nTwo\n".encode("utf-8-sig")).lines == ("Café", "Two", "")

    def test_older_encodings(self) -> None:
        assert read_bytes("a.txt", "Café – “yes”".encode("cp1252")).lines == ("Café – “yes”",)
        assert read_bytes("a.txt", "Café\x81".encode("latin-1")).lines[0].startswith("Café")
        assert read_bytes("a.txt", "Café".encode("utf-16")).lines == ("Café",)

    def test_line_numbers_are_those_of_an_editor(self) -> None:
        assert read_bytes("a.md", "one\x0c\u2028still one\ntwo".encode()).lines[1] == "two"


class TestRefusals:
    def test_a_file_too_large_is_not_even_opened(self, tmp_path: Path) -> None:
        path = tmp_path / "huge.txt"
        with path.open("wb") as file:
            file.truncate(200 * 1024 * 1024)
        path.chmod(0)
        with pytest.raises(UnreadableSource) as error:
            read_file(path)
        assert error.value.sentence == "“huge.txt” is 200 MB; a file may be at most 25 MB."

    def test_an_upload_too_large(self) -> None:
        assert "at most 25 MB" in refused("huge.txt", b"a" * (MAX_BYTES + 1))

    def test_no_such_file(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableSource, match="There is no file “nothing.txt”"):
            read_file(tmp_path / "nothing.txt")

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (b"", "is empty"),
            (b" \n\t\n", "is empty"),
            (b"%PDF-1.7 ...", "is a PDF"),
            (b"{\\rtf1 ...", "is a rich text file"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "is in Word’s old format"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
            (b"\x89PNG\r\n\x1a\n\0\0", "is not a text or Word file"),
            (random.Random(5).randbytes(5000), "is not a text or Word file"),
            (b"PK\x03\x04" + random.Random(6).randbytes(900), "is broken"),
            (b"line\n" * 60_000, "longer than any self-assessment"),
        ],
    )
    def test_by_structure_and_not_by_name(self, data: bytes, sentence: str) -> None:
        assert sentence in refused("assessment.docx", data)


class TestUnsafeArchives:
    def test_a_zip_bomb(self) -> None:
        assert "would unpack to far more" in refused("b.docx", archive(word__document=b"0" * 50_000_000))

    def test_more_members_than_a_document_has(self) -> None:
        members = {f"m{number}": b"" for number in range(2_001)}
        assert "would unpack to far more" in refused("b.docx", archive(**members))

    def test_a_size_that_only_the_directory_tells(self) -> None:
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as file:
            for number in range(9):
                file.writestr(f"m{number}", os.urandom(70_000))
            for member in file.filelist:
                member.file_size = member.compress_size = 30 * 1024 * 1024
        assert "would unpack to far more" in refused("b.docx", packed.getvalue())

    def test_another_kind_of_archive(self) -> None:
        assert "not a Word document" in refused("b.docx", archive(xl__workbook=b"<x/>"))

    def test_macros(self) -> None:
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w") as file:
            file.writestr("word/document.xml", "<x/>")
            file.writestr("word/vbaProject.bin", "x")
        assert "holds macros" in refused("b.docm", packed.getvalue())

    def test_a_member_under_a_password(self) -> None:
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w") as file:
            file.writestr("word/document.xml", "<x/>")
        data = bytearray(packed.getvalue())
        data[data.rindex(b"PK\x01\x02") + 8] |= 1
        assert "protected by a password" in refused("b.docx", bytes(data))

    def test_a_truncated_document(self) -> None:
        whole = saved(docx.Document())
        assert "is broken" in refused("b.docx", whole[: len(whole) // 2])

    def test_entities_that_would_swell(self) -> None:
        lol = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
        xml = f'<!DOCTYPE d [<!ENTITY l0 "ha">{lol}]><d>&l9;</d>'
        packed = BytesIO()
        with zipfile.ZipFile(BytesIO(saved(docx.Document()))) as old, zipfile.ZipFile(packed, "w") as new:
            for member in old.infolist():
                content = xml if member.filename == "word/document.xml" else old.read(member)
                new.writestr(member.filename, content)
        assert "is broken" in refused("b.docx", packed.getvalue())


class TestWord:
    def document(self) -> bytes:
        word = docx.Document()
        word.add_heading("Small Region self-assessment 2030/31", 0)
        word.add_heading("Part B: Summary", 1)
        word.add_heading("Three risks ahead", 2)
        table = word.add_table(rows=0, cols=2)
        for cells in (("Risk", "Further information"), ("Carers leave\nsoon", "3.1"), ("money runs short", "")):
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = text
        word.add_heading("Part C: The assessment", 1)
        word.add_heading("1. Leading well", 2)
        word.add_paragraph("1.1) Leaders know the service. (M)")
        self.answer(word)
        word.add_paragraph("1.2) Leaders listen to children.")
        word.add_heading("A heading", 3)
        word.add_paragraph("Yes.")
        return saved(word)

    def answer(self, word: docx.document.Document) -> None:
        paragraph = word.add_paragraph("Files are ")
        paragraph.add_run("read ").bold = True
        paragraph.add_run("<b>monthly</b> at *no* cost.")
        word.add_paragraph("First", style="List Number")
        word.add_paragraph("Second", style="List Number")
        word.add_paragraph("Inside", style="List Bullet")
        table = word.add_table(rows=2, cols=3)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "Year"
        table.cell(0, 2).text = "Files"
        for at, text in enumerate(("2029", "spring", "12")):
            table.cell(1, at).text = text

    def test_becomes_the_same_answers(self, frameworks: list[Framework]) -> None:
        document = take_apart(read_bytes("a.docx", self.document()), frameworks).documents[REGION]
        assert outline(answer(document, "1.1").doc or {}) == [
            "Files are read <b>monthly</b> at *no* cost.",
            "1. First",
            "1. Second",
            "- Inside",
            "*Year|*|*Files",
            "2029|spring|12",
        ]
        assert document.annex_m == 1

    def test_heading_levels_can_be_trusted(self, frameworks: list[Framework]) -> None:
        document = take_apart(read_bytes("a.docx", self.document()), frameworks).documents[REGION]
        assert outline(answer(document, "1.2").doc or {}) == ["### A heading", "Yes."]

    def test_a_row_of_a_word_table_is_a_row(self, frameworks: list[Framework]) -> None:
        document = take_apart(read_bytes("a.docx", self.document()), frameworks).documents[REGION]
        assert [row["risk"] for row in answer(document, "B3").rows] == ["Carers leave soon", "money runs short"]

    def test_a_framed_text_is_no_table(self) -> None:
        word = docx.Document()
        word.add_table(rows=1, cols=1).cell(0, 0).text = "In a frame"
        assert read_bytes("a.docx", saved(word)).lines == ("In a frame", "")

    def test_links_and_deleted_words(self) -> None:
        word = docx.Document()
        paragraph = word.add_paragraph("Kept")
        part = paragraph.part
        href = "https://northmere.example/a"
        kind = docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK
        link = docx.oxml.shared.OxmlElement("w:hyperlink")
        link.set(docx.oxml.ns.qn("r:id"), part.relate_to(href, kind, is_external=True))
        link.append(paragraph.add_run(" link")._r)
        paragraph._p.append(link)
        gone = docx.oxml.shared.OxmlElement("w:del")
        gone.append(paragraph.add_run("gone")._r)
        paragraph._p.append(gone)
        assert read_bytes("a.docx", saved(word)).lines[0] == f"Kept[link]({href})"
