"""What the page of one prompt shows, gathered in a fixed number of queries."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from sqlmodel import Session, col, select

from app.assessments.budgets.rules import total_of
from app.assessments.models import Prompt, Response, Text
from app.assessments.permissions import Desk, Whole, agrees_line
from app.assessments.registers.models import RegisterRow
from app.assessments.registers.queries import rows_of
from app.core.templating import age, day
from app.evidence import queries as evidence
from app.evidence.queries import Cited
from app.evidence.rules import KINDS, ref_number
from app.frameworks.rules import Prompt as Asked
from app.indicators.extracts.laying import NO_FIGURES, Showing, laid_out
from app.indicators.extracts.showing import showing_of
from app.richtext.headings import levelled
from app.richtext.marking import Mark, marked, to_marked_html
from app.richtext.models import Citation, CitationView
from app.richtext.render import to_html
from app.richtext.text import citations, is_blank

Doc = dict[str, Any]


@dataclass(frozen=True)
class Standard:
    """One standard as this assessment words it."""

    prompt: Prompt
    asked: Asked

    @property
    def wording(self) -> str:
        """The wording received with an imported file, else the framework's."""
        return self.prompt.wording_received or self.asked.wording

    @property
    def sub_items(self) -> list[tuple[str, str, bool]]:
        """Mark, wording and (M) of each sub-item."""
        received = json.loads(self.prompt.sub_items_received)
        return [(item.mark, received.get(item.mark) or item.wording, item.annex_m) for item in self.asked.sub_items]

    @property
    def name(self) -> str:
        """What a link to it says."""
        return self.asked.name


@dataclass(frozen=True)
class Row:
    """One row of a register with its cells read."""

    row: RegisterRow
    cells: dict[str, str]


