"""What pages show of annotations: in reading order, numbered, with where each stands and what may be done."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from app.assessments.address import Address
from app.assessments.anchors.rules import Passage
from app.core.security import new_token
from app.reviews.annotations import queries
from app.reviews.annotations.permissions import Review
from app.reviews.annotations.placing import Answer, in_release, now_in, tables_in
from app.reviews.annotations.queries import Noted, Seen, Standing
from app.reviews.annotations.rules import ABOUT, ANSWERS, KINDS, PLACES, STATES, TOLD, State
from app.reviews.releases.frozen import ANNOTATED, Content, Section, heading, sections_of
from app.reviews.releases.permissions import OWN, Reading
from app.richtext.limits import is_href
from app.richtext.marking import Mark
from app.richtext.quoting import Flat
from app.richtext.schema import trusted
from app.richtext.steps import tree_of

__all__ = ["ANNOTATED", "Filter", "Noting", "Shown", "annotations_for", "whole_list"]
WORDS: dict[str, Any] = {
    "kinds": KINDS, "abouts": ABOUT, "places": PLACES, "states": STATES, "told_as": TOLD, "answers": ANSWERS,
    "is_link": is_href,
}
NOWHERE = Passage(0, 0, "exact")  # of what is about no words
LOST = ("changed", "gone")


@dataclass(frozen=True)
class Shown:
    """An annotation on a page: its number there and where its words stand in the text that the page shows."""

    noted: Noted
    number: int
    place: Passage
    mine: bool

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


def numbered(found: Iterable[tuple[Noted, Passage]], mine: Review | None) -> list[Shown]:
    """In reading order: what is about words by where they stand, then what lost its words, then about the whole."""

    def order(one: tuple[Noted, Passage]) -> tuple[int, int, int]:
        noted, place = one
        rank = 2 if noted.annotation.start is None else int(place.state == "gone")
        return rank, place.start, noted.id

    return [
        Shown(noted, number, place, mine is not None and noted.review.reviewer_id == mine.reviewer_id)
        for number, (noted, place) in enumerate(sorted(found, key=order), 1)
    ]


def marks(shown: Sequence[Shown]) -> list[Mark]:
    """Where a text is to be marked: what stands in it and is not settled."""
    return [Mark(one.place.start, one.place.end, one.id, one.number) for one in shown
            if one.place.start < one.place.end and one.noted.annotation.is_open]


@dataclass(frozen=True)
class Noting:
    """What the page of a released section shows beside its text."""

    mine: Review | None
    revision: int
    by_answer: dict[str, list[Shown]]
    sent_as: str
    prose: Callable[[Answer], Any] = field(repr=False)

    @property
    def may_note(self) -> bool:
        """Whether whoever reads may note something: they review it and have not submitted."""
        return self.mine is not None and self.mine.submitted_at is None

    def beside(self, answer: Answer | None) -> list[Shown]:
        """What was noted on an answer, or on the section as a whole."""
        return self.by_answer.get(answer["prompts"][0]["key"] if answer else "", [])


def annotations_for(
    session: Session, reading: Reading, section: Section, prose: Callable[..., Any]
) -> dict[str, Any]:
    """What stands beside the released text of a section for whoever reads it, and the text with its marks."""
    seen = queries.seen_by(session, reading)
    by_answer = beside_answers(session, reading, seen, section)
    numbers = {one["prompts"][0]["key"]: marks(by_answer[one["prompts"][0]["key"]]) for one in section.answers}
    noting = Noting(
        seen.mine, reading.frozen.number, by_answer, new_token(),
        lambda answer: prose(answer, numbers[answer["prompts"][0]["key"]]),
    )
    return {
        "noting": noting, "prose": noting.prose, "choices": choices, "home": f"/reviews/annotations/{reading.address}",
        "own": reading.why == OWN, "task_at": task_at(reading.address), **WORDS,
    }


def task_at(address: Address) -> Callable[[Shown], str]:
    """Where the task of an annotation stands, among the comments on its answer."""
    def at(one: Shown) -> str:
        noted = one.noted.annotation
        return f"{address.path}/prompts/{noted.prompt_key}?beside=comments#thread-{noted.task_thread_id}"

    return at


def beside_answers(session: Session, reading: Reading, seen: Seen, section: Section) -> dict[str, list[Shown]]:
    """What was noted on each answer of a released section, by its first prompt; on the section itself under none."""
    answers = {prompt["key"]: answer for answer in section.answers for prompt in answer["prompts"]}
    found: dict[str, list[tuple[Noted, Passage]]] = defaultdict(list)
    for one in queries.noted(session, seen, section=section.key):
        answer = answers.get(one.annotation.prompt_key)
        key = answer["prompts"][0]["key"] if answer else ""
        found[key].append((one, place_in(session, reading, one, answer)))
    return defaultdict(list, {key: numbered(those, seen.mine) for key, those in found.items()})


def place_in(session: Session, reading: Reading, one: Noted, answer: Answer | None) -> Passage:
    """Where an annotation stands in the released answer."""
    if one.annotation.start is None or answer is None:
        return NOWHERE
    assert reading.frozen.id is not None
    assessment_id = reading.release.assessment_id
    return in_release(session, one.annotation, one.anchor, reading.frozen.id, assessment_id, answer)


def choices(answer: Answer | None) -> list[dict[str, str]]:
    """What can be annotated of an answer as a whole, for a list to choose from."""
    if answer is None:
        return [{"value": "answer", "text": "The whole section"}]
    tables = tables_in(trusted(answer["doc"])) if answer["doc"] else []
    names = ["The table"] if len(tables) == 1 else [f"Table {number}" for number in range(1, len(tables) + 1)]
    words = [{"value": "words", "text": "The words below"}] if answer["doc"] else []
    return [*words, {"value": "answer", "text": "The whole answer"},
            *({"value": f"table-{number}", "text": name} for number, name in enumerate(names, 1))]


def places_now(session: Session, prompts: dict[str, Standing], found: Sequence[Noted]) -> dict[int, Passage]:
    """Where annotations stand in the texts as they are now; one query, for the texts that no steps lead to."""
    def text_of(one: Noted) -> int | None:
        standing = prompts.get(one.annotation.prompt_key)
        return standing.text_id if standing else None

    about_words = [one for one in found if one.annotation.start is not None]
    unled = {text_of(one) for one in about_words if one.anchor is None or one.anchor.text_id != text_of(one)}
    docs = queries.docs_of(session, [text_id for text_id in unled if text_id is not None])
    flats = {text_id: Flat(tree_of(doc)) for text_id, doc in docs.items()}
    places = {one.id: NOWHERE for one in found}
    for one in about_words:
        text_id = text_of(one)
        places[one.id] = now_in(one.annotation, one.anchor, text_id, flats.get(text_id) if text_id else None)
    return places


def beside_now(session: Session, reading: Reading, keys: Sequence[str]) -> list[Shown]:
    """What submitted reviews note on the answer to some prompts, where it stands in the text as it is now."""
    found = queries.noted(session, queries.seen_by(session, reading), keys=keys)
    places = places_now(session, queries.standing(session, reading.release.assessment_id, keys), found)
    return numbered([(one, places[one.id]) for one in found], None)


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
            and (self.state in ("", one.state, place) or (self.state == "lost" and lost))
        )


@dataclass(frozen=True)
class Whole:
    """All that somebody may see of the annotations of an assessment, in the document's order."""

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
    found = queries.noted(session, seen)
    sections = list(sections_of(content))
    answers = {prompt["key"]: answer for one in sections for answer in one.answers for prompt in answer["prompts"]}
    if reading.why == OWN:
        places = places_now(session, queries.standing(session, reading.release.assessment_id), found)
    else:
        places = {one.id: place_in(session, reading, one, answers.get(one.annotation.prompt_key)) for one in found}
    order = {one.key: place for place, one in enumerate(sections)}
    rank = {key: place for place, key in enumerate(answers)}
    found.sort(key=lambda one: (order.get(one.annotation.section_key, 0), rank.get(one.annotation.prompt_key, -1),
                                places[one.id].start, one.id))
    shown = [Shown(one, number, places[one.id], bool(seen.mine and one.review.reviewer_id == seen.mine.reviewer_id))
             for number, one in enumerate(found, 1)]
    return Whole(seen, shown, {one.key: one.title for one in sections},
                 {key: heading(answer) for key, answer in answers.items()})
