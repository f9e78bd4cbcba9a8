"""What pages show of annotations: in reading order, numbered, with where each stands and what may be done."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlmodel import Session

from app.assessments.address import Address
from app.reviews.annotations import queries
from app.reviews.annotations.following import LOST, Place, Release, places_now
from app.reviews.annotations.permissions import Writes, writing_of
from app.reviews.annotations.placing import Answer
from app.reviews.annotations.queries import Noted, Seen
from app.reviews.annotations.rules import ABOUT, ANSWERS, KINDS, PLACES, STATES, TOLD, State
from app.reviews.releases.frozen import Content, answers_in, heading, sections_of
from app.reviews.releases.permissions import OWN, Reading
from app.richtext.limits import is_href

WORDS: dict[str, Any] = {
    "kinds": KINDS, "abouts": ABOUT, "places": PLACES, "states": STATES, "told_as": TOLD, "answers": ANSWERS,
    "is_link": is_href,
}


YOURS = "yours"  # of a filter: what waits for an answer from whoever looks


@dataclass(frozen=True)
class Shown:
    """An annotation on a page: its number there, or a sign for it, and where its words stand in the text shown there;
    whether whoever looks made it, or writes the answer that it is about."""

    noted: Noted
    number: int | str
    place: Place
    mine: bool
    answerable: bool = False

    @property
    def id(self) -> int:
        """The annotation's id."""
        return self.noted.id

    @property
    def state(self) -> str:
        """One of rules.STATES."""
        one = self.noted.annotation
        return State(one.is_open, one.answer).name

    @property
    def quote(self) -> str:
        """The words that it is about, as one line."""
        return " ".join(self.noted.annotation.quote.replace("\ufffc", " ").split())


def order_within(start: int | None, place: Place, id_: int) -> tuple[int, int, int]:
    """The order on one answer: about words by where they stand, then what lost its words, then about the whole."""
    return 2 if start is None else int(place.state == "gone"), place.start, id_


def task_at(address: Address) -> Callable[[Shown], str]:
    """Where the task of an annotation stands, among the comments on its answer."""
    def at(one: Shown) -> str:
        noted = one.noted.annotation
        return f"{address.path}/prompts/{noted.prompt_key}?beside=comments#thread-{noted.task_thread_id}"

    return at


def release_of(session: Session, reading: Reading, answers: dict[str, Answer]) -> Release:
    """The released revision, with its answers by the keys of their prompts, as annotations are placed in it."""
    return Release(session, reading.frozen, reading.release.assessment_id, answers)


@dataclass(frozen=True)
class Filter:
    """What a list of annotations is narrowed to, as its address says; nothing where a field is empty."""

    kind: str = ""
    section: str = ""
    reviewer: str = ""
    state: str = ""

    def keeps(self, one: Shown) -> bool:
        """Whether an annotation stays in the list."""
        noted, place = one.noted, one.place.state
        lost = place in LOST and noted.annotation.is_open
        return (
            self.kind in ("", noted.annotation.kind) and self.section in ("", noted.annotation.section_key)
            and self.reviewer in ("", str(noted.review.reviewer_id))
            and (self.state in ("", one.state, place) or (self.state == "lost" and lost)
                 or (self.state == YOURS and one.state == "open" and one.answerable))
        )


@dataclass(frozen=True)
class Whole:
    """All that somebody may see of the annotations of an assessment, in the document's order; what is about a section
    as a whole comes first in it. Numbered section by section, as on their pages."""

    seen: Seen
    every: list[Shown]
    titles: dict[str, str]
    names: dict[str, str]

    @property
    def lost(self) -> int:
        """How many open ones a person is to place or close."""
        return sum(one.place.state in LOST and one.noted.annotation.is_open for one in self.every)


def whole_list(session: Session, reading: Reading, content: Content) -> Whole:
    """The annotations of an assessment: for its authority as the texts are now, for reviewers as they were released."""
    seen = queries.seen_by(session, reading)
    found, answers = queries.noted(session, seen), answers_in(content)
    places, writes = _placed(session, reading, answers, found)
    titles = {one.key: one.title for one in sections_of(content)}
    order, rank = list(titles), {key: place for place, key in enumerate(answers)}
    found.sort(key=lambda one: (
        order.index(one.annotation.section_key) if one.annotation.section_key in titles else -1,
        one.annotation.section_key, rank.get(one.annotation.prompt_key, -1),
        order_within(one.annotation.start, places[one.id], one.id),
    ))
    shown = [
        Shown(one, number, places[one.id], bool(seen.mine and one.review.reviewer_id == seen.mine.reviewer_id),
              writes.answers(one.annotation.section_key, one.annotation.prompt_key))
        for _, here in groupby(found, lambda one: one.annotation.section_key) for number, one in enumerate(here, 1)
    ]
    return Whole(seen, shown, titles, {key: heading(answer) for key, answer in answers.items()})


def _placed(
    session: Session, reading: Reading, answers: dict[str, Answer], found: list[Noted]
) -> tuple[dict[int, Place], Writes]:
    """Where annotations stand in what whoever reads goes by, and what of it they write."""
    if reading.why != OWN:
        release = release_of(session, reading, answers)
        return {one.id: release.place_of(one) for one in found}, Writes()
    prompts = queries.standing(session, reading.release.assessment_id)
    return places_now(session, prompts, found), writing_of(reading, (one.prompt for one in prompts.values()))
