"""A frozen content as a reviewer reads it on screen: section by section, with the evidence that each cites."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup
from sqlmodel import Session

from app.assessments.freezing.models import FrozenRevision
from app.core.kept import Kept
from app.core.templating import day
from app.evidence.rules import KINDS
from app.indicators.charts.drawing import draw
from app.indicators.extracts.laying import NO_FIGURES, Showing, laid_out
from app.indicators.extracts.rules import read
from app.reviews.releases.permissions import Reading
from app.reviews.releases.queries import content_at
from app.richtext.headings import levelled
from app.richtext.marking import Mark, Numbered, marked, to_marked_html
from app.richtext.models import Citation, CitationView
from app.richtext.render import to_html
from app.richtext.text import citations, is_blank

Content = dict[str, Any]
Source = dict[str, Any]
ANNOTATED = Numbered("#annotation-", "Annotation")
_read: Kept[str, Content] = Kept(16)


def content_of(session: Session, reading: Reading) -> Content:
    """The content of a released revision; it never changes, so it is read once and kept by its hash."""
    return _content(reading.frozen.sha256, lambda: content_at(session, reading.frozen.id))


def content_in(frozen: FrozenRevision) -> Content:
    """The content of a frozen revision that somebody has before them."""
    return _content(frozen.sha256, lambda: frozen.content)


def content_by(session: Session, frozen_id: int, sha256: str) -> Content:
    """The content of a frozen revision by its id and its hash."""
    return _content(sha256, lambda: content_at(session, frozen_id))


def _content(sha256: str, read_it: Callable[[], str]) -> Content:
    found = _read.get(sha256)
    if found is None:
        found = json.loads(read_it())
        _read.put(sha256, found)
    return found


@dataclass(frozen=True)
class Section:
    """One section of the content, with its part."""

    part: Content
    own: Content

    @property
    def key(self) -> str:
        """Its key in addresses."""
        return str(self.own["key"])

    @property
    def title(self) -> str:
        """Its number and title."""
        return f"{self.own['number']}. {self.own['title']}" if self.own["number"] else str(self.own["title"])

    @property
    def answers(self) -> list[Content]:
        """Its answers, in order."""
        return list(self.own["answers"])


def sections_of(content: Content) -> Iterator[Section]:
    """Every section in the document's order."""
    for part in content["parts"]:
        for section in part["sections"]:
            yield Section(part, section)


def answers_in(content: Content) -> dict[str, Content]:
    """Every answer by the keys of its prompts, in the document's order."""
    return {prompt["key"]: answer for one in sections_of(content) for answer in one.answers
            for prompt in answer["prompts"]}


def heading(answer: Content) -> str:
    """What stands above an answer: the numbers of its statements, or its title."""
    if answer["kind"] != "statement":
        return str(answer["prompts"][0]["title"])
    numbers = [str(prompt["number"]) for prompt in answer["prompts"]]
    return f"Statement {numbers[0]}" if len(numbers) == 1 else f"Statements {', '.join(numbers[:-1])} and {numbers[-1]}"


def unanswered(answer: Content) -> str:
    """The sentence that stands where there is no answer; empty where there is one."""
    if answer["state"] == "no_answer":
        return f"No answer this year. {answer['reason'] or ''}".strip()
    empty = not answer["rows"] if answer["kind"] == "register" else is_blank(answer["doc"] or {})
    return "Not answered." if empty else ""


@dataclass(frozen=True)
class Evidence:
    """What the content cites, by reference and revision; `listed` is the page with the list of evidence, where that is
    another than the one with the text."""

    sources: dict[tuple[str, int], Source]
    figures: Showing = NO_FIGURES
    listed: str = ""

    def prose(self, answer: Content) -> Markup:
        """The text of an answer; its citations lead to the list of evidence."""
        if not answer["doc"]:
            return Markup("")
        return to_html(laid_out(levelled(answer["doc"]), self.figures), self._cite, scroll=True)

    def annotated(self, doc: Content, marks: Sequence[Mark]) -> Markup:
        """A text with levelled headings, in which what was annotated is marked, with numbers that lead to what is said.
        """
        return to_marked_html(laid_out(marked(doc, marks), self.figures), self._cite, ANNOTATED)

    def _cite(self, citation: Citation) -> CitationView:
        label = f"{citation.item}, {citation.place}" if citation.place else citation.item
        source = self.sources.get((citation.item, citation.revision))
        title = "; ".join(part for part in (told(source) if source else "", citation.says) if part)
        return CitationView(f"{self.listed}#{citation.item}-{citation.revision}", label, title)

    def cited_in(self, section: Section) -> list[Source]:
        """What a section cites, in the order of the list of evidence."""
        wanted = {
            (one.item, one.revision) for answer in section.answers if answer["doc"] for one in citations(answer["doc"])
        }
        return [source for key, source in self.sources.items() if key in wanted]


def evidence_of(content: Content, listed: str = "") -> Evidence:
    """The evidence that a content cites, and the figures that it shows as they were frozen."""
    known = {name: read(one) for name, one in content.get("figures", {}).items()}
    figures = Showing(known, draw, lambda one: CitationView("", "", f"{one.says}. Source: {one.source}"))
    return Evidence({(source["ref"], source["revision"]): source for source in content["evidence"]}, figures, listed)


def told(source: Source) -> str:
    """A source in words: what it is, of which day, and its status when it was frozen."""
    kind = KINDS.get(source["kind"], str(source["kind"])).lower()
    return f"{source['title']} ({kind}, as at {day(date.fromisoformat(source['as_at']))}, {source['status']})"
