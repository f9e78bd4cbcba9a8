"""One rendering for screen and paper: known nodes, all escaped, tables that a machine can follow."""

import time
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from app.richtext.markup import from_markup
from app.richtext.models import Citation, CitationView
from app.richtext.render import to_html
from tests.richtext.strategies import any_docs

Doc = dict[str, Any]


def cite(citation: Citation) -> CitationView:
    return CitationView(f"/evidence/{citation.item}?a=1&b", citation.item, f"“{citation.place}” <1>", "")


def html(markup: str, **options: Any) -> str:
    return to_html(from_markup(markup), cite, **options)


def cell(kind: str, words: str, **attrs: int) -> Doc:
    return {"type": kind, "attrs": attrs, "content": from_markup(words)["content"]}


def table(*rows: list[Doc]) -> str:
    lines = [{"type": "tableRow", "content": row} for row in rows]
    return to_html({"type": "doc", "content": [{"type": "table", "content": lines}]}, cite)


class TestBlocks:
    def test_paragraphs_headings_lists_and_quotes(self) -> None:
        source = "### One\n\nText **bold** *it*\n\n- a\n- b\n  - c\n\n3. x\n\n> said"
        assert html(source) == (
            "<h3>One</h3><p>Text <strong>bold</strong> <em>it</em></p><ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"
            '<ol start="3"><li>x</li></ol><blockquote><p>said</p></blockquote>'
        )

    def test_headings_move_down_but_never_past_the_sixth(self) -> None:
        assert html("### a\n\n##### b", heading_shift=2) == "<h5>a</h5><h6>b</h6>"

    def test_an_item_of_several_paragraphs_keeps_them(self) -> None:
        assert html("- a\n\n  b") == "<ul><li><p>a</p><p>b</p></li></ul>"

    def test_empty_paragraphs_are_not_written(self) -> None:
        assert html("") == ""

    def test_everything_is_escaped(self) -> None:
        assert html('<script>&"\x07') == "<p>&lt;script&gt;&amp;&#34;</p>"

    def test_unknown_nodes_and_unsafe_links_are_not_written(self) -> None:
        link = {"type": "link", "attrs": {"href": "javascript:x"}}
        words = {"type": "text", "text": "x", "marks": [link]}
        content = [{"type": "paragraph", "content": [words]}, {"type": "iframe"}]
        assert to_html({"type": "doc", "content": content}, cite) == "<p>x</p>"

    def test_a_link_over_several_words_is_one_link(self) -> None:
        assert html("[a **b**](https://x.test/?a&b)") == (
            '<p><a class="govuk-link" href="https://x.test/?a&amp;b">a <strong>b</strong></a></p>'
        )

    def test_a_citation_is_a_link_with_its_label_and_title(self) -> None:
        assert html("So [[E4|p. 7]]") == (
            '<p>So <a class="cite" href="/evidence/E4?a=1&amp;b" title="“p. 7” &lt;1&gt;">E4</a></p>'
        )

    def test_a_citation_has_its_anchor_where_one_is_wanted(self) -> None:
        view = CitationView("/e", "1", "t", element_id="cite-1")
        assert 'title="t" id="cite-1">1</a>' in to_html(from_markup("[[E4]]"), lambda _: view)


class TestTables:
    def test_a_table_has_head_body_scopes_and_figures_on_the_right(self) -> None:
        assert html("Table: Rates & more\n| Year | Rate |\n|---|---|\n| now | 45% |") == (
            '<table class="govuk-table"><caption class="govuk-table__caption govuk-table__caption--s">Rates &amp; more'
            '</caption><thead><tr><th scope="col">Year</th><th scope="col" class="num">Rate</th></tr></thead>'
            '<tbody><tr><td>now</td><td class="num">45%</td></tr></tbody></table>'
        )

    def test_it_can_be_scrolled_by_keyboard_under_its_name(self) -> None:
        plain = "| a |\n|---|\n| b |"
        wrapper = '<div class="table-scroll" tabindex="0" role="region" aria-label="{}">'
        assert html(plain, scroll=True).startswith(wrapper.format("Table"))
        assert html("Table: T\n" + plain, scroll=True).startswith(wrapper.format("T"))

    def test_a_heading_in_the_body_heads_its_row(self) -> None:
        rows = [cell("tableHeader", "a"), cell("tableHeader", "b")], [cell("tableHeader", "c"), cell("tableCell", "d")]
        assert '<tr><th scope="row">c</th><td>d</td></tr>' in table(*rows)

    def test_without_headings_it_is_all_body(self) -> None:
        assert table([cell("tableCell", "a")]) == (
            '<table class="govuk-table"><tbody><tr><td>a</td></tr></tbody></table>'
        )

    def test_ragged_rows_are_completed_and_spans_cut_at_the_end(self) -> None:
        rows = [cell("tableCell", "a", colspan=3)], [cell("tableCell", "b", rowspan=9)]
        assert '<td colspan="3">a</td></tr><tr><td>b</td><td colspan="2"></td></tr>' in table(*rows)

    @pytest.mark.parametrize(
        "words", ["1,234", "£2.4m", "−3.5%", "-3", "45 (12%)", "(1.2)", "12 %", "+0.4pp", "7", "£1,200", "0.5*"]
    )
    def test_figures_are_told(self, words: str) -> None:
        assert '<td class="num">' in table([cell("tableCell", words)])

    @pytest.mark.parametrize("words", ["", "n/a", "2016/17", "2016-17", "31/03/2017", "4.1 Leaders", "1 in 4"])
    def test_other_words_are_no_figures(self, words: str) -> None:
        assert "num" not in table([cell("tableCell", words)])

    @settings(max_examples=200, deadline=None)
    @given(any_docs())
    def test_any_document_is_well_formed_and_its_tables_have_no_holes(self, doc: Doc) -> None:
        root = ElementTree.fromstring(f"<div>{to_html(doc, cite)}</div>".replace("<br>", "<br/>"))
        for found in root.iter("table"):
            groups = [group for group in found if group.tag != "caption"]
            widths = {width for group in groups for width in row_widths(list(group))}
            assert len(widths) == 1


def row_widths(rows: list[ElementTree.Element]) -> list[int]:
    """How many columns each row of a group fills, cells that reach down from above included."""
    widths = [0] * len(rows)
    for at, row in enumerate(rows):
        for item in row:
            reach = int(item.get("rowspan", 1))
            assert at + reach <= len(rows)
            for below in range(at, at + reach):
                widths[below] += int(item.get("colspan", 1))
    return widths


class TestSpeed:
    def test_5400_words_take_a_few_milliseconds(self) -> None:
        row = "| 2016/17 | 1,234 | 45% |\n"
        part = "We saw **nine** of ten children in time [[E12|p. 7]]. " * 30 + "\n\n"
        doc = from_markup((part + "| a | b | c |\n|---|---|---|\n" + row * 8 + "\n") * 16)
        times = []
        for _ in range(5):
            started = time.process_time()
            to_html(doc, cite)
            times.append(time.process_time() - started)
        assert min(times) < 0.05
