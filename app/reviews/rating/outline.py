"""What of a released revision can be rated: its sections and answers, each with the hash of its very words."""

import hashlib

from sqlmodel import Session

from app.assessments.freezing.content import canonical
from app.core.kept import Kept
from app.reviews.rating.rules import Answer, Section
from app.reviews.releases.frozen import Content, content_of, heading, sections_of, unanswered
from app.reviews.releases.frozen import Section as Read
from app.reviews.releases.permissions import Reading

Outline = tuple[Section, ...]
_read: Kept[str, Outline] = Kept(32)


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
    statements = any(
        one["kind"] == "statement" and not unanswered(one) for section in read for one in section.answers
    )
    return tuple(_section(one, statements) for one in read)


def _section(section: Read, statements: bool) -> Section:
    written = [one for one in section.answers if not unanswered(one)]
    asked = any(one["kind"] == "statement" or not statements for one in written)
    return Section(section.key, section.title, _hash(section.answers), asked, tuple(map(_answer, section.answers)))


def _answer(answer: Content) -> Answer:
    return Answer(key_of(answer), heading(answer), _hash([answer]), not unanswered(answer))


def key_of(answer: Content) -> str:
    """The key of an answer: that of the first prompt that it answers."""
    return str(answer["prompts"][0]["key"])


def _hash(answers: list[Content]) -> str:
    return hashlib.sha256(canonical({"answers": answers}).encode()).hexdigest()
