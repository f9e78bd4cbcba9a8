"""HTML of ours is read as a parser of HTML in Python reads it."""

from xml.etree.ElementTree import Element

import tinyhtml5
from hypothesis import given, settings

from app.config import ROOT
from app.publishing.packs.challenge import compose_challenge
from app.publishing.parts import page_html
from app.publishing.places import ID
from app.publishing.prose import prose
from app.publishing.source import plain_text, tree_of
from app.richtext.models import CitationView
from tests.richtext.strategies import Doc, any_docs

from .packs import pack


def _told(element: Element) -> object:
    attributes = {"id" if name == ID else name: value for name, value in element.items()}
    return element.tag, attributes, element.text or "", [(_told(one), one.tail or "") for one in element]


def _same(body: str) -> None:
    """Both parsers find the same; white space around head and body, where nothing is set, stands elsewhere."""
    html = page_html("Title & “title”", body)
    ours, theirs = tree_of(html), tinyhtml5.parse(html, namespace_html_elements=False)
    for root in (ours, theirs):
        root.text = None
        for part in root:
            part.tail = None
        root[1][-1].tail = None
    assert _told(ours) == _told(theirs)


@settings(deadline=None)
@given(any_docs())
def test_every_text(doc: Doc) -> None:
    html = prose(doc, lambda cite: CitationView("#e", f"[{cite.item} <&>]", 'Says "so" & more'), 4)
    _same(f"<section>{html}</section>")


def test_every_part_of_a_pack() -> None:
    for part in compose_challenge(pack()).parts:
        _same(part.html)


def test_a_style_of_footnotes_is_prepared_for_nothing() -> None:
    assert all(kind not in plain_text() for kind in ("::footnote", "::note-call", "\n::marker"))
    assert "li::marker" in plain_text()


def test_every_table_has_a_body() -> None:
    """Where it is left out, a parser of HTML puts one in and libxml2 does not."""
    for path in (ROOT / "templates" / "publishing").glob("*.html"):
        assert path.read_text().count("<table") == path.read_text().count("<tbody"), path.name
