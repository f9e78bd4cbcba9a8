"""What was measured, what it is measured against, and what it should be."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One measured thing: the median of its rounds, in seconds unless `unit` says otherwise."""

    name: str
    value: float
    unit: str = "s"
    rounds: tuple[float, ...] = ()


@dataclass(frozen=True)
class Target:
    """A ratio of two figures and the most that it should be; None where there is only an aim to report."""

    name: str
    ratio: float
    most: float

    @property
    def met(self) -> bool:
        """Whether the ratio is within the target."""
        return self.ratio <= self.most


@dataclass(frozen=True)
class Table:
    """Findings that are more than one figure each: headings, and for each finding a row of as many cells."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def lines(self) -> list[str]:
        """The table for a terminal."""
        rows = [self.headings, *self.rows]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return ["  ".join([f"{row[0]:<{widths[0]}}", *map(str.rjust, row[1:], widths[1:])]) for row in rows]


@dataclass
class Findings:
    """Everything that one run found, in order."""

    figures: list[Figure] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def add(self, name: str, rounds: Sequence[float], unit: str = "s") -> float:
        """Keep a figure's rounds and give their median."""
        middle = median(rounds)
        self.figures.append(Figure(name, middle, unit, tuple(rounds)))
        return middle

    def aim(self, name: str, value: float, reference: float, most: float) -> None:
        """Compare two figures of the same run."""
        self.targets.append(Target(name, value / reference, most))

    def plain(self) -> dict[str, Any]:
        """The findings as plain data."""
        return {**asdict(self), "targets": [{**asdict(one), "met": one.met} for one in self.targets]}


SCALES: dict[str, tuple[Callable[[float], float], str]] = {
    "s": (lambda value: value, "{:,.2f} s"),
    "ms": (lambda value: value * 1000, "{:,.1f} ms"),
    "kB": (lambda value: value / 1000, "{:,.0f} kB"),
    "B": (lambda value: value / 1_000_000, "{:,.0f} MB"),
    "letters": (lambda value: value, "{:,.0f}"),
    "/s": (lambda value: value, "{:,.0f} a second"),
}


def table(findings: Findings) -> str:
    """The findings as a plain table for a terminal."""
    rows = [(one.name, _told(one.value, one.unit), _spread(one)) for one in findings.figures]
    rows += [("", "", "")]
    rows += [(one.name, f"{one.ratio:.2f}", f"at most {one.most:g}: {'met' if one.met else 'MISSED'}")
             for one in findings.targets]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    lines = [f"{name:<{widths[0]}}  {value:>{widths[1]}}  {more}".rstrip() for name, value, more in rows]
    lines += [line for one in findings.tables for line in one.lines()]
    return "\n".join([*lines, *(f"Note: {remark}" for remark in findings.remarks)])


def _told(value: float, unit: str) -> str:
    scale, shape = SCALES[unit]
    return shape.format(scale(value))


def _spread(one: Figure) -> str:
    """The least and the most of several rounds."""
    if len(one.rounds) < 2:
        return ""
    return f"{_told(min(one.rounds), one.unit)} to {_told(max(one.rounds), one.unit)}"
