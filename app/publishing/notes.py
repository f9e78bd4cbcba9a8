"""What reviewers say about a released text, on paper: numbered marks in it, and the notes beneath each answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from app.reviews.annotations.rules import KINDS
from app.richtext.marking import ENDING, MARKED, Mark, marked, words_at
from app.richtext.models import Cite, NodeJson
from app.richtext.quoting import AROUND, ATOM
from app.richtext.render import Writer, href_of

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
VERDICTS = {"accepted": "Accepted", "explained": "Explained", "acted": "Acted on"}


@dataclass(frozen=True)
class Place:
    """Where a note belongs: a passage between two positions of an answer, a whole answer, or a whole section.

    `prompt` is any prompt that the answer answers, empty for the section; without `section` it is the whole document.
    `gone` tells that its words, or its answer, are no longer in the document: then it stands at the end. `hand` is at
    which words somebody placed it by hand, where that is what was followed; `since` is what happened to what it is
    about since it was written, in words, if anything.
    """

    section: str = ""
    prompt: str = ""
    start: int = 0
    end: int = 0
    gone: bool = False
    hand: str = ""
    since: str = ""


@dataclass(frozen=True)
class Answer:
    """What the authority answers: how (a key of VERDICTS), in which words, and who."""

    verdict: str
    words: str
    by: str


@dataclass(frozen=True)
class Note:
    """One submitted annotation: on which words, where, what it says, by whom, and the answer if any.

    `kind` is a key of KINDS.
    """

    kind: str
    quote: str
    place: Place
    words: str
    reference: str
    by: str
    answer: Answer | None = None

    @property
    def title(self) -> str:
        """Its kind in words."""
        return KINDS[self.kind]

    @property
    def quoted(self) -> str:
        """The words that it quotes, for a reader: without the signs that stand for citations."""
        return bare(self.quote)


@dataclass(frozen=True)
class Numbered:
    """A note with its number in the document; `shown` where its words are marked in the text.

    `by` and `answered_by` are empty where one person wrote, or answered, all of them, which is said once.
    """

    number: int
    note: Note
    shown: bool = False
    by: str = ""
    answered_by: str = ""

    @property
    def verdict(self) -> str:
        """How the authority answered, in words."""
        return VERDICTS.get(self.note.answer.verdict, "Answered") if self.note.answer else ""


@dataclass
class NoteBook:
    """Notes of a document, numbered in reading order while it is set; what has no place in it is kept for the end."""

    notes: tuple[Note, ...] = ()
    told: list[Numbered] = field(default_factory=list)
    writer: str = field(init=False)  # of all of them, if it is one
    answerer: str = field(init=False)
    waiting: dict[tuple[str, str], list[Note]] = field(init=False)

    def __post_init__(self) -> None:
        self.writer = only(note.by for note in self.notes)
        self.answerer = only(note.answer.by for note in self.notes if note.answer)
        self.waiting = {}
        for note in self.notes:
            where = ("", "") if note.place.gone else (note.place.section, note.place.prompt)
            self.waiting.setdefault(where, []).append(note)

    def on_answer(self, section: str, answer: dict[str, Any]) -> list[Numbered]:
        """The notes on an answer: those on its words in the order of the text, then those on the whole of it."""
        found = [note for prompt in answer["prompts"] for note in self.waiting.pop((section, prompt["key"]), ())]
        held = [(note, bool(answer["doc"]) and stands(note, answer["doc"])) for note in found]
        held.sort(key=lambda one: (not one[1], one[0].place.start, one[0].place.end))
        return self._number(held)

    def on_section(self, section: str) -> list[Numbered]:
        """The notes on a section as a whole."""
        return self._number((note, False) for note in self.waiting.pop((section, ""), ()))

    def left_over(self) -> list[Numbered]:
        """The notes on the document as a whole, and any whose place is not in it: none is left out."""
        rest = sorted((note for notes in self.waiting.values() for note in notes), key=lambda note: note.place.gone)
        self.waiting.clear()
        return self._number((note, False) for note in rest)

    def _number(self, notes: Iterable[tuple[Note, bool]]) -> list[Numbered]:
        found = [Numbered(at, note, shown, "" if self.writer else note.by,
                          note.answer.by if note.answer and not self.answerer else "")
                 for at, (note, shown) in enumerate(notes, len(self.told) + 1)]
        self.told += found
        return found


def only(names: Iterable[str]) -> str:
    """The one name that all of these are, or nothing."""
    different = set(names)
    return different.pop() if len(different) == 1 else ""


def stands(note: Note, doc: NodeJson) -> bool:
    """Whether the words that a note quotes, or was placed at by hand, are at its place; else nothing is marked."""
    if not note.place.start < note.place.end:
        return False
    meant = bare(note.place.hand.strip(AROUND) or note.quote)
    return words_at(doc, note.place.start, note.place.end) == meant != ""


def bare(text: str) -> str:
    """Words alone, since a quote may have been kept with other spaces or without the signs of citations."""
    return " ".join(text.replace(ATOM, " ").split())


def with_marks(doc: NodeJson, notes: Iterable[Numbered]) -> NodeJson:
    """The document with the words of these notes marked."""
    found = [Mark(one.note.place.start, one.note.place.end, one.number, one.number) for one in notes if one.shown]
    return marked(doc, found) if found else doc


def to_noted_html(doc: NodeJson, cite: Cite, heading_shift: int = 0) -> Markup:
    """A marked document as HTML for print, see render.to_html."""
    writer = NotedWriter(cite, heading_shift, scroll=False, notes=False)
    writer.blocks(doc.get("content", ()))
    return writer.html()


class NotedWriter(Writer):
    """Underlines marked words, and raises behind each passage its number; both are one link to the note where they can
    be, since words and number apart would be two pieces of a line to lay out, hundreds of times."""

    def atom(self, node: NodeJson) -> None:
        """One piece of a line."""
        held, leading = node.get(MARKED), self.leading(node)
        if held:
            self.out.append(link_to(leading) if leading else '<span class="noted">')
        super().atom(node)
        if leading:
            self.out.append(f"{raised(leading)}</a>")
        elif held:
            self.out.append("</span>")

    def leading(self, node: NodeJson) -> int:
        """The number of the note to which these words lead; 0 for none, and for what leads elsewhere by itself."""
        ending = node.get(ENDING)
        return ending[0].number if ending and node["type"] == "text" and not href_of(node) else 0

    def linked(self, nodes: Sequence[NodeJson]) -> None:
        """Pieces that share a link; numbers stand outside it, since a link cannot hold another."""
        run: list[NodeJson] = []
        for node in nodes:
            run.append(node)
            if ending := node.get(ENDING):
                super().linked(run)
                leading = self.leading(node)
                self.out.extend(number_html(mark.number) for mark in ending if mark.number != leading)
                run = []
        super().linked(run)


def number_html(number: int) -> str:
    """The number behind the words of a note."""
    return f"{link_to(number)}{raised(number)}</a>"


def link_to(number: int) -> str:
    """The opening tag of a link to a note, to which the note leads back."""
    return f'<a class="noted" id="noted-{number}" href="#note-{number}" title="Note {number}">'


def raised(number: int) -> str:
    """A number in raised digits, which are letters of the print face: they need no element of their own."""
    return str(number).translate(RAISED)
