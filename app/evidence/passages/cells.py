"""A number of an Excel cell as its number format shows it to whoever opens the workbook; runs in the child process."""

import calendar
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

SECTIONS = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;])+|(?<=;)(?=;|$)|^(?=;)')
CURRENCY = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")  # “[$£-809]”: a sign, and where in the world it is used
BRACKETS = re.compile(r"\[[^\]]*\]")  # a colour or a condition
PIECES = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|([#0?][#0?,]*(?:\.[#0?]*)?|\.[#0?]+)(,*)|(.)', re.DOTALL)
DRAWN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|(y+|m+|d+|h+|s+|AM/PM|A/P)|(.)', re.IGNORECASE | re.DOTALL)
LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
CONDITION, ELAPSED = re.compile(r"\[[<>=]"), re.compile(r"\[h+\]", re.IGNORECASE)
BRITISH = {14: "dd/mm/yyyy", 22: "dd/mm/yyyy hh:mm"}  # formats that Excel draws as is usual where it is opened
FIRST = datetime(1899, 12, 30)
FIRST_1904 = datetime(1904, 1, 1)
HIGHEST = 2_958_466  # days to the end of the year 9999


def format_of(number: int, own: Mapping[int, str]) -> str:
    """The number format of this number, of a workbook's own or of those that every workbook has."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS  # only the child process needs it

    usual = BRITISH.get(number) or BUILTIN_FORMATS.get(number, "General").replace("$", "£")
    return own.get(number) or usual


def shown(stored: str, form: str, from_1904: bool = False) -> str:
    """A stored number in a number format, such as 0.734 in “0.0%” as 73.4%; as stored where that cannot be told."""
    try:
        number = Decimal(repr(float(stored)))
        if not number.is_finite() or CONDITION.search(form):
            return stored
        parts = _sections(form)
        at = 1 if number < 0 else 2 if not number else 0
        part = parts[at] if at < len(parts) else parts[0]
        if set("dmyhs") & set(LITERAL.sub("", BRACKETS.sub("", part)).lower()) or ELAPSED.search(part):
            return _moment(float(number), part, from_1904) if 0 <= number < HIGHEST else stored
        return ("-" if number < 0 and len(parts) == 1 else "") + _figure(abs(number), BRACKETS.sub("", part))
    except (ValueError, ArithmeticError):
        return stored


@lru_cache(maxsize=2000)
def _sections(form: str) -> tuple[str, ...]:
    """The parts of a format for positive numbers, negative ones and zero, as far as it has them."""
    return tuple(CURRENCY.sub(lambda sign: f'"{sign[1]}"', part) for part in SECTIONS.findall(form)) or ("General",)


def _figure(amount: Decimal, part: str) -> str:
    pieces = PIECES.findall(part)
    places = [place for _, _, place, _, _ in pieces if place]
    drawn = LITERAL.sub("", part).lower()
    if len(places) > 1 or "general" in drawn or "@" in drawn:  # a fraction, a power of ten, or no format
        return _plain(amount)
    if places:
        thousands = len(places[0]) - len(places[0].rstrip(",")) + sum(len(commas) for *_, commas, _ in pieces)
        amount = amount.scaleb(2 * drawn.count("%") - 3 * thousands)
    return "".join(
        quoted or escaped or other or (place and _digits(amount, place.rstrip(",")))
        for quoted, escaped, place, _, other in pieces
    ).strip()


def _plain(amount: Decimal) -> str:
    text = f"{amount:f}" if amount == amount.to_integral_value() else f"{float(amount):.10g}"
    if "e" in text:
        raise ValueError
    return text.removesuffix(".0")


def _digits(amount: Decimal, place: str) -> str:
    """A number with as many decimals, noughts in front and thousands commas as its place in a format has."""
    before, _, after = place.partition(".")
    rounded = amount.quantize(Decimal(1).scaleb(-len(after)), ROUND_HALF_UP)
    whole, _, rest = (f"{rounded:,f}" if "," in before else f"{rounded:f}").partition(".")
    wanted = len(after.rstrip("#?"))
    rest = rest[:wanted] + rest[wanted:].rstrip("0")
    noughts = before.count("0")
    whole = whole.zfill(noughts) if noughts else whole.removeprefix("0")
    return f"{whole}.{rest}" if rest else whole


def _moment(days: float, part: str, from_1904: bool) -> str:
    if ELAPSED.search(part):
        return f"{int(round(days * 1440) // 60)}:{round(days * 1440) % 60:02}"
    first = FIRST_1904 if from_1904 else FIRST if days >= 60 else FIRST + timedelta(days=1)  # 1900 was no leap year
    moment = first + timedelta(seconds=round(days * 86400))
    pieces = DRAWN.findall(BRACKETS.sub("", part))
    letters = [token.lower() for _, _, token, _ in pieces if token]
    tokens = iter(_minutes(letters))
    by_twelve = any(token.startswith("a") for token in letters)
    return "".join(
        quoted or escaped or other or (token and _drawn(next(tokens), moment, by_twelve))
        for quoted, escaped, token, other in pieces
    ).removesuffix("@").strip()


def _minutes(letters: list[str]) -> list[str]:
    """An m after hours or before seconds is minutes; written n."""
    around = ["", *letters, ""]
    return [
        token.replace("m", "n") if token in ("m", "mm") and (before[:1] == "h" or after[:1] == "s") else token
        for before, token, after in zip(around, letters, around[2:], strict=False)
    ]


def _drawn(token: str, moment: datetime, by_twelve: bool) -> str:
    kind, length = token[0], len(token)
    if kind == "y":
        return f"{moment.year:04}" if length > 2 else f"{moment.year % 100:02}"
    if kind in "md" and length > 2:
        name = calendar.month_name[moment.month] if kind == "m" else calendar.day_name[moment.weekday()]
        return name[:3] if length == 3 else name[:1] if length == 5 else name
    if kind == "a":
        return "AM" if moment.hour < 12 else "PM"
    hour = (moment.hour - 1) % 12 + 1 if by_twelve else moment.hour
    value = {"m": moment.month, "d": moment.day, "h": hour, "n": moment.minute, "s": moment.second}[kind]
    return f"{value:02}" if length > 1 else str(value)
