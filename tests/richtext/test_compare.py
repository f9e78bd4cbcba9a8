"""A comparison holds both documents whole, marks what changed in tags and words, and comes in bounded time."""

import re
import time
from typing import Any

from hypothesis import given, settings

from app.richtext.compare import compare, compare_words
from app.richtext.markup import from_markup
from app.richtext.models import Citation, CitationView
from app.richtext.printed import spelt
from app.richtext.render import to_html
from tests.richtext.strategies import any_docs, plain_docs

HIDDEN = re.compile(r'<span class="govuk-visually-hidden">(?:added|removed|moved here|moved away) </span>')


def cite(citation: Citation) -> CitationView:
    return CitationView(f"/evidence/{citation.item}", f"{citation.item}@{citation.revision}", citation.place)


def without(html: str, tag: str) -> str:
    """The words and line breaks of a comparison without what stands in one kind of mark."""
    return said(re.sub(rf"<{tag}\b[^>]*>.*?</{tag}>", "", HIDDEN.sub("", html), flags=re.DOTALL))


def said(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html.replace("<br>", "\n"))


def compared(old: str, new: str) -> str:
    return HIDDEN.sub("", compare(from_markup(old), from_markup(new), cite))


class TestWhole:
    @settings(max_examples=150, deadline=None)
    @given(any_docs(), any_docs())
    def test_it_reads_as_new_without_removals_and_as_old_without_additions(
        self, old: dict[str, Any], new: dict[str, Any]
    ) -> None:
        html = compare(old, new, cite)
        assert without(html, "del") == said(to_html(new, cite, notes=True))
        assert without(html, "ins") == said(to_html(old, cite, notes=True))

    @settings(max_examples=50, deadline=None)
    @given(plain_docs())
    def test_a_document_and_itself_have_no_marks(self, doc: dict[str, Any]) -> None:
        assert compare(doc, doc, cite) == to_html(spelt(doc), cite, notes=True)


