"""Lines of print are filled, citations or not."""

from typing import Any

import pytest
from weasyprint.layout import inline

from app.publishing import hanging
from app.publishing.typesetter import Typesetter

WORDS = (
    "<p>Vacancies and turnover among social workers have both fallen since the inspection, and a revised recruitment "
    'and retention package has been agreed <a class="cite" href="#x">[3, decision on recruitment]</a>.</p>'
)
WIDTHS = [f"{tenths / 10}mm" for tenths in range(1100, 1500, 3)]


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    """One process's typesetter."""
    return Typesetter()


def _lines(typesetter: Typesetter, width: str) -> list[str]:
    """The lines of the paragraph, set that wide."""
    style = typesetter.read(f"p {{ width: {width} }}")
    document = typesetter.laid_out(f'<html lang="en"><body>{WORDS}</body></html>', [typesetter.style, style])
    found: list[str] = []

    def walk(box: Any) -> None:
        if type(box).__name__ == "LineBox":
            found.append("".join(one.text for one in box.descendants() if type(one).__name__ == "TextBox"))
            return
        for child in getattr(box, "children", ()):
            walk(child)

    walk(document.pages[0]._page_box)
    return found


def _torn(typesetter: Typesetter) -> list[str]:
    return [width for width in WIDTHS if any(len(line.split()) < 3 for line in _lines(typesetter, width)[:-2])]


def test_no_word_stands_alone_on_a_line_before_a_citation(typesetter: Typesetter) -> None:
    assert _torn(typesetter) == []


def test_the_mend_is_still_needed(typesetter: Typesetter, monkeypatch: pytest.MonkeyPatch) -> None:
    """When this fails WeasyPrint has mended it, and app/publishing/hanging.py can go."""
    monkeypatch.setattr(inline, "split_first_line", hanging.whole_or_first_word)
    assert _torn(typesetter) != []


def test_no_word_is_lost_or_said_twice(typesetter: Typesetter) -> None:
    said = "".join(_lines(typesetter, "400mm")).split()
    assert all(" ".join(_lines(typesetter, width)).split() == said for width in WIDTHS[::5])
