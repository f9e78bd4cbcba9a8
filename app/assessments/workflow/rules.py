"""The state of a response as a fold over what happened to it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal, get_args

Kind = Literal["started", "agreed", "returned", "reopened", "taken_back", "left_unanswered"]
SETTLED = frozenset({"agreed", "no_answer"})


@dataclass(frozen=True)
class State:
    """Where a response stands: not_started, draft, agreed, reopened or no_answer.

    `agreed_version` is the last agreed version, which stays in the document until another is agreed. `reason` is
    why it was returned or why there is no answer.
    """

    name: str = "not_started"
    agreed_version: int | None = None
    reason: str = ""

    @property
    def settled(self) -> bool:
        """Nothing more is to be done for sign-off."""
        return self.name in SETTLED


@dataclass(frozen=True)
class Happened:
    """One event as the fold sees it."""

    kind: str
    version: int
    reason: str = ""


def _started(state: State, _: Happened) -> State:
    return replace(state, name="draft", reason="")


def _agreed(_: State, event: Happened) -> State:
    return State("agreed", event.version)


def _returned(state: State, event: Happened) -> State:
    return replace(state, name="reopened" if state.agreed_version is not None else "draft", reason=event.reason)


def _reopened(state: State, _: Happened) -> State:
    return replace(state, name="reopened" if state.agreed_version is not None else "draft", reason="")


def _taken_back(state: State, _: Happened) -> State:
    return State("agreed", state.agreed_version)  # nobody agreed anew: the text is the one agreed then


def _left_unanswered(_: State, event: Happened) -> State:
    return State("no_answer", None, event.reason)


HANDLERS: dict[str, Callable[[State, Happened], State]] = {
    "started": _started, "agreed": _agreed, "returned": _returned, "reopened": _reopened,
    "taken_back": _taken_back, "left_unanswered": _left_unanswered,
}
if set(HANDLERS) != set(get_args(Kind)):
    raise RuntimeError("every kind of workflow event needs exactly one handler")


def fold(events: Iterable[Happened], state: State = State()) -> State:
    """The state after these events, in order."""
    for event in events:
        state = HANDLERS[event.kind](state, event)
    return state


def after_writing(state: State) -> Kind | None:
    """What a change of the text makes happen, if anything."""
    if state.name == "not_started":
        return "started"
    return "reopened" if state.settled else None