@dataclass(frozen=True)
class Answer:
    """The answer to one prompt or several: its standards, its text or rows, and what it cites."""

    standards: list[Standard]
    response: Response
    text: Text | None
    doc: Doc | None
    rows: list[Row] = field(default_factory=list)
    cited: dict[tuple[str, int], Cited] = field(default_factory=dict)
    figures: Showing = NO_FIGURES

    @property
    def version(self) -> int:
        """The version that a decision about this answer speaks of."""
        return self.text.version if self.text else self.response.rows_version

    @property
    def budget(self) -> int | None:
        """How many words it is to have: what its standards may take together; None where none of them is limited."""
        return total_of(standard.prompt.budget for standard in self.standards)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written, or the register has no rows."""
        return is_blank(self.doc) if self.doc is not None else not self.rows

    @property
    def name(self) -> str:
        """Every number it answers, such as 10.1, 10.2 and 10.3, or a title."""
        names = [standard.name for standard in self.standards]
        return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def answer_on(session: Session, desk: Desk) -> Answer:
    """The answer before an actor."""
    rows = session.execute(
        select(Prompt, Response, Text).join(Response, col(Response.id) == Prompt.response_id)
        .outerjoin(Text, col(Text.id) == Response.text_id)
        .where(Prompt.response_id == desk.prompt.response_id).order_by(col(Prompt.position))
    ).all()
    return _answer(session, desk, [row[0] for row in rows], rows[0][1], rows[0][2])


def answers_in(session: Session, whole: Whole, section_key: str) -> list[Answer]:
    """Every answer of one section, in order, in a number of queries that does not grow with it."""
    rows = session.execute(
        select(Prompt, Response, Text).join(Response, col(Response.id) == Prompt.response_id)
        .outerjoin(Text, col(Text.id) == Response.text_id)
        .where(Prompt.assessment_id == whole.id, Prompt.section_key == section_key).order_by(col(Prompt.position))
    ).all()
    docs = {text.id: json.loads(text.doc) for _, _, text in rows if text}
    known = evidence.cited(session, whole.place.id, _pairs(docs.values()))
    figures = showing_of(session, whole.place, docs.values())
    grouped: dict[int | None, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row[1].id, []).append(row)
    return [
        Answer(
            [Standard(row[0], whole.reading.prompts[row[0].key]) for row in group], group[0][1], group[0][2],
            docs.get(group[0][2].id) if group[0][2] else None,
            _rows(session, group[0][1]) if group[0][1].kind == "register" else [], known, figures,
        )
        for group in grouped.values()
    ]


def _answer(session: Session, desk: Desk, prompts: Sequence[Prompt], response: Response, text: Text | None) -> Answer:
    standards = [Standard(prompt, desk.reading.prompts[prompt.key]) for prompt in prompts]
    if text is None:
        return Answer(standards, response, None, None, _rows(session, response))
    doc = json.loads(text.doc)
    pairs = _pairs([doc])
    known = evidence.cited(session, desk.place.id, pairs)
    found = {pair: known[pair] for pair in pairs if pair in known}
    return Answer(standards, response, text, doc, [], found, showing_of(session, desk.place, [doc]))


def _pairs(docs: Any) -> list[tuple[str, int]]:
    pairs = {(citation.item, citation.revision) for doc in docs for citation in citations(doc)}
    return sorted(pairs, key=lambda pair: (ref_number(pair[0]), pair[1]))


def _rows(session: Session, response: Response) -> list[Row]:
    assert response.id is not None
    return [Row(row, json.loads(row.cells)) for row in rows_of(session, response.id)]


@dataclass(frozen=True)
class Agreeable:
    """One answer that a lead could agree as it stands; `key` is the prompt by which they lead it."""

    key: str
    answer: Answer

    @property
    def seen(self) -> str:
        """What the form sends back: the prompt and the version that was on the page."""
        return f"{self.key}@{self.answer.version}"


def to_agree(whole: Whole, answers: Sequence[Answer]) -> list[Agreeable]:
    """What the actor, as lead, could agree here: written, and not agreed as it stands."""
    led = [(next((one.prompt.key for one in answer.standards if agrees_line(whole, one.prompt)), ""), answer)
           for answer in answers if answer.response.state in ("draft", "reopened")]
    return [Agreeable(key, answer) for key, answer in led if key and not answer.is_empty]


def shown(
    whole: Whole, doc: Doc, cited: dict[tuple[str, int], Cited], figures: Showing, marks: Sequence[Mark] = (),
) -> Markup:
    """A document as the screen shows it to colleagues, with their notes, what is commented on marked."""
    cite = citer(whole.place.slug, cited)
    if marks:
        return to_marked_html(laid_out(levelled(marked(doc, marks)), figures), cite)
    return to_html(laid_out(levelled(doc), figures), cite, scroll=True, notes=True)


def citer(authority: str, cited: dict[tuple[str, int], Cited]) -> Any:
    """How the screen shows citations: reference and place as label, and what the item is, with its age, as title."""

    def view(citation: Citation) -> CitationView:
        item = cited.get((citation.item, citation.revision))
        label = f"{citation.item}, {citation.place}" if citation.place else citation.item
        title = "; ".join(part for part in (_told(item) if item else "Not in the library", citation.says) if part)
        return CitationView(place_address(authority, citation), label, title)

    return view


def place_address(authority: str, citation: Citation) -> str:
    """Where a citation leads: the place that it names in the revision that it cites, else the item."""
    item = f"/evidence/{authority}/{citation.item}"
    return f"{item}/revisions/{citation.revision}?place={quote(citation.place)}" if citation.place else item


def _told(item: Cited) -> str:
    newer = f"; revision {item.newest} is newer" if item.newest > item.revision else ""
    kind = KINDS.get(item.kind, item.kind).lower()
    return (
        f"{item.title} ({kind}, as at {day(item.as_at)}, {age(item.as_at)}, {item.status}, "
        f"revision {item.revision}{newer})"
    )


def neighbours(desk: Desk, answer: Answer) -> tuple[Asked | None, Asked | None]:
    """The prompts before and after those of an answer, in the document's order."""
    keys = list(desk.reading.prompts)
    first, last = (keys.index(answer.standards[end].prompt.key) for end in (0, -1))
    before = desk.reading.prompts[keys[first - 1]] if first else None
    after = desk.reading.prompts[keys[last + 1]] if last + 1 < len(keys) else None
    return before, after
