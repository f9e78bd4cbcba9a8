"""What comments say and whom they call, and how a thread stands after what was done with it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from app.core.errors import Refused

Kind = Literal["resolved", "reopened", "assigned"]
LONGEST = 10_000  # characters in one comment
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class State:
    """How a thread stands: open or not, and whose task it is until when."""

    is_open: bool = True
    assigned_to_id: int | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class Done:
    """One event as the fold sees it."""

    kind: str
    assigned_to_id: int | None = None
    due_on: date | None = None


HANDLERS: dict[str, Callable[[State, Done], State]] = {
    "resolved": lambda state, _: replace(state, is_open=False),
    "reopened": lambda state, _: replace(state, is_open=True),
    "assigned": lambda state, event: State(state.is_open, event.assigned_to_id, event.due_on),
}
if set(HANDLERS) != set(get_args(Kind)):
    raise RuntimeError("every kind of event needs exactly one handler")


def fold(state: State, event: Done) -> State:
    """The state after one event."""
    return HANDLERS[event.kind](state, event)


def spoken(typed: str, what: str = "A comment") -> str:
    """Words as they are kept: paragraphs parted by one empty line. Refused where there are none, or more than can be
    held in `what` they are, such as a comment."""
    lines = [line.rstrip() for line in UNSTORABLE.sub("", typed.replace("\r\n", "\n")).split("\n")]
    words = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if not words:
        raise Refused("Write what you want to say.", "words")
    if len(words) > LONGEST:
        raise Refused(f"{what} can hold at most {LONGEST:,} characters; this one has {len(words):,}.", "words")
    return words


def called(words: str, names: Mapping[int, str]) -> dict[int, str]:
    """The people whom words call by “@” and their full name, the longest name first where one begins another."""
    found: set[str] = set()
    if pattern := _calling(names.values()):
        found = {match[1].casefold() for match in pattern.finditer(words)}
    return {person: name for person, name in names.items() if name.casefold() in found}


def calling(words: str, names: Iterable[str]) -> str:
    """Words that call these people, put in front where they do not yet."""
    missing = [name for name in names if not called(words, {0: name})]
    return " ".join([*(f"@{name}" for name in missing), words]) if missing else words


def _calling(names: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted({name for name in names if name}, key=len, reverse=True)
    either = "|".join(re.escape(name) for name in longest_first)
    return re.compile(rf"@({either})(?!\w)", re.IGNORECASE) if either else None


@dataclass(frozen=True)
class Piece:
    """Some words of a comment; whether they call somebody."""

    words: str
    calls: bool = False


def paragraphs(words: str, names: Iterable[str]) -> list[list[list[Piece]]]:
    """A comment as paragraphs of lines of pieces."""
    pattern = _calling(names)
    return [[_pieces(line, pattern) for line in block.split("\n")] for block in words.split("\n\n")]


def _pieces(line: str, pattern: re.Pattern[str] | None) -> list[Piece]:
    pieces, at = [], 0
    for match in pattern.finditer(line) if pattern else ():
        pieces += [Piece(line[at : match.start()]), Piece(match[0], True)]
        at = match.end()
    return [piece for piece in [*pieces, Piece(line[at:])] if piece.words]
