"""Marks gathered by what they are, so that Vega draws each kind in one go, which takes a fifth of the time.

Words are written here and not by Vega, which measures each one before it puts it where it is told: that took six
sevenths of the time that was left. WeasyPrint takes half a millisecond for each element, so that lines of one look
are one path.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from textwrap import wrap
from typing import Any

from markupsafe import escape

Spec = dict[str, Any]
Places = list[tuple[float, float | None]]
WIDTH, PADDING = 640, 6
INK, HAIR, PAPER = "#16232b", "#c9d1d2", "#ffffff"
FONT = "'Source Sans 3', 'Liberation Sans', Arial, sans-serif"
SIZE, SMALLEST = 13, 11
LETTER, HALO = 0.55, 2  # how wide a letter usually is, by its size; and what is white around words
MIDDLE = 0.3  # of the size of letters: from the middle of their height down to the line that they stand on
ANCHORS = {"left": "start", "center": "middle", "right": "end"}


@dataclass(frozen=True)
class Look:
    """How a line is told from others: its colour, dashes, width, and the shape of its points, if they are shown."""

    colour: str
    dash: tuple[float, ...]
    width: float
    shape: str = ""
    filled: bool = False


@dataclass(frozen=True)
class Word:
    """Words at a place, their middle at its height."""

    x: float
    y: float
    text: str
    align: str = "left"
    colour: str = INK
    size: int = SIZE
    weight: str = "normal"

    @property
    def svg(self) -> str:
        """As an element."""
        bold = ' font-weight="600"' if self.weight == "bold" else ""
        return (f'<text x="{self.x:.1f}" y="{self.y + MIDDLE * self.size:.1f}" text-anchor="{ANCHORS[self.align]}" '
                f'font-size="{self.size}" fill="{self.colour}"{bold}>{escape(self.text)}</text>')

    @property
    def ground(self) -> str:
        """The path of the paper that it covers."""
        width, height = width_of(self.text, self.size) + 2 * HALO, self.size + HALO
        left = self.x - HALO - {"left": 0, "center": width / 2 - HALO, "right": width - 2 * HALO}[self.align]
        return f"M{left:.1f},{self.y - height / 2:.1f}h{width:.1f}v{height}h{-width:.1f}z"


@dataclass
class Canvas:
    """Rules, boxes, lines and words at their places, from back to front in that order."""

    height: float = 0
    rules: dict[str, str] = field(default_factory=dict)
    boxes: list[Spec] = field(default_factory=list)
    lines: dict[Look, str] = field(default_factory=dict)
    dots: list[Spec] = field(default_factory=list)
    values: list[Word] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)

    def rule(self, x: float, y: float, x2: float, y2: float, colour: str = HAIR) -> None:
        """A hairline."""
        self.rules[colour] = self.rules.get(colour, "") + f"M{x:.1f},{y:.1f}L{x2:.1f},{y2:.1f}"

    def box(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """A box with an outline; a negative width goes to the left."""
        self.boxes.append({"x": min(x, x + width), "y": y, "w": abs(width), "h": height, "fill": fill})

    def line(self, places: Places, look: Look) -> None:
        """A line through places; one without a height breaks it."""
        self.lines[look] = self.lines.get(look, "") + path_of(places)

    def points(self, places: Places, look: Look) -> None:
        """The points of places that have a height."""
        inside = look.colour if look.filled else PAPER
        self.dots += [{"x": x, "y": y, "colour": look.colour, "fill": inside, "shape": look.shape,
                       "size": 22 * look.width} for x, y in places if y is not None]

    def write(self, x: float, y: float, words: str, align: str = "left", **more: Any) -> None:
        """Words at a place, if there are any."""
        self.words += [Word(x, y, words, align, **more)] if words else []

    def value(self, x: float, y: float, words: str, align: str = "left", **more: Any) -> None:
        """Words on paper of their own, which hides rules, but neither lines nor points; these they keep clear of."""
        self.values.append(Word(x, y, words, align, **more))

    def lettering(self) -> str:
        """All words as a group of SVG."""
        words = "".join(one.svg for one in self.values + self.words)
        return f'<g font-family="{FONT}" transform="translate({PADDING},{PADDING})">{words}</g>'

    def spec(self) -> Spec:
        """All but the words as a Vega specification."""
        rules: list[Spec] = [{"path": path, "colour": colour} for colour, path in self.rules.items()]
        ground: list[Spec] = [{"path": "".join(one.ground for one in self.values)}] if self.values else []
        lines: list[Spec] = [{"path": path, "colour": look.colour, "dash": list(look.dash), "width": look.width}
                             for look, path in self.lines.items()]
        marks = [
            _mark("path", rules, path="path", stroke="colour"),
            _mark("path", ground, path="path", fill=_fixed(PAPER)),
            _mark("rect", self.boxes, x="x", y="y", width="w", height="h", fill="fill", stroke=_fixed(INK)),
            _mark("path", lines, path="path", stroke="colour", strokeDash="dash", strokeWidth="width"),
            _mark("symbol", self.dots, x="x", y="y", fill="fill", stroke="colour", shape="shape", size="size"),
        ]
        kept = [(f"rows-{place}", rows, mark) for place, (rows, mark) in enumerate(marks) if rows]
        return {
            "$schema": "https://vega.github.io/schema/vega/v6.json", "width": WIDTH, "height": self.height,
            "padding": PADDING, "autosize": "none", "data": [{"name": name, "values": rows} for name, rows, _ in kept],
            "marks": [{**mark, "from": {"data": name}} for name, _, mark in kept],
        }


def fitted(name: str, room: float, size: int = SIZE) -> tuple[str, int]:
    """A name in letters small enough for its room, and how high they are; cut where not even the smallest do."""
    for smaller in range(size, SMALLEST - 1, -1):
        if width_of(name, smaller) <= room:
            return name, smaller
    return f"{name[:int(room / width_of('n', SMALLEST)) - 1]}…", SMALLEST


def lines_of(words: str, room: float, size: int = SIZE, most: int = 2) -> list[str]:
    """Words in lines that fit into a room, at most so many; what does not fit into the last is cut."""
    return wrap(words, max(1, int(room / width_of("n", size))), max_lines=most, placeholder="…")


def path_of(places: Places) -> str:
    """The path through places; one without a height breaks it."""
    return "".join(f"{'M' if start else 'L'}{x:.1f},{y:.1f}" for x, y, start in _joined(places))


def alone(places: Places) -> Places:
    """The last point, and those that no line reaches."""
    known = [place for place in places if place[1] is not None]
    broken = [True, *(y is None for _, y in places), True]
    return [one for place, one in enumerate(places, 1)
            if one in known and (one is known[-1] or (broken[place - 1] and broken[place + 1]))]


def reach(places: Places, left: float, right: float) -> tuple[float, float] | None:
    """How high up and how far down a line comes between two places across; None where it is not there at all."""
    found = [y for x, y in places if y is not None and left <= x <= right]
    for (x, y), (x2, y2) in pairwise(places):
        if y is not None and y2 is not None:
            found += [y + (y2 - y) * (at - x) / (x2 - x) for at in (left, right) if x <= at <= x2]
    return (min(found), max(found)) if found else None


def width_of(words: str, size: int) -> float:
    """About how long words run."""
    return LETTER * size * len(words)


def _fixed(value: Any) -> Spec:
    return {"value": value}


def _mark(kind: str, rows: list[Spec], **channels: Any) -> tuple[list[Spec], Spec]:
    """Rows, and how each of them becomes a mark."""
    told = {name: {"field": one} if isinstance(one, str) else one for name, one in channels.items()}
    return rows, {"type": kind, "encode": {"enter": told}}


def _joined(places: Places) -> Iterator[tuple[float, float, bool]]:
    """Places with a height, each with whether the line begins anew there."""
    broken = True
    for x, y in places:
        if y is not None:
            yield x, y, broken
        broken = y is None
