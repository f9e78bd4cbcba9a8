"""Content becomes HTML: numbers, groups, references and reasons."""

import re

from app.publishing.compose import compose
from app.publishing.models import Composition
from app.publishing.pagination import likely_pages, with_page_numbers
from app.publishing.parts import page_html
from app.publishing.prose import levelled
from app.publishing.registers import statement_links
from app.publishing.typesetter import Typesetter
from app.publishing.widths import column_widths

from .factories import (
    answer,
    cite,
    content_of,
    doc,
    draft,
    heading,
    paragraph,
    part,
    prompt,
    section,
    signed,
    tiny_content,
)


def composed() -> Composition:
    return compose(tiny_content(), draft(tiny_content()))


def html_of(key: str) -> str:
    return next(source.html for source in composed().parts if source.key == key)


class TestParts:
    def test_they_stand_in_reading_order(self) -> None:
        assert [source.key for source in composed().parts] == [
            "front", "section-introduction", "section-B1", "section-1", "evidence", "key"]

    def test_registers_that_follow_one_another_share_a_part(self) -> None:
        assert html_of("section-B1").index('id="section-B1"') < html_of("section-B1").index('id="section-B2"')

    def test_the_same_content_gives_the_same_html(self) -> None:
        assert composed() == composed()

    def test_without_citations_and_key_there_is_no_back_matter(self) -> None:
        content = content_of([part("A", "Part", [section("1", "One", [])])], [])
        content["key"] = []
        assert [source.key for source in compose(content, draft(content)).parts] == ["front", "section-1"]

    def test_only_the_front_of_a_signed_copy_differs_from_its_draft(self) -> None:
        one, two = compose(tiny_content(), signed(tiny_content())), composed()
        assert [a.key for a, b in zip(one.parts, two.parts, strict=True) if a != b] == ["front"]


class TestCitations:
    def test_they_are_numbered_by_first_appearance(self) -> None:
        assert re.findall(r">\[(\d+[^\]]*)\]<", html_of("section-introduction") + html_of("section-1")) == [
            "1", "1, p. 7", "2"]

    def test_the_index_leads_back_to_every_citing_place(self) -> None:
        index = html_of("evidence")
        back = re.findall(r'href="#(cite-[^"]+)"', index)
        text = html_of("section-introduction") + html_of("section-1")
        assert back == ["cite-introduction-1", "cite-1-1", "cite-1-2"]
        assert all(f'id="{anchor}"' in text for anchor in back)

    def test_a_statement_that_cites_an_item_often_is_named_once(self) -> None:
        said = [answer("statement", [prompt(number, number=number)], doc(*[paragraph("So", cite("E1"))] * times))
                for number, times in (("12.4", 1), ("12.5", 3), ("12.4", 1))]
        content = content_of([part("A", "P", [section("12", "One", said)])], [])
        index = next(source.html for source in compose(content, draft(content)).parts if source.key == "evidence")
        assert re.findall(r'href="#(cite-[^"]+)"[^>]*>([^<]+)', index) == [("cite-12-1", "12.4"), ("cite-12-2", "12.5")]

    def test_an_item_that_is_missing_is_named_as_missing(self) -> None:
        content = content_of([part("A", "P", [section("1", "One", [
            answer("narrative", [prompt("n", "N")], doc(paragraph("So", cite("E9"))))])])], [])
        index = next(source.html for source in compose(content, draft(content)).parts if source.key == "evidence")
        assert "E9, not in the evidence library" in index


class TestAnswers:
    def test_a_group_prints_each_standard_and_the_answer_once(self) -> None:
        html = html_of("section-1")
        first, second = html.index('id="statement-1.1"'), html.index('id="statement-1.2"')
        assert first < second < html.index("How we know")
        assert html.count("How we know") == 1

    def test_the_mark_of_annex_m_follows_the_number(self) -> None:
        assert re.search(r'class="number">1.1</span> <span class="annex">\(M\)</span>', html_of("section-1"))

    def test_no_answer_prints_its_reason(self) -> None:
        assert "No answer this year. The service moved to a partner." in html_of("section-1")

    def test_an_opening_text_has_no_heading_and_is_left_out_while_empty(self) -> None:
        assert "Opening text" not in html_of("section-1")
        assert html_of("section-1").index("To begin.") < html_of("section-1").index("statement-1.1")
        content = tiny_content()
        content["parts"][2]["sections"][0]["answers"][0]["doc"] = None
        empty = next(one.html for one in compose(content, draft(content)).parts if one.key == "section-1")
        assert "Not answered yet." not in empty

    def test_text_is_escaped(self) -> None:
        content = tiny_content()
        content["parts"][0]["sections"][0]["title"] = "<script>"
        assert "<script>" not in "".join(source.html for source in compose(content, draft(content)).parts)


class TestDetails:
    def test_references_lead_only_to_statements_that_exist(self) -> None:
        assert str(statement_links("4.1, 9.9", frozenset(["4.1"]))) == (
            '<a href="#statement-4.1" title="Statement 4.1">4.1</a>, 9.9')

    def test_columns_that_nobody_filled_are_left_out(self) -> None:
        content = tiny_content()
        content["parts"][1]["sections"][1]["answers"][0]["rows"][0]["cells"]["found"] = ""
        html = next(one.html for one in compose(content, draft(content)).parts if one.key == "section-B1")
        assert "Held on" in html
        assert "Found" not in html

    def test_headings_leave_no_gap(self) -> None:
        tidy = levelled(doc(heading(5, "a"), heading(5, "b"), heading(3, "c"), heading(5, "d")))
        assert [node["attrs"]["level"] for node in tidy["content"]] == [3, 4, 3, 4]

    def test_columns_share_the_width_by_what_is_in_them(self) -> None:
        narrow, wide = column_widths([["Due", "1 May 2017"], ["Action", "word " * 40]], 84)
        assert wide > 3 * narrow
        assert round(narrow + wide) == 100

    def test_page_numbers_are_plain_text(self) -> None:
        blank = '<span class="pn" data-to="#a"></span><span class="pn" data-to="#b"></span>'
        assert with_page_numbers(blank, {"a": 12}) == (
            '<span class="pn" data-to="#a">12</span><span class="pn" data-to="#b"></span>')


def test_how_long_contents_and_evidence_will_be_is_guessed_right_at_first() -> None:
    lines = "".join('<p class="contents-line contents-section">'
                    f'<a>{"A title that is rather long " * (1 + one % 4)}</a></p>' for one in range(75))
    entries = "".join('<div class="entry"><p class="title">A report</p><p class="detail">By somebody<br>At a place</p>'
                      f'<p class="uses">Cited at {"1.1, " * (one % 40)}</p></div>' for one in range(60))
    setter = Typesetter()
    for html in (f'<section class="sheet"></section><section class="sheet"></section><section class="sheet">'
                 f'<h1 class="plain">Contents</h1><div class="contents">{lines}</div></section>',
                 f'<section class="sheet"><h1 class="plain">Evidence</h1>{entries}</section>'):
        assert likely_pages(html) == setter.part(page_html("A part", html), "x")[1].pages > 1
