"""Random documents: any the schema allows, and those that light markup can express."""

from typing import Any

from hypothesis import strategies as st

from app.richtext.schema import SCHEMA, node_from, to_json

WORDS = st.sampled_from(
    ["children", "45%", "£2.4m", "2016/17", "“quality”", "café", "👪", "-", "1.", "12)", ">", "|", "*", "**"]
    + ["\\", "[", "]", "(", ")", "[[E1]]", "#", "###", "{{", "<b>", "&", "Table:", "https://a.test/x(y)", "_"]
    + ["~", "`", "•", "\\*", "{{table 1, kept as it is}}", "|---|", "](https://a.test)", "it’s", "<ins>"]
)
LETTERS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=6)
HREFS = st.sampled_from(["https://a.test/x", "http://b.test/(q)?a=1|2", "mailto:a@b.test", "https://c.test/\\*"])
PLACES = st.one_of(st.just(""), st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12))


def texts() -> st.SearchStrategy[str]:
    """Words and signs of markup in any order, with spaces at either end too."""
    piece = st.one_of(WORDS, LETTERS, st.sampled_from([" ", "  ", "\t"]))
    return st.lists(piece, min_size=1, max_size=6).map("".join)


def _marks(links: bool) -> st.SearchStrategy[list[dict[str, Any]]]:
    emphasis = st.sets(st.sampled_from(["bold", "italic"])).map(lambda names: [{"type": n} for n in sorted(names)])
    if not links:
        return emphasis
    link: st.SearchStrategy[list[dict[str, Any]]] = st.one_of(
        st.just([]), st.just([]), HREFS.map(lambda href: [{"type": "link", "attrs": {"href": href}}])
    )
    return st.tuples(emphasis, link).map(lambda pair: pair[0] + pair[1])


def _with_marks(node: st.SearchStrategy[dict[str, Any]], links: bool) -> st.SearchStrategy[dict[str, Any]]:
    return st.tuples(node, _marks(links)).map(lambda pair: {**pair[0], "marks": pair[1]} if pair[1] else pair[0])


def citations(places: st.SearchStrategy[str] = PLACES) -> st.SearchStrategy[dict[str, Any]]:
    attrs = st.fixed_dictionaries(
        {"item": st.integers(0, 99999).map("E{}".format), "revision": st.integers(1, 12), "place": places}
    )
    return attrs.map(lambda values: {"type": "citation", "attrs": values})


def inline(breaks: bool = True, least: int = 0, loose: bool = False) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Inline content; `loose` also puts links on citations, which markup cannot express."""
    kinds = [
        _with_marks(texts().map(lambda text: {"type": "text", "text": text}), True),
        _with_marks(citations(), loose),
    ]
    if breaks:
        kinds.append(st.just({"type": "hardBreak"}))
    return st.lists(st.one_of(kinds), min_size=least, max_size=5)


def _node(kind: str, content: Any, **attrs: Any) -> dict[str, Any]:
    node: dict[str, Any] = {"type": kind, "content": content}
    return {**node, "attrs": attrs} if attrs else node


def _paragraphs(least: int, loose: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    return inline(least=least, loose=loose).map(lambda content: _node("paragraph", content))


def _headings() -> st.SearchStrategy[dict[str, Any]]:
    return st.tuples(inline(), st.sampled_from([3, 4, 5])).map(lambda p: _node("heading", p[0], level=p[1]))


def _plain_tables() -> st.SearchStrategy[dict[str, Any]]:
    """Tables that pipes can express: a heading row, no spans, one line in each cell."""
    caption = texts().map(lambda text: " ".join(text.split())[:300])

    def table(width: int) -> st.SearchStrategy[dict[str, Any]]:
        cell = inline(breaks=False).map(lambda content: [_node("paragraph", content)])
        head = st.lists(cell.map(lambda c: _node("tableHeader", c)), min_size=width, max_size=width)
        row = st.lists(cell.map(lambda c: _node("tableCell", c)), min_size=width, max_size=width)
        rows = st.tuples(head, st.lists(row, max_size=2)).map(lambda pair: [pair[0], *pair[1]])
        content = rows.map(lambda lines: [_node("tableRow", line) for line in lines])
        return st.tuples(content, caption).map(lambda pair: _node("table", pair[0], caption=pair[1]))

    return st.integers(1, 3).flatmap(table)


def _any_tables(blocks: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Tables of any shape: ragged, with spans, with several blocks in a cell."""
    spans = st.sampled_from([1, 1, 1, 2, 3, 50])
    cell = st.tuples(
        st.sampled_from(["tableCell", "tableHeader"]), st.lists(blocks, min_size=1, max_size=2), spans, spans
    ).map(lambda p: _node(p[0], p[1], colspan=p[2], rowspan=p[3]))
    row = st.lists(cell, max_size=3).map(lambda cells: _node("tableRow", cells))
    return st.tuples(st.lists(row, min_size=1, max_size=3), LETTERS).map(
        lambda pair: _node("table", pair[0], caption=pair[1])
    )


def _lists(
    first: st.SearchStrategy[dict[str, Any]], blocks: st.SearchStrategy[dict[str, Any]]
) -> st.SearchStrategy[dict[str, Any]]:
    item = st.tuples(first, st.lists(blocks, max_size=2)).map(lambda p: _node("listItem", [p[0], *p[1]]))
    items = st.lists(item, min_size=1, max_size=3)
    ordered = st.tuples(items, st.sampled_from([0, 1, 2, 7, 99_999]))
    return st.one_of(
        items.map(lambda content: _node("bulletList", content)),
        ordered.map(lambda pair: _node("orderedList", pair[0], start=pair[1])),
    )


def _docs(blocks: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    docs = st.lists(blocks, min_size=1, max_size=5).map(lambda content: _node("doc", content))
    return docs.map(canonical)


def canonical(doc: dict[str, Any]) -> dict[str, Any]:
    """The document as the server would store it: neighbouring text joined, defaults spelt out."""

    def joined(node: Any) -> Any:
        return (
            node.type.create(node.attrs, [joined(child) for child in node.children], node.marks)
            if not (node.is_text)
            else node
        )

    read = SCHEMA.node_from_json(doc)
    node = to_json(joined(read))
    node_from(node)
    return node


def plain_docs() -> st.SearchStrategy[dict[str, Any]]:
    """Documents that light markup expresses in full."""
    leaves = st.one_of(_paragraphs(1), _headings(), _plain_tables())
    blocks = st.recursive(
        leaves,
        lambda inner: st.one_of(
            _lists(_paragraphs(0), inner),
            st.lists(inner, min_size=1, max_size=2).map(lambda content: _node("blockquote", content)),
        ),
        max_leaves=6,
    )
    return _docs(blocks)


def any_docs() -> st.SearchStrategy[dict[str, Any]]:
    """Documents of every shape the schema allows."""
    leaves = st.one_of(_paragraphs(0, loose=True), _headings(), _plain_tables())
    blocks = st.recursive(
        leaves,
        lambda inner: st.one_of(
            _lists(_paragraphs(0, loose=True), inner),
            st.lists(inner, min_size=1, max_size=2).map(lambda content: _node("blockquote", content)),
            _any_tables(inner),
        ),
        max_leaves=6,
    )
    return _docs(blocks)
