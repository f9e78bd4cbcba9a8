"""What was found in a file and what taking it over would change, as it is kept with the import."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from app.indicators.intake.reading import Blank, Cell, Elsewhere, Fault
from app.indicators.models import FigureImport
from app.indicators.rules import COMPUTED, PROVISIONAL, PUBLISHED

MOST_TOLD = 200  # faults and changes that are told one by one; all of them are counted
MOST_ADDED = 20  # new figures that are shown, so that a person sees that they are read as they were meant
DOUBLED = (
    "Look at the periods: {} may be the same time under different names in {}. They would stand as periods beside one "
    "another, and their figures would not be compared. Give the period one name wherever it stands."
)
OF_ANOTHER = "Left out: {} {}."
LEFT_OUT = {
    PUBLISHED: "of published figures, since provisional ones were to be brought in",
    PROVISIONAL: "of provisional figures, since published ones were to be brought in",
    COMPUTED: "of figures that were computed and that no source gives",
}


@dataclass
class Report:
    """Counts of what a file holds; `faults` and `changes` are the first 200 of `fault_count` and `changed`.

    A change is measure or code, area or field, period, before, after. `additions` are the first 20 new
    figures: measure, area, period, and value or mark. `open_polarities` counts measures for which the source says
    neither high nor low; `notes` are sentences about how it was read; `elsewhere` counts lines of another status.
    `years` are names of years in the file, each with the name that most figures of the same year have and the titles
    of the measures; `same_years` says whether they are the same (see `intake.years`), `fits` whether that is likely.
    """

    found: int = 0
    blank: int = 0
    marks: dict[str, int] = field(default_factory=dict)
    open_polarities: int = 0
    fault_count: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    changes: list[list[str]] = field(default_factory=list)
    additions: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    elsewhere: dict[str, int] = field(default_factory=dict)
    years: list[list[str]] = field(default_factory=list)
    same_years: str = ""
    fits: bool = True

    @property
    def asks(self) -> bool:
        """Whether somebody must say first whether years under two names are the same."""
        return bool(self.years) and not self.same_years and not self.fault_count

    @property
    def counts(self) -> tuple[int, int, int]:
        """Added, changed, unchanged."""
        return self.added, self.changed, self.unchanged

    def note(self, one: Cell) -> bool:
        """Count one cell; whether it is a figure to put aside."""
        if isinstance(one, Elsewhere):
            self.elsewhere[one.status] = self.elsewhere.get(one.status, 0) + 1
        elif isinstance(one, Fault):
            self.fault(one)
        elif isinstance(one, Blank):
            self.blank += 1
        else:
            self.found += 1
            if one.mark:
                self.marks[one.mark] = self.marks.get(one.mark, 0) + 1
            return not self.fault_count  # with one fault nothing will be taken over
        return False

    def fault(self, one: Fault) -> None:
        """Count a fault, and tell it if it is among the first."""
        self.fault_count += 1
        if len(self.faults) < MOST_TOLD:
            self.faults.append((one.line, one.sentence))

    @property
    def told(self) -> list[str]:
        """How the file was read, in sentences."""
        return [OF_ANOTHER.format(f"{number:,} {'line' if number == 1 else 'lines'}", LEFT_OUT[status])
                for status, number in sorted(self.elsewhere.items())] + self.notes

    def dumped(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self), ensure_ascii=False)


def report_of(one: FigureImport) -> Report:
    """The report that is kept with an import."""
    kept: dict[str, Any] = json.loads(one.result)
    return Report(**kept)


def told_of_years(years: Sequence[str]) -> str:
    """One renaming in words: the names, and in which measures."""
    was, becomes, first, *more = years
    return f"“{was}” as “{becomes}” in “{first}”{f' and {len(more):,} more' if more else ''}"


def doubled(periods: Sequence[str], measures: Sequence[str]) -> str:
    """A warning of periods of the same time under several names, in the measures with these titles."""
    more = f" and {len(measures) - 1:,} more" if len(measures) > 1 else ""
    names = " and ".join(f"“{period}”" for period in periods)
    return DOUBLED.format(names, f"“{measures[0]}”{more}")


def told(counts: Counter[str] | dict[str, int]) -> str:
    """Marks with how often each stands, such as “-” 142 times."""
    times = [f"“{mark}” {count:,} {'time' if count == 1 else 'times'}" for mark, count in sorted(counts.items())]
    return ", ".join(times)
