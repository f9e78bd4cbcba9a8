"""A list of measures from a file: read in one go, compared with those that stand, taken over by code."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from app.core.errors import Refused
from app.evidence.rules import UNUSABLE
from app.indicators.intake.columns import Mapping
from app.indicators.intake.reading import Fault
from app.indicators.models import Measure
from app.indicators.rules import LONGEST, NONE, named, read_polarity, slug_of

MOST = 10_000
TOO_MANY = f"A list of measures has at most {MOST:,} lines. Check that this is the right file."
UNNAMED = {"code": "The code is missing.", "title": "The title is missing."}


@dataclass
class MeasureList:
    """What a file says of measures: their fields by code as it is compared, what is wrong, and how many polarities
    were left open."""

    fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    open_polarities: int = 0


@dataclass(frozen=True)
class MeasurePlan:
    """What taking over would do: fields of new measures, changes as (measure, field, before, after), and the rest.

    `respelled` are codes that differ from those that stand only by capitals or spaces, each with the one that stands.
    """

    added: list[dict[str, Any]]
    changed: list[tuple[Measure, str, Any, Any]]
    unchanged: int
    respelled: list[tuple[str, str]]


def read_measures(lines: Iterable[tuple[int, list[str]]], mapping: Mapping, given: dict[str, str]) -> MeasureList:
    """Every measure of a file; `given` is what a person says of all of them, such as their source."""
    found = MeasureList()
    for line, cells in lines:
        if line > MOST:
            raise Refused(TOO_MANY)
        try:
            fields = _fields(mapping, cells, given)
        except Refused as wrong:
            found.faults.append(Fault(line, wrong.sentence))
            continue
        before = found.fields.get(named(fields["code"]))
        if before:
            as_ = "" if before["code"] == fields["code"] else f", before as “{before['code']}”"
            found.faults.append(Fault(line, f"The code “{fields['code']}” stands in the file twice{as_}."))
        found.fields[named(fields["code"])] = fields
        found.open_polarities += fields.get("polarity") == NONE
    return found


def _fields(mapping: Mapping, cells: list[str], given: dict[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {name: value for name, value in given.items() if value}
    fields |= {role: " ".join(mapping.cell(cells, role).split()) for role in mapping.places}
    for name, missing in UNNAMED.items():
        if not fields[name]:
            raise Refused(missing)
    too_long = next((name for name, value in fields.items() if len(value) > LONGEST), None)
    if too_long:
        raise Refused(f"The {too_long} is longer than {LONGEST} characters.")
    odd = next((name for name, value in fields.items() if UNUSABLE.search(value)), None)
    if odd:
        raise Refused(f"The {odd} holds a control character. Use letters, figures and ordinary signs only.")
    if "polarity" in fields:
        fields["polarity"] = read_polarity(fields["polarity"])
    if "decimals" in fields:
        fields["decimals"] = _decimals(fields["decimals"])
    return fields


def _decimals(cell: str) -> int | None:
    text = cell.removesuffix(".0")
    if text and not (text.isdecimal() and int(text) <= 6):
        raise Refused(f"“{cell[:40]}” is no number of decimal places from 0 to 6.")
    return int(text) if text else None


def plan(session: Session, read: MeasureList) -> MeasurePlan:
    """Compare with the measures that stand; fields that the file does not have stay as they are.

    A code is the same in capitals as in small letters, as it is for figures; it stays as it was first written.
    """
    exactly, known = _known(session)
    same = {key: exactly.get(fields["code"]) or known[key] for key, fields in read.fields.items() if key in known}
    added = [fields for key, fields in read.fields.items() if key not in same]
    changed = [
        (same[key], name, getattr(same[key], name), value)
        for key, fields in read.fields.items() if key in same
        for name, value in fields.items() if name != "code" and getattr(same[key], name) != value
    ]
    respelled = [(fields["code"], same[key].code) for key, fields in read.fields.items()
                 if key in same and fields["code"] != same[key].code]
    unchanged = len(read.fields) - len(added) - len({one.id for one, *_ in changed})
    return MeasurePlan(added, changed, unchanged, respelled)


def _known(session: Session) -> tuple[dict[str, Measure], dict[str, Measure]]:
    """The measures that stand, by code and by code as it is compared: of several the one that came first."""
    every = session.exec(select(Measure).order_by(col(Measure.id).desc())).all()
    return {one.code: one for one in every}, {named(one.code): one for one in every}


def take_over(session: Session, wanted: MeasurePlan) -> None:
    """Add and change measures."""
    taken = set(session.exec(select(Measure.slug)).all())
    for fields in wanted.added:
        slug = slug_of(fields["title"], taken)
        taken.add(slug)
        session.add(Measure(slug=slug, **fields))
    for measure, name, _, value in wanted.changed:
        setattr(measure, name, value)
        session.add(measure)
    session.flush()
