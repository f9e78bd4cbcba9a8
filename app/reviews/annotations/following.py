"""Where what reviewers noted stands: in the text as it is now, and in a later release."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

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
from app.reviews.annotations.placing import Answer, origin
from app.reviews.annotations.queries import Noted, Standing
from app.reviews.annotations.starts import Start, last_true_of
from app.reviews.releases.frozen import answers_in, content_by
from app.richtext.lining import Lined
from app.richtext.printed import in_print, unprinted
from app.richtext.quoting import Flat
from app.richtext.schema import trusted
from app.richtext.steps import mapping_of, tree_of


@dataclass(frozen=True, slots=True)
class Place:
    """Where an annotation stands in a text, and whether its words are there: exact, moved, changed or gone.

    `hand` is what somebody placed it at by hand, where that is what was followed here.
    """

    start: int
    end: int
    state: str
    hand: str = ""


GONE = Place(0, 0, "gone")
NOWHERE = Place(0, 0, "exact")  # of what is about no words
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
    """Where annotations stand in the texts as they are now; one query, for the texts that no steps lead to.

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
    return places


_later: Kept[tuple[int | None, datetime, int, int], Place] = Kept(20_000)


class Release:
    """A released revision, in which annotations of any release are placed; what they need of it is read once.

    A few queries for each of its answers in which something of another release is placed.
    """

    def __init__(self, session: Session, frozen: FrozenRevision, assessment_id: int) -> None:
        assert frozen.id is not None
        self.session, self.frozen_id, self.assessment_id = session, frozen.id, assessment_id
        self.frozen_at = aware(frozen.frozen_at)
        self._answers: dict[str, _Later] = {}

    def place_of(self, one: Noted, answer: Answer) -> Place:
        """Where an annotation stands in one of its answers.

        Neither of them ever changes, and what is placed by hand is only added to, so it is worked out once.
        """
        annotation = one.annotation
        assert annotation.start is not None and annotation.end is not None
        if annotation.frozen_id == self.frozen_id:
            return Place(annotation.start, annotation.end, "exact")
        if not answer["doc"]:
            return GONE
        key = (annotation.id, annotation.made_at, self.frozen_id, len(one.starts))
        found = _later.get(key)
        if found is None:
            found = self._answer(answer).followed(one, self.frozen_at)
            _later.put(key, found)
        return found

    def _answer(self, answer: Answer) -> "_Later":
        name = answer["prompts"][0]["key"]
        if name not in self._answers:
            self._answers[name] = _Later(self.session, answer, origin(self.session, self.assessment_id, answer))
        return self._answers[name]


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
