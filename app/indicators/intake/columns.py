"""Which column of a file is what: guessed from its heads, corrected by a person."""

from collections.abc import Mapping as Lookup
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.errors import Refused
from app.indicators.intake.periods import Periods
from app.indicators.intake.sheets import UNANSWERED
from app.indicators.rules import FORMULA, Period, named, read_period

FIGURES, MEASURES = "figures", "measures"
KINDS = {FIGURES: "Figures of measures that are known here", MEASURES: "The list of measures itself"}
LEFT_OUT = ""
ROLES: dict[str, dict[str, str]] = {
    FIGURES: {
        LEFT_OUT: "Leave out", "measure": "Measure (code or title)", "area": "Area (name)", "number": "Area (number)",
        "period": "Period", "value": "Value", "figures": "Values of the period in the head",
        "mark": "Mark, where there is no value", "status": "Status (published or provisional)",
    },
    MEASURES: {
        LEFT_OUT: "Leave out", "code": "Code", "title": "Title", "topic": "Topic", "polarity": "Polarity",
        "unit": "Unit", "decimals": "Decimal places", "numerator": "Numerator", "denominator": "Denominator",
        "frequency": "Frequency", "source": "Source", "licence": "Licence",
    },
}
# Heads by which files name these columns; the Local Authority Interactive Tool's own are among them.
GUESSES: dict[str, dict[str, tuple[str, ...]]] = {
    FIGURES: {
        "measure": ("short desc", "measure short", "measure code", "measure", "code", "indicator", "measure title"),
        "area": ("la and regions", "area", "local authority", "authority", "la name", "la", "region", "area name"),
        "number": ("la number", "la code", "area number", "number", "area code", "la no"),
        "period": ("years", "year", "period", "time period", "date"),
        "value": ("values", "value", "figure", "figures"), "mark": ("mark",), "status": ("status",),
    },
    MEASURES: {
        "code": ("measure short", "code", "short desc", "measure code"),
        "title": ("measure", "title", "measure title", "name"),
        "topic": ("topic", "theme"), "polarity": ("polarity",), "unit": ("y axis name", "unit", "units"),
        "decimals": ("decimals", "decimal places"), "numerator": ("numerator",), "denominator": ("denominator",),
        "frequency": ("year type", "frequency"), "source": ("source",), "licence": ("licence", "license"),
    },
}
NO_RESULT = (
    "A cell holds a formula whose result is not stored in the file. Open the file in Excel, save it and send it again."
)
SEVERAL = ("figures",)
Roles = Sequence[str]


@dataclass(frozen=True)
class Mapping:
    """The place of each role among a file's columns; `periods` are the columns that hold one period each.

    `notes` say how the heads of those were read.
    """

    places: Lookup[str, int]
    periods: tuple[tuple[int, Period], ...] = ()
    notes: tuple[str, ...] = ()

    def cell(self, cells: list[str], role: str) -> str:
        """What a line says in this role; nothing where the file has no such column or the line is short.

        Refused for a formula without its result.
        """
        return cell_at(cells, self.places.get(role, -1))


def cell_at(cells: Sequence[str], place: int) -> str:
    """What stands in this place of a line, or nothing; Refused for a formula without its result.

    Without the apostrophe that our own files put before what looks like a formula.
    """
    text = cells[place].strip() if 0 <= place < len(cells) else ""
    if text == UNANSWERED:
        raise Refused(NO_RESULT)
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text


def guess(kind: str, heads: Sequence[str]) -> list[str]:
    """A role for each column, as far as its head tells; each role once, by its best head."""
    plain = [named(head.replace("_", " ")) for head in heads]
    roles = [LEFT_OUT] * len(heads)
    for role, names in GUESSES[kind].items():
        place = next((plain.index(name) for name in names if name in plain and not roles[plain.index(name)]), None)
        if place is not None:
            roles[place] = role
    if kind == FIGURES and "value" not in roles and "period" not in roles:
        roles = [role or ("figures" if is_period(head) else LEFT_OUT) for role, head in zip(roles, heads, strict=True)]
    return roles


def is_period(head: str) -> bool:
    """Whether a head names a period."""
    try:
        read_period(head)
    except Refused:
        return False
    return True


def mapping(kind: str, heads: Sequence[str], roles: Roles, whole_authority: bool = False) -> Mapping:
    """The roles as places; Refused with what is missing or twice. `whole_authority`: no column names the area."""
    known = ROLES[kind]
    if len(roles) != len(heads) or any(role not in known for role in roles):
        raise Refused("Say for each column what it holds.")
    for role, words in known.items():
        if role and role not in SEVERAL and roles.count(role) > 1:
            raise Refused(f"Two columns are said to hold the same: {words}. Choose one of them.")
    places = {role: place for place, role in enumerate(roles) if role and role not in SEVERAL}
    wide = [place for place, role in enumerate(roles) if role == "figures"]
    reading = Periods(lambda: [heads[place] for place in wide])
    periods = tuple((place, reading.read(heads[place])) for place in wide)
    missing = _missing(kind, places, bool(periods), whole_authority)
    if missing:
        raise Refused(missing)
    return Mapping(places, periods, tuple(reading.notes.values()))


def _missing(kind: str, places: Lookup[str, int], wide: bool, whole_authority: bool) -> str:
    if kind == MEASURES:
        return "" if places.keys() >= {"code", "title"} else "Say which column holds the code and which the title."
    if "measure" not in places:
        return "Say which column names the measure."
    if not places.keys() & {"area", "number"} and not whole_authority:
        return "Say which column names the area."
    if wide and places.keys() & {"value", "period"}:
        return "Choose either one column of periods and one of values, or a column for each period, and not both."
    if not wide and not places.keys() >= {"value", "period"}:
        return "Say which column holds the period and which the value, or which columns hold the values of one period."
    return ""
