"""What stands beside a text: what is noted on it, kept as rendered while everything that it shows is the same."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from sqlmodel import Session

from app.assessments.models import Response
from app.assessments.permissions import Desk, writes
from app.assessments.reading import Answer as Written
from app.assessments.reading import citer, shown
from app.core.clock import today
from app.core.kept import Kept
from app.core.security import new_token
from app.indicators.extracts.laying import laid_out
from app.reviews.annotations import queries
from app.reviews.annotations.cards import Card, Column, Page, cards_for, column
from app.reviews.annotations.facts import Facts
from app.reviews.annotations.following import Current
from app.reviews.annotations.marked import numbered
from app.reviews.annotations.permissions import Review, Writes, writing_of
from app.reviews.annotations.placing import Answer, tables_in
from app.reviews.annotations.queries import Seen
from app.reviews.annotations.showing import WORDS, release_of
from app.reviews.releases.frozen import ANNOTATED, Evidence, Section, unanswered
from app.reviews.releases.permissions import OWN, Reading
from app.richtext.headings import levelled
from app.richtext.marking import Mark, marked, to_marked_html
from app.richtext.schema import trusted

MOST = 64  # of some 300 kB each where hundreds of annotations stand on one page


# Under everything that decides what they show and who may see it: never under a name for it.
_columns: Kept[Hashable, dict[str, Column]] = Kept(MOST)


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


def _name_of(reading: Reading, section: Section) -> Hashable:
    """Under what a section of a released revision is kept."""
    return reading.frozen.id, reading.frozen.sha256, section.key


def annotations_for(
    session: Session, reading: Reading, section: Section, evidence: Evidence
) -> dict[str, Any]:
    """What stands beside the released text of a section for whoever reads it, and the text with its marks."""
    seen, sha256 = queries.seen_by(session, reading), reading.frozen.sha256
    over = reading.round.state == "closed"
    on = Page(reading.address, reading.why == OWN, over=over, writes=_writes(session, reading))
    facts = queries.facts(session, seen, section.key)
    columns = _columns.of((_name_of(reading, section), on, facts),
                          lambda: _beside_released(session, reading, seen, facts, section, on))

    def with_marks(answer: Answer) -> Markup:
        found = columns.get(_name(answer), Column()).marks
        if not found:
            return evidence.prose(answer)
        return numbered(_name(answer), answer["doc"], sha256, found, evidence.annotated)

    return {
        "noting": Noting(seen.mine, reading.frozen.number, columns, new_token(), with_marks), "prose": with_marks,
        "choices": choices, "home": f"/reviews/annotations/{reading.address}", **WORDS,
    }


def _writes(session: Session, reading: Reading) -> Writes:
    if reading.why != OWN:
        return Writes()
    prompts = queries.standing(session, reading.release.assessment_id)
    return writing_of(reading, (one.prompt for one in prompts.values()))


def _beside_released(
    session: Session, reading: Reading, seen: Seen, facts: Facts, section: Section, on: Page
) -> dict[str, Column]:
    """By the first prompt of each answer; numbers run through the page, which begins with the section as a whole."""
    answers = {prompt["key"]: answer for answer in section.answers for prompt in answer["prompts"]}
    found: dict[str, list[Card]] = defaultdict(list)
    placing = release_of(session, reading, answers)
    for card in cards_for(session, seen, facts, on, placing, _name_of(reading, section)):
        found[_name(answers.get(card.fact.prompt_key))].append(card)
    columns, first = {}, 1
    for name in ("", *map(_name, section.answers)):
        if name in found:
            columns[name] = column(found[name], first)
            first += columns[name].count
    return columns


def choices(answer: Answer | None) -> list[dict[str, str]]:
    """What can be annotated of an answer as a whole, for a list to choose from."""
    if answer is None:
        return [{"value": "answer", "text": "The whole section"}]
    tables = tables_in(trusted(answer["doc"])) if answer["doc"] else []
    names = ["The table"] if len(tables) == 1 else [f"Table {number}" for number in range(1, len(tables) + 1)]
    words = [{"value": "words", "text": "The words below"}] if answer["doc"] and not unanswered(answer) else []
    return [*words, {"value": "answer", "text": "The whole answer"},
            *({"value": f"table-{number}", "text": name} for number, name in enumerate(names, 1))]


def beside_now(session: Session, reading: Reading, desk: Desk, answer: Written) -> Column:
    """What submitted reviews note on an answer, where it stands in the text as it is now; numbered on from what is
    noted before it in its section."""
    keys, section = [one.prompt.key for one in answer.standards], desk.reading.section_of[desk.prompt.key]
    seen, tasks = queries.seen_by(session, reading), reading.round.state != "closed" and writes(desk.actor, desk)
    on = Page(desk.address, True, tasks, over=reading.round.state == "closed")
    text = (*((answer.text.id, answer.text.version) if answer.text else ()), *_as_it_is(answer.response), *keys)
    current = Current(session, answer.text, answer.response.id or 0)
    facts = queries.facts(session, seen, "", keys)
    every = [one.key for one in section.prompts]
    begins = min(every.index(key) for key in keys if key in every)
    first = 1 + queries.noted_before(session, seen, section.key, every[:begins])
    return _columns.of((text, on, facts, first), lambda: {
        "": column(cards_for(session, seen, facts, on, current, text), first)})[""]


def _as_it_is(one: Response) -> tuple[Hashable, ...]:
    """What an answer says besides its text."""
    return one.rows_version, one.reason if one.state == "no_answer" else None


def prose_now(desk: Desk, answer: Written, marks: Sequence[Mark]) -> Markup:
    """The text of an answer as it is now, marked; empty for a register."""
    if answer.text is None or answer.doc is None:
        return Markup("")
    if not marks:
        return shown(desk, answer.doc, answer.cited, answer.figures)
    cite = citer(desk.place.slug, answer.cited)

    def written(doc: dict[str, Any], marks: Sequence[Mark]) -> Markup:
        return to_marked_html(laid_out(marked(doc, marks), answer.figures), cite, ANNOTATED)

    if answer.figures.known:  # which say whether newer ones exist
        return written(levelled(answer.doc), marks)
    cites = (desk.place.slug, tuple(answer.cited.values()), today())
    return numbered(answer.text.doc, answer.doc, cites, marks, written)
