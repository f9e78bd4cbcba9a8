"""Charts say the same as their sentences, are the same each time, and carry nothing that a page refuses."""

import re
import xml.etree.ElementTree as ElementTree
from itertools import combinations

import pytest

from app.indicators.charts import drawing
from app.indicators.charts.canvas import HAIR, PADDING, WIDTH, width_of
from app.indicators.charts.series import BARS, KINDS, LINE, OWN, PANELS, Chart, Point, Series, message
from app.indicators.charts.sparks import spark
from app.indicators.charts.specs import LOOKS, canvas_of

PERIODS = ("2015", "2016", "2017")


def series(name: str, kind: str, *values: str) -> Series:
    """Figures of an area; letters are marks."""
    return Series(name, kind, tuple(
        Point(period, "" if value.isalpha() else value, value if value.isalpha() else "")
        for period, value in zip(PERIODS, values, strict=False)
    ))


def chart(kind: str, polarity: str = "none") -> Chart:
    """A chart with a gap in the own figures and one in another's."""
    return Chart(kind, "Rate of children looked after", "Rate per 10,000", 0, polarity, PERIODS, (
        series("Peterborough", "own", "70", "c", "76"), series("East of England", "region", "48", "49", "50"),
        series("England", "england", "60", "60", "62"), series("Luton", "peer", "61", "62", "k"),
        series("Essex & <Sons>", "peer", "30", "30", "29"),
    ))


@pytest.mark.parametrize("kind", KINDS)
class TestEveryKind:
    """Whatever the kind."""

    def test_is_the_same_each_time(self, kind: str) -> None:
        assert drawing._render(chart(kind)) == drawing._render(chart(kind))
        assert drawing.draw(chart(kind)) is drawing.draw(chart(kind))

    def test_is_whole_xml_without_style_script_or_link(self, kind: str) -> None:
        svg = drawing.draw(chart(kind))
        tags = {node.tag.rpartition("}")[2] for node in ElementTree.fromstring(svg).iter()}
        assert tags <= {"svg", "g", "path", "rect", "line", "text", "defs", "pattern", "circle"}
        assert not re.search(r"style=|<script|href=|\son\w+=|https?://(?!www\.w3\.org)", svg)

    def test_is_spoken_as_its_message(self, kind: str) -> None:
        root = ElementTree.fromstring(drawing.draw(chart(kind)))
        assert root.get("role") == "img" and root.get("aria-label") == message(chart(kind))

    def test_uses_neither_red_nor_green(self, kind: str) -> None:
        colours = set(re.findall(r"#[0-9a-f]{6}", drawing.draw(chart(kind, "high"))))
        assert colours <= {"#16232b", "#4a5860", "#0b5a5c", "#c9d1d2", "#ffffff"}

    def test_shows_a_mark_as_a_gap_and_never_as_0(self, kind: str) -> None:
        words = " ".join(ElementTree.fromstring(drawing.draw(chart(kind))).itertext())
        assert "[c]" in words or kind == BARS
        assert "[k]" in words or kind == LINE


def test_a_gap_breaks_the_line() -> None:
    assert canvas_of(chart(LINE)).lines[LOOKS[OWN]].count("M") == 2


def test_a_count_begins_at_0_and_another_axis_says_where() -> None:
    def words(unit: str, kind: str) -> list[str]:
        drawn = Chart(kind, "x", unit, 0, "none", PERIODS, (series("A", "own", "340", "350", "360"),))
        return [one.text for one in canvas_of(drawn).words]

    assert "0" in words("Number of children", LINE) and "Number of children" in words("Number of children", LINE)
    assert "% of children (axis begins at 340)" in words("% of children", LINE)
    assert "Number of children (each from 0 to 400)" in words("Number of children", PANELS)

@pytest.mark.parametrize("values", [("c", "80", "82"), ("80", "82", "c")])
def test_a_mark_at_either_end_stays_between_the_axis_and_the_names(values: tuple[str, ...]) -> None:
    own = series("Bournemouth, Christchurch and Poole", "own", *values)
    drawn = canvas_of(Chart(LINE, "x", "%", 0, "none", PERIODS, (own,)))
    (mark,) = [one for one in drawn.words if one.text.startswith("[c]")]
    half = width_of(mark.text, mark.size) / 2
    grid = [float(x) for x in re.findall(r"[ML]([\d.]+),", drawn.rules[HAIR])]
    names = min(one.x for one in drawn.words if one.align == "left" and one.y > 20)
    assert min(grid) <= mark.x - half and mark.x + half <= names


@pytest.mark.parametrize("kind", [LINE, PANELS])
def test_marks_of_periods_side_by_side_hide_neither_one_another_nor_a_figure(kind: str) -> None:
    periods = tuple(str(year) for year in range(2011, 2019))
    own = Series("Peterborough", "own", tuple(
        Point(period, text if text.isdigit() else "", "" if text.isdigit() else text)
        for period, text in zip(periods, ("c", "low", "z", "5", "k", "76", "c", "x"), strict=True)))
    luton = Series("Luton", "peer", tuple(Point(period, "", "low") for period in periods))
    drawn = canvas_of(Chart(kind, "x", "%", 0, "none", periods, (own, luton)))
    boxes = [(one.x - half, one.x + half, one.y) for one in drawn.words if one.text.startswith("[")
             for half in [width_of(one.text, one.size) / 2]]
    assert len(boxes) == 14
    assert not [(a, b) for a, b in combinations(boxes, 2) if a[0] < b[1] and b[0] < a[1] and abs(a[2] - b[2]) < 12]
    assert min(y for *_, y in boxes) > max(y for y in (dot["y"] for dot in drawn.dots if dot["x"] in (
        one.x for one in drawn.values)))


