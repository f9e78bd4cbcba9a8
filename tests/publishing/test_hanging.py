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
    return [words for _, words in _set(typesetter, WORDS, f"p {{ width: {width} }}")]


def _set(typesetter: Typesetter, words: str, css: str = "") -> list[tuple[float, str]]:
    """How far down each line stands, and its words."""
    html = f'<html lang="en"><body>{words}</body></html>'
    document = typesetter.laid_out(html, [typesetter.style, typesetter.read(css)])
    found: list[tuple[float, str]] = []

    def walk(box: Any) -> None:
        if type(box).__name__ == "LineBox":
            said = "".join(one.text for one in box.descendants() if type(one).__name__ == "TextBox")
            found.append((box.position_y, said))
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


def test_items_of_lists_within_lists_stand_evenly(typesetter: Typesetter) -> None:
    lists = "<ul><li>a<ul><li>b</li><li>c<ol><li>d</li></ol></li></ul></li><li>e</li></ul>"
    lines = _set(typesetter, f'<div class="response">{lists}</div>')
    places = [place for place, words in lines if words in "abcde"]
    apart = [after - before for before, after in zip(places, places[1:], strict=False)]
    assert len(apart) == 4 and max(apart) - min(apart) < 0.1
