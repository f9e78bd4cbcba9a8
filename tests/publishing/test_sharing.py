"""What is worked out once for all elements that look alike gives the very same pages, for less work."""

import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pikepdf
import pytest
import weasyprint.text.line_break as breaking
from weasyprint.css import ComputedStyle

from app.publishing import sharing, typesetter
from app.publishing.models import Anatomy
from app.publishing.packs.challenge import compose_challenge
from app.publishing.parts import page_html
from app.publishing.typesetter import Typesetter

from .packs import pack

ENTRY = ('<li id="entry-{0}"><p>Entry {0} <b>is bold</b>, <a href="#entry-1">leads back</a> and <ins>is new</ins>.</p>'
         '<table><tbody><tr><th id="h{0}">Head</th><td headers="h{0}">Cell</td></tr></tbody></table></li>')


@pytest.fixture(scope="module")
def setter() -> Typesetter:
    return Typesetter()


@contextmanager
def _alone() -> Iterator[None]:
    """WeasyPrint as it comes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typesetter, "shared", lambda: patch.context())
        patch.setattr(typesetter, "Source", typesetter.weasyprint.HTML)
        patch.setattr(typesetter, "own_links", _whole_links)
        yield


def _whole_links(pages: Iterable[Any]) -> Iterator[tuple[list[Any], list[Any]]]:
    """WeasyPrint calls bold words within a link a second one."""
    return (([link for link in page.links if link[3].element.tag == "a"], []) for page in pages)


def _entries(number: int) -> str:
    return page_html("Entries", f"<ul>{''.join(ENTRY.format(one) for one in range(number))}</ul>")


def _worked_out(setter: Typesetter, html: str) -> int:
    """How many properties of elements are worked out while it is laid out."""
    found, asked = ComputedStyle.__missing__, 0

    def counted(style: ComputedStyle, key: str) -> object:
        nonlocal asked
        asked += 1
        return found(style, key)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ComputedStyle, "__missing__", counted)
        setter.part(html, "x")
    return asked


def _written(data: bytes) -> list[object]:
    """Every object of a PDF, without the kernings of 0 that WeasyPrint writes between letters."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [_object(one) for one in pdf.objects if not (isinstance(one, pikepdf.Stream) and "/Type" in one)]


def _object(one: Any) -> object:
    if isinstance(one, pikepdf.Stream):
        return re.sub(rb">0(?=\]|<)", b">", one.read_bytes()).replace(b"><", b"")
    return one.unparse() if isinstance(one, pikepdf.Object) else one


def _set(setter: Typesetter, html: str) -> int:
    """How many times words are given to Pango while it is laid out and drawn."""
    found, asked = breaking.Layout.set_text, 0

    def counted(layout: breaking.Layout, text: str, justify: bool = False) -> None:
        nonlocal asked
        asked += 1
        found(layout, text, justify)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(breaking.Layout, "set_text", counted)
        setter.part(html, "x")
    return asked


def test_pages_are_the_same(setter: Typesetter) -> None:
    parts = [part for part in compose_challenge(pack()).parts if 'class="note"' in part.html or "entry" in part.html]
    assert len(parts) > 1
    for html in [*(page_html(part.title, part.html) for part in parts), _entries(3)]:
        made, anatomy = setter.part(html, "x")
        with _alone():
            alone: tuple[bytes, Anatomy] = setter.part(html, "x")
        assert anatomy == alone[1]
        assert _written(made) == _written(alone[0])
        assert setter.part(html, "x") == (made, anatomy)  # whatever was set before


def test_words_are_set_half_as_often(setter: Typesetter) -> None:
    html = page_html("Words", f"<p>{' '.join(f'some words of number {one},' for one in range(1000))}</p>")
    ours = _set(setter, html)
    with _alone():
        assert _set(setter, html) > 2.5 * ours


def test_elements_with_an_id_share_their_style_too(setter: Typesetter) -> None:
    sharing.styles.clear()
    few = _worked_out(setter, _entries(3))
    assert _worked_out(setter, _entries(3)) < few / 2  # in the next part
    sharing.styles.clear()
    many = _worked_out(setter, _entries(30))
    assert many < 3 * few  # a table has a style of its own each time
    with _alone():
        assert _worked_out(setter, _entries(30)) > 5 * many
