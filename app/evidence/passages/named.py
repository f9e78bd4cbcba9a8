"""The places of a file that somebody means by words such as “pp. 3–4”, “rows 4 to 6” or “finding 2”; never guessed."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from app.evidence.passages.written import (
    AS_EXCEL,
    CELL,
    LABEL,
    LABELS,
    PAGES,
    ROWS,
    SHAPES,
    SLIDES,
    TABLES,
    Numbers,
    numbers_of,
    parts_of,
    plainly,
    runs_backwards,
)

TABLE_ROWS = re.compile(r"table (\d+), row ")
STANDING = re.compile(r"(.*?)(\d+)")  # how reading names a place: “p. 7”, “sheet Figures, row 4”
NUMBERED = ("section", "paragraph", "para", "point", "chapter", "part")  # a heading may show their number alone
# Words that lead from a sentence to a heading elsewhere.
REFERS = r"(?<!\bsee )(?<!\bin )(?<!\bof )(?<!\bto )(?<!\bby )(?<!\band )(?<!\bor )(?<!\bunder )(?<!\bfrom )(?<!\()"
AFTER = r"(?=$|\s?[:.)–—-](?!\d)|\s+[A-Z0-9“‘(])"
ALL = [(0, 10**8)]
MOST = 12  # headings that one name is taken apart into, and places that are named as not found
ENDS = re.compile(r"(\d+(?:\.\d+)*)(?:\s?(?:to|[-‐‑‒–—:])\s?(\d+(?:\.\d+)*))?")
LISTED = re.compile(r";|&|and", re.IGNORECASE)  # joins places, never a place and words that say more of it


@dataclass(frozen=True)
class Meant:
    """Which places are meant, by where they stand in the file's order, the one to open first.

    `how` is empty where they bear the name, “slide” where a page stands for one, “heading” where it stands in the text.
    `several` says that the name is one of several places, not all of which need to be here; `unread` are those of
    them, in words, that may hold something and were not found.
    """

    places: tuple[int, ...] = ()
    how: str = ""
    several: bool = False
    unread: tuple[str, ...] = ()


def meant(name: str, known: Sequence[str], text_of: Callable[[], Sequence[str]], cut: bool = False) -> Meant:
    """The places of a file that are meant by a name; none where it could be several things, or is not there.

    `known` are the names that reading gave to all places, in order, `text_of` fetches their texts if they are wanted.
    In a file that is `cut` a row of no named sheet, or a heading, may be another's that was not read.
    """
    places = _Known(known, cut)
    if (found := places.exactly(" ".join(name.split()))).places:
        return found
    name = plainly(name)
    if runs_backwards(name):
        return Meant()
    for look in (places.exactly, places.numbered, places.listed):
        if (found := look(name)).places:
            return found
    return Meant() if cut else _in_text(name, text_of)


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
        self.cut_after = known[-1] if cut and known else ""

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
        tables = TABLES.fullmatch(name)
        return self._tables(numbers_of(tables[1])) if tables else Meant()

    def _rows(self, table: str | None, wanted: Numbers) -> Meant:
        kinds = [f"{table}, row "] if table else ["row ", self.only_sheet]
        return next((found for kind in kinds if (found := self._of(kind, wanted)).places), Meant())

    def _tables(self, wanted: Numbers) -> Meant:
        """All rows of all tables of these numbers, of which there are no more than were read."""
        standing = {int(one[1]): kind for kind in self.numbered_so if (one := TABLE_ROWS.fullmatch(kind))}
        asked = [one for first, last in wanted for one in standing if first <= one <= last]
        return _all_of([self._of(standing[one], ALL) for one in asked], _gaps("table ", wanted, standing))

    def listed(self, name: str) -> Meant:
        """All places of a list such as “p. 3, p. 9”; beside other words, as in “table 2, p. 7”, the pages alone."""
        parts = [(part, joint, self._part(part)) for part, joint in parts_of(name)]
        if all(found.places for _, _, found in parts):
            return _all_of([found for _, _, found in parts])
        pages = [found for part, _, found in parts if PAGES.fullmatch(part) or SLIDES.fullmatch(part)]
        if not any(found.places for found in pages):
            return Meant()
        said = len(pages) == 1 and not pages[0].several and not any(LISTED.search(joint) for _, joint, _ in parts)
        unread = [part for part, joint, found in parts if not found.places and "(" not in joint]
        return _all_of([found for _, _, found in parts if found.places], () if said else unread)

    def _part(self, name: str) -> Meant:
        return found if (found := self.exactly(name)).places else self.numbered(name)

    def _of(self, kind: str, wanted: Numbers, how: str = "") -> Meant:
        kind = kind.casefold()
        standing = self.numbered_so.get(kind, {})
        found = [at for first, last in wanted for number, at in standing.items() if first <= number <= last]
        unread = [] if wanted is ALL else _gaps(kind, wanted, standing)
        if standing and self.cut_after.casefold().startswith(kind) and max(wanted)[1] > max(standing):
            unread.append(f"what follows {self.cut_after}")
        several = len(wanted) > 1 or any(first < last for first, last in wanted)
        return Meant(tuple(dict.fromkeys(found)), how, several, tuple(unread))


def _gaps(kind: str, wanted: Numbers, standing: Mapping[int, object]) -> list[str]:
    """The first places of these numbers that were not found.

    In a range a row or paragraph without text says nothing; a page or table may be a picture, which says something.
    """
    seen = [(first, last) for first, last in wanted if first == last or kind in ("p. ", "table ")]
    gaps = (f"{kind}{one}" for first, last in seen for one in range(first, last + 1) if one not in standing)
    return list(islice(gaps, MOST))


def _all_of(found: Sequence[Meant], unread: Sequence[str] = ()) -> Meant:
    """The places of a list as a whole."""
    hows = {one.how for one in found}
    missing = dict.fromkeys([*(name for one in found for name in one.unread), *unread])
    return Meant(
        tuple(dict.fromkeys(at for one in found for at in one.places)), hows.pop() if len(hows) == 1 else "",
        len(found) > 1 or bool(missing) or any(one.several for one in found), tuple(missing),
    )


def _in_text(name: str, text_of: Callable[[], Sequence[str]]) -> Meant:
    """Where headings such as “Finding 2” stand, each in one place and no more; the first that does opens."""
    if not any(character.isalpha() for character in name):
        return Meant()
    texts = text_of()
    whole = [at for at, text in enumerate(texts) if text.casefold().rstrip(" .:") == name.casefold()]
    if len(whole) == 1:
        return Meant((whole[0],), "heading")
    wanted = _labels(name)
    found = {f"{label} {number}": _heading(label, number, texts) for label, number in wanted[:MOST]}
    unread = [said for said, at in found.items() if at is None]
    if len(wanted) > MOST:
        unread.append(f"what follows {list(found)[-1]}")
    places = tuple(dict.fromkeys(at for at in found.values() if at is not None))
    return Meant(places, "heading", len(wanted) > 1, tuple(unread))


def _labels(name: str) -> list[tuple[str, str]]:
    """The headings that a name may mean, at most one more than are looked for: of “findings 2 to 4” Finding 2, 3 and 4.

    None where a part of it means something else.
    """
    parts = [part for part, _ in parts_of(name)]
    each = [list(islice(_label(part), MOST + 1)) for part in parts if not (PAGES.fullmatch(part) and len(parts) > 1)]
    return [one for found in each for one in found][: MOST + 1] if len(each) == len(parts) and all(each) else []


def _label(part: str) -> Iterator[tuple[str, str]]:
    if several := LABELS.fullmatch(part):
        yield from ((several[1], number) for ends in ENDS.findall(several[2]) for number in _between(*ends))
    elif one := LABEL.fullmatch(part):
        yield one[1], one[2]


def _between(first: str, last: str) -> Iterator[str]:
    """The numbers of a range: 2.1–2.3 is 2.1, 2.2 and 2.3. From one chapter to another nobody knows what is between."""
    chapter, _, begin = first.rpartition(".")
    other, _, end = last.rpartition(".")
    if not last:
        yield first
    elif chapter == other:
        dot = "." if chapter else ""
        spans = numbers_of(f"{begin}-{end}")
        yield from (f"{chapter}{dot}{number}" for start, stop in spans for number in range(start, stop + 1))
    else:
        yield from (first, f"{first} to {last}", last)


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
