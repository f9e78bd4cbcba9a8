"""The words of figures, and what a value, a period and a polarity in a file may be.

Marks are those of the Government Statistical Service's guidance on symbols in tables, with the older ones of the
Department for Education (k, -) beside them; a mark is kept as it stands in the source and is never a number.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from app.core.errors import Refused

HIGH, LOW, NONE = "high", "low", "none"
POLARITIES = {HIGH: "High is good", LOW: "Low is good", NONE: "Neither high nor low is good"}
PUBLISHED, PROVISIONAL = "published", "provisional"
STATUSES = {PUBLISHED: "Published", PROVISIONAL: "Provisional"}
COMPUTED = "computed"  # stands in our own files in place of a status, where no source gives the figure
AUTHORITY, REGION, ENGLAND, NEIGHBOURS = "authority", "region", "england", "neighbours"
MARKS = {
    "c": "withheld, so that nobody can be recognised", "z": "not applicable", "x": "not available",
    "k": "too small to show", "low": "more than nothing, but rounds to 0", "-": "not given in the source",
}
DIGITS = 15  # of an Excel number mean something; what stands behind them is noise of its binary form
LARGEST = Decimal(10) ** 12
LONGEST = 300
WITH_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+(?=,|$)|\d+)?(,\d+)?", re.ASCII)  # 1.234,5
GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)  # may be thousands or decimals
NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?([eE][+-]?\d{1,2})?", re.ASCII)
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")
NOT_A_VALUE = "“{}” is neither a number nor one of the marks c, z, x, k, low and -."
TWO_VALUES = "“{}” may be a number with decimals or one of thousands. Say with the columns what a comma stands for."
THOUSANDS, DECIMALS, UNSAID = "thousands", "decimals", ""
COMMAS = {
    UNSAID: "No value has a comma", DECIMALS: "It stands before decimals: 76,125 is a little more than 76",
    THOUSANDS: "It stands between thousands: 76,125 is more than 76 thousand",
}
FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # what a spreadsheet takes for the beginning of a formula
NOT_A_PERIOD = "“{}” is not a period such as 2017, 2016-17, 2017 Q1, March 2017 or 2017-03-31."


@dataclass(frozen=True)
class Value:
    """What one cell says: exact decimal text, or nothing and a mark."""

    text: str
    mark: str = ""


@dataclass(frozen=True)
class Period:
    """A stretch of time by its name, and the number that sorts it: year, month and day of its end."""

    text: str
    order: int


def read_value(cell: str, comma: str = THOUSANDS) -> Value:
    """The value or mark in a cell; Refused where it is neither, or where it is not said what its comma stands for."""
    text = cell.strip().removeprefix("'")  # which our own downloads put before what looks like a formula
    mark = text.lower().strip("[]")
    if mark in MARKS:
        return Value("", mark)
    plain = text.removesuffix("%").rstrip()
    if comma != THOUSANDS:
        plain = _with_point(plain, comma)
    if not plain or not NUMBER.fullmatch(plain):
        raise Refused(NOT_A_VALUE.format(text[:40]))
    try:
        number = Decimal(plain.replace(",", ""))
    except InvalidOperation as error:
        raise Refused(NOT_A_VALUE.format(text[:40])) from error
    if abs(number) >= LARGEST:
        raise Refused(f"“{text[:40]}” is too large to be a figure.")
    return Value(exact(number))


def _with_point(plain: str, comma: str) -> str:
    """A number with a point before its decimals; Refused where it might be another one as well."""
    if comma == UNSAID and "," in plain and (WITH_COMMA.fullmatch(plain) or GROUPED.fullmatch(plain)):
        raise Refused(TWO_VALUES.format(plain[:40]))
    if comma == UNSAID or not WITH_COMMA.fullmatch(plain):
        return plain
    if "," not in plain and GROUPED.fullmatch(plain):
        raise Refused(f"“{plain}” may be {plain.replace('.', '')} or {plain.replace('.', ',')}. Write it so.")
    return plain.replace(".", "").replace(",", ".")


def exact(number: Decimal) -> str:
    """A number as plain decimal text without needless zeros; noise behind the digits of a double is dropped."""
    if len(number.as_tuple().digits) > DIGITS:
        number = Decimal(f"{number:.{DIGITS - 1}e}")
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


@lru_cache(maxsize=4096)
def read_period(cell: str, in_months: bool = False) -> Period:
    """The period that a cell names; Refused where it names none.

    What may be a year or a month, such as 2011-12, is a year unless it is known to stand among months.
    """
    text = " ".join(cell.split())
    found = in_months and _as_month(text)
    for pattern, read in () if found else PERIODS:
        match = re.fullmatch(pattern, text, re.IGNORECASE | re.ASCII)
        found = match and read(*match.groups())
        if found:
            break
    if found and 1950 <= found.order // 10_000 <= 2100:
        return found
    raise Refused(NOT_A_PERIOD.format(text[:40]))


@lru_cache(maxsize=4096)
def ways_of(cell: str) -> tuple[bool, bool]:
    """Whether a cell can be a year such as 2011-12, and whether it can be a month such as 2011-12 or March 2019."""
    text = " ".join(cell.split())
    match = re.fullmatch(YEARS, text, re.ASCII)
    return bool(match and _years(*match.groups())), _as_month(text) is not None


def period_named(text: str) -> str:
    """The name of a period as it is kept today, of one that was kept earlier: a month had two names once."""
    try:
        return read_period(text).text
    except Refused:
        return text


def _as_month(text: str) -> Period | None:
    for pattern, read in PERIODS:
        match = read in (_month, _numbered_month) and re.fullmatch(pattern, text, re.IGNORECASE | re.ASCII)
        if match and (found := read(*match.groups())):
            return found
    return None


def _year(year: str) -> Period:
    return Period(year, int(year) * 10_000)


def _years(first: str, last: str) -> Period | None:
    if (int(first) + 1) % 100 != int(last[-2:]):
        return None
    return Period(f"{first}-{last[-2:]}", (int(first) + 1) * 10_000)


def _quarter(first: str, last: str | None, quarter: str) -> Period:
    year = f"{first}-{last[-2:]}" if last else first
    return Period(f"{year} Q{quarter}", (int(first) + bool(last)) * 10_000 + int(quarter) * 300)


def _month(name: str, year: str) -> Period | None:
    """A month by its name; Excel makes Mar-19 of March 2019."""
    short = "sep" if name.lower() == "sept" else name.lower()
    number = next((place for place, month in enumerate(MONTHS, 1) if month.lower().startswith(short)), 0)
    century = "" if len(year) == 4 else "19" if year >= "50" else "20"
    return _numbered_month(century + year, f"{number}")


def _numbered_month(year: str, month: str) -> Period | None:
    number = int(month)
    return Period(f"{MONTHS[number - 1]} {year}", int(year) * 10_000 + number * 100) if 1 <= number <= 12 else None


def _day(year: str, month: str, day: str) -> Period | None:
    try:
        moment = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return Period(moment.isoformat(), moment.year * 10_000 + moment.month * 100 + moment.day)


YEARS = r"(\d{4})[-/–](\d{2}|\d{4})"
PERIODS: tuple[tuple[str, Callable[..., Period | None]], ...] = (
    (r"(\d{4})(?:\.0)?", _year), (YEARS, _years), (r"(\d{4})[-/–](\d{2})", _numbered_month),
    (r"(\d{4})(?:[-/–](\d{2}|\d{4}))? ?Q([1-4])", _quarter), (r"([a-z]{3,9})(?:[ -](?=\d{4})|-)(\d{4}|\d{2})", _month),
    (r"(\d{4})-(\d{2})-(\d{2})(?: 00:00:00)?", _day),
)


def read_polarity(cell: str) -> str:
    """High, low, or none where a source leaves it blank or puts a dash; Refused for any other word."""
    word = cell.strip().lower()
    if word in ("", "-", "–", "none", "neutral", "n/a"):
        return NONE
    for polarity in (HIGH, LOW):
        if word in (polarity, f"{polarity} is good"):
            return polarity
    raise Refused(f"“{cell.strip()[:40]}” is not a polarity: it is High, Low, or - where neither is good.")


def shown(value: str, mark: str, decimals: int | None) -> str:
    """A figure as people read it: 1,234.5 with so many decimals (or as it was given, with at most two), or its mark."""
    if mark:
        return mark
    return f"{as_shown(Decimal(value), decimals) + 0:,}".replace("-", "−")


def as_shown(number: Decimal, decimals: int | None) -> Decimal:
    """A number rounded as people read it: what is told of two numbers must be true of those that are shown."""
    places = min(2, _places(number)) if decimals is None else decimals
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def told_apart(was: str, now: str, decimals: int | None) -> tuple[str, str]:
    """Two values as people read them, with all their decimals where they would read the same and are not."""
    told = shown(was, "", decimals), shown(now, "", decimals)
    if told[0] != told[1] or Decimal(was) == Decimal(now):
        return told
    places = max(_places(Decimal(was)), _places(Decimal(now)))
    return shown(was, "", places), shown(now, "", places)


def _places(number: Decimal) -> int:
    return max(0, -int(number.as_tuple().exponent))


def day_in_words(day: date) -> str:
    """A day as people write it, such as 1 October 2014."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def is_count(unit: str) -> bool:
    """Whether a unit is a plain number of something: that follows an area's size, so that it compares with no other."""
    return unit.lower().startswith("number")


