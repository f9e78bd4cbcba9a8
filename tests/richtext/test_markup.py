"""Light markup says everything it can about a document, and reads any text at all."""

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.richtext.markup import from_markup, to_markup
from app.richtext.schema import node_from
from app.richtext.text import plain_text
from tests.richtext.strategies import any_docs, plain_docs

SIGNS = st.text("-*#>!SourceT|[]()\\ \n\t1.E@{}:aT`•", max_size=60)
LINES = st.lists(
    st.sampled_from(
        [
            "",
            "- a",
            "  - b",
            "    c",
            "1. x",
            "2) y",
            "> q",
            "> - r",
            "| a | b |",
            "|---|---|",
            "Table: t",
            "### h",
        ]
        + [
            "text *it* **b",
            "[[E1|p. 2]]",
            "[[E1||impact|q]]",
            "[a](https://b.test)",
            "{{table 1, kept as it is}}",
            "end\\",
            " | lone",
            "*",
            "!! n",
            "!!",
            "> [child] c",
            "> [inspector]",
            "[child] p",
            "Source: s",
        ]
    ),
    max_size=12,
).map("\n".join)


class TestRoundTrip:
    @settings(max_examples=300, deadline=None)
    @given(plain_docs())
    def test_what_markup_can_express_comes_back_the_same(self, doc: dict[str, Any]) -> None:
        assert from_markup(to_markup(doc)) == doc

    @settings(max_examples=200, deadline=None)
    @given(any_docs())
    def test_printing_what_was_read_changes_nothing_more(self, doc: dict[str, Any]) -> None:
        once = to_markup(doc)
        node_from(from_markup(once))
        again = to_markup(from_markup(once))
        # A table named by a line alone is text to whoever does not know the table.
        assert again.replace("\\{{", "{{") == once.replace("\\{{", "{{")

    @settings(max_examples=300, deadline=None)
    @given(st.one_of(st.text(max_size=200), SIGNS, LINES))
    def test_any_text_can_be_read_and_keeps_its_words(self, text: str) -> None:
        doc = from_markup(text)
        node_from(doc)
        assert to_markup(from_markup(to_markup(doc))) == to_markup(doc)
        said = plain_text(doc)
        for word in re.findall(r"[a-z]{2,}", text.replace("https", "").replace("test", "")):
            assert word in said or word in str(doc)
