"""Charts on paper: figures with their words, in the print face, and no picture but ours."""

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from fastapi import FastAPI

from app.indicators.charts.series import KINDS, message
from app.indicators.pack.contents import Entry
from app.indicators.pack.making import pack_of
from app.publishing import make as making
from app.publishing.charts import PREFIX, chart_html, picture_in
from app.publishing.compose import compose
from app.publishing.models import Composition, Edition, PartSource, PdfFile
from app.publishing.typesetter import OwnFilesOnly, Typesetter
from tests.assessments.factories import authority_id
from tests.indicators.test_charts import chart, series
from tests.indicators.test_pack import entry, pack

from .factories import draft, tiny_content
from .reading import bookmarks, opened, page_texts
from .test_make import failed_rules

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">{}</svg>'
HOSTILE = {
    "picture": '<image href="file:///etc/passwd" width="9" height="9"/>',
    "older link": '<image xlink:href="https://example.org/a.png" width="9" height="9"/>',
    "use": '<use href="https://example.org/a.svg#b"/>',
    "script": "<script>alert(1)</script>",
    "style": '<style>@import "https://example.org/a.css";</style>',
    "style attribute": '<rect width="9" height="9" style="fill:url(https://example.org/a.svg#b)"/>',
    "paint": '<rect width="9" height="9" fill="url(https://example.org/a.svg#b)"/>',
    "quoted paint": '<rect width="9" height="9" fill="url(\'file:///etc/passwd#b\')"/>',
    "escaped paint": '<rect width="9" height="9" fill="\\75rl(https://example.org/a.svg#b)"/>',
    "page": '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
    "handler": '<rect width="9" height="9" onload="alert(1)"/>',
    "filter": '<rect width="9" height="9" filter="url(https://example.org/a.svg#b)"/>',
    "link": '<a href="https://example.org/"><text>x</text></a>',
}


def address(svg: str) -> str:
    """A picture as an address."""
    return PREFIX + base64.b64encode(svg.encode()).decode()


def with_charts(content: dict[str, Any], edition: Edition) -> Composition:
    """The document with a part of charts behind it."""
    whole = compose(content, edition)
    charts = "".join(chart_html(chart(kind)) for kind in KINDS)
    html = f'<section class="sheet"><h1 class="plain" id="part-charts">Charts</h1>{charts}</section>'
    return Composition(whole.title, whole.author, (*whole.parts, PartSource("charts", "Charts", html)),
                       whole.furniture, whole.identity)


@pytest.fixture
def printed(make: Callable[..., PdfFile], monkeypatch: pytest.MonkeyPatch) -> PdfFile:
    """A document with a chart of each kind."""
    monkeypatch.setattr(making, "compose", with_charts)
    return make(tiny_content())


