"""A document as words: its plain text, its length, what it cites, and several documents joined."""

from app.richtext.claims import uncited_claims
from app.richtext.models import Citation, NodeJson
from app.richtext.schema import EMPTY_DOC
from app.richtext.walk import NOTE, children, citations, extracts, lines, without_notes

__all__ = ["citations", "count_words", "extracts", "has_notes", "is_blank", "join", "plain_text", "uncited_claims"]


def plain_text(doc: NodeJson) -> str:
    """The document's words without its notes, one block or table row to a line; citations as [E12] or [E12, p. 7]."""
    return "\n".join(lines(doc, _reference))


def _reference(citation: Citation) -> str:
    return f"[{citation.item}, {citation.place}]" if citation.place else f"[{citation.item}]"


def count_words(doc: NodeJson) -> int:
    """How many words, parted by spaces, it holds; table cells and captions count, citations do not."""
    return sum(len(line.split()) for line in lines(doc))


def is_blank(doc: NodeJson) -> bool:
    """Whether the document says nothing to its readers: no word, citation or figure outside its notes."""
    plain = without_notes(doc)
    rests = citations(plain) or any(extracts(plain))
    return not rests and not any(line.strip() for line in lines(doc))


def has_notes(doc: NodeJson) -> bool:
    """Whether colleagues left a note in the document."""
    return any(block["type"] == NOTE for block in children(doc))


def join(docs: list[NodeJson]) -> NodeJson:
    """One document with the blocks of all, blank ones without notes left out; the empty document if all are."""
    content = [block for doc in docs if has_notes(doc) or not is_blank(doc) for block in children(doc)]
    return {"type": "doc", "content": content} if content else EMPTY_DOC
