"""A document is checked to its last attribute, and every refusal is a BadDocument with a sentence."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.richtext.limits import MAX_DEPTH
from app.richtext.schema import EMPTY_DOC, BadDocument, node_from, to_json
from tests.richtext.strategies import any_docs

Doc = dict[str, Any]


def doc(*blocks: Any) -> Doc:
    return {"type": "doc", "content": list(blocks)}


def paragraph(*content: Any) -> Doc:
    return {"type": "paragraph", "content": list(content)}


def text(words: str, *marks: Any) -> Doc:
    return {"type": "text", "text": words, "marks": list(marks)}


def citation(**attrs: Any) -> Doc:
    return doc(paragraph({"type": "citation", "attrs": {"item": "E1", "revision": 1, "place": ""} | attrs}))


def table(**attrs: Any) -> Doc:
    cell = {"type": "tableCell", "attrs": attrs, "content": [paragraph()]}
    return {"type": "table", "content": [{"type": "tableRow", "content": [cell]}]}


def linked(href: Any) -> Doc:
    return doc(paragraph(text("here", {"type": "link", "attrs": {"href": href}})))


def quoted(depth: int) -> Doc:
    block = paragraph()
    for _ in range(depth):
        block = {"type": "blockquote", "content": [block]}
    return doc(block)


REFUSED: list[Any] = [
    None,
    [],
    "text",
    {},
    {"type": "paragraph"},
    {"type": "doc"},
    {"type": 3},
    doc({"type": "script"}),
    doc(text("not in a block")),
    doc(paragraph(text(""))),
    doc(paragraph({"type": "text"})),
    doc(paragraph({"type": "text", "text": 3})),
    doc(paragraph(text("x", {"type": "underline"}))),
    doc(paragraph(text("x", {"type": "bold"}, {"type": "bold"}))),
    doc(paragraph(text("x\0"))),
    doc(paragraph(text("\ud800"))),
    doc({"type": "heading", "attrs": {"level": 2}}),
    doc({"type": "heading", "attrs": {"level": "3"}}),
    doc({"type": "heading", "attrs": {"level": True}}),
    doc({"type": "bulletList", "content": [paragraph()]}),
    doc({"type": "paragraph", "attrs": []}),
    doc({"type": "paragraph", "content": {}}),
    linked("javascript:alert(1)"),
    linked("https://a b"),
    linked("//a.test"),
    linked(None),
    linked("https://" + "a" * 3000),
    citation(item="12"),
    citation(item="E123456"),
    citation(item=None),
    citation(revision=0),
    citation(revision=1.0),
    citation(revision=True),
    citation(place="x" * 121),
    citation(place="two\nlines"),
    citation(place=None),
    doc(paragraph({"type": "citation", "attrs": {}})),
    doc(table(colspan=0)),
    doc(table(colspan=51)),
    doc(table(rowspan="2")),
    doc(table(colwidth="wide")),
    doc(table() | {"attrs": {"caption": "x" * 301}}),
    doc(table() | {"attrs": {"caption": None}}),
    doc({"type": "orderedList", "attrs": {"start": -1}, "content": [{"type": "listItem", "content": [paragraph()]}]}),
    quoted(MAX_DEPTH),
    quoted(900),
    doc(paragraph(text("x" * 1_000_001))),
]


class TestNodeFrom:
    @pytest.mark.parametrize("bad", REFUSED, ids=range(len(REFUSED)))
    def test_what_the_schema_or_a_limit_forbids_is_refused_with_a_sentence(self, bad: Any) -> None:
        with pytest.raises(BadDocument, match=r"^[A-Z“].*\.$"):
            node_from(bad)

    @pytest.mark.parametrize(
        "good",
        [
            EMPTY_DOC,
            linked("https://a.test/x?y=1#z"),
            linked("HTTP://A.TEST"),
            linked("mailto:someone@a.test"),
            citation(item="E12345", place="table 2"),
            doc(table(colspan=50, rowspan=1, colwidth=[120, None])),
            quoted(MAX_DEPTH - 1),
        ],
    )
    def test_what_they_allow_is_read(self, good: Doc) -> None:
        assert node_from(good).type.name == "doc"

    @settings(max_examples=100, deadline=None)
    @given(any_docs())
    def test_a_stored_document_comes_back_the_same(self, stored: Doc) -> None:
        assert to_json(node_from(stored)) == stored

    @settings(max_examples=300, deadline=None)
    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.sampled_from(["doc", "paragraph", "text", "x"]),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["type", "content", "attrs", "marks", "text"]), inner, max_size=5)
            ),
            max_leaves=12,
        )
    )
    def test_nothing_but_bad_document_is_raised(self, garbage: Any) -> None:
        try:
            node_from(garbage)
        except BadDocument as error:
            assert str(error)