class TestPrinted:
    def test_is_valid_and_nothing_is_remarked(self, printed: PdfFile) -> None:
        assert failed_rules(printed) == []
        assert printed.warnings == ()

    def test_each_is_a_figure_that_says_its_message(self, printed: PdfFile) -> None:
        pdf = opened(printed.data)
        figures = [one for one in pdf.objects
                   if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"]
        assert sorted(str(one.Alt) for one in figures) == sorted(message(chart(kind)) for kind in KINDS)

    def test_no_face_but_ours_is_in_it(self, printed: PdfFile) -> None:
        pdf = opened(printed.data)
        names = {str(one.BaseFont) for one in pdf.objects
                 if isinstance(one, pikepdf.Dictionary) and "/BaseFont" in one}
        assert names and all(name.startswith("/SourceSans3-") for name in names)

    def test_words_that_end_at_their_place_are_moved_by_their_width(self) -> None:
        found = re.search('src="([^"]+)"', chart_html(chart(KINDS[1])))
        assert found
        svg = (picture_in(found[1]) or b"").decode()
        assert "text-anchor" not in svg and "Liberation" not in svg and svg.count("<text") > 5


def with_pack(*entries: Entry) -> dict[str, Any]:
    """A content with a data pack."""
    return {**tiny_content(), "data_pack": pack(*entries).content()}


class TestDataPack:
    """The annex behind the evidence index."""

    def test_is_valid_and_stands_in_the_contents(self, make: Callable[..., PdfFile]) -> None:
        outlier = entry(title="Placed far away", outlier="Best fifth", rank="1st of 3", provisional=("2017",), series=(
            *entry().series, *(series(name, "peer", "", "", "5") for name in ("Luton", "Essex", "Norfolk"))))
        made = make(with_pack(outlier, entry(title="Looked after", source="Another source")))
        assert failed_rules(made) == [] and made.warnings == ()
        labels = [label for _, label, _ in bookmarks(made.data)]
        assert labels.index("Evidence") < labels.index("Data pack") < labels.index("Key")
        text = " ".join(page_texts(made.data))
        assert "Data pack" in page_texts(made.data)[2] and "Best fifth of The region: 1st of 3" in text
        assert "76.0 (p)" in text and "[c] in 2016" in text
        assert "[c], withheld, so that nobody can be recognised" in text and "Neighbours" not in text
        assert "1. A source. A licence." in text and "2. Another source." in text

    def test_that_of_the_demonstration_is_valid(self, app: FastAPI, make: Callable[..., PdfFile]) -> None:
        with app.state.database.read() as session:
            found = pack_of(session, authority_id(session), "2016-17")
        assert found and len(found.outliers) > 5
        made = make({**tiny_content(), "data_pack": found.content()})
        assert failed_rules(made) == [] and made.warnings == ()

    def test_what_stands_for_neighbours_is_said_in_a_paragraph_behind_their_lists(self) -> None:
        kept = replace(pack(entry(neighbours_note="mean of 2 of 3")), neighbours_as_at="2017-10-01")
        parts = compose({**tiny_content(), "data_pack": kept.content()}, draft(tiny_content())).parts
        html = next(part.html for part in parts if part.key == "data-pack")
        assert "no earlier list was kept.</p>" in html and "<p>Where the source has no figure for" in html

    def test_a_content_frozen_before_there_were_packs_prints_as_it_did(self) -> None:
        parts = [part.key for part in compose(tiny_content(), draft(tiny_content())).parts]
        assert "data-pack" not in parts

    def test_is_laid_out_once_while_the_text_changes(self) -> None:
        first, second = with_pack(entry()), with_pack(entry())
        second["parts"][0]["title"] = "Another"
        found = [next(part for part in compose(one, draft(one)).parts if part.key == "data-pack")
                 for one in (first, second)]
        assert found[0] == found[1]


class TestPictures:
    def test_our_own_is_read(self) -> None:
        assert picture_in(address(SVG.format('<path d="M0,0h9v9z" fill="#0b5a5c"/>')))

    @pytest.mark.parametrize("what", HOSTILE)
    def test_what_leads_anywhere_is_refused(self, what: str) -> None:
        url = address(SVG.format(HOSTILE[what]))
        assert picture_in(url) is None
        with pytest.raises(ValueError, match="only Candour’s own"):
            OwnFilesOnly().fetch(url)

    @pytest.mark.parametrize("url", [
        "data:image/svg+xml," + SVG.format(""), "data:image/png;base64,AAAA", PREFIX + "%%%", PREFIX + "AAAA",
        PREFIX.upper() + "AAAA", address("<html/>"), address("<!DOCTYPE svg [<!ENTITY a 'b'>]>" + SVG.format("&a;")),
        address(SVG.format(" " * 1_000_000)), address('<?xml version="1.0"?><?xml-stylesheet href="a.css"?>'),
    ])
    def test_nothing_else_is_a_picture(self, url: str) -> None:
        assert picture_in(url) is None

    def test_a_refused_one_is_remarked_and_never_fetched(self) -> None:
        setter = Typesetter()
        picture = f'<img alt="x" src="{address(SVG.format(HOSTILE["use"]))}">'
        _, anatomy = setter.part(f'<html lang="en"><title>t</title>{picture}', "p")
        assert any("Failed to load image" in remark for remark in anatomy.warnings)
