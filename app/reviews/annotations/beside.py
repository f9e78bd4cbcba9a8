"""What stands beside a text: what is noted on it, kept as rendered while everything that it shows is the same."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from sqlmodel import Session

from app.assessments.address import Address
from app.assessments.permissions import Desk, writes
from app.assessments.reading import Answer as Written
from app.assessments.reading import shown
from app.core.clock import today
from app.core.kept import Kept
from app.core.security import new_token
from app.core.templating import fragment
from app.reviews.annotations import queries
from app.reviews.annotations.following import Place
from app.reviews.annotations.permissions import Review
from app.reviews.annotations.placing import Answer, tables_in
from app.reviews.annotations.queries import Noted, Seen
from app.reviews.annotations.showing import (
    WORDS,
    Shown,
    marks,
    numbered,
    place_in,
    places_now,
    release_of,
    task_at,
)
from app.reviews.releases.frozen import ANNOTATED, Section
from app.reviews.releases.permissions import OWN, Reading
from app.richtext.marking import Mark
from app.richtext.schema import trusted

MOST = 128  # of some 300 kB each where hundreds of annotations stand on one page


@dataclass(frozen=True)
class Column:
    """What is noted on an answer, or on a section as a whole: how many, as HTML, and what of the text they mark."""

    count: int = 0
    cards: Markup = Markup("")
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Page:
    """What cards show besides the annotations: where links lead, and what whoever looks may do."""

    address: Address
    own: bool
    tasks: bool = False
    over: bool = False


# Under everything that decides what they show and who may see it: never under a name for it.
_columns: Kept[Hashable, dict[str, Column]] = Kept(MOST)
_prose: Kept[Hashable, Markup] = Kept(MOST)


def _column(those: Sequence[Shown], on: Page) -> Column:
    cards = fragment(
        "reviews/_cards.html", shown=those, tasks=on.tasks, own=on.own, over=on.over,
        home=f"/reviews/annotations/{on.address}", task_at=task_at(on.address), **WORDS,
    )
    return Column(len(those), cards, tuple(marks(those)))


@dataclass(frozen=True)
class Noting:
    """What the page of a released section shows beside its text."""

    mine: Review | None
    revision: int
    by_answer: dict[str, Column]
    sent_as: str
    prose: Callable[[Answer], Any] = field(repr=False)

    @property
    def may_note(self) -> bool:
        """Whether whoever reads may note something: they review it and have not submitted."""
        return self.mine is not None and self.mine.submitted_at is None

    def beside(self, answer: Answer | None) -> Column:
        """What was noted on an answer, or on the section as a whole."""
        return self.by_answer.get(_name(answer), Column())


def _name(answer: Answer | None) -> str:
    """Under what an answer's annotations are found; those of a section as a whole under none."""
    return str(answer["prompts"][0]["key"]) if answer else ""


def annotations_for(
    session: Session, reading: Reading, section: Section, prose: Callable[..., Markup]
) -> dict[str, Any]:
    """What stands beside the released text of a section for whoever reads it, and the text with its marks."""
    seen, sha256 = queries.seen_by(session, reading), reading.frozen.sha256
    on = Page(reading.address, reading.why == OWN, over=reading.as_record)
    key = (sha256, section.key, on, queries.facts(session, seen, queries.of_section(section.key)))
    columns = _columns.of(key, lambda: _beside_released(session, reading, seen, section, on))

    def with_marks(answer: Answer) -> Markup:
        column = columns.get(_name(answer), Column())
        if not column.marks:
            return prose(answer)
        return _prose.of((sha256, _name(answer), column.marks), lambda: prose(answer, column.marks))

    return {
        "noting": Noting(seen.mine, reading.frozen.number, columns, new_token(), with_marks), "prose": with_marks,
        "choices": choices, "home": f"/reviews/annotations/{reading.address}", **WORDS,
    }


def _beside_released(
    session: Session, reading: Reading, seen: Seen, section: Section, on: Page
) -> dict[str, Column]:
    """By the first prompt of each answer; numbers run through the page, which begins with the section as a whole."""
    answers = {prompt["key"]: answer for answer in section.answers for prompt in answer["prompts"]}
    release = release_of(session, reading)
    found: dict[str, list[tuple[Noted, Place]]] = defaultdict(list)
    for one in queries.noted(session, seen, queries.of_section(section.key)):
        answer = answers.get(one.annotation.prompt_key)
        found[_name(answer)].append((one, place_in(release, one, answer)))
    columns, first = {}, 1
    for name in ("", *map(_name, section.answers)):
        if name in found:
            columns[name] = _column(numbered(found[name], seen.mine, first), on)
            first += columns[name].count
    return columns


def choices(answer: Answer | None) -> list[dict[str, str]]:
    """What can be annotated of an answer as a whole, for a list to choose from."""
    if answer is None:
        return [{"value": "answer", "text": "The whole section"}]
    tables = tables_in(trusted(answer["doc"])) if answer["doc"] else []
    names = ["The table"] if len(tables) == 1 else [f"Table {number}" for number in range(1, len(tables) + 1)]
    words = [{"value": "words", "text": "The words below"}] if answer["doc"] else []
    return [*words, {"value": "answer", "text": "The whole answer"},
            *({"value": f"table-{number}", "text": name} for number, name in enumerate(names, 1))]


def beside_now(session: Session, reading: Reading, desk: Desk, answer: Written) -> Column:
    """What submitted reviews note on an answer, where it stands in the text as it is now."""
    keys = [one.prompt.key for one in answer.standards]
    seen, tasks = queries.seen_by(session, reading), reading.round.state != "closed" and writes(desk.actor, desk)
    on = Page(desk.address, True, tasks)
    version = (answer.text.id, answer.text.version) if answer.text else None
    key = (version, tuple(keys), on, queries.facts(session, seen, queries.of_prompts(keys)))
    return _columns.of(key, lambda: {"": _noted_now(session, reading, seen, keys, on)})[""]


def _noted_now(session: Session, reading: Reading, seen: Seen, keys: Sequence[str], on: Page) -> Column:
    found = queries.noted(session, seen, queries.of_prompts(keys))
    places = places_now(session, queries.standing(session, reading.release.assessment_id, keys), found)
    return _column(numbered([(one, places[one.id]) for one in found], None), on)


def prose_now(desk: Desk, answer: Written, marked: Sequence[Mark]) -> Markup:
    """The text of an answer as it is now, marked; empty for a register."""
    if answer.text is None or answer.doc is None:
        return Markup("")
    doc, marked = answer.doc, tuple(marked)

    def made() -> Markup:
        return shown(desk, doc, answer.cited, answer.figures, marked, ANNOTATED)

    if answer.figures.known:  # which say whether newer ones exist
        return made()
    return _prose.of((answer.text.doc, marked, desk.place.slug, tuple(answer.cited.values()), today()), made)
