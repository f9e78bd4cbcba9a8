"""How people write the places of a file: “pp. 3–4”, “rows 4 to 6”, “sheet Figures, B4” or “p. 3, p. 9; p. 12”."""

import re

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
CELL = re.compile(rf"(?:(sheet .+?)(?:, |,? (?=cell))|(?=cell))(?:cells? ?)?({RANGE})", re.IGNORECASE)
AS_EXCEL = re.compile(rf"(?:'(.+)'!|([^'!]+)!|(?={CELLS}:))({RANGE})", re.IGNORECASE)  # “Figures!B4”, or “B4:C6” alone
LABEL = re.compile(r"([a-z]{3,20})\.? ?(\d{1,4}(?:\.\d{1,3})*|[a-z])", re.IGNORECASE)
LABELS = re.compile(
    rf"([a-z]{{3,20}}?)s\.? ?(\d{{1,4}}(?:\.\d{{1,3}})*(?:(?:{JOIN}){{1,2}}\d{{1,4}}(?:\.\d{{1,3}})*)+)", re.IGNORECASE
)
SHAPES = {  # what people write, and how reading names such places
    PAGES: "p. ", SLIDES: "p. ", PARAGRAPHS: "paragraph ", LINES: "line ", FOOTNOTES: "footnote ", ENDNOTES: "endnote ",
    COMMENTS: "comment ", BOXES: "text box ", TABLES: "table ",
}
WORD = r"(?:pages?|pgs?|pp?|slides?|paras?|paragraphs?|lines?|rows?|tables?|footnotes?|endnotes?|comments?)\.?\s?"
BOTH_ENDS = re.compile(rf"\b({WORD}\d{{1,7}})\s?(?:to|[-‐‑‒–—])\s?({WORD})(\d{{1,7}})", re.IGNORECASE)
PARTED = re.compile(r"\s*(?:[,;()&]|\band\b|$)[\s,;()&]*", re.IGNORECASE)
PARTED_IN_WORDS = re.compile(r"\s*(?:[,;()]|$)[\s,;()]*")  # “plans and audits” are one part


def plainly(name: str) -> str:
    """A name on one line, without a full stop at its end and with each range named once: “p. 3 to p. 5” is “p. 3–5”."""
    return BOTH_ENDS.sub(_once, " ".join(name.split())).rstrip(" .…,;:")


def _once(both: re.Match[str]) -> str:
    """Both ends of a range under the word of the first, where their words are of one kind."""
    shape = next((one for one in (*SHAPES, ROWS) if one.fullmatch(both[1])), None)
    return f"{both[1]}–{both[3]}" if shape and shape.fullmatch(both[2] + both[3]) else both[0]


def parts_of(name: str) -> list[tuple[str, str]]:
    """What a list of places is made of, each part with all its numbers, and what joins it to the one before.

    “pp. 3, 4 and 5, chart” are two parts.
    """
    parts, at, joint = [], 0, ""
    while at < len(name):
        shaped = (shape.match(name, at) for shape in (*SHAPES, ROWS, CELL, AS_EXCEL, LABELS, LABEL))
        ends = [found.end() for found in shaped if found and PARTED.match(name, found.end())]
        parted = PARTED.match(name, max(ends)) if ends else PARTED_IN_WORDS.search(name, at)
        assert parted, "a name is parted at its end if nowhere else"
        if parted.start() > at:
            parts.append((name[at : parted.start()], joint))
        at, joint = parted.end(), parted[0]
    return parts


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


def runs_backwards(name: str) -> bool:
    """Whether a name such as “pp. 4–3” has a range that ends before it begins, so that it names no place."""
    name = plainly(name)
    parts = [name, *(part for part, _ in parts_of(name))]
    asked = [found[2] for part in parts for shape in (ROWS, LABELS) if (found := shape.fullmatch(part))]
    asked += [found[1] for part in parts for shape in SHAPES if (found := shape.fullmatch(part))]
    return any(map(_falls, asked)) or any("." not in one and not numbers_of(one) for one in asked)


def _falls(numbers: str) -> bool:
    """Whether numbers of sections have a range such as 2.4–2.1."""
    ranges = ([[int(part) for part in end.split(".")] for end in ends] for ends in DOTTED.findall(numbers))
    return any(len(first) == len(last) and last < first for first, last in ranges)
