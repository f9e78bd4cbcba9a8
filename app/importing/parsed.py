"""What one source file became: documents, their answers, and what happened to every line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Doc = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """A file as numbered lines of light markup; `whole_rows` says that no table row runs over two lines."""

    name: str
    lines: tuple[str, ...]
    whole_rows: bool = False


@dataclass(frozen=True)
class Entry:
    """What became of one line, counted from 1: placed somewhere, or left out for a reason.

    `furniture` is what belongs to the template or the scan and not to the author: its words are not counted.
    """

    line: int
    placed: bool
    note: str
    furniture: bool = False


@dataclass(frozen=True)
class ReceivedSubItem:
    """A lettered part of a statement in the file's own words."""

    mark: str
    wording: str
    annex_m: bool


@dataclass(frozen=True)
class ReceivedWording:
    """A prompt in the file's own words, without its number and marks."""

    prompt: str
    wording: str
    annex_m: bool
    sub_items: tuple[ReceivedSubItem, ...] = ()


@dataclass(frozen=True)
class ParsedAnswer:
    """One answer under one prompt or several consecutive ones: rich text, register rows, or both.

    `form` marks a register that stood in the file as labels and values: its one row is not counted as a row.
    """

    prompts: tuple[str, ...]
    kind: str
    doc: Doc | None = None
    rows: tuple[Mapping[str, str], ...] = ()
    form: bool = False
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class ToCheck:
    """Something placed by judgement that a person should look at."""

    prompt: str
    lines: tuple[int, ...]
    sentence: str


@dataclass(frozen=True)
class ParsedDocument:
    """One framework's document as found in the file; `titles` are section titles as the file has them."""

    slug: str
    title: str
    titles: Mapping[str, str]
    wording: tuple[ReceivedWording, ...]
    answers: tuple[ParsedAnswer, ...]
    to_check: tuple[ToCheck, ...]
    first_line: int
    last_line: int
    sections: int
    statements: int
    annex_m: int
    tables: int
    words_in: int
    words_placed: int

    @property
    def register_rows(self) -> int:
        """Rows of registers; a form of labels and values counts none."""
        return sum(len(answer.rows) for answer in self.answers if not answer.form)


@dataclass(frozen=True)
class ParsedFile:
    """Every known document of a file, and one ledger entry for every line that holds anything."""

    name: str
    lines: tuple[str, ...]
    documents: Mapping[str, ParsedDocument]
    ledger: tuple[Entry, ...]
