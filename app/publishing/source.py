"""HTML of ours as WeasyPrint wants it, read by libxml2 in a twentieth of the time that a parser in Python takes.

What the two make of what our templates and writers write is the same; of HTML from elsewhere it need not be. And no
style is prepared for footnotes, of which WeasyPrint’s own sheet has five kinds for every element.
"""

from collections.abc import Mapping
from functools import cache
from xml.etree.ElementTree import Element, TreeBuilder

import cssselect2
import weasyprint
from lxml import etree
from weasyprint.css.counters import CounterStyle
from weasyprint.html import UA
from weasyprint.urls import URLFetcher

from app.publishing.places import ID

FOOTNOTES = ("::footnote-call", "::footnote-marker", "::note-call", "::note-marker", "::note-callback")


class Source(weasyprint.HTML):
    """A whole document of ours, in which there are no footnotes and no forms, nor anything beside it to be fetched."""

    def __init__(self, string: str, url_fetcher: URLFetcher) -> None:
        self.base_url, self.url_fetcher, self.media_type = None, url_fetcher, "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(tree_of(string), content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[weasyprint.CSS]:
        return [plain_sheet()]


class Builder(TreeBuilder):
    """Takes what libxml2 reads, which says in a form of its own that there are no attributes; for ids see `places`."""

    def start(self, tag: str, attrs: Mapping[str, str], /) -> Element:
        """An element begins."""
        kept = dict(attrs)
        if "id" in kept:
            kept[ID] = kept.pop("id")
        return super().start(tag, kept)


def tree_of(html: str) -> Element:
    """The elements of a whole document of ours."""
    parser = etree.HTMLParser(target=Builder(), remove_comments=True, huge_tree=True)
    parser.feed(html)
    root: Element = parser.close()
    return root


def plain_text() -> str:
    """WeasyPrint’s own style sheet without footnotes, and with markers for items of lists alone."""
    lines = [line for line in UA.splitlines() if not line.lstrip().startswith(FOOTNOTES)]
    return "\n".join(lines).replace("\n::marker", "\nli::marker")


@cache
def plain_sheet() -> weasyprint.CSS:
    """That sheet, read once."""
    return weasyprint.CSS(string=plain_text(), counter_style=CounterStyle())
