"""Sections of a content as views for the print templates, and the lines of the contents list."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from markupsafe import Markup

from app.indicators.extracts.laying import Showing, laid_out
from app.publishing.charts import chart_html
from app.publishing.citations import CitationBook
from app.publishing.notes import NoteBook, Numbered, to_noted_html, with_marks
from app.publishing.prose import prose
from app.publishing.registers import RegisterTable, register_table
from app.richtext.models import NodeJson
from app.richtext.render import to_html

LABEL_LENGTH = 90


@dataclass(frozen=True)
class AnswerView:
    """One answer: the standards or the title it stands under, then text, table, or why there is neither.

    `level` is that of the headings which name it; `notes` are what reviewers say about it; `place` names it in a
    sentence, where no numbered statement does.
    """

    kind: str
    level: int
    prompts: list[dict[str, Any]]
    title: str
    html: Markup
    register: RegisterTable | None
    note: str
    notes: tuple[Numbered, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class SectionView:
    """One section: whether it begins its part, is all of it, and how many wide registers it begins with."""

    key: str
    number: str
    title: str
    part: str
    letter: str
    opens: bool
    alone: bool
    turned: int
    answers: tuple[AnswerView, ...]
    notes: tuple[Numbered, ...] = ()

    @property
    def has_statements(self) -> bool:
        """Whether anything in it is a numbered statement."""
        return any(answer.kind == "statement" for answer in self.answers)


@dataclass(frozen=True)
class ContentsLine:
    """One line of the contents: `level` 1 for a part, 2 for a section."""

    level: int
    number: str
    title: str
    anchor: str


def section_views(content: dict[str, Any], book: CitationBook, notes: NoteBook | None = None) -> list[SectionView]:
    """Every section in reading order; renders the text, and so numbers the citations and the notes on it."""
    said = notes or NoteBook()
    statements = frozenset(prompt["number"] for _, section in walk(content) for answer in section["answers"]
                           for prompt in answer["prompts"] if answer["kind"] == "statement")
    return [section_view(part, section, book, statements, said) for part, section in walk(content)]


def walk(content: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each section with its part."""
    for part in content["parts"]:
        for section in part["sections"]:
            yield part, section


def section_view(part: dict[str, Any], section: dict[str, Any], book: CitationBook,
                 statements: frozenset[str], said: NoteBook) -> SectionView:
    """One section ready for its template."""
    book.open_section(section["key"])
    alone = len(part["sections"]) == 1 and not part["lettered"] and part["title"] == section["title"]
    level = 2 if alone else 3
    answers = tuple(answer_view(answer, section, level, book, statements, said) for answer in printed(section))
    turned = sum(1 for _ in takewhile(lambda answer: answer.register and answer.register.shape == "turned", answers))
    return SectionView(section["key"], section["number"] or "", section["title"], part["title"],
                       part["key"] if part["lettered"] else "", section is part["sections"][0], alone, turned, answers,
                       tuple(said.on_section(section["key"])))


def printed(section: dict[str, Any]) -> list[dict[str, Any]]:
    """The answers to print: all but an opening text that nobody wrote, where other answers follow."""
    answers: list[dict[str, Any]] = section["answers"]
    return [answer for answer in answers
            if len(answers) == 1 or not opens(answer, section) or not note_for(answer)]


def opens(answer: dict[str, Any], section: dict[str, Any]) -> bool:
    """Whether an answer is the opening text of its section, which needs no heading of its own."""
    return bool(answer["prompts"][0]["key"] == f"{section['key']}.0")


def answer_view(answer: dict[str, Any], section: dict[str, Any], level: int, book: CitationBook,
                statements: frozenset[str], said: NoteBook) -> AnswerView:
    """One answer: `level` is that of the heading which names it."""
    first = answer["prompts"][0]
    named = answer["kind"] == "statement" or not (opens(answer, section) or first["title"] in ("", section["title"]))
    title = first["title"] if named and answer["kind"] != "statement" else ""
    book.place = first["number"] if answer["kind"] == "statement" else section["title"]
    register = register_table(answer, statements) if answer["kind"] == "register" else None
    notes = tuple(said.on_answer(section["key"], answer))
    html = text_of(answer["doc"], book, level + 1 if named else level, notes) if answer["doc"] else Markup("")
    prompts = [{**prompt, "label": shortened(f"{prompt['number']} {prompt['wording']}")}
               for prompt in answer["prompts"]]
    return AnswerView(answer["kind"], level, prompts, title, html, register, note_for(answer), notes,
                      place_of(answer, section))


def place_of(answer: dict[str, Any], section: dict[str, Any]) -> str:
    """What a register or a text is called in a sentence; nothing for statements, which have numbers."""
    if answer["kind"] == "statement":
        return ""
    if opens(answer, section):
        return f"the opening text of “{section['title']}”"
    title = answer["prompts"][0]["title"] or section["title"]
    return f"the register “{title}”" if answer["kind"] == "register" else f"“{title}”"


def text_of(doc: NodeJson, book: CitationBook, level: int, notes: tuple[Numbered, ...]) -> Markup:
    """The text of an answer for print; where words of it are noted, with the numbers of those notes."""
    write = to_noted_html if any(one.shown for one in notes) else to_html
    return prose(with_figures(with_marks(doc, notes), book), book.cite, level, write)


def with_figures(doc: NodeJson, book: CitationBook) -> NodeJson:
    """The document with the figures that it names, numbered as citations are."""
    return laid_out(doc, Showing(book.figures, chart_html, book.figure, book.newer))


def note_for(answer: dict[str, Any]) -> str:
    """The sentence that stands where there is no answer; empty where there is one."""
    if answer["state"] == "no_answer":
        return f"No answer this year. {answer['reason'] or ''}".strip()
    if answer["kind"] == "register":
        return "" if answer["rows"] else "Nothing has been entered here yet."
    return "" if answer["doc"] and answer["doc"].get("content") else "Not answered yet."


def shortened(text: str) -> str:
    """Text cut at a word for a bookmark."""
    if len(text) <= LABEL_LENGTH:
        return text
    return text[:LABEL_LENGTH].rsplit(" ", 1)[0] + " …"


def contents_lines(sections: list[SectionView], back: list[tuple[str, str]]) -> list[ContentsLine]:
    """Parts and sections, two levels deep; a part that is its only section takes one line."""
    lines = []
    for view in sections:
        if view.opens:
            lines.append(ContentsLine(1, view.letter, view.part, f"part-{view.key}"))
        if not view.alone:
            lines.append(ContentsLine(2, view.number, view.title, f"section-{view.key}"))
    return lines + [ContentsLine(1, "", title, f"part-{key}") for key, title in back]