LONG_NAMES = ("Bournemouth, Christchurch and Poole", "Kingston upon Hull, City of", "Herefordshire, County of", "Luton")
LONG_UNIT = "Children aged 16 and 17 who are looked after, as a rate per 10,000 children of that age living in the area"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("unit", "values"), [
    ("%", ("1234567", "1", "2345678")), (LONG_UNIT, ("-3", "c", "-12")), (LONG_UNIT, ("c", "low", "k")),
    ("%", ("99", "100", "100")),
])
def test_words_neither_leave_the_picture_nor_lie_on_one_another(
    kind: str, unit: str, values: tuple[str, ...]
) -> None:
    names = ("Peterborough", *LONG_NAMES, "East of England")
    kinds = ("own", *("peer" for _ in LONG_NAMES), "region")
    periods = ("2015-16 Q1", "2016-17 Q2", "2017-18 Q3")
    each = tuple(Series(name, as_, tuple(
        Point(period, "" if value.isalpha() else value, value if value.isalpha() else "")
        for period, value in zip(periods, values, strict=True))) for name, as_ in zip(names, kinds, strict=True))
    drawn = canvas_of(Chart(kind, "x", unit, 0, "none", periods, each))
    boxes = []
    for one in drawn.words + drawn.values:
        width = width_of(one.text, one.size)
        left = one.x - {"left": 0, "center": width / 2, "right": width}[one.align]
        assert left >= -PADDING and left + width <= WIDTH + PADDING + 1 and one.y <= drawn.height + PADDING, one
        boxes.append((left, left + width, one.y, one.text))
    assert not [(a, b) for a, b in combinations(boxes, 2) if a[0] < b[1] and b[0] < a[1] and abs(a[2] - b[2]) < 8]


def test_where_no_value_is_given_there_is_no_scale() -> None:
    own = series("A", "own", "c", "c", "k")
    for kind in (LINE, PANELS):
        words = [one.text for one in canvas_of(Chart(kind, "x", "%", 0, "none", PERIODS, (own,))).words]
        assert "% (no value is given)" in words and not {"0.25", "1.00"} & set(words)


def test_the_paper_under_a_value_hides_no_line_and_no_point() -> None:
    marks = canvas_of(chart(LINE)).spec()["marks"]
    papers = ["fill" in one["encode"]["enter"] and one["type"] == "path" for one in marks]
    assert [one["type"] for one in marks[papers.index(True) + 1:]] == ["path", "symbol"]
    assert "<path" not in canvas_of(chart(LINE)).lettering()


def test_a_value_stands_where_neither_its_line_nor_another_point_is() -> None:
    own, region = series("A", "own", "91", "82"), series("B", "region", "70", "84")
    drawn = canvas_of(Chart(LINE, "x", "%", 0, "none", PERIODS[:2], (own, region)))
    first, last = drawn.values
    assert [one.text for one in (first, last)] == ["91", "82"]
    heights = {dot["x"]: dot["y"] for dot in drawn.dots if dot["shape"] == "circle"}
    assert first.y < heights[first.x] and last.y > heights[last.x]


def test_the_message_gives_figures_way_and_marks() -> None:
    told = message(chart(LINE, "low"))
    assert "Peterborough rose from 70 in 2015 to 76 in 2017, which is worse." in told
    assert "2016: “c” (withheld, so that nobody can be recognised)" in told
    assert "which is" not in message(chart(LINE))
    ends = "Of 2 authorities Peterborough has the highest (76) and Essex & <Sons> has the lowest (29)."
    assert ends in message(chart(BARS))
    assert "Fell: Essex & <Sons>" in message(chart(PANELS))


def test_bars_name_whoever_stands_beside_and_say_by_which_mark_a_value_is_missing() -> None:
    def told(*values: str) -> str:
        peers = (Series(f"P{place}", "peer", (Point("2017", *(("", value) if value.isalpha() else (value,))),))
                 for place, value in enumerate(values))
        own = Series("A", "own", (Point("2017", "7"),))
        return message(Chart(BARS, "x", "", 0, "none", ("2017",), (own, *peers)))

    assert "A: 7; beside it P0 60, P1 “z” (not applicable)." in told("60", "z")
    many = told("1", "z", "3", "z", "c")
    assert "A: 7; beside it 5 other authorities. Of 3 authorities A has the highest (7)" in many
    assert many.endswith("Without a value: “z” (not applicable): P1, P3; “c” (withheld, so that nobody can be "
                         "recognised): P4.")
    assert "In 2017: B 5, C 6." in message(Chart(BARS, "x", "", 0, "none", ("2017",), (
        Series("B", "peer", (Point("2017", "5"),)), Series("C", "peer", (Point("2017", "6"),)))))


