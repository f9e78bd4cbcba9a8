"""Verbs of the exchange: write answers out as a Word file, and take a returned one in as proposals."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from app.activity.service import record
from app.activity.tags import Tag
from app.assessments.guards import open_desk
from app.assessments.permissions import Whole
from app.assessments.proposals.service import Whose
from app.assessments.reading import Answer, answers_in
from app.assessments.suggesting.service import propose
from app.assessments.texts.queries import doc_at
from app.assessments.texts.service import Hand
from app.assessments.writing.live import Live
from app.assessments.writing.service import open_text
from app.core.errors import NotFound, Refused
from app.core.limited import TooHeavy, run_limited
from app.evidence.queries import library
from app.frameworks.rules import Section
from app.importing.exchange import identity, reading
from app.importing.exchange.identity import Identity, Part
from app.importing.exchange.placing import Placed, finder, placed, restored
from app.importing.exchange.writing import Asked, Chapter, written
from app.importing.source import word_fault
from app.indicators.extracts.laying import laid_out
from app.indicators.extracts.showing import showing_of
from app.richtext.errors import BadDocument
from app.richtext.models import NodeJson

LARGEST = 10_000_000  # bytes
LONGEST_NAME = 200
NOTE = 1900  # characters of comments that go with a proposal


def heading_of(answer: Answer) -> str:
    """An answer's heading in a file."""
    asked = answer.standards[0].asked
    if asked.kind != "statement":
        return asked.title
    return f"{'Statement' if len(answer.standards) == 1 else 'Statements'} {answer.name}"


def key_of(answer: Answer) -> str:
    """The prompt that leads to an answer."""
    return answer.standards[0].prompt.key


def written_answers(session: Session, whole: Whole, section: Section) -> list[Answer]:
    """The answers of a section that are texts."""
    return [answer for answer in answers_in(session, whole, section.key) if answer.text is not None]


def write_out(session: Session, whole: Whole, sections: Sequence[Section], only: str = "") -> bytes:
    """A Word file of sections, or of one answer alone; NotFound where there is no text in it."""
    chapters, parts, names = [], [], []
    for section in sections:
        answers = [
            answer for answer in written_answers(session, whole, section)
            if not only or only in [one.prompt.key for one in answer.standards]
        ]
        if answers:
            heading = f"{section.number}. {section.title}" if section.number else section.title
            chapters.append(Chapter(heading, [_asked(answer) for answer in answers]))
        parts += [_part(answer) for answer in answers]
        names += [answer.name for answer in answers]
    if not parts:
        raise NotFound("There is no written answer here that a Word file could hold.")
    told = names[0] if len(names) == 1 else f"{len(names)} answers"
    record(session, Tag.WORD_WRITTEN, whole.actor, whole.place.id, whole.address.path, prompts=told)
    title = f"{whole.place.name}: {whole.assessment.title}"
    return written(title, chapters, identity.sealed(Identity(str(whole.address), tuple(parts))))


def _part(answer: Answer) -> Part:
    assert answer.text is not None and answer.text.id is not None
    return Part(key_of(answer), answer.text.id, answer.text.version)


def _asked(answer: Answer) -> Asked:
    assert answer.doc is not None
    wording, guidance = [], []
    for standard in answer.standards:
        number = f"{standard.asked.number} " if standard.asked.number else ""
        wording.append(number + (standard.wording or standard.asked.title))
        wording += [f"{mark}) {words}" for mark, words, _ in standard.sub_items]
        guidance += [standard.asked.guidance] if standard.asked.guidance else []
    return Asked(key_of(answer), heading_of(answer), wording, guidance, laid_out(answer.doc, answer.figures))


@dataclass(frozen=True)
class Came:
    """One answer that a file brought back: where it is, and how many differences there are to decide about."""

    name: str
    path: str
    count: int = 0
    lost: list[str] = field(default_factory=list)
    refused: str = ""
    by_heading: bool = False


