"""A document as words: what it says, cites and claims."""

import pytest

from app.richtext.markup import from_markup
from app.richtext.models import Citation
from app.richtext.schema import EMPTY_DOC
from app.richtext.text import citations, count_words, is_blank, join, plain_text, uncited_claims

TABLE = "Table: Rates\n| Year | Rate |\n|---|---|\n| now | 45% |"


class TestWords:
    def test_plain_text_has_a_line_for_each_block_and_row(self) -> None:
        doc = from_markup("### One\n\nTwo *three* [[E4|p. 7]]\\\nfour [[E5]]\n\n- a\n- b\n\n" + TABLE)
        assert plain_text(doc) == "One\nTwo three [E4, p. 7] four [E5]\na\nb\nRates\nYear\tRate\nnow\t45%"

    def test_words_are_counted_in_cells_and_captions_but_not_in_citations(self) -> None:
        assert count_words(from_markup("One **t**wo [[E4|p. 7]]three\n\n" + TABLE)) == 8

    def test_citations_come_in_reading_order(self) -> None:
        doc = from_markup("a [[E2]]\n\n- b [[E1@3|table 2]]\n\n| [[E2]] |\n|---|")
        assert citations(doc) == [Citation("E2", 1, ""), Citation("E1", 3, "table 2"), Citation("E2", 1, "")]


class TestBlank:
    @pytest.mark.parametrize("source", ["", " \\ ", "| |\n|---|", "###"])
    def test_without_words_or_citations_it_is_blank(self, source: str) -> None:
        assert is_blank(from_markup(source))

    @pytest.mark.parametrize("source", ["x", "[[E1]]", "Table: T\n| |\n|---|"])
    def test_with_either_it_is_not(self, source: str) -> None:
        assert not is_blank(from_markup(source))

    def test_joining_keeps_the_order_and_leaves_blank_ones_out(self) -> None:
        assert join([from_markup("a"), EMPTY_DOC, from_markup("b")]) == from_markup("a\n\nb")
        assert join([EMPTY_DOC, EMPTY_DOC]) == EMPTY_DOC == join([])


class TestClaims:
    @pytest.mark.parametrize(
        "words",
        [
            "It rose to 45%.",
            "We saw 12 children.",
            "2,016 children in 2016",
            "It cost £2017 in all",
            "ninety per cent of plans",
            "In the last three years 45 left care",
            "up to 25 days",
            "rose from 12 to 15 in 2016/17",
        ],
    )
    def test_a_figure_without_evidence_is_a_claim(self, words: str) -> None:
        assert uncited_claims(from_markup(words)) == [words]

    @pytest.mark.parametrize(
        "words",
        [
            "We listen to children.",
            "On 31 March 2017 and 31/03/2017 we met.",
            "In 2016/17 and 2015-16 we did.",
            "Sections 17, 20 and 47 of the Children Act 1989",
            "statements 4.1, 5.2 and 6.3 say so",
            "16 and 17 year olds and the under 18s",
            "Key Stage 2 in Year 6",
            "available 24/7 in Q4",
            "the 2nd visit",
        ],
    )
    def test_names_dates_and_ages_are_no_figures(self, words: str) -> None:
        assert uncited_claims(from_markup(words)) == []

    def test_a_cited_passage_is_no_claim_but_its_neighbour_is(self) -> None:
        doc = from_markup("We saw 12 [[E1]].\n\nWe saw 13.\n\n- item 14 [[E2]]\n- item of 15\n  - inner 16 [[E3]]")
        assert uncited_claims(doc) == ["We saw 13.", "item of 15"]

    def test_a_table_is_cited_by_the_block_before_or_after(self) -> None:
        assert uncited_claims(from_markup(TABLE)) == ["Rates"]
        assert uncited_claims(from_markup("As in [[E1]]\n\n" + TABLE)) == []
        assert uncited_claims(from_markup(TABLE + "\n\nSource: [[E1]]")) == []
        assert uncited_claims(from_markup("As in [[E1]]\n\nMore\n\n" + TABLE)) == ["Rates"]
