"""Compose the report of a round for its region: coverage, themes, offers and asks, priorities, comparison."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from app.publishing.compose import TEMPLATES, gathered
from app.publishing.models import Composition, Furniture, Identity, PartSource
from app.publishing.widths import column_group

FEWEST = 3  # authorities in a comparison without names: among two each would know the other


@dataclass(frozen=True)
class Covered:
    """How far one authority came: in words, such as “Signed revision 2”, “2 of 2”."""

    authority: str
    released: str
    moderated: str
    challenged: str
    answered: str


@dataclass(frozen=True)
class Theme:
    """Something that several reviews or areas for improvement speak of, and how many authorities it concerns."""

    title: str
    times: int
    authorities: int


@dataclass(frozen=True)
class Practice:
    """Good practice that an authority offers to the others, or asks of them."""

    authority: str
    words: str


@dataclass(frozen=True)
class Compared:
    """How well evidenced one authority’s section was found, in words; “Not rated” is never left out."""

    section: str
    authority: str
    level: str


@dataclass(frozen=True)
class RoundReport:
    """Everything that goes into the report; `named` says whether a comparison names authorities."""

    address: str
    region: str
    title: str
    year: str
    coverage: Sequence[Covered]
    themes: Sequence[Theme]
    offers: Sequence[Practice]
    asks: Sequence[Practice]
    priorities: Sequence[str]
    comparison: Sequence[Compared]
    named: bool


@dataclass(frozen=True)
class Row:
    """One section of the comparison: what stands in each column."""

    section: str
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """The comparison: authorities as columns, or without names how many were found at each level."""

    heads: list[str]
    rows: list[Row]


def comparison(report: RoundReport) -> Table | None:
    """The comparison by section.

    Without names, levels are counted, so that no column can be followed from section to section, and it is left out
    where fewer than FEWEST authorities were rated.
    """
    authorities = sorted({one.authority for one in report.comparison})
    levels = list(dict.fromkeys(one.level for one in report.comparison))
    sections = list(dict.fromkeys(one.section for one in report.comparison))
    if not sections or (not report.named and len(authorities) < FEWEST):
        return None
    heads = authorities if report.named else levels
    return Table(heads, [Row(section, _cells(report, section, heads)) for section in sections])


def _cells(report: RoundReport, section: str, heads: Sequence[str]) -> list[str]:
    here = [one for one in report.comparison if one.section == section]
    if report.named:
        found = {one.authority: one.level for one in here}
        return [found.get(head, "Not rated") for head in heads]
    return [str(sum(one.level == head for one in here)) for head in heads]


def compose_round(report: RoundReport) -> Composition:
    """The report as one document; its hash is that of what it says."""
    table = comparison(report)
    width = 70.0 / len(table.heads) if table else 0.0
    html = TEMPLATES.get_template("round_report.html").render(
        report=report, year=report.year.replace("-", "/"), table=table, fewest=FEWEST,
        columns=column_group([30.0, *([width] * len(table.heads))]) if table else "")
    digest = hashlib.sha256(html.encode()).hexdigest()
    head = " · ".join([report.region, "Round report", report.year.replace("-", "/")])
    who = Identity(report.address, "round-pack", 0, digest, f"{report.region}: round report, {report.title}",
                   report.region)
    return gathered([PartSource("round", "Round report", html)], Furniture(head, digest[:12]), who)