def told_of(notes: Iterable[tuple[str, str]]) -> str:
    """Notes on periods in one phrase: said once where all are the same, else each with its periods in brackets."""
    periods: dict[str, list[str]] = {}
    for period, note in notes:
        periods.setdefault(note, []).append(period)
    if len(periods) == 1:
        return next(iter(periods))
    return "; ".join(f"{note} ({', '.join(those)})" for note, those in periods.items() if note)


def note_of(notes: str, period: str) -> str:
    """What such a phrase says of one period; nothing where it says nothing of it."""
    for part in notes.split("; "):
        note, _, periods = part.partition(" (")
        if not periods or period in periods.rstrip(")").split(", "):
            return note
    return ""


def is_told_of(notes: str, period: str) -> bool:
    """Whether such a phrase says something of this period."""
    return bool(note_of(notes, period))


def mean_in_words(note: str) -> str:
    """How a mean was come by with whose it is, such as mean of 2 of 3 neighbours; nothing where none was computed."""
    return note and f"{note} {'neighbour' if note.endswith(' of 1') else 'neighbours'}"


def neighbours_of(authority: str) -> str:
    """The name under which sources give one figure for all the statistical neighbours of an authority."""
    return f"Statistical neighbours of {authority}"


def slug_of(text: str, taken: Sequence[str] | set[str] = ()) -> str:
    """A name for addresses, and unlike those taken."""
    plain = text.lower().replace("%", " per cent ").replace("&", " and ")
    stem = re.sub("[^a-z0-9]+", "-", plain)[:80].strip("-") or "measure"
    number, found = 1, stem
    while found in taken:
        number += 1
        found = f"{stem}-{number}"
    return found


def named(text: str) -> str:
    """A name as it is compared: small letters, single spaces, “and” for “&”."""
    return " ".join(text.lower().replace("&", " and ").split())
