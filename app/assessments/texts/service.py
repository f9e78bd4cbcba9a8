"""Committing steps to a text: checked, appended, derived from, all in the caller's transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col

from app.assessments.anchors.service import carry
from app.assessments.models import Text
from app.assessments.texts.models import HeldText, Recovered, Revision, Step, TextSource
from app.assessments.texts.queries import last_wrote
from app.assessments.texts.resting import resting_on, settle_use
from app.core.clock import aware, now
from app.core.errors import Refused
from app.core.prepared import Prepared
from app.richtext.schema import SCHEMA_VERSION
from app.richtext.steps import Rewritten, StepRefused, rewrite

Doc = dict[str, Any]
APPEND = Prepared(insert(Step))
SETTLE = Prepared(update(Text).where(col(Text.id) == bindparam("text_id")).values({
    name: bindparam(name) for name in (
        "version", "doc", "schema_version", "words", "uncited", "last_author", "last_author_id", "last_at",
    )
}))
CHECKPOINT_EVERY = 500  # steps; of 5,400 words every 100 would be four fifths of all that is stored
PAUSE = timedelta(minutes=15)  # after this long, the same hand begins a new revision


@dataclass(frozen=True)
class Hand:
    """Whose writing it is: a person, or an import, which is nobody's draft."""

    name: str
    person_id: int | None


def commit_steps(
    session: Session, authority_id: int, text: HeldText, steps: Sequence[dict[str, Any]], hand: Hand, client_id: str
) -> bool:
    """Apply steps to the text's current version; whether they began a new revision. Refused changes nothing."""
    try:
        after = rewrite(text.doc, list(steps))
    except StepRefused as refusal:
        raise Refused(str(refusal)) from refusal
    rests = resting_on(session, authority_id, text, after.held)
    begins = _begins_revision(session, text, hand)
    if begins and text.version:
        keep_revision(session, text, "written", Hand(text.last_author, text.last_author_id))
    _append(session, text, steps, hand, client_id)
    _settle(session, text, after, len(steps), hand)
    carry(session, text.id, text.version, after.mapping, after.tree)
    settle_use(session, text.id, rests)
    return begins


def _begins_revision(session: Session, text: HeldText, hand: Hand) -> bool:
    """Whether a hand sits down to the text: a new one, or one that paused.

    People who write at the same time are one sitting: a revision for every turn would be one for every word.
    """
    if text.last_at is None or text.version == 0:
        return True
    same = (text.last_author_id, text.last_author) == (hand.person_id, hand.name)
    last = text.last_at if same else None
    if not same and hand.person_id is not None:
        last = last_wrote(session, text, hand.person_id)
    return last is None or now() - aware(last) > PAUSE


def _append(session: Session, text: HeldText, steps: Sequence[dict[str, Any]], hand: Hand, client_id: str) -> None:
    moment = now()
    for version, step in enumerate(steps, text.version + 1):
        APPEND.run(
            session, text_id=text.id, version=version, client_id=client_id, author=hand.name, author_id=hand.person_id,
            at=moment, step=json.dumps(step, ensure_ascii=False, separators=(",", ":")),
        )


def _settle(session: Session, text: HeldText, after: Rewritten, added: int, hand: Hand) -> None:
    before = text.version
    values = {
        "version": before + added, "doc": after.text, "schema_version": SCHEMA_VERSION, "words": after.held.words,
        "uncited": after.held.uncited, "last_author": hand.name, "last_author_id": hand.person_id, "last_at": now(),
    }
    SETTLE.run(session, text_id=text.id, **values)
    for name, value in values.items():
        setattr(text, name, value)
    if text.version // CHECKPOINT_EVERY != before // CHECKPOINT_EVERY:
        keep_revision(session, text, "checkpoint", hand)


def keep_revision(session: Session, text: HeldText, kind: str, hand: Hand) -> Revision:
    """Keep the whole document as it stands, for ever."""
    revision = Revision(
        text_id=text.id, version=text.version, kind=kind, doc=text.doc, schema_version=text.schema_version,
        words=text.words, author=hand.name, author_id=hand.person_id,
        at=text.last_at if kind == "written" and text.last_at else now(),
    )
    session.add(revision)
    session.flush()
    return revision


def came_from(
    session: Session, text: HeldText, kind: str, source: tuple[int, int], steps: int = 1
) -> None:
    """Note that the last steps put in words of a text's version, given by both numbers, which nobody typed anew."""
    session.add_all(
        TextSource(text_id=text.id, version=made, kind=kind, source_text_id=source[0], source_version=source[1])
        for made in range(text.version - steps + 1, text.version + 1)
    )


def rescue(session: Session, text: HeldText, hand: Hand, typed: str, doc: Doc) -> Recovered:
    """Set words aside for their author; kept whatever state the text is in."""
    assert hand.person_id is not None
    row = Recovered(text_id=text.id, author_id=hand.person_id, at=now(), words=typed[:1_000_000], doc=json.dumps(doc))
    session.add(row)
    session.flush()
    return row
