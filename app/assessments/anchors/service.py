"""Verbs of anchors: drop one at a passage, and carry all of a text along with its steps."""

from dataclasses import dataclass

from prosemirror.model import Node
from prosemirror.transform import Mapping
from sqlalchemy import bindparam, update
from sqlmodel import Session, col

from app.assessments.anchors.models import Anchor
from app.assessments.anchors.queries import OF_TEXT
from app.assessments.anchors.rules import Passage, carried
from app.assessments.texts.models import HeldText
from app.assessments.texts.queries import doc_at, steps_since
from app.core.errors import Refused
from app.core.prepared import Prepared
from app.richtext.quoting import Flat, Quote
from app.richtext.schema import trusted
from app.richtext.steps import mapping_of, tree_of

MOVE = Prepared(update(Anchor).where(col(Anchor.id) == bindparam("anchor_id")).values({
    name: bindparam(name) for name in ("version", "start", "end", "state")
}))
LONGEST = 20_000  # characters in one passage
NOT_THERE = "The words that you chose are not in this text any more. Choose them again."


@dataclass(frozen=True)
class Made:
    """The version of a text that a passage was chosen in."""

    version: int
    flat: Flat


@dataclass(frozen=True)
class Carried:
    """The text as it is now, and what leads there."""

    version: int
    mapping: Mapping
    flat: Flat


def drop(session: Session, text_id: int, version: int, doc: Node, start: int, end: int) -> Anchor:
    """Bind an anchor to what stands between two positions of a text's current version; Refused where nothing does."""
    if not 0 <= start < end <= doc.content.size:
        raise Refused(NOT_THERE)
    return _bind(session, text_id, version, Passage(start, end), version, Passage(start, end), Flat(doc))


def drop_at(session: Session, text: HeldText, version: int, start: int, end: int) -> Anchor:
    """The same at positions that were true of an earlier version, from which it is carried to the current one.

    Refused where its words were deleted since.
    """
    if version == text.version:
        return drop(session, text.id, version, tree_of(text.doc), start, end)
    if not 0 <= version < text.version:
        raise Refused(NOT_THERE)
    before = trusted(doc_at(session, text, version))
    if not 0 <= start < end <= before.content.size:
        raise Refused(NOT_THERE)
    steps = [item["s"] for item in steps_since(session, text.id, version)]
    flat, after = Flat(before), Flat(tree_of(text.doc))
    now = carried(Passage(start, end), flat.quote(start, end), mapping_of(steps), after)
    if now.state == "gone":
        raise Refused("These words were deleted while you were choosing them. Choose others.")
    return _bind(session, text.id, version, Passage(start, end), text.version, now, flat)


def _bind(
    session: Session, text_id: int, made_version: int, made: Passage, version: int, now: Passage, flat: Flat
) -> Anchor:
    """Keep an anchor that was made at a passage of a version, `flat`, and is at another of the current one."""
    quote = flat.quote(made.start, made.end)
    if not quote.words.strip():
        raise Refused("Choose some words first.")
    if len(quote.words) > LONGEST:
        raise Refused(f"Choose a shorter passage, of at most {LONGEST:,} characters.")
    anchor = Anchor(
        text_id=text_id, made_version=made_version, made_start=made.start, made_end=made.end, version=version,
        start=now.start, end=now.end, state=now.state, quote=quote.words, prefix=quote.prefix, suffix=quote.suffix,
    )
    session.add(anchor)
    session.flush()
    return anchor


def bind(session: Session, text_id: int, made: Made, start: int, end: int, now: Carried) -> Anchor:
    """Bind an anchor to a passage, or to a place where start is end, of an earlier version; it is where that is now."""
    quote = made.flat.quote(start, end)
    found = carried(Passage(start, end), quote, now.mapping, now.flat)
    anchor = Anchor(
        text_id=text_id, made_version=made.version, made_start=start, made_end=end, version=now.version,
        start=found.start, end=found.end, state=found.state, quote=quote.words, prefix=quote.prefix,
        suffix=quote.suffix,
    )
    session.add(anchor)
    session.flush()
    return anchor


def carry(session: Session, text_id: int, version: int, mapping: Mapping, doc: Node) -> None:
    """Move every anchor of a text along with steps that led to `version`, whose document is `doc`."""
    rows = OF_TEXT.rows(session, text_id=text_id)
    if not rows:
        return
    after = Flat(doc)
    for anchor_id, start, end, state, words, prefix, suffix in rows:
        now = carried(Passage(start, end, state), Quote(words, prefix, suffix), mapping, after)
        MOVE.run(session, anchor_id=anchor_id, version=version, start=now.start, end=now.end, state=now.state)
