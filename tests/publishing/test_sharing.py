"""What is worked out once for all elements that look alike gives the very same pages, for less work."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from weasyprint.css import ComputedStyle

from app.publishing import sharing, typesetter
from app.publishing.models import Anatomy
from app.publishing.packs.challenge import compose_challenge
from app.publishing.parts import page_html
from app.publishing.typesetter import Typesetter

from .packs import pack

ENTRY = ('<li id="entry-{0}"><p>Entry {0} <b>is bold</b>, <a href="#entry-1">leads back</a> and <ins>is new</ins>.</p>'
         '<table><tr><th id="h{0}">Head</th><td headers="h{0}">Cell</td></tr></table></li>')


@pytest.fixture(scope="module")
def setter() -> Typesetter:
    return Typesetter()


@contextmanager
def _alone() -> Iterator[None]:
    """WeasyPrint as it comes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typesetter, "shared", lambda: patch.context())
        patch.setattr(typesetter, "Source", typesetter.weasyprint.HTML)
        yield


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


def test_pages_are_the_same_to_the_byte(setter: Typesetter) -> None:
    parts = [part for part in compose_challenge(pack()).parts if 'class="note"' in part.html or "entry" in part.html]
    assert len(parts) > 1
    for html in [*(page_html(part.title, part.html) for part in parts), _entries(3)]:
        made = setter.part(html, "x")
        with _alone():
            alone: tuple[bytes, Anatomy] = setter.part(html, "x")
        assert made == alone


def test_elements_with_an_id_share_their_style_too(setter: Typesetter) -> None:
    few, many = _worked_out(setter, _entries(3)), _worked_out(setter, _entries(30))
    assert many < 3 * few  # a table has a style of its own each time
    with _alone():
        assert _worked_out(setter, _entries(30)) > 5 * many


def test_a_style_of_footnotes_is_prepared_for_nothing() -> None:
    assert all(kind not in sharing.plain_text() for kind in ("::footnote", "::note-call", "\n::marker"))
    assert "li::marker" in sharing.plain_text()
