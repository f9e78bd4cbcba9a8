"""Kinds of annotation, and how one stands after what was said and done with it."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal, get_args

from app.assessments.comments.rules import UNSTORABLE
from app.core.errors import Conflict, Refused

Kind = Literal[
    "accepted", "explained", "acted", "replied", "resolved", "reopened", "closed", "placed", "tasked", "removed",
    "put_back",
]

KINDS = {
    "evidence_gap": "Evidence gap", "challenge": "Challenge", "strength": "Strength",
    "good_practice": "Good practice to share", "business_as_usual": "Business as usual (could go)",
    "question": "Question", "figure": "Figure in doubt",
}
ABOUT = {"words": "About these words", "table": "About this table", "answer": "About the whole answer",
         "section": "About the whole section"}
ANSWERS = {"accepted": "Accept it", "explained": "Explain", "acted": "Say what you will do or have done"}
TOLD: dict[str, str] = {
    "accepted": "accepts this", "explained": "explains", "acted": "acts on this", "replied": "replies",
    "resolved": "settled this", "reopened": "opened this again", "closed": "closed this",
    "placed": "placed this at words of the text as it is now", "tasked": "made this a task",
    "still_meant": "found that this still holds of the answer as it is now",
    "removed": "removed this", "put_back": "put this back",
}
STATES = {"open": "Waits for an answer", "answered": "Answered", "settled": "Settled"}
PLACES = {
    "exact": "The words stand as they were", "moved": "Moved", "changed": "Text changed", "gone": "Gone",
}
LONGEST_REFERENCE = 2_000  # characters


@dataclass(frozen=True)
class State:
    """How an annotation stands: open or settled, what the authority answered last, and whether it was taken back."""

    is_open: bool = True
    answer: str = ""
    is_removed: bool = False

    @property
    def name(self) -> str:
        """One of STATES."""
        return ("answered" if self.answer else "open") if self.is_open else "settled"


def _open(change: Callable[[State], State]) -> Callable[[State], State]:
    def changed(state: State) -> State:
        if not state.is_open:
            raise Conflict("This is settled. Open it again first.")
        return change(state)

    return changed


def _reopened(state: State) -> State:
    if state.is_open:
        raise Conflict("This is open already.")
    return replace(state, is_open=True)


def _answered(kind: str) -> Callable[[State], State]:
    return _open(lambda state: replace(state, answer=kind))


HANDLERS: dict[str, Callable[[State], State]] = {
    **{kind: _answered(kind) for kind in ANSWERS},
    "replied": _open(lambda state: state),
    "resolved": _open(lambda state: replace(state, is_open=False)),
    "closed": _open(lambda state: replace(state, is_open=False)),
    "reopened": _reopened,
    "placed": lambda state: state,
    "tasked": _open(lambda state: state),
    "removed": lambda state: replace(state, is_removed=True),
    "put_back": lambda state: replace(state, is_removed=False),
}
if set(HANDLERS) != set(get_args(Kind)):
    raise RuntimeError("every kind of event needs exactly one handler")


def after(state: State, kind: str) -> State:
    """The state after one event; Conflict where it cannot happen in this state."""
    return HANDLERS[kind](state)


def fold(kinds: Iterable[str], state: State = State()) -> State:
    """The state after these events, in order."""
    for kind in kinds:
        state = after(state, kind)
    return state


def kind_of(sent: str) -> str:
    """A kind as a form sent it; Refused where it is none."""
    if sent not in KINDS:
        raise Refused("Choose what kind of annotation this is.", "kind")
    return sent


def seen_as(kind: str, words: str, reference: str) -> str:
    """A short name for what an annotation says, by which a page tells what it knew of it."""
    return hashlib.sha256(json.dumps([kind, words, reference]).encode()).hexdigest()[:16]


def reference_of(sent: str) -> str:
    """A reference as it is kept; Refused where it is too long."""
    kept = " ".join(UNSTORABLE.sub("", sent).split())
    if len(kept) > LONGEST_REFERENCE:
        raise Refused(f"A reference can hold at most {LONGEST_REFERENCE:,} characters; this one has {len(kept):,}.",
                      "reference")
    return kept