class TestMarks:
    def test_one_changed_word_is_marked_and_said(self) -> None:
        html = compare(from_markup("We saw nine children"), from_markup("We saw ten children"), cite)
        hidden = '<span class="govuk-visually-hidden">{} </span>'
        assert html == (
            f"<p>We saw <del>{hidden.format('removed')}nine</del><ins>{hidden.format('added')}ten</ins> children</p>"
        )

    def test_a_rewritten_phrase_is_one_change_not_one_for_each_word(self) -> None:
        html = compared("They said one two three today", "They said four five six today")
        assert html == "<p>They said <del>one two three</del><ins>four five six</ins> today</p>"

    def test_a_block_put_in_between_leaves_its_neighbours_alone(self) -> None:
        assert compared("One.\n\nThree.", "One.\n\nTwo.\n\nThree.") == "<p>One.</p><p><ins>Two.</ins></p><p>Three.</p>"

    def test_a_list_item_taken_out_is_marked_in_its_place(self) -> None:
        assert compared("- a\n- b\n- c", "- a\n- c") == "<ul><li>a</li><li><del>b</del></li><li>c</li></ul>"

    def test_a_table_is_compared_cell_by_cell_and_keeps_its_figures_aligned(self) -> None:
        old, new = (f"Table: T\n| Year | Rate |\n|---|---|\n| now | {rate} |" for rate in ("45%", "44%"))
        assert '<td>now</td><td class="num"><del>45%</del><ins>44%</ins></td>' in compared(old, new)

    def test_a_changed_caption_and_a_new_row_are_marked(self) -> None:
        html = compared("Table: Old one\n| a |\n|---|\n| x |", "Table: New one\n| a |\n|---|\n| x |\n| y |")
        assert "<del>Old</del><ins>New</ins> one</caption>" in html
        assert "<tr><td>x</td></tr><tr><td><ins>y</ins></td></tr>" in html

    def test_a_new_column_is_one_column_and_its_neighbours_stay(self) -> None:
        old = "| Year | Rate |\n|---|---|\n| 2016 | 45% |\n| 2017 | 44% |"
        new = "| Year | Plans | Rate |\n|---|---|---|\n| 2016 | 12 | 45% |\n| 2017 | 12 | 43% |\n| 2018 | 9 | 41% |"
        rows = re.findall(r"<tr>(.*?)</tr>", re.sub(r' (?:scope|class)="\w+"', "", compared(old, new)))
        assert rows == [
            "<th>Year</th><th><ins>Plans</ins></th><th>Rate</th>",
            "<td>2016</td><td><ins>12</ins></td><td>45%</td>",
            "<td>2017</td><td><ins>12</ins></td><td><del>44%</del><ins>43%</ins></td>",
            "<td><ins>2018</ins></td><td><ins>9</ins></td><td><ins>41%</ins></td>",
        ]

    def test_a_column_that_went_leaves_the_grid_whole_under_a_new_row(self) -> None:
        old = "| Year | Plans | Rate |\n|---|---|---|\n| 2016 | 12 | 45% |"
        new = "| Year | Rate |\n|---|---|\n| 2016 | 45% |\n| 2017 | 44% |"
        html = re.sub(r' (?:scope|class)="\w+"', "", compared(old, new))
        assert "<td>2016</td><td><del>12</del></td><td>45%</td>" in html
        assert "<td><ins>2017</ins></td><td></td><td><ins>44%</ins></td>" in html

    def test_a_row_put_in_leaves_the_others_alone_however_many_figures_changed(self) -> None:
        head = "| A | B | C | D |\n|---|---|---|---|\n| Luton | 1 | 2 | 3 |\n"
        html = compared(f"{head}| Essex | 4 | 5 | 6 |", f"{head}| Norfolk | 7 | 8 | 9 |\n| Essex | 40 | 50 | 60 |")
        assert "<td><ins>Norfolk</ins></td>" in html and "<td>Essex</td>" in html
        assert '<del>4</del><ins>40</ins>' in html

    def test_a_paragraph_that_moved_is_told_from_one_rewritten(self) -> None:
        long = "We know our practice from monthly audits."
        stays = "One stays here.\n\nTwo stays here."
        html = compared(f"{long}\n\n{stays}", f"{stays}\n\n{long}")
        assert html == (f'<p><del class="moved">{long}</del></p><p>One stays here.</p><p>Two stays here.</p>'
                        f'<p><ins class="moved">{long}</ins></p>')

    def test_two_plain_texts_are_compared_by_words_and_lines(self) -> None:
        assert HIDDEN.sub("", compare_words("May 2015", "June 2015")) == "<del>May</del><ins>June</ins> 2015"
        assert compare_words("one\ntwo", "one\ntwo") == "one<br>two" and compare_words("", "") == ""
        assert HIDDEN.sub("", compare_words("", "<b>")) == "<ins>&lt;b&gt;</ins>"

    def test_a_citation_that_changed_its_revision_is_marked(self) -> None:
        html = compared("It fell [[E1]]", "It fell [[E1@2]]")
        assert re.search(r"<del><a[^>]*>E1@1</a></del><ins><a[^>]*>E1@2</a></ins>", html)


class TestSpeed:
    def test_a_typical_edit_of_5400_words_takes_little_and_a_new_text_is_bounded(self) -> None:
        words = [f"word{number * 7919 % 1300}" for number in range(5400)]
        paragraphs = [" ".join(words[at : at + 54]) for at in range(0, 5400, 54)]
        old = from_markup("\n\n".join(paragraphs))
        edited = [*paragraphs[:20], "Put in.", *paragraphs[20:50], paragraphs[50] + " more words", *paragraphs[52:]]
        started = time.process_time()
        compare(old, from_markup("\n\n".join(edited)), cite)
        assert time.process_time() - started < 1
        other = from_markup(" ".join(reversed(words)).replace("word", "other"))
        started = time.process_time()
        compare(old, other, cite)
        assert time.process_time() - started < 5
