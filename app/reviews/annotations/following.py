"""Where what reviewers noted stands: in the text as it is now, and in a later release."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple, Protocol

from prosemirror.model import Node
from prosemirror.transform import Mapping
from sqlmodel import Session

from app.assessments.anchors.rules import Passage, carried
from app.assessments.freezing.models import FrozenRevision
from app.assessments.models import Text
from app.assessments.texts.queries import doc_at, steps_since
from app.core.clock import aware
from app.core.kept import Kept
from app.reviews.annotations import queries
from app.reviews.annotations.facts import Fact
from app.reviews.annotations.models import Annotation
from app.reviews.annotations.placing import Answer, origin
from app.reviews.annotations.queries import Noted, Standing
from app.reviews.annotations.starts import Start, last_true_of
from app.reviews.annotations.whole import says, says_now, still_holds
from app.reviews.releases.frozen import answers_in, content_by
from app.richtext.lining import Lined
from app.richtext.printed import in_print, unprinted
from app.richtext.quoting import Flat
from app.richtext.schema import trusted
from app.richtext.steps import mapping_of, tree_of


class Place(NamedTuple):
    """Where an annotation stands in a text, and whether its words are there: exact, moved, changed or gone.

    `hand` is what somebody placed it at by hand, where that is what was followed here.
    """

    start: int
    end: int
    state: str
    hand: str = ""


GONE = Place(0, 0, "gone")
NOWHERE = Place(0, 0, "exact")  # of what is about no words
OTHERWISE = Place(0, 0, "changed")  # of what is about a whole answer that says something else now
LOST = ("changed", "gone")


class Former:
    """The texts that annotations were made in or placed in, each read once, lined up with one that came in whole."""

    def __init__(self, session: Session, after: Flat) -> None:
        self.session, self.after = session, after
        self._lined: dict[tuple[int | str | None, ...], Lined] = {}

    def place_of(self, one: Noted, start: Start) -> Place:
        """Where an annotation stands in a text to which no steps lead: by its block, then by its words."""
        made = one.annotation.frozen_id, one.annotation.prompt_key
        key = (start.text_id, start.version) if start.placed_at else made
        if key not in self._lined:
            self._lined[key] = Lined(Flat(trusted(self._doc(one, start))), self.after)
        found = self._lined[key].find(start.start, start.end)
        return Place(*found, start.words) if found else Place(0, 0, "gone", start.words)

    def _doc(self, one: Noted, start: Start) -> Answer:
        if start.placed_at:
            doc: Answer = doc_at(self.session, self.session.get_one(Text, start.text_id), start.version)
            return doc
        content = content_by(self.session, one.annotation.frozen_id, one.sha256)
        released: Answer = answers_in(content)[one.annotation.prompt_key]["doc"]
        return released


def _now_in(one: Noted, text_id: int | None, former: Former | None) -> Place:
    """Where an annotation stands in the text that is the answer now; `former` is asked where no steps lead there."""
    start = one.starts[-1]
    if one.anchor is not None and one.anchor.text_id == text_id:
        return Place(one.anchor.start, one.anchor.end, one.anchor.state, start.words)
    return former.place_of(one, start) if former else Place(0, 0, "gone", start.words)


def places_now(session: Session, prompts: dict[str, Standing], found: Sequence[Noted]) -> dict[int, Place]:
    """Where annotations stand in the answers as they are now; one query for texts that no steps lead to, two for whole
    answers.

    What was released or placed by hand in other texts than those is read besides.
    """
    def text_of(one: Noted) -> int | None:
        standing = prompts.get(one.annotation.prompt_key)
        return standing.text_id if standing else None

    about_words = [one for one in found if one.annotation.start is not None]
    unled = {text_of(one) for one in about_words if one.anchor is None or one.anchor.text_id != text_of(one)}
    docs = queries.docs_of(session, [text_id for text_id in unled if text_id is not None])
    former = {text_id: Former(session, Flat(tree_of(doc))) for text_id, doc in docs.items()}
    places = {one.id: NOWHERE for one in found}
    for one in about_words:
        text_id = text_of(one)
        places[one.id] = _now_in(one, text_id, former.get(text_id) if text_id else None)
    return places | _wholes_now(session, prompts, [one for one in found if one.annotation.start is None])


def _wholes_now(session: Session, prompts: dict[str, Standing], found: Sequence[Noted]) -> dict[int, Place]:
    """The same of what is about whole answers."""
    answered = {one.id: prompts[one.annotation.prompt_key].prompt.response_id for one in found
                if one.annotation.prompt_key in prompts}
    now = says_now(session, answered.values()) if answered else {}
    return {one.id: NOWHERE if still_holds(session, one, now[answered[one.id]]) else OTHERWISE
            for one in found if one.id in answered}


# By annotation, how often it was placed by hand, and what it is placed in; none of which ever changes.
_places: Kept[Hashable, Place] = Kept(20_000)


def _kept_as(id_: int | None, made_at: Any, by_hand: int, text: Hashable) -> Hashable:
    """A name for a placing; what gives dates as text and what reads them give the same."""
    return id_, datetime.fromisoformat(made_at) if isinstance(made_at, str) else made_at, by_hand, text


class Placing(Protocol):
    """Something in which annotations are placed."""

    def known(self, fact: Fact) -> Place | None:
        """Where an annotation stands in it, None where that is yet to be worked out."""

    def place_of(self, one: Noted) -> Place:
        """Where an annotation stands in it."""


class Current:
    """The answer to a prompt now, and its text, None where it has none; what was released is read for what it is not
    kept."""

    def __init__(self, session: Session, text: Text | None, response_id: int) -> None:
        self.session, self.text, self.response_id = session, text, response_id
        self._former: Former | None = None

    @cached_property
    def _text_read(self) -> Hashable:
        assert self.text is not None
        return self.text.id, sha256(self.text.doc.encode()).digest()

    @cached_property
    def _says(self) -> str:
        return says_now(self.session, [self.response_id])[self.response_id]

    def known(self, fact: Fact) -> Place | None:
        """Where its anchor is, where steps lead here; else where it was found before."""
        placed = fact.by_hand
        if fact.start is None:
            return _places.get(_kept_as(fact.id, fact.made_at, len(placed), self._says))
        if self.text is None:
            return Place(0, 0, "gone", placed[-1] if placed else "")
        if fact.anchor.text_id == self.text.id:
            return Place(fact.anchor.start, fact.anchor.end, fact.anchor.state, placed[-1] if placed else "")
        return _places.get(_kept_as(fact.id, fact.made_at, len(placed), self._text_read))

    def place_of(self, one: Noted) -> Place:
        """Where an annotation stands, worked out anew."""
        if one.annotation.start is None:
            place = NOWHERE if still_holds(self.session, one, self._says) else OTHERWISE
            _places.put(_kept_as(one.id, one.annotation.made_at, one.by_hand, self._says), place)
            return place
        if self.text is None or (one.anchor is not None and one.anchor.text_id == self.text.id):
            return _now_in(one, self.text.id if self.text else None, None)
        self._former = self._former or Former(self.session, Flat(tree_of(self.text.doc)))
        place = self._former.place_of(one, one.starts[-1])
        _places.put(_kept_as(one.id, one.annotation.made_at, one.by_hand, self._text_read), place)
        return place


class Release:
    """A released revision, in whose answers annotations of any release are placed; it is read once for all of them.

    A few queries for each of its answers in which something of another release is placed.
    """

    def __init__(
        self, session: Session, frozen: FrozenRevision, assessment_id: int, answers: dict[str, Answer]
    ) -> None:
        assert frozen.id is not None
        self.session, self.frozen_id, self.assessment_id = session, frozen.id, assessment_id
        self.frozen_at, self.answers = aware(frozen.frozen_at), answers
        self._read: dict[str, _Later] = {}

    def known(self, fact: Fact) -> Place | None:
        """Where it stands if it is of this release, or was placed in it before."""
        return self._known(fact, len(fact.by_hand))

    def place_of(self, one: Noted) -> Place:
        """Where an annotation stands in the answer that it is about.

        Neither of them ever changes, and what is placed by hand is only added to, so it is worked out once.
        """
        found = self._known(one.annotation, one.by_hand)
        if found is None:
            answer = self.answers[one.annotation.prompt_key]
            about_words = one.annotation.start is not None
            if about_words:
                found = self._answer(answer).followed(one, self.frozen_at)
            else:
                found = NOWHERE if still_holds(self.session, one, says(answer)) else OTHERWISE
            _places.put(_kept_as(one.id, one.annotation.made_at, one.by_hand, self.frozen_id), found)
        return found

    def _known(self, one: Fact | Annotation, by_hand: int) -> Place | None:
        answer = self.answers.get(one.prompt_key)
        if answer is None:
            return NOWHERE
        if one.frozen_id == self.frozen_id:
            return NOWHERE if one.start is None or one.end is None else Place(one.start, one.end, "exact")
        if one.start is not None and not answer["doc"]:
            return GONE
        return _places.get(_kept_as(one.id, one.made_at, by_hand, self.frozen_id))

    def _answer(self, answer: Answer) -> "_Later":
        name = answer["prompts"][0]["key"]
        if name not in self._read:
            self._read[name] = _Later(self.session, answer, origin(self.session, self.assessment_id, answer))
        return self._read[name]


@dataclass(frozen=True)
class _Way:
    """From a version of a text to a later one, notes to colleagues among both."""

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
        self.former = Former(session, Flat(trusted(answer["doc"])))
        self._ways: dict[int, _Way] = {}

    def followed(self, one: Noted, frozen_at: datetime) -> Place:
        """From where it was made, or placed by hand since: along the steps of one text, else by blocks and words."""
        start = last_true_of(one.starts, self.text_id, self.version, frozen_at)
        if start.text_id is None or start.text_id != self.text_id or self.version < start.version:
            return self.former.place_of(one, start)
        way = self._way(start.text_id, start.version)
        before, after = way.flats
        begun = (start.start, start.end) if start.placed_at else unprinted(way.before, start.start, start.end)
        place = carried(Passage(*begun), before.quote(*begun), way.mapping, after)
        shown = in_print(way.after, place.start, place.end) if place.state != "gone" else None
        return Place(*shown, place.state, start.words) if shown else Place(0, 0, "gone", start.words)

    def _way(self, text_id: int, version: int) -> _Way:
        if version not in self._ways:
            text = self.session.get_one(Text, text_id)
            before, after = (trusted(doc_at(self.session, text, one)) for one in (version, self.version))
            steps = [item["s"] for item in steps_since(self.session, text_id, version)]
            self._ways[version] = _Way(before, after, mapping_of(steps[: self.version - version]))
        return self._ways[version]
