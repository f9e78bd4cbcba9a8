"""Files for upload tests, good and hostile, each made here."""

import io
import zipfile
from collections.abc import Mapping, Sequence

import docx
import pikepdf
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from PIL import Image

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"


def pdf(password: str = "") -> bytes:
    """A one-page PDF, protected where a password is given."""
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(out, encryption=pikepdf.Encryption(owner=password, user=password) if password else None)
    return out.getvalue()


def pdf_of_owner() -> bytes:
    """A PDF that opens without a password but is protected all the same."""
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(out, encryption=pikepdf.Encryption(owner="owner", user=""))
    return out.getvalue()


def packed(entries: Mapping[str, bytes]) -> bytes:
    """A zip file of these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The entries of a zip file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def content_types(kind: str) -> bytes:
    """The part of an Office file that says what it is."""
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/main.xml" ContentType="{kind}"/></Types>'
    ).encode()


def office(kind: str = WORD_TYPE, **more: bytes) -> bytes:
    """A small Office file with further entries."""
    return packed({"[Content_Types].xml": content_types(kind), "main.xml": b"<main/>", **more})


def bomb() -> bytes:
    """A Word file that unpacks to far more than its size."""
    return office(**{"word/media/zeros.bin": bytes(30_000_000)})


def picture(kind: str) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.effect_noise((64, 64), 50).save(out, kind)
    return out.getvalue()


def encrypted_office() -> bytes:
    """The outline of an Office file saved with a password."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")


def entity_bomb() -> bytes:
    """An Office file whose list of types unfolds entities."""
    entities = '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    return packed({"[Content_Types].xml": f"<!DOCTYPE t [{entities}]><t>&b;</t>".encode()})


def pages(texts: Sequence[str]) -> bytes:
    """A PDF with one page of plain letters for each text."""
    made, out = pikepdf.new(), io.BytesIO()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    for text in texts:
        page = made.add_blank_page()
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=made.make_indirect(font)))
        page.Contents = made.make_stream(f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode("latin-1"))
    made.save(out)
    return out.getvalue()


def pdf_with(entry: str) -> bytes:
    """A PDF whose catalogue also holds these entries, as PDF writes them."""
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    for key, value in pikepdf.Object.parse(f"<<{entry}>>".encode()).items():
        made.Root[key] = value
    made.save(out)
    return out.getvalue()


def letter(paragraphs: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word document of these paragraphs, with a table after them."""
    made, out = docx.Document(), io.BytesIO()
    for text in paragraphs:
        made.add_paragraph(text)
    if rows:
        table = made.add_table(len(rows), len(rows[0]))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    made.save(out)
    return out.getvalue()


SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """An Excel workbook of these sheets; the first row of each is kept as shared texts, as Excel does."""
    shared = [text for rows in sheets.values() for text in rows[0]]
    entries = {"[Content_Types].xml": content_types(EXCEL_TYPE)}
    listed, related = "", ""
    for number, (name, rows) in enumerate(sheets.items(), 1):
        listed += f'<sheet name="{name}" sheetId="{number}" r:id="r{number}"/>'
        related += f'<Relationship Id="r{number}" Target="worksheets/sheet{number}.xml"/>'
        entries[f"xl/worksheets/sheet{number}.xml"] = _sheet(rows, shared)
    entries["xl/workbook.xml"] = (
        f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'.encode()
    )
    entries["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{RELATIONS}">{related}</Relationships>'.encode()
    texts = "".join(f"<si><t>{text}</t></si>" for text in shared)
    entries["xl/sharedStrings.xml"] = f'<sst xmlns="{SHEET}">{texts}</sst>'.encode()
    return packed(entries)


def _sheet(rows: Sequence[Sequence[str]], shared: Sequence[str]) -> bytes:
    made = ""
    for number, row in enumerate(rows, 1):
        if number == 1:
            cells = "".join(f'<c t="s"><v>{shared.index(text)}</v></c>' for text in row)
        else:
            cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row)
        made += f'<row r="{number}">{cells}</row>'
    return f'<worksheet xmlns="{SHEET}"><sheetData>{made}</sheetData></worksheet>'.encode()


def letter_with(body: Sequence[str], **notes: Sequence[str]) -> bytes:
    """A Word document of this XML; `notes` are the parts beside it (footnotes, endnotes, comments) as XML of theirs."""
    made, out = docx.Document(), io.BytesIO()
    name = f'xmlns:w="{WORD}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    for xml in body:
        made.element.body.insert(len(made.element.body) - 1, parse_xml(xml.replace(">", f" {name}>", 1)))
    for kind, inside in notes.items():
        whole = f"<w:{kind} {name}>{''.join(inside)}</w:{kind}>".encode()
        part = Part(PackURI(f"/word/{kind}.xml"), f"application/vnd.x-{kind}+xml", whole, made.part.package)
        made.part.relate_to(part, f"{OFFICE}/{kind}")
    made.save(out)
    return out.getvalue()