def test_panels_tell_marks() -> None:
    told = "(withheld, so that nobody can be recognised): Peterborough in 2016; “k” (too small to show): Luton in 2017."
    assert message(chart(PANELS)).endswith(f"Without a value: “c” {told}")


@pytest.mark.parametrize(("values", "told"), [
    (("5", "5", "3"), "Of 3 authorities A and B share the highest (5) and C has the lowest (3)."),
    (("5.2", "4.9", "5.1", "5.0", "2"), "Of 5 authorities 4 of them share the highest (5) and E has the lowest (2)."),
    (("5", "5.1"), "All 2 authorities have 5."),
])
def test_those_who_share_an_end_are_all_told_of(values: tuple[str, ...], told: str) -> None:
    each = tuple(Series(name, "peer", (Point("2017", value),)) for name, value in zip("ABCDE", values, strict=False))
    assert message(Chart(BARS, "x", "%", 0, "none", ("2017",), each)).endswith(told)


def test_what_reads_the_same_neither_rose_nor_fell() -> None:
    own = series("A", "own", "65.4", "66", "64.6")
    told = [message(Chart(kind, "x", "%", 0, "high", PERIODS, (own,))) for kind in (LINE, PANELS)]
    assert "A began and ended at 65 (2015 and 2017)." in told[0] and "Unchanged: A" in told[1]


def test_patterns_of_two_charts_have_names_of_their_own() -> None:
    other = Chart(BARS, "Other", "", 0, "none", PERIODS, chart(BARS).series)
    found = [set(re.findall(r'id="([^"]+)"', drawing.draw(one))) for one in (chart(BARS), other)]
    assert found[0] and found[1] and not found[0] & found[1]


class TestSparks:
    """Small charts in rows."""

    def test_a_gap_breaks_the_line_and_what_stands_alone_is_a_dot(self) -> None:
        found = ElementTree.fromstring(spark(chart(LINE)))
        behind, own = (node for node in found if node.tag == "path")
        assert own.get("d", "").count("M") == 2 and "stroke-dasharray" not in own.attrib
        assert behind.get("d", "").count("M") == 1 and behind.get("stroke-dasharray")
        assert len([node for node in found if node.tag == "circle"]) == 2

    def test_is_spoken_with_figures_and_marks(self) -> None:
        told = ElementTree.fromstring(spark(chart(LINE))).get("aria-label") or ""
        assert "Peterborough rose from 70 in 2015 to 76 in 2017." in told and "withheld" in told
        assert "East of England rose from 48 in 2015 to 50 in 2017." in told and "England began" not in told

    def test_a_name_cannot_break_out(self) -> None:
        name = '"><script>'
        drawn = Chart(LINE, "x", "", 0, "none", PERIODS, (series(name, "own", "1", "2", "3"),))
        assert ElementTree.fromstring(spark(drawn)).get("aria-label", "").startswith(name)

    def test_a_mark_stands_in_its_gap_and_inside_the_picture(self) -> None:
        def marks(*values: str) -> list[tuple[str | None, str | None]]:
            drawn = Chart(LINE, "x", "", 0, "none", PERIODS, (series("A", "own", *values),))
            found = ElementTree.fromstring(spark(drawn))
            return [(one.text, one.get("text-anchor")) for one in found if one.tag == "text"]

        assert marks("1", "c", "3") == [("[c]", "middle")] and marks("1", "2", "3") == []
        assert marks("c", "k", "z") == [("[c]", "start"), ("[k]", "middle"), ("[z]", "end")]

    def test_without_a_figure_there_is_none(self) -> None:
        assert not spark(Chart(LINE, "x", "", 0, "none", PERIODS, (series("A", "region", "1", "2", "3"),)))


def test_a_computed_mean_says_so_in_the_drawing_and_in_its_message() -> None:
    note = "mean of 3 of 5 neighbours, computed"
    near = Series("Statistical neighbours", "neighbours", (Point("2015", "7"), Point("2016", "8")), note)
    for kind, periods, told in ((LINE, PERIODS, True), (BARS, PERIODS[:2], True), (BARS, PERIODS, False)):
        about = Chart(kind, "x", "", 0, "none", periods, (series("A", "own", "1", "2", "3"), near))
        drawn = canvas_of(about)
        assert (note in message(about)) is told
        found = [one for one in drawn.words if one.text == f"Statistical neighbours: {note}"]
        assert bool(found) is told and all(one.y < drawn.height for one in found)


def test_bars_tell_of_the_last_period_alone_how_it_was_computed() -> None:
    note = "mean of 2 of 5 neighbours, computed (2015); mean of 3 of 5 neighbours, computed (2016, 2017)"
    near = Series("Statistical neighbours", "neighbours", tuple(Point(period, "7") for period in PERIODS), note)
    about = Chart(BARS, "x", "", 0, "none", PERIODS, (series("A", "own", "1", "2", "3"), near))
    assert message(about).endswith("Statistical neighbours: mean of 3 of 5 neighbours, computed.")
