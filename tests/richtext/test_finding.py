"""Words are found wherever they stand, and their places are the browser’s."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.richtext.finding import Query, Spot, find, in_text
from app.richtext.markup import from_markup
from app.richtext.schema import node_from
from app.richtext.text import plain_text
from tests.richtext.strategies import any_docs

TABLE = "Table: Rates of audit\n| Audit | Rate |\n|---|---|\n| audit now | 45% |"


def found(markup: str, words: str, **options: bool) -> list[str]:
    return [match.words for match in find(from_markup(markup), Query(words, **options).pattern)]


class TestWords:
    def test_in_every_kind_of_block_in_reading_order(self) -> None:
        markup = "### Audits\n\nAn audit\n\n- audit one\n\n> audit two\n\n" + TABLE
        assert found(markup, "audit") == ["Audit", "audit", "audit", "audit", "audit", "Audit", "audit"]

    def test_capitals_count_where_asked(self) -> None:
        assert found("Audit audit AUDIT", "audit", case=True) == ["audit"]
        assert found("Audit audit AUDIT", "AUDIT") == ["Audit", "audit", "AUDIT"]

    def test_parts_of_words_are_left_where_asked(self) -> None:
        assert found("audit audits re-audit audit’s preaudit", "audit", whole=True) == ["audit"] * 3
        assert found("45% of 450%", "45%", whole=True) == ["45%"]

    def test_across_marks_but_not_across_a_citation_or_line_break(self) -> None:
        assert found("the **quality** of *prac*tice", "quality of practice") == ["quality of practice"]
        assert found("quality [[E1]]audit", "quality audit") == [] == found("quality\\\naudit", "quality audit")

    def test_what_people_type_means_what_looks_alike(self) -> None:
        text = "child’s “voice” on 5\u00a0May"
        assert found(f"the {text}", "child's \"voice\" on 5 may") == [text]

    @pytest.mark.parametrize("words", ["(", "[a", "a.b", "\\", "a+", "^", "$", "|", "{2}", "*"])
    def test_no_sign_has_a_meaning_of_its_own(self, words: str) -> None:
        assert [match.words for match in in_text(f"x{words}y axb", Query(words).pattern)] == [words]


class TestPlaces:
    @settings(deadline=None)
    @given(any_docs(), st.sampled_from(["children", "a", "45%", "“quality”", "👪", "\\", "b", "caption", " "]))
    def test_the_words_at_a_place_are_the_match(self, doc: dict[str, Any], words: str) -> None:
        node, matches = node_from(doc), list(find(doc, Query(words).pattern))
        for match in matches:
            spot = match.spot
            if spot.table is None:
                assert node.text_between(spot.start, spot.end, "\n", "?") == match.words
            else:
                assert node.node_at(spot.table).attrs["caption"][spot.start : spot.end] == match.words
        assert [one.spot for one in matches] == sorted((one.spot for one in matches), key=lambda spot: spot.order)

    @settings(deadline=None)
    @given(any_docs())
    def test_nothing_is_missed_that_reads_as_one_word(self, doc: dict[str, Any]) -> None:
        spoken = re.sub(r"\[E\d+[^\]]*\]", "\n", plain_text(doc))
        if "[" not in spoken:
            assert len(list(find(doc, Query("café").pattern))) >= spoken.count("café")

    def test_a_caption_names_its_table(self) -> None:
        match = next(find(from_markup("Text\n\n" + TABLE), Query("rates").pattern))
        assert match.spot == Spot(0, 5, 6) and match.after == " of audit"

    def test_context_ends_where_words_do(self) -> None:
        match = next(in_text("word " * 40 + "here " + "word " * 40, Query("here").pattern))
        assert re.fullmatch(r"…(word )+", match.before) and re.fullmatch(r"( word)+…", match.after)
        assert 40 < len(match.before) <= 62
