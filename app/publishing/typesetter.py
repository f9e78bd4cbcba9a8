"""Lay out HTML as PDF with WeasyPrint, inside a worker: only our own style, fonts and charts can be fetched."""

import gc
import io
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pydyf
import weasyprint
import weasyprint.pdf
import weasyprint.svg
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from app.config import ROOT
from app.publishing.charts import picture_in
from app.publishing.fonts import named_fonts
from app.publishing.hanging import mend
from app.publishing.lettering import set_words
from app.publishing.models import Anatomy
from app.publishing.sharing import shared
from app.publishing.source import Source
from app.publishing.tagging import finish_tags
from app.publishing.typeface import files

STYLE = ROOT / "static" / "css" / "paper.css"
POINTS_PER_PIXEL = 0.75


class OwnFilesOnly(URLFetcher):
    """Serves the print face from an allow-list and charts of ours from within the text; refuses every other address."""

    allowed = frozenset(path.as_uri() for path in files())

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The bytes of one of our own files or charts; raises ValueError for anything else."""
        if (picture := picture_in(url)) is not None:
            return URLFetcherResponse(url, picture, {"content-type": "image/svg+xml"})
        if url not in self.allowed:
            raise ValueError("only Candour’s own print files may be read")
        return URLFetcherResponse(url, Path(url.removeprefix("file://")).read_bytes())


class Remarks(logging.Handler):
    """Keeps what WeasyPrint warns of, so that nothing is laid out wrongly in silence."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Remember one warning."""
        self.said.append(record.getMessage())

    def take(self) -> tuple[str, ...]:
        """What was said since the last time, each once."""
        said, self.said = tuple(dict.fromkeys(self.said)), []
        return said


class Typesetter:
    """One process’s fonts and style, read once and used for every part."""

    def __init__(self) -> None:
        mend()
        self.fetcher = OwnFilesOnly()
        self.fonts = FontConfiguration()
        self.remarks = Remarks()
        logging.getLogger("weasyprint").handlers = [self.remarks]
        self.style = self.read(STYLE.read_text())

    def read(self, css: str) -> weasyprint.CSS:
        """A parsed style sheet that may fetch nothing but our fonts."""
        return weasyprint.CSS(string=css, base_url=STYLE.as_uri(), font_config=self.fonts, url_fetcher=self.fetcher)

    def part(self, html: str, prefix: str) -> tuple[bytes, Anatomy]:
        """One part as a tagged PDF to be joined to others, and where things are in it.

        `prefix` keeps the ids of table headers apart from those of other parts.
        """
        with uncollected(), adapted(), shared():
            return self.finished(html, prefix)

    def finished(self, html: str, prefix: str) -> tuple[bytes, Anatomy]:
        """See `part`; its pages are let go of on the way out, so that none is looked through to be thrown away."""
        document = self.laid_out(html, [self.style], Source)
        anatomy = anatomy_of(document, self.remarks.take())
        return written(document, lambda doc, pdf: finish_tags(doc, pdf, prefix), pdf_tags=True), anatomy

    def whole(self, html: str, css: str) -> tuple[bytes, tuple[str, ...]]:
        """The whole document by WeasyPrint alone, as it comes: the reference for what parts must equal.

        `css` is what it needs besides, such as running heads and page numbers.
        """
        document = self.laid_out(html, [self.style, self.read(css)])
        return written(document, None, pdf_variant="pdf/ua-1"), self.remarks.take()

    def laid_out(
        self, html: str, styles: list[weasyprint.CSS], reading: type[weasyprint.HTML] = weasyprint.HTML
    ) -> weasyprint.Document:
        """The pages of an HTML document."""
        source = reading(string=html, url_fetcher=self.fetcher)
        return source.render(font_config=self.fonts, stylesheets=styles)


def written(document: weasyprint.Document, finisher: Callable[[Any, Any], None] | None, **options: object) -> bytes:
    """A laid-out document as the bytes of a PDF."""
    out = io.BytesIO()
    document.write_pdf(out, finisher=finisher, **options)
    return out.getvalue()


def anatomy_of(document: weasyprint.Document, warnings: tuple[str, ...]) -> Anatomy:
    """Where the anchors and bookmarks of a laid-out document are."""
    anchors: dict[str, tuple[int, float, float]] = {}
    bookmarks = []
    for index, page in enumerate(document.pages):
        for name, (x, y, *_) in page.anchors.items():
            anchors.setdefault(name, (index, *points(page, x, y)))
        for level, label, (x, y), _ in page.bookmarks:
            bookmarks.append((level, label, index, *points(page, x, y)))
    return Anatomy(len(document.pages), anchors, tuple(bookmarks), warnings)


def points(page: weasyprint.Page, x: float, y: float) -> tuple[float, float]:
    """CSS pixels from the top left as PDF points from the bottom left."""
    return round(x * POINTS_PER_PIXEL, 3), round((page.height - y) * POINTS_PER_PIXEL, 3)


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection while rendering, which saves a tenth of the time; one collection afterwards."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


@contextmanager
def adapted() -> Iterator[None]:
    """WeasyPrint’s linking, fonts and page list as joining needs them, and words of charts; put back afterwards.

    Links may lead into other parts, so they are kept as they are and named places come from the anatomy;
    the list of page references is made once, where reading it for every tag takes quadratic time.
    """
    resolve, embed, listed = (weasyprint.pdf.resolve_links, weasyprint.pdf.build_fonts_dictionary,
                              pydyf.PDF.page_references)
    lettered = weasyprint.svg.TAGS["text"]
    weasyprint.svg.TAGS["text"] = set_words
    weasyprint.pdf.resolve_links = own_links
    weasyprint.pdf.build_fonts_dictionary = named_fonts
    pydyf.PDF.page_references = property(remembered_pages)
    try:
        yield
    finally:
        weasyprint.pdf.resolve_links, weasyprint.pdf.build_fonts_dictionary = resolve, embed
        pydyf.PDF.page_references = listed
        weasyprint.svg.TAGS["text"] = lettered


def own_links(pages: Iterable[Any]) -> Iterator[tuple[list[Any], list[Any]]]:
    """Each page’s links and no named places."""
    return ((page.links, []) for page in pages)


def remembered_pages(pdf: pydyf.PDF) -> tuple[bytes, ...]:
    """The references of a PDF’s pages, made anew only when pages were added."""
    kids = pdf.pages["Kids"]
    known: tuple[int, tuple[bytes, ...]] | None = getattr(pdf, "known_pages", None)
    if known is None or known[0] != len(kids):
        known = (len(kids), tuple(f"{number} 0 R".encode() for number in kids[::3]))
        pdf.known_pages = known
    return known[1]
