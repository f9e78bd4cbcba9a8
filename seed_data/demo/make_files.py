"""Makes the files of the demonstration's library that are more than text: PDF, Word, Excel and PNG.

Run it from the repository's folder after a change of the evidence or of `papers/chapters.yaml`:

    .venv/bin/python -m seed_data.demo.make_files

What comes out depends on those alone, so that a second run changes nothing but what a newer library makes otherwise.
"""

import csv
import hashlib
import html
import io
import random
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import openpyxl
import vl_convert
import yaml
from weasyprint import HTML

from app.config import ROOT
from app.demo.files import FOLDER, MADE, DemoItem, evidence

OUT = FOLDER / "files"
CHAPTERS = yaml.safe_load((FOLDER / "papers" / "chapters.yaml").read_text("utf-8"))
AS = {"case_audit": "audit", "data": "document", "inspection": "audit"}  # kinds that are written like another one
FOOT = "Written for the demonstration of Candour. Its figures are invented; it is no paper of any council."
DARK, ACCENT = "#16232b", "#0b5a5c"


@dataclass(frozen=True)
class Chapter:
    """One page: a title, paragraphs, and rows of a table with its head first, if it has one."""

    title: str
    paragraphs: list[str]
    rows: list[list[str]]


def chapters_of(item: DemoItem) -> list[Chapter]:
    """The pages of a paper: the summary, then chapters in their order, chosen by the paper's name."""
    assert item.file is not None
    chance = random.Random(hashlib.sha256(item.file.name.encode()).digest())
    own = CHAPTERS[item.file.chapters or AS.get(item.kind, item.kind)]
    taken = sorted(chance.sample(range(len(own)), min(item.file.pages - 1, len(own))))
    title, *lines = re.sub(r"\n +", " ", item.file.text).splitlines()
    return [Chapter(title, lines, []),
            *(_chapter(own[number], item, chance) for number in taken)]


def _chapter(text: dict[str, Any], item: DemoItem, chance: random.Random) -> Chapter:
    assert item.file is not None
    paragraphs = text["paragraphs"]
    taken = sorted(chance.sample(range(len(paragraphs)), min(3, len(paragraphs))))
    filled = [paragraphs[number].format(about=item.file.about, owner=f"the {item.owner}") for number in taken]
    return Chapter(text["title"], [f"{one[0].upper()}{one[1:]}" for one in filled], _rows(text.get("table"), chance))


