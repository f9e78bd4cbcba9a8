"""Which words of a released answer somebody chose, and from which text that answer was printed."""

from dataclasses import dataclass
from typing import Any

from prosemirror.model import Node
from sqlmodel import Session, col, select

from app.assessments.anchors.models import Anchor
from app.assessments.anchors.service import LONGEST, Carried, Made, bind
from app.assessments.models import Prompt, Response, Text
from app.assessments.texts.models import HeldText
from app.assessments.texts.queries import doc_at, locked, steps_since
from app.core.errors import Refused
from app.richtext.printed import printed, unprinted
from app.richtext.quoting import Flat, Quote, between_letters
from app.richtext.schema import trusted
from app.richtext.steps import mapping_of, tree_of

Answer = dict[str, Any]
NOT_THERE = "These words stand in the answer more than once, or not at all. Copy more of them, exactly."


@dataclass(frozen=True)
class Chosen:
    """What somebody chose in a released answer: letters as a page counts them, words as typed, or a table by number."""

    start: int | None = None
    end: int | None = None
    quote: str = ""
    table: int | None = None

    @property
    def about(self) -> str:
        """One of rules.ABOUT but the section."""
        if self.table is not None:
            return "table"
        return "words" if self.start is not None or self.quote.strip() else "answer"


@dataclass(frozen=True)
class Taken:
    """A passage of a released answer with its words and those around them."""

    start: int
    end: int
    quote: Quote


def taken(answer: Answer, chosen: Chosen) -> Taken | None:
    """The passage that was chosen, None for the whole answer; Refused where there is none such."""
    if chosen.about == "answer":
        return None
    if not answer["doc"]:
        raise Refused("What you note here is about the whole of it: choose “The whole answer”.", "about")
    doc = trusted(answer["doc"])
    flat, found = Flat(doc), _between(doc, chosen)
    if found is None:
        raise Refused(NOT_THERE, "quote" if chosen.table is None else "about")
    quote = flat.quote(*found)
    if not quote.words.strip():
        raise Refused("Choose some words first.", "quote")
    if len(quote.words) > LONGEST:
        raise Refused(f"Choose a shorter passage, of at most {LONGEST:,} characters.", "quote")
    return Taken(*found, quote)


def _between(doc: Node, chosen: Chosen) -> tuple[int, int] | None:
    if chosen.table is not None:
        tables = tables_in(doc)
        return tables[chosen.table - 1] if 0 < chosen.table <= len(tables) else None
    if chosen.start is not None and chosen.end is not None:
        return between_letters(doc, chosen.start, chosen.end)
    return Flat(doc).find_typed(chosen.quote)


def tables_in(doc: Node) -> list[tuple[int, int]]:
    """From where to where each table of a document reaches, in order."""
    found, at = [], 0
    for block in doc.content.content:
        if block.type.name == "table":
            found.append((at, at + block.node_size))
        at += block.node_size
    return found


def origin(session: Session, assessment_id: int, answer: Answer) -> int | None:
    """The text that a frozen answer was printed from, None where no version of any reads like it."""
    if not answer["doc"]:
        return None
    keys = [prompt["key"] for prompt in answer["prompts"]]
    texts = session.exec(
        select(Text).join(Response, col(Response.text_id) == Text.id)
        .join(Prompt, col(Prompt.own_response_id) == Response.id)
        .where(Prompt.assessment_id == assessment_id, col(Prompt.key).in_(keys)).order_by(col(Prompt.position))
    ).all()
    for text in texts:
        if text.version >= answer["version"] and printed(doc_at(session, text, answer["version"])) == answer["doc"]:
            return text.id
    return None


def bound(session: Session, text_id: int, version: int, passage: Taken) -> Anchor:
    """An anchor in the text that a released answer was printed from, carried to where that text is now."""
    text = locked(session, text_id)
    whole = trusted(doc_at(session, text, version))
    start, end = unprinted(whole, passage.start, passage.end)
    return bind(session, text_id, Made(version, Flat(whole)), start, end, _now(session, text, version))


def _now(session: Session, text: HeldText, version: int) -> Carried:
    steps = [item["s"] for item in steps_since(session, text.id, version)]
    return Carried(text.version, mapping_of(steps), Flat(tree_of(text.doc)))
