"""Compose the report of a round for its region: coverage, themes, offers and asks, priorities, comparison."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.frameworks.naming import told_year
from app.publishing.compose import TEMPLATES, gathered
from app.publishing.models import Composition, Furniture, Identity, PartSource
from app.publishing.widths import column_group
from app.reviews.rating.rules import LEVELS, NOT_LOOKED_AT, NOT_RATED
from app.reviews.summary.rules import FEWEST_UNNAMED, tells_whose

LEVELS_IN_ORDER = (*LEVELS.values(), NOT_RATED)
NOTHING = "–"  # where there was nothing to rate
ABREAST = 4  # authorities beside one another on a page
COVERAGE_WIDTHS = (28.0, 26.0, 15.0, 15.0, 16.0)  # per cent: authority, released, moderated, challenged, answered
THEME_WIDTHS = (30.0, 40.0, 12.0, 18.0)  # per cent: what, section, times, authorities


@dataclass(frozen=True)
class Covered:
    """How far one authority came: in words, such as “Released and signed”, “2 of 2”."""

    authority: str
    released: str
    moderated: str
    challenged: str
    answered: str


@dataclass(frozen=True)
class Theme:
    """What reviews say of a section: what kind of thing, how often, and of how many authorities."""

    title: str
    section: str
    times: int
    authorities: int


@dataclass(frozen=True)
class Practice:
    """Good practice that an authority offers to the others, or asks of them; `authority` is empty if not named."""

    authority: str
    words: str


@dataclass(frozen=True)
class Compared:
    """How well evidenced one challenger found a section of an authority, in words; “Not rated” is never left out."""

    section: str
    authority: str
    level: str


@dataclass(frozen=True)
class RoundReport:
    """Everything that goes into the report, true of the day `on`; `named` says whether a comparison names authorities.

    `words` is how the region itself sums the round up, in paragraphs; `withheld` is how many offers would tell whose
    they are although nobody is named.
    """

    address: str
    region: str
    title: str
    year: str
    on: date
    words: Sequence[str]
    coverage: Sequence[Covered]
    themes: Sequence[Theme]
    offers: Sequence[Practice]
    withheld: int
    asks: Sequence[Practice]
    priorities: Sequence[str]
    comparison: Sequence[Compared]
    named: bool

    @property
    def which(self) -> str:
        """Which of the two that can be made of a round it is, in words."""
        return "with names" if self.named else "without names"


@dataclass(frozen=True)
class Row:
    """One section of the comparison: what stands in each column."""

    section: str
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """A comparison: authorities as columns, or without names how many challengers gave each level."""

    heads: list[str]
    rows: list[Row]


def comparison(report: RoundReport) -> list[Table]:
    """The comparison by section; with names as many tables as it takes, ABREAST authorities in each.

    Without names, levels are counted, so that no column can be followed from section to section. It is left out where
    fewer than FEWEST_UNNAMED authorities were rated, and so is any section; no column is there for such a one alone.
    """
    authorities = sorted({one.authority for one in report.comparison})
    apart = left_out(report)
    shown = [one for one in report.comparison if one.section not in apart]
    sections = list(dict.fromkeys(one.section for one in shown))
    if not report.named:
        given = {one.level for one in shown}
        levels = [level for level in LEVELS_IN_ORDER if level in given]
        return [_table(report, sections, levels)] if sections and len(authorities) >= FEWEST_UNNAMED else []
    return [_table(report, sections, authorities[start:start + ABREAST])
            for start in range(0, len(authorities), ABREAST)]


def left_out(report: RoundReport) -> list[str]:
    """The sections that would tell whose ratings they are although nobody is named, in order."""
    rated: dict[str, set[str]] = {one.section: set() for one in report.comparison}
    looked: dict[str, set[str]] = {section: set() for section in rated}
    for one in report.comparison:
        if one.level != NOT_RATED:
            rated[one.section].add(one.authority)
            if one.level != LEVELS[NOT_LOOKED_AT]:
                looked[one.section].add(one.authority)
    return [one for one in rated if not report.named and tells_whose(len(rated[one]), len(looked[one]))]


def _table(report: RoundReport, sections: Sequence[str], heads: list[str]) -> Table:
    return Table(heads, [Row(section, [_cell(report, section, head) for head in heads]) for section in sections])


def _cell(report: RoundReport, section: str, head: str) -> str:
    """With names what an authority’s challengers say, the best first, or that there was nothing to rate; without, how
    many say so."""
    here = [one for one in report.comparison if one.section == section]
    if not report.named:
        return str(sum(one.level == head for one in here))
    found = {one.level for one in here if one.authority == head}
    return "; ".join(level for level in LEVELS_IN_ORDER if level in found) or NOTHING


def themes_told(report: RoundReport) -> list[Theme]:
    """The themes; without names those alone that rest on so many authorities that they do not tell whose they are."""
    return [one for one in report.themes if report.named or one.authorities >= FEWEST_UNNAMED]


def said_once(themes: Sequence[Theme]) -> dict[str, list[str]]:
    """The sections of which something was said a single time, by what it is: too many to give each a row."""
    found: dict[str, list[str]] = {}
    for one in themes:
        if one.times == 1:
            found.setdefault(one.title, []).append(one.section)
    return found


def compose_round(report: RoundReport) -> Composition:
    """The report as one document; its hash is that of what it says."""
    tables = [(table, column_group([30.0, *([70.0 / len(table.heads)] * len(table.heads))]))
              for table in comparison(report)]
    themes = themes_told(report)
    html = TEMPLATES.get_template("round_report.html").render(
        report=report, tables=tables, fewest=FEWEST_UNNAMED,
        left_out=left_out(report), untold=len(report.themes) - len(themes),
        coverage_columns=column_group(COVERAGE_WIDTHS), theme_columns=column_group(THEME_WIDTHS),
        often=[one for one in themes if one.times > 1], once=said_once(themes))
    digest = hashlib.sha256(html.encode()).hexdigest()
    head = " · ".join([report.region, "Round report", told_year(report.year)])
    title = f"{report.region}: round report {report.which}, {report.title}"
    who = Identity(report.address, "round-pack", 0, digest, title, report.region)
    return gathered([PartSource("round", "Round report", html)], Furniture(head, digest[:12]), who)