def _rows(table: dict[str, Any] | None, chance: random.Random) -> list[list[str]]:
    if table is None:
        return []
    rows = []
    for name in table["rows"]:
        first = chance.randint(*table["between"])
        rows.append([name, str(first), str(first - chance.randint(0, first // 4))])
    return [[table["head"], *table["columns"]], *rows]


STYLE = """
@page { size: A5; margin: 20mm 17mm 20mm; @bottom-left { content: "%s"; font: 7pt "Source Sans 3"; color: #4b5a62 }
  @bottom-right { content: counter(page) " of " counter(pages); font: 8pt "Source Sans 3"; color: #4b5a62 } }
@font-face { font-family: "Source Sans 3"; src: url(fonts/source-sans-3-latin-400-normal.woff2) }
@font-face { font-family: "Source Sans 3"; font-weight: 600; src: url(fonts/source-sans-3-latin-600-normal.woff2) }
body { font: 12pt/18pt "Source Sans 3"; color: %s }
h1 { font-size: 21pt; line-height: 26pt; margin: 0 0 6pt }
h2 { font-size: 16pt; break-before: page; color: %s; margin: 0 0 8pt }
h2.first { break-before: avoid; margin-top: 22pt }
p { margin: 0 0 11pt } .facts { color: #4b5a62 } table { border-collapse: collapse; margin-top: 12pt }
th, td { text-align: left; padding: 4pt 14pt 4pt 0; border-bottom: .6pt solid #b9c4c9; font-weight: 400 }
thead th { font-weight: 600 } td, thead th + th { text-align: right; padding: 4pt 0 4pt 28pt }
"""


def as_pdf(item: DemoItem) -> bytes:
    """The paper as a tagged PDF, each chapter on a page of its own."""
    body = "".join(_section(chapter, number) for number, chapter in enumerate(chapters_of(item)))
    facts = f"{item.owner} · {item.as_at:%d %B %Y} · {item.status}".lstrip("0")
    page = (f"<html lang=en-GB><title>{html.escape(item.title)}</title><style>{STYLE % (FOOT, DARK, ACCENT)}</style>"
            f"<h1>{html.escape(item.title)}</h1><p class=facts>{html.escape(facts)}</p>{body}")
    made = HTML(string=page, base_url=str(ROOT / "static") + "/").write_pdf(
        pdf_variant="pdf/ua-1", pdf_identifier=hashlib.sha256(page.encode()).digest()[:16]
    )
    assert made is not None
    return bytes(made)


def _section(chapter: Chapter, number: int) -> str:
    said = "".join(f"<p>{html.escape(text)}</p>" for text in chapter.paragraphs)
    heading = f"<h2{' class=first' if not number else ''}>{html.escape(chapter.title)}</h2>"
    return heading + said + (_table(chapter.rows) if chapter.rows else "")


def _table(rows: list[list[str]]) -> str:
    head = "".join(f"<th scope=col>{html.escape(cell)}</th>" for cell in rows[0])
    body = "".join(
        f"<tr><th scope=row>{html.escape(row[0])}</th>{''.join(f'<td>{cell}</td>' for cell in row[1:])}</tr>"
        for row in rows[1:]
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def as_word(item: DemoItem) -> bytes:
    """The paper as a Word document, each chapter on a page of its own."""
    made, out = docx.Document(), io.BytesIO()
    made.add_heading(item.title, 0)
    for number, chapter in enumerate(chapters_of(item)):
        if number:
            made.add_page_break()
        made.add_heading(chapter.title, 1)
        for text in chapter.paragraphs:
            made.add_paragraph(text)
        if chapter.rows:
            table = made.add_table(len(chapter.rows), len(chapter.rows[0]), "Table Grid")
            for row, texts in zip(table.rows, chapter.rows, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text
    made.sections[0].footer.paragraphs[0].text = FOOT
    made.core_properties.title, made.core_properties.author = item.title, item.owner
    made.save(out)
    return _steady(out.getvalue(), item)


def as_excel(item: DemoItem) -> bytes:
    """The table as a workbook: its rows as they stand, and a sheet that says what they are."""
    assert item.file is not None
    made, out = openpyxl.Workbook(), io.BytesIO()
    figures, notes = made.active, made.create_sheet("About these figures")
    assert figures is not None
    figures.title = "Figures"
    for row in csv.reader(io.StringIO(item.file.text)):
        figures.append([_number(cell) for cell in row])
    figures.freeze_panes, figures.column_dimensions["A"].width = "B2", 48
    for line in (["Title", item.title], ["Kept by", item.owner], ["As at", f"{item.as_at:%d/%m/%Y}"],
                 ["Status", item.status], ["Note", "Made for the demonstration of Candour."]):
        notes.append(line)
    made.save(out)
    return _steady(out.getvalue(), item)


def _number(cell: str) -> str | int | float:
    if re.fullmatch(r"-?\d+", cell):
        return int(cell)
    return float(cell) if re.fullmatch(r"-?\d+\.\d+", cell) else cell


def _steady(data: bytes, item: DemoItem) -> bytes:
    """An Office file without the moment at which it was made."""
    out, moment = io.BytesIO(), f"{item.as_at.isoformat()}T09:00:00Z".encode()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            text = old.read(entry)
            if entry.filename == "docProps/core.xml":
                text = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment, text)
            if not entry.filename.startswith("docProps/thumbnail"):
                new.writestr(zipfile.ZipInfo(entry.filename), _without_thumbnail(text), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _without_thumbnail(text: bytes) -> bytes:
    return re.sub(rb"<Relationship [^>]*thumbnail[^>]*/>", b"", text)


def as_picture(item: DemoItem) -> bytes:
    """The lines as a poster of boxes, one under the other."""
    assert item.file is not None
    lines = [{"n": number, "text": text} for number, text in enumerate(item.file.text.splitlines())]
    place = {"y": {"field": "n", "type": "ordinal", "axis": None, "scale": {"padding": 0.25}}}
    box = {"mark": {"type": "bar", "color": ACCENT, "cornerRadius": 6}, "encoding": {
        **place, "x": {"datum": 1, "type": "quantitative", "axis": None}}, "transform": [{"filter": "datum.n > 0"}]}
    words = {"mark": {"type": "text", "fontSize": 26, "align": "center"}, "encoding": {
        **place, "x": {"datum": 0.5, "type": "quantitative", "axis": None}, "text": {"field": "text"},
        "color": {"condition": {"test": "datum.n > 0", "value": "white"}, "value": DARK}}}
    spec = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "width": 560, "height": {"step": 76},
            "background": "white", "padding": 24, "data": {"values": lines}, "layer": [box, words],
            "config": {"view": {"stroke": None}}}
    return bytes(vl_convert.vegalite_to_png(spec))


MAKERS = {".pdf": as_pdf, ".docx": as_word, ".xlsx": as_excel, ".png": as_picture}


def made() -> dict[str, bytes]:
    """Every file by its name."""
    items = [item for item in evidence("peterborough") if item.file and Path(item.file.name).suffix in MADE]
    return {item.file.name: MAKERS[Path(item.file.name).suffix](item) for item in items if item.file}


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    for name, content in made().items():
        (OUT / name).write_bytes(content)
