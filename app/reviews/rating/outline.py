"""What of a released revision can be rated: its sections and answers, each with the hash of its very words."""

import hashlib
import json
from collections.abc import Mapping

from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.assessments.freezing.content import canonical
from app.assessments.freezing.models import FrozenRevision
from app.core.kept import Kept
from app.reviews.rating.rules import Answer, Section
from app.reviews.releases.frozen import Content, content_of, heading, sections_of, unanswered
from app.reviews.releases.frozen import Section as Read
from app.reviews.releases.permissions import Reading

Outline = tuple[Section, ...]
_read: Kept[str, Outline] = Kept(32)
_to_rate: Kept[str, frozenset[str]] = Kept(1024)  # of which a section is to be rated alone: little, and asked of many


def outline_of(session: Session, reading: Reading) -> Outline:
    """The outline of a released revision; it never changes, so it is made once and kept by its hash."""
    found = _read.get(reading.frozen.sha256)
    if found is None:
        found = drawn(content_of(session, reading))
        _read.put(reading.frozen.sha256, found)
    return found


def drawn(content: Content) -> Outline:
    """The outline of a content. Asked for are the sections with an answered statement; without any, all answered."""
    read = list(sections_of(content))
    statements = any(one["kind"] == "statement" and _written(one) for section in read for one in section.answers)
    return tuple(_section(one, statements) for one in read)


def _section(section: Read, statements: bool) -> Section:
    asked = any(one["kind"] == "statement" or not statements for one in section.answers if _written(one))
    return Section(section.key, section.title, _hash(section.answers), asked, tuple(map(_answer, section.answers)))


def _answer(answer: Content) -> Answer:
    return Answer(key_of(answer), heading(answer), _hash([answer]), _written(answer))


def to_rate_in(session: Session, revisions: Mapping[int, str]) -> dict[int, frozenset[str]]:
    """The keys of the sections that are to be rated in frozen revisions, which are given by id with their hashes.

    One query, for those that nobody asked about yet; they are read one after the other, since each is large.
    """
    found = {key: known for key, sha256 in revisions.items() if (known := _to_rate.get(sha256)) is not None}
    unread = [key for key in revisions if key not in found]
    if unread:
        for key, content in session.execute(
            columns(col(FrozenRevision.id), col(FrozenRevision.content)).where(col(FrozenRevision.id).in_(unread))
            .execution_options(yield_per=1)
        ):
            found[key] = frozenset(
                section.key for section in sections_of(json.loads(content)) if any(map(_written, section.answers)))
            _to_rate.put(revisions[key], found[key])
    return found


def _written(answer: Content) -> bool:
    return not unanswered(answer)


def key_of(answer: Content) -> str:
    """The key of an answer: that of the first prompt that it answers."""
    return str(answer["prompts"][0]["key"])


def _hash(answers: list[Content]) -> str:
    return hashlib.sha256(canonical({"answers": answers}).encode()).hexdigest()
