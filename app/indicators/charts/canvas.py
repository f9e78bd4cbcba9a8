"""Marks gathered by what they are, so that Vega draws each kind in one go, which takes a fifth of the time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Spec = dict[str, Any]
Places = list[tuple[float, float | None]]
WIDTH, PADDING = 640, 6
INK, HAIR, PAPER = "#16232b", "#c9d1d2", "#ffffff"
FONT = "'Source Sans 3', 'Liberation Sans', Arial, sans-serif"
SIZE, HALO, LONGEST = 13, 4, 27


@dataclass(frozen=True)
class Look:
    """How a line is told from others: its colour, dashes, width, and the shape of its points, if they are shown."""

    colour: str
    dash: tuple[float, ...]
    width: float
    shape: str = ""
    filled: bool = False


@dataclass
class Canvas:
    """Rules, boxes, lines and words at their places, from back to front in that order."""

    rules: list[Spec] = field(default_factory=list)
    boxes: list[Spec] = field(default_factory=list)
    lines: list[Spec] = field(default_factory=list)
    dots: list[Spec] = field(default_factory=list)
    halos: list[Spec] = field(default_factory=list)
    words: list[Spec] = field(default_factory=list)

    def rule(self, x: float, y: float, x2: float, y2: float, colour: str = HAIR) -> None:
        """A hairline."""
        self.rules.append({"x": x, "y": y, "x2": x2, "y2": y2, "colour": colour})

    def box(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """A box with an outline; a negative width goes to the left."""
        self.boxes.append({"x": min(x, x + width), "y": y, "w": abs(width), "h": height, "fill": fill})

    def line(self, places: Places, look: Look) -> None:
        """A line through places; one without a height breaks it, and one alone between breaks is its point."""
        path = "".join(f"{'M' if start else 'L'}{x:.1f},{y:.1f}" for x, y, start in _joined(places))
        self.lines.append({"path": path, "colour": look.colour, "dash": list(look.dash), "width": look.width})
        inside = look.colour if look.filled else PAPER
        self.dots += [{"x": x, "y": y, "colour": look.colour, "fill": inside, "shape": look.shape,
                       "size": 22 * look.width} for x, y in places if look.shape and y is not None]

    def write(self, x: float, y: float, words: str, align: str = "left", **more: Any) -> None:
        """Words at a place, if there are any."""
        look = {"align": align, "colour": INK, "size": SIZE, "weight": "normal", **more}
        self.words += [{"x": x, "y": y, "words": words, **look}] if words else []

    def value(self, x: float, y: float, words: str, align: str = "left", **more: Any) -> None:
        """Words over lines, with white around them so that no line runs through."""
        self.write(x, y, words, align, **more)
        self.halos.append(self.words[-1])

    def spec(self, height: float) -> Spec:
        """All of it as a Vega specification."""
        marks = [
            _mark("rule", "rules", self.rules, x="x", y="y", x2="x2", y2="y2", stroke="colour"),
            _mark("rect", "boxes", self.boxes, x="x", y="y", width="w", height="h", fill="fill", stroke=_fixed(INK)),
            _mark("path", "lines", self.lines, path="path", stroke="colour", strokeDash="dash", strokeWidth="width"),
            _mark("symbol", "dots", self.dots, x="x", y="y", fill="fill", stroke="colour", shape="shape", size="size"),
            _words("halos", self.halos, fill=_fixed(PAPER), stroke=_fixed(PAPER), strokeWidth=_fixed(HALO),
                   strokeJoin=_fixed("round")),
            _words("words", self.words, fill="colour"),
        ]
        return {
            "$schema": "https://vega.github.io/schema/vega/v6.json", "width": WIDTH, "height": height,
            "padding": PADDING, "autosize": "none", "marks": [mark for mark in marks if mark],
            "data": [{"name": name, "values": rows} for name, rows in vars(self).items() if rows],
        }


def short(name: str) -> str:
    """A name that there is room for: one of more than 27 letters is cut."""
    return name if len(name) <= LONGEST else f"{name[:LONGEST - 1]}…"


def _fixed(value: Any) -> Spec:
    return {"value": value}


def _encode(channels: dict[str, Any]) -> Spec:
    told = {name: {"field": one} if isinstance(one, str) else one for name, one in channels.items()}
    return {"enter": told}


def _mark(kind: str, name: str, rows: list[Spec], **channels: Any) -> Spec:
    return {"type": kind, "from": {"data": name}, "encode": _encode(channels)} if rows else {}


def _words(name: str, rows: list[Spec], **colours: Any) -> Spec:
    return _mark("text", name, rows, x="x", y="y", text="words", align="align", baseline=_fixed("middle"),
                 fontSize="size", font=_fixed(FONT), fontWeight="weight", **colours)


def _joined(places: Places) -> Iterator[tuple[float, float, bool]]:
    """Places with a height, each with whether the line begins anew there."""
    broken = True
    for x, y in places:
        if y is not None:
            yield x, y, broken
        broken = y is None
