"""The places of a file that somebody means by words such as “pp. 3–4”, “rows 4 to 6” or “finding 2”; never guessed."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

Numbers = list[tuple[int, int]]  # each the first and last of a range
JOIN = r"\s?(?:[-‐‑‒–—:,;&]|and|to)\s?"
MORE = rf"\d{{1,7}}(?:(?:{JOIN}){{1,2}}\d{{1,7}})*"
ONE = re.compile(r"(to|[-‐‑‒–—:])?\s?([a-z$]{0,5}?)(\d{1,7})", re.IGNORECASE)
DOTTED = re.compile(r"(\d+(?:\.\d+)+)\s?(?:to|[-‐‑‒–—:])\s?(\d+(?:\.\d+)+)", re.IGNORECASE)
PAGES = re.compile(rf"(?:pages?|pgs?|pp?)\.?\s?({MORE})(?: of \d+)?", re.IGNORECASE)
SLIDES = re.compile(rf"slides?\s?({MORE})(?: of \d+)?", re.IGNORECASE)
PARAGRAPHS = re.compile(rf"(?:para(?:graph)?s?\.?|¶¶?)\s?({MORE})", re.IGNORECASE)
LINES = re.compile(rf"lines?\s?({MORE})", re.IGNORECASE)
FOOTNOTES = re.compile(rf"(?:foot ?notes?|fn\.?) ?({MORE})", re.IGNORECASE)
ENDNOTES = re.compile(rf"end ?notes? ?({MORE})", re.IGNORECASE)
COMMENTS = re.compile(rf"comments? ?({MORE})", re.IGNORECASE)
BOXES = re.compile(rf"text ?box(?:es)? ?({MORE})", re.IGNORECASE)
TABLES = re.compile(rf"tables?\s?({MORE})", re.IGNORECASE)
ROWS = re.compile(rf"(?:((?:sheet|table) .+?),? )?rows? ?({MORE})", re.IGNORECASE)
CELLS = r"\$?[a-z]{1,3}\$?\d{1,7}"
RANGE = rf"{CELLS}(?:(?:{JOIN}){{1,2}}\$?[a-z]{{0,3}}\$?\d{{1,7}})*"
CELL = re.compile(rf"(?:(sheet .+?),? )?cells? ?({RANGE})", re.IGNORECASE)
AS_EXCEL = re.compile(rf"(?:'(.+)'!|([^'!]+)!|(?={CELLS}:))({RANGE})", re.IGNORECASE)  # “Figures!B4”, or “B4:C6” alone
LABEL = re.compile(r"([a-z]{3,20})\.? ?(\d{1,4}(?:\.\d{1,3})*|[a-z])", re.IGNORECASE)
LABELS = re.compile(
    rf"([a-z]{{3,20}}?)s\.? ?(\d{{1,4}}(?:\.\d{{1,3}})*(?:(?:{JOIN}){{1,2}}\d{{1,4}}(?:\.\d{{1,3}})*)+)", re.IGNORECASE
)
STANDING = re.compile(r"(.*?)(\d+)")  # how reading names a place: “p. 7”, “sheet Figures, row 4”
NUMBERED = ("section", "paragraph", "para", "point", "chapter", "part")  # a heading may show their number alone
# Words that lead from a sentence to a heading elsewhere.
REFERS = r"(?<!\bsee )(?<!\bin )(?<!\bof )(?<!\bto )(?<!\bby )(?<!\band )(?<!\bor )(?<!\bunder )(?<!\bfrom )(?<!\()"
AFTER = r"(?=$|\s?[:.)–—-](?!\d)|\s+[A-Z0-9“‘(])"
SHAPES = {  # what people write, and how reading names such places
    PAGES: "p. ", SLIDES: "p. ", PARAGRAPHS: "paragraph ", LINES: "line ", FOOTNOTES: "footnote ", ENDNOTES: "endnote ",
    COMMENTS: "comment ", BOXES: "text box ", TABLES: "table ",
}
ALL = [(0, 10**8)]
MOST = 12  # headings or tables that one name is taken apart into


@dataclass(frozen=True)
class Meant:
    """Which places are meant, by where they stand in the file's order, the one to open first.

    `how` is empty where they bear the name, “slide” where a page stands for one, “heading” where it stands in the text.
    `several` says that the name is one of several places, not all of which need to be here.
    """

    places: tuple[int, ...] = ()
    how: str = ""
    several: bool = False


def meant(name: str, known: Sequence[str], text_of: Callable[[], Sequence[str]], cut: bool = False) -> Meant:
    """The places of a file that are meant by a name; none where it could be several things, or is not there.

    `known` are the names that reading gave to all places, in order, `text_of` fetches their texts if they are wanted.
    In a file that is `cut` a row of no named sheet, or a heading, may be another's that was not read.
    """
    name = " ".join(name.split())
    places = _Known(known, cut)
    if (found := places.exactly(name)).places or runs_backwards(name):
        return found
    for found in (places.numbered(name), places.named_beside_others(name)):
        if found.places:
            return found
    return Meant() if cut else _in_text(name, text_of)


def numbers_of(text: str, either_way: bool = False) -> Numbers:
    """Ranges in words: “3–5, 7 and 9” is 3 to 5, 7 and 9; “103–7” is 103 to 107. None where a range runs backwards.

    `either_way` is for cells, whose ranges may be named from either corner: “B5:A1” is 1 to 5.
    """
    found: Numbers = []
    for join, column, digits in ONE.findall(text):
        number = int(digits)
        if not (join and found):
            found.append((number, number))
            continue
        first = found[-1][0]
        if number < first and len(digits) < len(str(first)) and not column:
            number = int(str(first)[: -len(digits)] + digits)
        if number < first and not either_way:
            return []
        found[-1] = (min(first, number), max(first, number))
    return found


def spanning(first: str, last: str) -> str:
    """The name for all places from one to another, such as “rows 4–6”; empty where reading named them differently."""
    one, other = STANDING.fullmatch(first), STANDING.fullmatch(last)
    if not (one and other and one[1] == other[1]):
        return ""
    kind = one[1].rstrip()
    several = "pp." if kind == "p." else f"{kind}es" if kind.endswith("box") else f"{kind}s"
    return f"{several} {one[2]}–{other[2]}"


def together(names: Sequence[str], places: Sequence[int]) -> str:
    """Places of a file by their names, neighbours as a range, such as “pp. 1–2, p. 5”."""
    runs: list[tuple[int, int]] = []
    for at in places:
        first, last = runs[-1] if runs else (at, at)
        if runs and at == last + 1 and spanning(names[first], names[at]):
            runs[-1] = (first, at)
        else:
            runs.append((at, at))
    return ", ".join(names[one] if one == last else spanning(names[one], names[last]) for one, last in runs)


def runs_backwards(name: str) -> bool:
    """Whether a name such as “pp. 4–3” has a range that ends before it begins, so that it names no place."""
    name = " ".join(name.split())
    parts = [name, *(part.strip() for part in re.split(r"[,;()]", name))]
    asked = [found[2] for part in parts for shape in (ROWS, LABELS) if (found := shape.fullmatch(part))]
    asked += [found[1] for part in parts for shape in SHAPES if (found := shape.fullmatch(part))]
    return any(map(_falls, asked)) or any(not numbers_of(one) for one in asked)


def _falls(numbers: str) -> bool:
    """Whether numbers of sections have a range such as 2.4–2.1."""
    ranges = ([[int(part) for part in end.split(".")] for end in ends] for ends in DOTTED.findall(numbers))
    return any(len(first) == len(last) and last < first for first, last in ranges)


class _Known:
    """The places of a file by what they are called."""

    def __init__(self, known: Sequence[str], cut: bool) -> None:
        self.numbered_so: dict[str, dict[int, int]] = {}
        self.by_name: dict[str, int] = {}
        for at, place in enumerate(known):
            self.by_name.setdefault(place.casefold(), at)
            if parts := STANDING.fullmatch(place.casefold()):
                self.numbered_so.setdefault(parts[1], {}).setdefault(int(parts[2]), at)
        sheets = [kind for kind in self.numbered_so if kind.endswith(", row ")]
        self.only_sheet = sheets[0] if len(sheets) == 1 and not cut else ""

    def exactly(self, name: str) -> Meant:
        """The place of this name, or all rows of the sheet or table of this name."""
        at = self.by_name.get(name.casefold())
        return Meant((at,)) if at is not None else self._of(f"{name}, row ", ALL)

    def numbered(self, name: str) -> Meant:
        """The pages, rows, paragraphs and so on whose numbers are named."""
        for shape, kind in SHAPES.items():
            if shape is not TABLES and (asked := shape.fullmatch(name)):
                return self._of(kind, numbers_of(asked[1]), "slide" if shape is SLIDES else "")
        if cells := AS_EXCEL.fullmatch(name):
            sheet = cells[1] or cells[2]
            return self._rows(f"sheet {sheet}" if sheet else "", numbers_of(cells[3], either_way=True))
        if cells := CELL.fullmatch(name):
            return self._rows(cells[1], numbers_of(cells[2], either_way=True))
        if rows := ROWS.fullmatch(name):
            return self._rows(rows[1], numbers_of(rows[2]))
        if tables := TABLES.fullmatch(name):
            wanted = [f"table {number}, row " for number in _each(tables[1])]
            return Meant(tuple(at for kind in wanted for at in self._of(kind, ALL).places), several=True)
        return Meant()

    def _rows(self, table: str | None, wanted: Numbers) -> Meant:
        kinds = [f"{table}, row "] if table else ["row ", self.only_sheet]
        return next((found for kind in kinds if (found := self._of(kind, wanted)).places), Meant())

    def named_beside_others(self, name: str) -> Meant:
        """The pages of a name that says more, such as “table 2, p. 7”, where it names pages once."""
        parts = [part.strip() for part in re.split(r"[,;()]", name) if part.strip()]
        pages = [part for part in parts if PAGES.fullmatch(part)]
        return self.numbered(pages[0]) if len(pages) == 1 and len(parts) > 1 else Meant()

    def _of(self, kind: str, wanted: Numbers, how: str = "") -> Meant:
        standing = self.numbered_so.get(kind.casefold(), {})
        found = [at for first, last in wanted for number, at in standing.items() if first <= number <= last]
        return Meant(tuple(dict.fromkeys(found)), how, len(wanted) > 1 or any(first < last for first, last in wanted))


def _in_text(name: str, text_of: Callable[[], Sequence[str]]) -> Meant:
    """Where headings such as “Finding 2” stand, each in one place and no more; the first that does opens."""
    if not any(character.isalpha() for character in name):
        return Meant()
    texts = text_of()
    whole = [at for at, text in enumerate(texts) if text.casefold().rstrip(" .:") == name.casefold()]
    if len(whole) == 1:
        return Meant((whole[0],), "heading")
    found = [_heading(label, number, texts) for label, number in _labels(name)]
    return Meant(tuple(dict.fromkeys(at for at in found if at is not None)), "heading", len(found) > 1)


def _labels(name: str) -> Iterator[tuple[str, str]]:
    """The headings that a name may mean: of “findings 2 to 4” Finding 2, Finding 3 and Finding 4."""
    if several := LABELS.fullmatch(name):
        label, numbers = several[1], several[2]
        if "." in numbers:
            yield from ((label, number) for number in re.findall(r"\d+(?:\.\d+)*", numbers)[:MOST])
            return
        yield from ((label, str(number)) for number in _each(numbers))
    elif one := LABEL.fullmatch(name):
        yield one[1], one[2]


def _each(numbers: str) -> list[int]:
    """The first few of the numbers in ranges."""
    spans = (range(first, min(last, first + MOST) + 1) for first, last in numbers_of(numbers))
    return [number for span in spans for number in span][:MOST]


def _heading(label: str, number: str, texts: Sequence[str]) -> int | None:
    """The one place where this heading stands; None where none does or several do."""
    short = {"para": "paragraph", "paras": "paragraph"}.get(label.lower(), label.lower())
    said = rf"(?:^(?i:{short})|{REFERS}\b(?:{short.capitalize()}|{short.upper()}))"
    named = re.compile(rf"{said} {re.escape(number)}{AFTER}")
    standing = [at for at, text in enumerate(texts) for _ in named.finditer(text)]
    if not standing and short in NUMBERED and number[0].isdigit():
        bare = re.compile(rf"(?:^|(?<=[.!?:)”] )){re.escape(number)}[.):]?\s+(?=[A-Z“‘])")
        standing = [at for at, text in enumerate(texts) for _ in bare.finditer(text)]
    return standing[0] if len(standing) == 1 else None
