"""Everything that happened to an answer, day by day, the newest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from app.assessments.history.fold import Deed, Fold, Sitting
from app.assessments.history.models import NamedVersion
from app.assessments.registers.queries import State
from app.assessments.texts.service import PAUSE
from app.assessments.workflow.models import WorkflowEvent
from app.core.clock import aware
from app.core.templating import clock

DAYS = 14  # on one page
BEFORE = {"started": 0, "reopened": 0}  # what writing makes happen is told before the writing


@dataclass(frozen=True)
class Entry:
    """One line: what happened, who did it, and the versions between which it can be seen."""

    kind: str
    person: str
    at: datetime
    version: int
    before: int | None = None
    began: datetime | None = None
    written: int = 0
    removed: int = 0
    reason: str = ""

    @property
    def times(self) -> str:
        """When on its day."""
        if self.began is None or clock(self.began) == clock(self.at):
            return f"at {clock(self.at)}"
        return f"between {clock(self.began)} and {clock(self.at)}"


@dataclass(frozen=True)
class Day:
    """What happened on one day."""

    day: date
    entries: list[Entry]

    @property
    def title(self) -> str:
        """Such as Monday 23 November 2016."""
        return f"{self.day:%A} {self.day.day} {self.day:%B %Y}"


def of_text(fold: Fold, events: Iterable[WorkflowEvent], names: Iterable[NamedVersion]) -> list[Day]:
    """The timeline of a text."""
    entries = [*map(_sat, fold.sittings), *map(_did, fold.deeds), *map(_happened, events), *map(_named, names)]
    return _by_day(entries)


def of_register(
    revisions: Sequence[State], events: Iterable[WorkflowEvent], names: Iterable[NamedVersion]
) -> list[Day]:
    """The timeline of a register."""
    return _by_day([*_rows(revisions), *map(_happened, events), *map(_named, names)])


def paged(days: Sequence[Day], number: int) -> tuple[Sequence[Day], bool]:
    """One page of days, and whether there are earlier ones."""
    start = (number - 1) * DAYS
    return days[start : start + DAYS], len(days) > start + DAYS


def _sat(one: Sitting) -> Entry:
    kind = "wrote" if one.author_id is not None else "imported"
    return Entry(
        kind, one.author, one.ended, one.last, one.first - 1, one.began, max(one.written, 0), max(one.removed, 0)
    )


def _did(deed: Deed) -> Entry:
    return Entry(deed.kind, deed.author, deed.at, deed.version, deed.version - 1, reason=str(deed.source_version))


def _happened(event: WorkflowEvent) -> Entry:
    return Entry(event.kind, event.person, aware(event.at), event.version, reason=event.reason)


def _named(one: NamedVersion) -> Entry:
    return Entry("named", one.person, aware(one.at), one.version, reason=one.name)


def _rows(revisions: Sequence[State]) -> list[Entry]:
    """The kept states of rows; those of one hand on one day without a long pause are one entry."""
    entries: list[Entry] = []
    before = 0  # only what was kept can be compared
    for one in sorted(revisions, key=lambda one: one.number):
        at, last = aware(one.at), entries[-1] if entries else None
        if last and last.person == one.author and at - last.at <= PAUSE and at.date() == last.at.date():
            entries[-1] = Entry("rows", one.author, at, one.number, last.before, last.began)
        else:
            entries.append(Entry("rows", one.author, at, one.number, before, at))
        before = one.number
    return entries


def _by_day(entries: Iterable[Entry]) -> list[Day]:
    newest = sorted(entries, key=lambda one: (one.at, BEFORE.get(one.kind, 1), one.version), reverse=True)
    return [Day(day, list(group)) for day, group in groupby(newest, lambda one: one.at.date())]
