"""Where what reviewers noted stands: in the released text, in the text as it is now, and in a later release."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from prosemirror.model import Node
from prosemirror.transform import Mapping
from sqlmodel import Session, col, select

from app.assessments.anchors.models import Anchor
from app.assessments.anchors.rules import Passage, carried
from app.assessments.anchors.service import LONGEST, Carried, Made, bind
from app.assessments.models import Prompt, Response, Text
from app.assessments.texts.models import HeldText
from app.assessments.texts.queries import doc_at, locked, steps_since
from app.core.errors import Refused
from app.core.kept import Kept
from app.reviews.annotations.models import Annotation
from app.richtext.printed import in_print, printed, unprinted
from app.richtext.quoting import Flat, Quote, between_letters
from app.richtext.schema import trusted
from app.richtext.steps import mapping_of, tree_of

Answer = dict[str, Any]
NOT_THERE = "These words stand in the answer more than once, or not at all. Copy more of them, exactly."
GONE = Passage(0, 0, "gone")


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


@dataclass(frozen=True, slots=True)
class Anchored:
    """Where an anchor is in the current version of its text; the columns of one, since many are read at once."""

    text_id: int
    version: int
    start: int
    end: int
    state: str


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
        raise Refused("What you note here is about the whole of it: choose “The whole answer”.")
    doc = trusted(answer["doc"])
    flat, found = Flat(doc), _between(doc, chosen)
    if found is None:
        raise Refused(NOT_THERE)
    quote = flat.quote(*found)
    if not quote.words.strip():
        raise Refused("Choose some words first.")
    if len(quote.words) > LONGEST:
        raise Refused(f"Choose a shorter passage, of at most {LONGEST:,} characters.")
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


def now_in(annotation: Annotation, anchor: Anchored | None, text_id: int | None, flat: Flat | None) -> Passage:
    """Where an annotation stands in the text that is the answer now, `flat`, which is asked where no steps lead there.

    A text that came from elsewhere is searched for the words alone, which are moved there where that is beyond doubt.
    """
    if anchor is not None and anchor.text_id == text_id:
        return Passage(anchor.start, anchor.end, anchor.state)
    found = flat.find(quote_of(annotation)) if flat else None
    return Passage(*found, "moved") if found else GONE


def quote_of(annotation: Annotation) -> Quote:
    """The words that an annotation is about, as they were released."""
    return Quote(annotation.quote, annotation.prefix, annotation.suffix)


_later: Kept[tuple[int | None, datetime, int], Passage] = Kept(20_000)


class Release:
    """A released revision, in which annotations of any release are placed; what they need of it is read once."""

    def __init__(self, session: Session, frozen_id: int, assessment_id: int) -> None:
        self.session, self.frozen_id, self.assessment_id = session, frozen_id, assessment_id
        self._answers: dict[str, _Later] = {}

    def place_of(self, annotation: Annotation, anchor: Anchored | None, answer: Answer) -> Passage:
        """Where an annotation stands in one of its answers; neither of them ever changes, so it is worked out once."""
        assert annotation.start is not None and annotation.end is not None
        if annotation.frozen_id == self.frozen_id:
            return Passage(annotation.start, annotation.end)
        if not answer["doc"]:
            return GONE
        key = (annotation.id, annotation.made_at, self.frozen_id)
        found = _later.get(key)
        if found is None:
            found = self._answer(answer).followed(annotation, anchor)
            _later.put(key, found)
        return found

    def _answer(self, answer: Answer) -> "_Later":
        name = answer["prompts"][0]["key"]
        if name not in self._answers:
            self._answers[name] = _Later(self.session, answer, origin(self.session, self.assessment_id, answer))
        return self._answers[name]


@dataclass(frozen=True)
class _Way:
    """From an answer as it was released once, notes to colleagues among it, to the same answer in a later release."""

    before: Node
    after: Node
    mapping: Mapping

    @cached_property
    def flats(self) -> tuple[Flat, Flat]:
        """Both ends as strings."""
        return Flat(self.before), Flat(self.after)


class _Later:
    """An answer with the ways that lead to it, if it was printed from the text `text_id`."""

    def __init__(self, session: Session, answer: Answer, text_id: int | None) -> None:
        self.session, self.text_id, self.version = session, text_id, answer["version"]
        self.flat = Flat(trusted(answer["doc"]))
        self._ways: dict[int, _Way] = {}

    def followed(self, annotation: Annotation, anchor: Anchored | None) -> Passage:
        """Along the steps where both releases were printed from one text, else by the words alone."""
        if anchor is None or anchor.text_id != self.text_id or self.version < annotation.version:
            found = self.flat.find(quote_of(annotation))
            return Passage(*found, "moved") if found else GONE
        assert annotation.start is not None and annotation.end is not None
        way = self._way(anchor.text_id, annotation.version)
        before, after = way.flats
        start, end = unprinted(way.before, annotation.start, annotation.end)
        place = carried(Passage(start, end), before.quote(start, end), way.mapping, after)
        shown = in_print(way.after, place.start, place.end) if place.state != "gone" else None
        return Passage(*shown, place.state) if shown else GONE

    def _way(self, text_id: int, version: int) -> _Way:
        if version not in self._ways:
            text = self.session.get_one(Text, text_id)
            before, after = (trusted(doc_at(self.session, text, one)) for one in (version, self.version))
            steps = [item["s"] for item in steps_since(self.session, text_id, version)]
            self._ways[version] = _Way(before, after, mapping_of(steps[: self.version - version]))
        return self._ways[version]
