"""The files that lie beside the demonstration are those that its evidence asks for, page by page."""

from pathlib import Path

import pytest

from app.demo.files import FOLDER, MADE, DemoItem, evidence
from app.evidence.formats import recognise
from app.evidence.passages.contents import contents
from seed_data.demo.make_files import as_excel, as_word, chapters_of

ITEMS = [item for item in evidence("peterborough") if item.file and Path(item.file.name).suffix in MADE]
LARGEST = 1_500_000  # bytes, all together


def of(*endings: str) -> list[DemoItem]:
    return [item for item in ITEMS if item.file and item.file.name.endswith(endings)]


def passages(item: DemoItem) -> list[tuple[str, str]]:
    assert item.file is not None
    found: list[tuple[str, str]] = contents(recognise(item.file.name, item.file.data), item.file.data)["passages"]
    return found


def test_what_lies_there_is_what_is_asked_for_and_small() -> None:
    there = sorted((FOLDER / "files").iterdir())
    assert [path.name for path in there] == sorted(item.file.name for item in ITEMS if item.file)
    assert sum(path.stat().st_size for path in there) < LARGEST


@pytest.mark.parametrize("item", of(".pdf"), ids=lambda item: item.ref)
def test_each_page_of_a_pdf_holds_its_chapter(item: DemoItem) -> None:
    chapters = chapters_of(item)
    pages = passages(item)
    assert [place for place, _ in pages] == [f"p. {number}" for number in range(1, len(chapters) + 1)]
    assert item.file and len(pages) == item.file.pages
    for (_, text), chapter in zip(pages, chapters, strict=True):
        assert chapter.title in text
        assert all(paragraph[:30] in text for paragraph in chapter.paragraphs)


@pytest.mark.parametrize("item", of(".docx", ".xlsx"), ids=lambda item: item.ref)
def test_an_office_file_is_what_would_be_made_now(item: DemoItem) -> None:
    assert item.file is not None
    made = (as_word if item.file.name.endswith(".docx") else as_excel)(item)
    assert contents(recognise(item.file.name, made), made)["passages"] == passages(item)


def test_a_row_that_is_cited_is_the_same_row_in_a_workbook() -> None:
    item = next(item for item in ITEMS if item.ref == "E3")
    assert passages(item)[1] == ("sheet Figures, row 2", "Children subject to a protection plan · 236 · children")