@dataclass(frozen=True)
class Returned:
    """What became of a returned file."""

    answers: list[Came]
    outside: list[str]
    comments: list[str]
    tracked: bool
    is_known: bool


def take_in(session: Session, live: Live, whole: Whole, name: str, data: bytes, partner: str) -> Returned:
    """Make proposals of what a partner changed; Refused, and nothing kept, where the file is not what it should be."""
    partner = " ".join(partner.split())[:LONGEST_NAME]
    if not partner:
        raise Refused("Say whose version this is: name and organisation.")
    found = _read(name, data)
    known = identity.opened(found["identity"])
    if known and known.address != str(whole.address):
        raise Refused(f"“{name}” was written out of {known.address}. Return it there.")
    headings, answers = _answers(session, whole)
    there = placed(found["stretches"], known, headings)
    if not there.by_key:
        raise Refused(f"“{name}” holds no answer of this assessment: its marks and headings are gone.")
    parts = {part.key: part for part in known.parts} if known else {}
    newest = {held.item.ref: held.newest.number for held in library(session, whole.place.id)}
    took = _Taking(session, live, whole, partner, found["comments"], parts, there, newest)
    came = [took.one(answers[key], blocks) for key, blocks in there.by_key.items()]
    record(session, Tag.WORD_RETURNED, whole.actor, whole.place.id, whole.address.path, file=name, author=partner)
    return Returned(came, there.outside, found["comments"], found["tracked"], known is not None)


def _answers(session: Session, whole: Whole) -> tuple[dict[str, str], dict[str, Answer]]:
    """The keys of answers by their headings, and the answers by key."""
    answers = {
        key_of(answer): answer for section in whole.reading.sections.values()
        for answer in written_answers(session, whole, section)
    }
    return {heading_of(answer): key for key, answer in answers.items()}, answers


def _read(name: str, data: bytes) -> dict[str, Any]:
    if not data:
        raise Refused("Choose the Word file that came back.")
    if len(data) > LARGEST:
        raise Refused(f"“{name}” is larger than {LARGEST // 1_000_000} MB. Take large pictures out and try again.")
    if fault := word_fault(data):
        raise Refused(f"“{name}” {fault}.")
    try:
        found: dict[str, Any] = run_limited(reading.read, data)
    except TooHeavy as error:
        raise Refused(f"“{name}” asks for more memory or time than one file is given.") from error
    return found


@dataclass(frozen=True)
class _Taking:
    """Everything that the answers of one file share."""

    session: Session
    live: Live
    whole: Whole
    partner: str
    comments: list[str]
    parts: dict[str, Part]
    there: Placed
    newest: dict[str, int]  # the newest revision of every item in the library

    def one(self, answer: Answer, blocks: list[NodeJson]) -> Came:
        """The proposal for one answer, against the version that was written out."""
        key = key_of(answer)
        desk = open_desk(self.session, self.whole.actor, self.whole.address, key)
        held, part = open_text(self.session, desk), self.parts.get(key)
        if part and (part.text_id != held.text.id or part.version > held.text.version):
            return Came(answer.name, desk.path, refused="It is answered together with others now, or apart from them.")
        version = part.version if part else held.text.version
        base = doc_at(self.session, held.text, version)
        try:
            figures = showing_of(self.session, desk.place, [base], compared=False)
            proposed, lost = restored(base, blocks, finder(base, self.newest), laid_out(base, figures))
        except BadDocument as error:
            return Came(answer.name, desk.path, refused=str(error))
        sender = Hand(desk.actor.name, desk.actor.person_id)
        whose = Whose(Hand(self.partner, None), sender, "word", "\n".join(self.comments)[:NOTE])
        count = propose(self.session, self.live, desk, held, version, proposed, whose)
        return Came(answer.name, desk.path, count, lost, by_heading=key in self.there.by_heading)
