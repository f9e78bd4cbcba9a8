"""The outline of an assessment: its parts, sections and answers, each with how far it has come."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.assessments.budgets.rules import total_of
from app.assessments.forms import Wanted, is_overdue
from app.assessments.queries import Line
from app.assessments.work import BAR
from app.frameworks.queries import Reading
from app.frameworks.rules import Part, Prompt, Section

NO_BUDGETS: Mapping[str, int] = {}


@dataclass(frozen=True)
class Standing:
    """One prompt in the outline, with what it asks."""

    line: Line
    asked: Prompt

    @property
    def wording(self) -> str:
        """The wording received with an imported file, else the framework's, else its title."""
        return self.line.wording_received or self.asked.wording or self.asked.title or ""


@dataclass(frozen=True)
class Entry:
    """One answer in the outline: the prompts that it answers, in order."""

    standings: tuple[Standing, ...]

    @property
    def line(self) -> Line:
        """Where the answer stands, as its first prompt tells it."""
        return self.standings[0].line

    @property
    def authors(self) -> str:
        """Who writes it, each name once."""
        return ", ".join(dict.fromkeys(one.line.author for one in self.standings if one.line.author))

    @property
    def leads(self) -> str:
        """Who leads it, each name once."""
        return ", ".join(dict.fromkeys(one.line.lead for one in self.standings if one.line.lead))

    @property
    def due_on(self) -> date | None:
        """Its earliest date."""
        return min((one.line.due_on for one in self.standings if one.line.due_on), default=None)

    @property
    def budget(self) -> int | None:
        """How many words it is to have: what its prompts may take together; None where none of them is limited."""
        return total_of(one.line.budget for one in self.standings)

    @property
    def overdue(self) -> bool:
        """Past its date and not settled."""
        return any(is_overdue(one.line) for one in self.standings)


@dataclass(frozen=True)
class SectionOutline:
    """A section with all that stands in it; `kept` are the answers left by the filters, `budget` its words to have."""

    section: Section
    total: int
    counts: Counter[str]
    entries: tuple[Entry, ...]
    kept: tuple[Entry, ...]
    budget: int | None

    @property
    def settled(self) -> int:
        """How many of its prompts need nothing more."""
        return self.counts["agreed"] + self.counts["no_answer"]

    @property
    def bar(self) -> dict[str, int]:
        """Prompts by state, in the order of the bar."""
        return {state: self.counts[state] for state in BAR}

    @property
    def overdue(self) -> int:
        """How many of its answers are overdue."""
        return sum(entry.overdue for entry in self.entries)

    @property
    def uncited(self) -> int:
        """How many passages state a figure without evidence."""
        return sum(entry.line.uncited for entry in self.entries)

    @property
    def words(self) -> int:
        """How long its answers are together."""
        return sum(entry.line.words for entry in self.entries)


@dataclass(frozen=True)
class PartOutline:
    """A part with its sections."""

    part: Part
    sections: tuple[SectionOutline, ...]


def outline(
    reading: Reading, lines: Sequence[Line], wanted: Wanted, budgets: Mapping[str, int] = NO_BUDGETS
) -> list[PartOutline]:
    """The whole in the document's order; sections that the filters leave empty are left out."""
    by_section: dict[str, list[Line]] = {}
    for line in lines:
        by_section.setdefault(line.section_key, []).append(line)
    parts = [
        PartOutline(part, tuple(
            one for section in part.sections
            if (one := _section(reading, section, by_section.get(section.key, []), wanted, budgets)).kept
        ))
        for part in reading.framework.parts
    ]
    return [part for part in parts if part.sections]


def _section(
    reading: Reading, section: Section, lines: Sequence[Line], wanted: Wanted, budgets: Mapping[str, int]
) -> SectionOutline:
    entries = entries_of(reading, lines)
    kept = tuple(entry for entry in entries if any(wanted.keeps(one.line) for one in entry.standings))
    counts = Counter(line.state for line in lines)
    return SectionOutline(section, len(lines), counts, entries, kept, budgets.get(section.key))


def entries_of(reading: Reading, lines: Sequence[Line]) -> tuple[Entry, ...]:
    """Prompts answered together as one entry, at the place of the first."""
    groups: dict[int, list[Standing]] = {}
    for line in lines:
        groups.setdefault(line.response_id, []).append(Standing(line, reading.prompts[line.key]))
    return tuple(Entry(tuple(group)) for group in groups.values())


def words_in(lines: Sequence[Line]) -> int:
    """How long the answers are together; prompts answered together share one."""
    return sum({line.response_id: line.words for line in lines}.values())
