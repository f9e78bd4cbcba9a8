"""The state of a round as a fold over what happened to it, its dates, and where in them it stands."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from app.core.errors import Conflict, Refused
from app.frameworks.naming import told_year
from app.reviews.rounds.models import Round

Kind = Literal["opened", "dated", "invited", "uninvited", "published", "withdrawn", "closed", "reopened",
               "cancelled"]
State = Literal["", "preparing", "published", "closed", "cancelled"]

STATES: dict[State, str] = {"preparing": "Being prepared", "published": "Under way", "closed": "Closed",
                           "cancelled": "Cancelled"}
_NEXT: dict[Kind, dict[State, State]] = {
    "opened": {"": "preparing"},
    "dated": {"preparing": "preparing", "published": "published"},
    "invited": {"preparing": "preparing"},
    "uninvited": {"preparing": "preparing"},
    "published": {"preparing": "published"},
    "withdrawn": {"published": "preparing"},
    "closed": {"published": "closed"},
    "reopened": {"closed": "published", "cancelled": "preparing"},
    "cancelled": {"preparing": "cancelled"},
}
CLOSED = "This round is closed, and what stands in it stays as it is. The region can open it again, for a reason."
CANCELLED = "This round is cancelled, and nothing is done in it any more. The region can open it again, for a reason."
ENDED: dict[str, str] = {"closed": CLOSED, "cancelled": CANCELLED}  # why nothing is done in a round of such a state
ALLOCATED = ("published", "closed")  # the states in which who reviews whom is told
if set(_NEXT) != set(get_args(Kind)):
    raise RuntimeError("every kind of event of a round needs its transitions")


def after(state: State, kind: Kind) -> State:
    """The state after this event; Conflict where the event cannot happen in this state."""
    if state not in _NEXT[kind]:
        raise Conflict(f"This round is {STATES[state].lower()} now, so this can no longer be done. Look at it again.")
    return _NEXT[kind][state]


def fold(kinds: Iterable[Kind], state: State = "") -> State:
    """The state after these events, in order."""
    for kind in kinds:
        state = after(state, kind)
    return state


@dataclass(frozen=True)
class Dates:
    """The days of a round: last for signatures, first of moderation and of the challenge, last for responses."""

    sign_off_on: date
    moderation_on: date
    challenge_on: date
    response_on: date


YEARS_AWAY = 5  # from the first year of a round, within which its dates lie
FIELDS = {
    "sign_off_on": "Signed off by", "moderation_on": "Released, and moderation begins",
    "challenge_on": "Challenge begins", "response_on": "Responses by",
}


def dates_of(sent: Callable[[str], str]) -> Dates:
    """Dates as a form sent them; Refused with what to put right."""
    read = {}
    for name, label in FIELDS.items():
        try:
            read[name] = date.fromisoformat(sent(name).strip())
        except ValueError as error:
            raise Refused(f"Give a whole date for “{label}”, such as 31 March 2017.", name) from error
    dates = Dates(**read)
    if not dates.moderation_on <= dates.challenge_on <= dates.response_on:
        raise Refused("Moderation comes first, then the challenge, then the responses: put the dates in that order.",
                      "moderation_on" if dates.moderation_on > dates.challenge_on else "challenge_on")
    return dates


def check_near(dates: Dates, year: str) -> None:
    """Refused for a date that lies further from the year of a round than YEARS_AWAY."""
    first = int(year[:4])
    for name, label in FIELDS.items():
        if abs(getattr(dates, name).year - first) > YEARS_AWAY:
            raise Refused(f"“{label}” is far from the year {told_year(year)}: give a date from {first - YEARS_AWAY} to "
                          f"{first + YEARS_AWAY}.", name)


def in_order(one: Round, today: date) -> list[tuple[str, date, bool]]:
    """The days of a round in order of time: what, when, and whether it has passed."""
    days = [(label, getattr(one, name)) for name, label in FIELDS.items()]
    return [(label, day, day < today) for label, day in sorted(days, key=lambda pair: pair[1])]


def line_within(text: str, longest: int, what: str, field: str = "") -> str:
    """Words in one line, one space between two; Refused for a `field` where they are more than `longest` characters."""
    line = " ".join(text.split())
    if len(line) > longest:
        raise Refused(f"{what} can hold at most {longest:,} characters; this one has {len(line):,}.", field)
    return line
