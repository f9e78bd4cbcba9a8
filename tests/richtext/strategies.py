"""Random documents: any the schema allows, and those that light markup can express.

A document grows from a seed and a size, since drawing each word by itself would take most of a test's time;
the size is what shrinks.
"""

from random import Random
from typing import Any

from hypothesis import strategies as st

from app.richtext.models import FORMS, SUPPORTS
from app.richtext.schema import SCHEMA, node_from, to_json

Doc = dict[str, Any]

WORDS = (
    ["children", "45%", "£2.4m", "2016/17", "“quality”", "café", "👪", "-", "1.", "12)", ">", "|", "*", "**", "\\"]
    + ["[", "]", "(", ")", "[[E1]]", "#", "###", "{{", "<b>", "&", "Table:", "https://a.test/x(y)", "_", "~", "`"]
    + ["•", "\\*", "{{table 1, kept as it is}}", "|---|", "](https://a.test)", "it’s", "<ins>", "a", "b", "\u2028"]
    + ["!!", "[child]", "[Inspector]", "Source:", "Table: x", "!"]
)
HREFS = ["https://a.test/x", "http://b.test/(q)?a=1|2", "mailto:a@b.test", "https://c.test/\\*"]
PLACES = ["", "", "p. 7", "table 2", " a ", "]]", "x|y", "back\\", "[", "\\ "]
FIGURES = ["73", "81.5%", "1,234", "c", "−0.5", "a}}|\\"]
SPACES = ["", " ", " ", " ", "  ", "\t"]


class Grower:
    """Grows one document; `plain` keeps it to what light markup can express."""

    def __init__(self, seed: int, plain: bool) -> None:
        self.random = Random(seed)
        self.plain = plain

    def doc(self, size: int) -> Doc:
        return canonical({"type": "doc", "content": [self.top() for _ in range(size)]})

    def top(self) -> Doc:
        """A block, or now and then a note to colleagues or a block of figures, which stand nowhere else."""
        if self.random.random() < 0.07:
            form = self.random.choice(list(FORMS))
            return {"type": "indicator", "attrs": {"form": form, "extract": self.extract(), "caption": self.line()}}
        if self.random.random() < 0.1:
            return {"type": "note", "content": self.blocks(3, least=1)}
        return self.block(3)

    def text(self) -> str:
        pick = self.random.choice
        return "".join(pick(SPACES) + pick(WORDS) for _ in range(self.random.randint(1, 4))) + pick(SPACES)

    def marks(self, links: bool) -> list[Doc]:
        chosen: list[Doc] = [{"type": name} for name in ("bold", "italic") if self.random.random() < 0.3]
        if links and self.random.random() < 0.2:
            chosen.append({"type": "link", "attrs": {"href": self.random.choice(HREFS)}})
        return chosen

    def extract(self) -> str:
        return f"{self.random.getrandbits(64):016x}"

    def atom(self, breaks: bool) -> Doc:
        kind = self.random.random()
        if kind < 0.15 and breaks:
            return {"type": "hardBreak"}
        if kind < 0.3:
            attrs = {"item": f"E{self.random.randint(0, 99_999)}", "revision": self.random.choice([1, 1, 12])}
            place = {"place": self.random.choice(PLACES)}
            says = {"supports": self.random.choice(["", "", *SUPPORTS]), "quote": self.random.choice(["", *PLACES])}
            return {"type": "citation", "attrs": attrs | place | says, "marks": self.marks(links=not self.plain)}
        if kind < 0.36:
            attrs = {"extract": self.extract(), "text": self.random.choice(FIGURES)}
            return {"type": "figure", "attrs": attrs, "marks": self.marks(links=not self.plain)}
        return {"type": "text", "text": self.text(), "marks": self.marks(links=True)}

    def inline(self, least: int = 0, breaks: bool = True) -> list[Doc]:
        return [self.atom(breaks) for _ in range(self.random.randint(least, 4))]

    def paragraph(self, least: int = 0, breaks: bool = True) -> Doc:
        return {"type": "paragraph", "content": self.inline(least, breaks)}

    def block(self, depth: int) -> Doc:
        """A block of any kind; nothing nests once depth is 0."""
        kind = self.random.random()
        if kind < 0.4:
            return self.paragraph(least=1 if self.plain else 0)
        if kind < 0.5:
            return {"type": "heading", "attrs": {"level": self.random.randint(3, 5)}, "content": self.inline()}
        if kind < 0.65 or depth == 0:
            return self.pipe_table() if self.plain or depth == 0 else self.table(depth)
        if kind < 0.75:
            voice = self.random.choice(["", "", "child", "inspector"])
            return {"type": "blockquote", "attrs": {"voice": voice}, "content": self.blocks(depth, least=1)}
        return self.list(depth)

    def blocks(self, depth: int, least: int = 0) -> list[Doc]:
        return [self.block(depth - 1) for _ in range(self.random.randint(least, 2))]

    def list(self, depth: int) -> Doc:
        items = [
            {"type": "listItem", "content": [self.paragraph(), *self.blocks(depth)]}
            for _ in range(self.random.randint(1, 3))
        ]
        if self.random.random() < 0.5:
            return {"type": "bulletList", "content": items}
        return {"type": "orderedList", "attrs": {"start": self.random.choice([0, 1, 1, 7, 99_999])}, "content": items}

    def pipe_table(self) -> Doc:
        """A table that pipes can express: a heading row, no spans, one line in each cell."""
        width = self.random.randint(1, 3)
        rows = [
            [{"type": kind, "content": [self.paragraph(breaks=False)]} for _ in range(width)]
            for kind in ["tableHeader", *["tableCell"] * self.random.randint(0, 2)]
        ]
        said = {name: self.line() for name in ("caption", "source")}
        return {"type": "table", "attrs": said, "content": [{"type": "tableRow", "content": row} for row in rows]}

    def line(self) -> str:
        """A caption or source, or none."""
        return " ".join(self.random.choice(["", self.text()]).replace("\u2028", "").split())

    def table(self, depth: int) -> Doc:
        """A table of any shape: ragged, with spans, with several blocks in a cell."""
        rows = [[self.cell(depth) for _ in range(self.random.randint(0, 3))] for _ in range(self.random.randint(1, 3))]
        content = [{"type": "tableRow", "content": row} for row in rows]
        said = {"caption": self.random.choice(["", "Caption"]), "source": self.random.choice(["", "A return"])}
        return {"type": "table", "attrs": said, "content": content}

    def cell(self, depth: int) -> Doc:
        spans = {name: self.random.choice([1, 1, 1, 2, 3, 50]) for name in ("colspan", "rowspan")}
        kind = self.random.choice(["tableCell", "tableHeader"])
        return {"type": kind, "attrs": spans, "content": self.blocks(depth, least=1)}


def canonical(doc: Doc) -> Doc:
    """The document as the server would store it: neighbouring text joined, defaults spelt out."""

    def joined(node: Any) -> Any:
        if node.is_text:
            return node
        return node.type.create(node.attrs, [joined(child) for child in node.children], node.marks)

    stored = to_json(joined(SCHEMA.node_from_json(doc)))
    node_from(stored)
    return stored


def _docs(plain: bool) -> st.SearchStrategy[Doc]:
    return st.builds(lambda size, seed: Grower(seed, plain).doc(size), st.integers(1, 5), st.integers(0, 2**32))


def plain_docs() -> st.SearchStrategy[Doc]:
    """Documents that light markup expresses in full."""
    return _docs(plain=True)


def any_docs() -> st.SearchStrategy[Doc]:
    """Documents of every shape the schema allows."""
    return _docs(plain=False)
