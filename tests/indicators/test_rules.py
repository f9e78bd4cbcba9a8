"""Values, periods and polarities as files give them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Refused
from app.indicators.charts.building import chart_of
from app.indicators.comparing import Rank, direction, rank
from app.indicators.downloads import rows_of
from app.indicators.models import Area, Measure, NeighbourList
from app.indicators.profile import Around, Figure, Listed, Shelf, computed, line_of, neighbours
from app.indicators.rules import (
    MARKS,
    Period,
    Value,
    as_shown,
    exact,
    read_period,
    read_polarity,
    read_value,
    shown,
    slug_of,
    told_apart,
    ways_of,
)
from app.indicators.tabled import differences, table_of

NOW = datetime(2017, 4, 1, tzinfo=UTC)


@pytest.mark.parametrize(("cell", "value"), [
    ("38", "38"), (" 38.0 ", "38"), ("1,234.50", "1234.5"), ("12%", "12"), ("-7.0000000000000007E-2", "-0.07"),
    ("33.333333333333336", "33.3333333333333"), ("-0.0", "0"), (".5", "0.5"), ("+3", "3"), ("1e3", "1000"),
])
def test_a_value_is_exact_decimal_text(cell: str, value: str) -> None:
    assert read_value(cell) == Value(value)


@pytest.mark.parametrize("mark", [*MARKS, "C", "[low]", "'-"])
def test_a_mark_is_kept_as_itself_and_never_as_0(mark: str) -> None:
    kept = read_value(mark)
    assert kept.text == "" and kept.mark in MARKS
    assert shown(kept.text, kept.mark, 1) == kept.mark


@pytest.mark.parametrize("cell", [
    "", "n/a", "12,34", "1.2.3", "1e99", "9" * 13, "=1+1", "NaN", "Infinity", "٣", "%", "e5",
])
def test_anything_else_is_refused_with_a_sentence(cell: str) -> None:
    with pytest.raises(Refused, match="“"):
        read_value(cell)


@pytest.mark.parametrize(("cell", "comma", "value"), [
    ("76,125", "decimals", "76.125"), ("76,125", "thousands", "76125"), ("1.234,5", "decimals", "1234.5"),
    ("12,5%", "decimals", "12.5"), ("76.5", "decimals", "76.5"), ("1.234.567", "decimals", "1234567"),
    ("1,234,567", "", "1234567"), ("1,234.5", "", "1234.5"), ("76.125", "", "76.125"), ("-0,5", "decimals", "-0.5"),
])
def test_a_comma_stands_for_what_is_said(cell: str, comma: str, value: str) -> None:
    assert read_value(cell, comma) == Value(value)


@pytest.mark.parametrize(("cell", "comma"), [("76,125", ""), ("76,1", ""), ("1.234,5", ""), ("76.125", "decimals")])
def test_a_number_that_may_be_two_is_asked_about(cell: str, comma: str) -> None:
    with pytest.raises(Refused, match="may be"):
        read_value(cell, comma)


@given(st.decimals(min_value=-10**9, max_value=10**9, places=4))
def test_a_number_comes_back_as_it_was(number: Decimal) -> None:
    assert Decimal(read_value(str(number)).text) == number
    assert Decimal(exact(number)) == number


@given(st.text(max_size=20))
def test_no_cell_is_anything_but_a_value_or_a_refusal(cell: str) -> None:
    for read in (read_value, read_period, read_polarity):
        try:
            read(cell)
        except Refused as refusal:
            assert refusal.sentence


def test_periods_sort_by_time() -> None:
    cells = ["2015", "2015/16", "2016 Q1", "March 2016", "2016-06-30", "2016/2017", "2017 Q4", "2018.0"]
    periods = [read_period(cell) for cell in cells]
    assert [one.text for one in periods] == [
        "2015", "2015-16", "2016 Q1", "March 2016", "2016-06-30", "2016-17", "2017 Q4", "2018",
    ]
    orders = [one.order for one in periods]
    assert orders[:1] + orders[1:2] == sorted(orders[:2]) and orders[4:] == sorted(orders[4:])


@pytest.mark.parametrize("cell", ["2019-03", "2019/03", "March 2019", "mar 2019", "Mar-2019", "Mar-19", "MARCH-2019"])
def test_a_month_has_one_name(cell: str) -> None:
    assert read_period(cell) == Period("March 2019", 20190300)


def test_what_may_be_a_year_or_a_month_is_a_year_unless_known_otherwise() -> None:
    assert read_period("2011-12").text == "2011-12" and read_period("2011-12", True).text == "December 2011"
    assert read_period("2016-17", True).text == "2016-17" and read_period("2011-2012", True).text == "2011-12"
    assert [ways_of(cell) for cell in ("2011-12", "2016-17", "2011-03", "Sept 2011", "2011", "2011-03-31")] == [
        (True, True), (True, False), (False, True), (False, True), (False, False), (False, False)]


@pytest.mark.parametrize("cell", [
    "", "17", "Marble 2016", "Mar 19", "2015-17", "1066", "Brumaire 2016", "2016-13", "2016-02-30",
])
def test_what_is_no_period_is_refused(cell: str) -> None:
    with pytest.raises(Refused):
        read_period(cell)


@pytest.mark.parametrize(("cell", "polarity"), [
    ("High", "high"), ("low is good", "low"), ("-", "none"), ("", "none"), ("N/A", "none"),
])
def test_a_blank_polarity_is_none(cell: str, polarity: str) -> None:
    assert read_polarity(cell) == polarity


def test_figures_read_as_people_write_them() -> None:
    assert shown("1234.56", "", 1) == "1,234.6"
    assert shown("-0.07", "", None) == "−0.07"
    assert shown("-0.04", "", 1) == "0.0"
    assert shown("33.3333333333333", "", None) == "33.33"


def test_what_differs_beneath_the_decimals_that_are_shown_is_told_with_all_of_them() -> None:
    assert told_apart("73.2", "73.45", 0) == ("73.20", "73.45")
    assert told_apart("49.6", "50", 1) == ("49.6", "50.0") and told_apart("73", "73", 0) == ("73", "73")
    assert told_apart("1.001", "1.004", None) == ("1.001", "1.004")
    assert as_shown(Decimal("72.5"), 0) == as_shown(Decimal("73.4"), 0)


def test_slugs_differ_from_those_taken() -> None:
    assert slug_of("% of LAC & others", {"x"}) == "per-cent-of-lac-and-others"
    assert slug_of("Rate", {"rate", "rate-2"}) == "rate-3"


class TestComparing:
    """Rank, outlier and direction follow the polarity."""

    def test_the_first_is_the_best_or_where_none_is_the_highest(self) -> None:
        others = [Decimal(number) for number in range(1, 11)]
        assert rank(Decimal(11), others, "high").told == "1st of 11"
        assert rank(Decimal(11), others, "low").told == "11th of 11"
        assert rank(Decimal(10), others, "none").told == "joint highest of 11"
        told = [rank(Decimal(number), others, "none").told for number in (11, 9, 1, 0)]
        assert told == ["highest of 11", "joint 2nd highest of 11", "joint lowest of 11", "lowest of 11"]

    @pytest.mark.parametrize(("place", "polarity", "told"), [
        (1, "low", "Best fifth"), (2, "high", "Best fifth"), (3, "high", ""), (9, "low", ""),
        (10, "low", "Weakest fifth"), (11, "none", "Lowest fifth"), (1, "none", "Highest fifth"),
    ])
    def test_two_at_each_end_of_eleven_are_outliers(self, place: int, polarity: str, told: str) -> None:
        assert Rank(place, 11, 0, polarity).outlier == told

    @pytest.mark.parametrize(("own", "others", "told"), [
        (100, [100] * 9 + [99], ""), (99, [100] * 10, "Weakest fifth"), (99, [100] * 8 + [99] * 2, ""),
        (100, [100] + [99] * 9, "Best fifth"), (100, [100] * 2 + [99] * 8, ""), (100, [100] * 10, ""),
    ])
    def test_those_who_share_a_place_are_outliers_together_or_not_at_all(
        self, own: int, others: list[int], told: str
    ) -> None:
        assert rank(Decimal(own), [Decimal(one) for one in others], "high").outlier == told

    def test_four_are_too_few_for_outliers(self) -> None:
        assert [Rank(place, 4, 0, "high").outlier for place in range(1, 5)] == [""] * 4

    @pytest.mark.parametrize(("before", "now", "polarity", "way"), [
        (1, 2, "high", "better"), (1, 2, "low", "worse"), (2, 1, "low", "better"), (1, 2, "none", "rises"),
        (2, 1, "none", "falls"), (1, 1, "high", "same"),
    ])
    def test_better_and_worse_are_said_only_where_an_end_is_good(
        self, before: int, now: int, polarity: str, way: str
    ) -> None:
        assert direction(Decimal(before), Decimal(now), polarity) == way

    def test_what_reads_the_same_went_nowhere_and_what_was_published_otherwise_reads_otherwise(self) -> None:
        measure = Measure(id=1, code="X", title="X", slug="x", unit="%", decimals=0, polarity="none")
        own = Area(id=1, name="A", kind="authority", number="")
        beside = Around(own, [own])
        found = [Figure(1, 1, "2016", 20160000, "73.4", ""), Figure(1, 1, "2017", 20170000, "72.6", "")]
        line = line_of(measure, found, beside)
        assert line and line.direction == "same"
        published = Figure(1, 1, "2017", 20170000, "72.9", "")
        (one,) = differences(measure, [Figure(1, 1, "2017", 20170000, "72.6", "", "provisional"), published], own)
        assert (one.provisional, one.published) == ("72.6", "72.9")

    def test_the_period_before_is_not_the_same_year_under_another_name(self) -> None:
        measure = Measure(id=1, code="X", title="X", slug="x", unit="%", decimals=0, polarity="none")
        own = Area(id=1, name="A", kind="authority", number="")
        found = [Figure(1, 1, period, order, value, "") for period, order, value in (
            ("2015-16", 20160000, "70"), ("2016-17", 20170000, "73"), ("2017", 20170000, "73"))]
        line = line_of(measure, found, Around(own, [own]))
        assert line and line.before and (line.before.period, line.direction) == ("2015-16", "rises")

    def test_of_years_under_two_names_those_are_compared_that_are_named_as_the_newest_mostly_is(self) -> None:
        measure = Measure(id=1, code="X", title="X", slug="x", unit="%", decimals=None, polarity="none")
        own, peer = (Area(id=key, name=name, kind="authority", number="") for key, name in ((1, "A"), (2, "B")))
        orders = {"2015-16": 20160000, "2016": 20160000, "2016-17": 20170000, "2017": 20170000}
        found = [Figure(1, area, period, order, f"{70 + area}.25", "") for period, order in orders.items()
                 for area in (1, 2)]
        for figures, periods in ((found, ("2016", "2017")), (found[::-1], ("2016", "2017")),
                                 (found[:-1], ("2015-16", "2016-17"))):
            beside = Around(own, [own, peer])
            line, chart = line_of(measure, figures, beside), chart_of("line", measure, figures, beside)
            assert line and line.before and (line.before.period, line.own.period) == periods
            assert chart and chart.periods == periods

    def test_a_computed_mean_reads_as_every_other_figure(self) -> None:
        measure = Measure(id=1, code="X", title="X", slug="x", unit="%", decimals=None, polarity="none")
        areas = [Area(id=key, name=f"{key}", kind="authority", number="") for key in range(4)]
        kept = NeighbourList(authority_id=1, as_at=date(2017, 3, 31), source="", added_at=NOW, added_by="")
        beside = Around(areas[0], areas[:1], [Listed(kept, areas[1:])])
        found = [Figure(1, key, "2017", 20170000, value, "") for key, value in enumerate(("9", "16.5", "16.5", "18.1"))]
        told = [neighbours(measure, Shelf(found[:most]), beside, "2017").told for most in (3, 4)]
        assert told == ["16.5", "17.03"] and computed(measure, found, beside)["2017"].told == "17.03"
        table = table_of(measure, found, {one.id or 0: one for one in areas}, beside)
        assert any(row.note.startswith("mean of 3 of 3") and row.cells == ["17.03"] for row in table.of("wide"))
        *_, last = rows_of(measure, found, {one.id or 0: one for one in areas}, beside)
        assert last[3] == "Statistical neighbours of 0" and last[8] == "computed" and "31 March 2017" in str(last[9])

    def test_a_mark_gives_no_direction(self) -> None:
        assert direction(None, Decimal(1), "high") == ""
