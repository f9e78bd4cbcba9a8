"""Figures taken for an answer: what is chosen, how it is shown, and what is newer."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from fastapi import FastAPI
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select, update

from app.accounts.actor import Command
from app.accounts.models import Authority
from app.core.errors import NotFound, Refused
from app.indicators.charts.series import message
from app.indicators.extracts.laying import Showing, laid_out, table_of
from app.indicators.extracts.offering import offers
from app.indicators.extracts.queries import extracts_of, newer_of
from app.indicators.extracts.renewing import renewal
from app.indicators.extracts.rules import FIGURE, Choice, Extract, Taken, changes, read
from app.indicators.extracts.service import chosen, keep, take, take_newer
from app.indicators.models import Area, FigureExtract, Measure, NeighbourList, Observation
from app.indicators.queries import around
from app.indicators.service import set_neighbours, withdraw_list
from app.indicators.years import other_name
from app.richtext.models import CitationView
from app.richtext.render import to_html
from tests.assessments.factories import authority_id
from tests.indicators.conftest import Desk

RATE, COUNT = "rate-of-children-looked-after", "children-looked-after"
ASKED = "/figures/peterborough/extracts"
DOER = Command("Tests")


def extract(session: Session, slug: str = RATE, *areas: str, first: str = "", last: str = "") -> Extract:
    return chosen(session, authority_id(session), slug, Choice(areas or ("own",), first, last))


def slug_of(session: Session, code: str) -> str:
    return session.exec(select(Measure.slug).where(Measure.code == code)).one()


def test_areas_stand_in_order_with_their_figures_of_the_chosen_periods(session: Session) -> None:
    found = extract(session, RATE, "luton", "england", "own", "region")
    assert [row.name for row in found.rows] == ["Peterborough", "East of England", "England", "Luton"]
    assert found.periods == ("2016", "2017")
    assert extract(session, RATE, "own", first="2017").periods == ("2017",)
    assert extract(session, RATE, "own", last="2016").periods == ("2016",)


def test_the_same_figures_have_the_same_name_and_others_another(session: Session) -> None:
    one = extract(session)
    assert one.name == extract(session).name == read(one.content).name
    assert read(one.content) == one
    assert one.name not in {extract(session, COUNT).name, extract(session, last="2016").name}


@pytest.mark.parametrize(("areas", "first", "last", "sentence"), [
    ((), "", "", "at least one area"), (("nowhere",), "", "", "is not an area"),
    (("own",), "2017", "2016", "comes after"), (tuple(f"a{n}" for n in range(31)), "", "", "at most 30"),
    (("neighbours",), "", "", "no figures"),
])
def test_a_choice_that_holds_nothing_is_refused(
    session: Session, areas: tuple[str, ...], first: str, last: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        chosen(session, authority_id(session), RATE, Choice(areas, first, last))


def test_a_single_figure_reads_as_it_stands_in_a_sentence(session: Session) -> None:
    assert extract(session, RATE, last="2017", first="2017").text == "73"
    percent = slug_of(session, "CareLeaverAcc")
    assert extract(session, percent, last="2017", first="2017").text == "91.0%"
    marked = slug_of(session, "CPPlans2yrs")
    assert extract(session, marked, last="2017", first="2017").text == "-"  # of those put in before they were refused
    with pytest.raises(Refused, match="only the mark “-” .not given in the source.. Say it in words"):
        chosen(session, authority_id(session), marked, Choice(("own",), "2017", "2017"), FIGURE)
    assert extract(session).text == ""


def test_only_forms_that_can_be_drawn_are_offered(session: Session) -> None:
    assert extract(session).forms == ["line", "table"]
    assert extract(session, RATE, "own", "england").forms == ["line", "bars", "panels", "table"]
    assert extract(session, RATE, "own", last="2016").forms == ["table"]
    assert "line" not in extract(session, RATE, "own", "peers").forms  # more lines than can be told apart
    chart = extract(session, RATE, "own", "england").chart("bars")
    assert chart and [one.name for one in chart.series] == ["Peterborough", "England"]
    assert extract(session).chart("bars") is None and extract(session).chart("table") is None


def test_a_plain_count_is_drawn_beside_no_larger_area_and_told_in_the_table(session: Session) -> None:
    found = extract(session, COUNT, "own", "england", "luton")
    assert [row.name for row in found.drawable] == ["Peterborough", "Luton"]
    assert "England" in str(table_of(found, ""))


def test_a_mark_stays_a_mark_with_its_meaning(session: Session) -> None:
    found = extract(session, slug_of(session, "CPPlans2yrs"))
    table = table_of(found, "Plans")
    assert table["attrs"]["source"].endswith("[-]: not given in the source")
    cells = [cell["content"][0]["content"][0]["text"] for cell in table["content"][1]["content"]]
    assert cells == ["Peterborough", "2.1", "[-]"]
    html = str(to_html({"type": "doc", "content": [table]}, _cite))
    assert html.count('<th scope="col" class="num">') == 2 and '<td class="num">[-]</td>' in html


def publish(session: Session, code: str, period: str, value: str, status: str = "published") -> None:
    """Change a figure of Peterborough, as an import would."""
    measure = session.exec(select(Measure).where(Measure.code == code)).one()
    area = session.exec(select(Observation.area_id).where(
        Observation.measure_id == measure.id, Observation.status == "provisional")).first()
    assert area
    row = session.exec(select(Observation).where(
        Observation.measure_id == measure.id, Observation.area_id == area, Observation.period == period,
        Observation.status == status)).first()
    if row is None:
        row = Observation(measure_id=measure.id or 0, area_id=area, period=period, period_order=int(period) * 10_000,
                          value=value, mark="", status=status)
    row.value = value
    session.add(row)
    session.flush()


def near(session: Session, *names: str) -> None:
    """Keep a list of statistical neighbours in place of any other."""
    home = session.get_one(Authority, authority_id(session))
    for one in session.exec(select(NeighbourList).where(col(NeighbourList.withdrawn_at).is_(None))):
        withdraw_list(session, DOER, one, "Another is right")
    set_neighbours(session, DOER, home, date(2017, 3, 31), "A reckoning", list(names))
    session.flush()


def count(session: Session, area_name: str, period: str, value: str = "", mark: str = "", name: str = "") -> None:
    """Bring in a rate of an area that has none yet, for a year that may go by another name."""
    area = session.exec(select(Area).where(Area.name == area_name)).one()
    measure = session.exec(select(Measure).where(Measure.slug == RATE)).one()
    session.add(Observation(measure_id=measure.id or 0, area_id=area.id or 0, period=name or period,
                            status="published", period_order=int(period) * 10_000, value=value, mark=mark))
    session.flush()


class TestTwoNames:
    """Years that stand under two names and were not joined are not compared, and nobody is lost by it."""

    @pytest.fixture(autouse=True)
    def apart(self, session: Session) -> None:
        """Luton has the newest year a second time."""
        count(session, "Luton", "2017", "65", name="2016-17")

    def test_bars_keep_the_own_authority_and_all_beside_it(self, session: Session) -> None:
        found = extract(session, RATE, "own", "england", "luton")
        assert found.periods == ("2016", "2017")
        chart = found.chart("bars")
        assert chart and {one.name for one in chart.series if one.at(chart.periods[-1])} == {
            "Peterborough", "England", "Luton"}
        assert extract(session, RATE, "luton", first="2016-17", last="2016-17").text == "65"
        with pytest.raises(Refused, match="years of two kinds"):
            extract(session, RATE, "luton", first="2016", last="2016-17")

    def test_bars_are_of_the_last_year_of_the_own_authority_and_their_caption_says_so(self, session: Session) -> None:
        count(session, "Luton", "2018", "66")
        found = extract(session, RATE, "own", "england", "luton")
        chart = found.chart("bars")
        assert chart and chart.periods[-1] == "2017" and found.periods[-1] == "2018"
        assert found.caption("bars").endswith(", 2017") and found.caption("line").endswith(", 2016 to 2018")

    def test_an_area_with_a_year_under_its_other_name_alone_is_told_of(self, session: Session) -> None:
        assert "Left out" not in table_of(extract(session, RATE, "own", "luton"), "")["attrs"]["source"]
        count(session, "Southampton", "2018", "61", name="2017-18")
        count(session, "Portsmouth", "2016", "62", name="2015-16")
        count(session, "Portsmouth", "2017", "63")
        near(session, "Southampton", "Portsmouth")
        found = extract(session, RATE, "own", "southampton", "portsmouth")
        assert [row.name for row in found.rows] == ["Peterborough", "Portsmouth"]
        told = "Left out, since years of another name are not compared: Portsmouth (2015-16); Southampton (2017-18)"
        assert table_of(found, "")["attrs"]["source"].endswith(told) and read(found.content) == found
        later = extract(session, RATE, "own", "southampton", "portsmouth", first="2017", last="2017")
        assert not later.left_out and "left_out" not in later.content

    def test_neighbours_together_with_years_under_their_other_names_alone_are_told_of(self, session: Session) -> None:
        near(session, "Southampton", "Portsmouth")
        for name in ("Southampton", "Portsmouth"):
            count(session, name, "2017", "60", name="2016-17")
        found = extract(session, RATE, "own", "neighbours")
        assert [row.name for row in found.rows] == ["Peterborough"]
        assert found.told_left_out[0].endswith("not compared: Statistical neighbours (2016-17)")
        count(session, "Portsmouth", "2017", "63")
        assert not extract(session, RATE, "own", "neighbours").left_out

    def test_a_measure_that_is_offered_has_the_usual_name_last(self, app: FastAPI, session: Session) -> None:
        beside = around(session, authority_id(session))
        for name, period in (("Peterborough", "2017"), ("Peterborough", "2016")):
            count(session, name, period, "60", name=other_name(period))
        (one,) = offers(session, beside, "", RATE)[:1]
        assert one["periods"] == ["2015-16", "2016", "2016-17", "2017"] and one["newest"] == "73 in 2017"


class TestNeighbours:
    """The figure of the neighbours says how it was come by, and a mark stays a mark."""

    def test_a_mean_is_told_of_as_computed(self, session: Session) -> None:
        near(session, "Luton", "Thurrock", "Southampton")
        one = extract(session, RATE, "own", "neighbours")
        note = "Statistical neighbours: mean of 2 of 3 neighbours, list of 31 March 2017, computed"
        assert one.source.endswith(f"Education. {note}")
        assert one.source in table_of(one, "")["attrs"]["source"]
        drawn = one.chart("line")
        assert drawn and message(drawn).endswith(f"{note}.")
        assert read(one.content) == one and read(one.content).name == one.name

    def test_each_year_is_compared_with_the_list_of_its_own_time(self, session: Session) -> None:
        near(session, "Luton")
        home = session.get_one(Authority, authority_id(session))
        set_neighbours(session, DOER, home, date(2016, 3, 31), "An earlier reckoning", ["Thurrock"])
        for last, day in (("2016", "31 March 2016"), ("2017", "31 March 2017"), ("", "31 March 2017")):
            assert f"list of {day}, computed" in extract(session, RATE, "neighbours", last=last).source
        both, alone = (extract(session, RATE, "neighbours", last=last).rows[0] for last in ("", "2016"))
        assert both.at("2016") and both.at("2016") == alone.at("2016")

    def test_a_mark_given_for_them_is_shown(self, session: Session) -> None:
        near(session, "Luton", "Thurrock")
        count(session, "Statistical neighbours of Peterborough", "2017", mark="c")
        one = extract(session, RATE, "own", "neighbours")
        assert [one.told(point) for point in one.rows[1].points][1] == "c" and one.marks[0].startswith("[c]: withheld")
        assert one.source.endswith("mean of 2 of 2 neighbours, list of 31 March 2017, computed (2016)")
        drawn = one.chart("line")
        assert drawn and "2017: “c” (withheld" in message(drawn)

    def test_an_extract_without_notes_has_the_name_it_always_had(self, session: Session) -> None:
        near(session, "Luton")
        new = extract(session, RATE, "own", "neighbours")
        assert "note" not in extract(session).content["rows"][0]["points"][0]
        points = [{name: value for name, value in point.items() if name != "note"}
                  for point in new.content["rows"][1]["points"]]
        stored = {**new.content, "rows": [new.content["rows"][0], {**new.content["rows"][1], "points": points}]}
        old = read(stored)
        assert old.content == stored and old.name != new.name and not changes(old, new)


class TestNewer:
    """What was taken stays; what is different today is told."""

    def test_a_figure_that_changed_is_told_and_the_old_one_kept(self, session: Session) -> None:
        home = authority_id(session)
        old = take(session, DOER, home, RATE, Choice(("own",), "2017", "2017"))
        assert newer_of(session, home, {old.name: old}) == {}
        publish(session, "LAC", "2017", "74")
        new = newer_of(session, home, {old.name: old})[old.name]
        assert changes(old, new) == ["Peterborough, 2017: the published figure 73 is now 74."]
        assert extracts_of(session, home, [old.name])[old.name].text == "73"
        now, then = take_newer(session, DOER, home, old.name, FIGURE)
        assert now.text == "74" and then.attrs == {"extract": now.name, "text": "74"}

    def test_a_caption_follows_the_figures_unless_somebody_wrote_it(self, session: Session) -> None:
        old = extract(session, RATE, "own", "england")
        publish(session, "LAC", "2018", "71")
        new = extract(session, RATE, "own", "england")
        for form, shown in (("bars", "2018"), ("table", "2016 to 2018")):
            then = renewal({"form": form, "caption": old.caption(form)}, old, new)
            assert then.attrs["caption"].endswith(f", {shown}") and then.attrs["extract"] == new.name and not then.told
        ours = renewal({"form": "bars", "caption": "Ours, 2017"}, old, new)
        assert "caption" not in ours.attrs and "“Ours, 2017” names 2017, which the newer figures do not" in ours.told
        for form, caption in (("table", "Ours, 2017"), ("bars", "Ours"), ("bars", "Ours, 2017/18")):
            assert not renewal({"form": form, "caption": caption}, old, new).told

    def test_a_figure_in_a_sentence_stays_where_there_is_only_a_mark_now(self, session: Session) -> None:
        old = extract(session, RATE, "own", first="2017", last="2017")
        new = replace(old, rows=(replace(old.rows[0], points=(Taken("2017", "", "low", "published"),)),))
        then = renewal({"text": "73"}, old, new)
        assert not then.attrs and "The figure “73” stays. The source has no figure of Peterborough" in then.told
        assert renewal({"form": "table", "caption": "x"}, old, new).attrs == {"extract": new.name}

    def test_a_change_beneath_the_shown_decimals_is_told_with_more(self, session: Session) -> None:
        home = authority_id(session)
        old = take(session, DOER, home, RATE, Choice(("own",), "2017", "2017"))
        publish(session, "LAC", "2017", "73.2")
        new = newer_of(session, home, {old.name: old})[old.name]
        assert changes(old, new) == ["Peterborough, 2017: the published figure 73.0 is now 73.2."]

    def test_a_new_period_is_told_only_where_the_newest_was_chosen(self, session: Session) -> None:
        home = authority_id(session)
        open_ended, named = extract(session), extract(session, last="2017")
        publish(session, "LAC", "2018", "71")
        found = newer_of(session, home, {one.name: one for one in (open_ended, named)})
        assert list(found) == [open_ended.name]
        assert changes(open_ended, found[open_ended.name]) == ["Peterborough, 2018: 71 is new."]

    def test_a_provisional_figure_says_what_was_published_since(self, session: Session) -> None:
        home = authority_id(session)
        publish(session, "LAC", "2018", "80", "provisional")
        old = take(session, DOER, home, RATE, Choice(("own",), "2018", "2018"))
        assert old.provisional and old.source == "Peterborough, its own count"
        assert "* provisional" in table_of(old, "")["attrs"]["source"]
        publish(session, "LAC", "2018", "78")
        new = newer_of(session, home, {old.name: old})[old.name]
        assert changes(old, new) == ["Peterborough, 2018: the provisional figure 80 is now 78, published."]

    def test_a_mean_of_other_neighbours_says_how_it_was_computed(self, session: Session) -> None:
        near(session, "Southampton", "Portsmouth")
        count(session, "Southampton", "2017", "60")
        count(session, "Portsmouth", "2017", "70")
        old = extract(session, RATE, "neighbours")
        near(session, "Portsmouth")
        new = newer_of(session, authority_id(session), {old.name: old})[old.name]
        assert changes(old, new) == [
            "Statistical neighbours, 2017: 65 (mean of 2 of 2 neighbours, list of 31 March 2017, computed)"
            " is now 70 (mean of 1 of 1 neighbour, list of 31 March 2017, computed)."]

    def test_a_former_neighbour_leaves_the_block_and_this_is_told(self, session: Session) -> None:
        home = authority_id(session)
        near(session, "Southampton", "Portsmouth")
        for name in ("Southampton", "Portsmouth"):
            count(session, name, "2017", "60")
        block, alone = extract(session, RATE, "own", "southampton", first="2017"), extract(session, RATE, "southampton")
        known = {one.name: one for one in (block, alone)}
        near(session, "Portsmouth")
        assert newer_of(session, home, known) == {}
        count(session, "Southampton", "2018", "61")
        assert list(newer_of(session, home, known)) == [alone.name]
        publish(session, "LAC", "2017", "74")
        new = newer_of(session, home, known)[block.name]
        assert changes(block, new) == [
            "Southampton is no longer a neighbour; it leaves the block.",
            "Peterborough, 2017: the published figure 73 is now 74.",
        ]
        assert [row.name for row in new.rows] == ["Peterborough"] and new.choice.areas == ("own",)

    def test_a_month_that_was_kept_under_another_name_is_the_same(self, session: Session) -> None:
        home, measure = authority_id(session), session.exec(select(Measure).where(Measure.slug == RATE)).one()
        area = session.exec(select(Area).where(Area.name == "Peterborough")).one()
        month = {"period": "March 2019", "period_order": 20190300, "value": "70", "mark": "", "status": "published"}
        session.add(Observation(measure_id=measure.id or 0, area_id=area.id or 0, **month))
        session.flush()
        content = json.dumps(extract(session, first="March 2019").content).replace("March 2019", "2019-03")
        old = read(json.loads(content))
        assert old.periods == ("2019-03",) and newer_of(session, home, {old.name: old}) == {}

    def test_a_year_that_has_another_name_by_now_is_the_same(self, session: Session) -> None:
        home, old = authority_id(session), extract(session, RATE, "own", "england", first="2017", last="2017")
        session.execute(update(Observation).where(col(Observation.period) == "2017").values(period="2016-17"))
        assert extract(session, RATE, "own", first="2017", last="2017").periods == ("2016-17",)
        assert newer_of(session, home, {old.name: old}) == {}

    def test_only_what_is_different_counts_not_how_a_measure_is_described(self, session: Session) -> None:
        home, old = authority_id(session), extract(session)
        measure = session.exec(select(Measure).where(Measure.slug == RATE)).one()
        measure.title = "Another title"
        session.flush()
        assert newer_of(session, home, {old.name: old}) == {}

    def test_nothing_is_newer_than_what_is_not_there(self, session: Session) -> None:
        with pytest.raises(NotFound):
            take_newer(session, DOER, authority_id(session), "0" * 16)


def test_the_database_refuses_any_change(session: Session) -> None:
    take(session, DOER, authority_id(session), RATE, Choice(("own",)))
    row = session.exec(select(FigureExtract)).one()
    row.content = "{}"
    with pytest.raises(DBAPIError, match="kept as they are"):
        session.flush()
    session.rollback()


def test_the_same_extract_is_kept_once(session: Session) -> None:
    home = authority_id(session)
    one = take(session, DOER, home, RATE, Choice(("own",)))
    assert keep(session, DOER, home, one) == one
    assert len(session.exec(select(FigureExtract)).all()) == 1
    assert session.exec(select(FigureExtract)).one().taken_at.astimezone(UTC) <= datetime.now(UTC)


def _cite(_citation: object) -> CitationView:
    raise AssertionError("nothing is cited here")


class TestLaidOut:
    """Blocks become tables with a chart, figures lead to their measure; what is unknown stays told of."""

    def doc(self, name: str, form: str = "line") -> dict[str, object]:
        figure = {"type": "figure", "attrs": {"extract": name, "text": "73"}}
        block = {"type": "indicator", "attrs": {"extract": name, "form": form, "caption": "The rate"}}
        return {"type": "doc", "content": [{"type": "paragraph", "content": [figure]}, block]}

    def html(self, session: Session, form: str = "line") -> str:
        one = extract(session)
        view = CitationView("/there", "", "What it is")
        showing = Showing({one.name: one}, lambda chart: f"<svg>{chart.kind}</svg>", lambda _: view)
        return str(to_html(laid_out(self.doc(one.name, form), showing), _cite, scroll=True))

    def test_a_chart_stands_under_its_caption_with_the_table_beneath(self, session: Session) -> None:
        html = self.html(session)
        assert html.index("The rate") < html.index("<svg>line</svg>") < html.index("The figures as a table")
        assert html.index("</details>") < html.index("Source:")  # in sight, whether the table is or not
        assert html.count("The rate") == 1 and "Source: Local Authority Interactive Tool" in html
        assert '<a href="/there" class="figure" title="What it is">73</a>' in html

    def test_a_table_keeps_its_caption(self, session: Session) -> None:
        html = self.html(session, "table")
        assert "<svg>" not in html and "<caption" in html and "details" not in html

    def test_unknown_figures_are_told_of(self, session: Session) -> None:
        doc = self.doc("0" * 16)
        html = str(to_html(laid_out(doc, Showing({}, str, lambda _: CitationView("", "", ""))), _cite))
        assert "[Block of figures] The rate" in html and "<p>73</p>" in html

    def test_newer_figures_are_told_of_in_place(self, session: Session) -> None:
        old = extract(session)
        publish(session, "LAC", "2017", "74")
        new = extract(session)
        showing = Showing({old.name: old}, lambda _: "", lambda _: CitationView("", "", ""), {old.name: new})
        html = str(to_html(laid_out(self.doc(old.name), showing), _cite))
        assert "<strong>Newer figures exist.</strong> Peterborough, 2017: the published figure 73 is now 74." in html


class TestAsked:
    """What the editor asks for."""

    def test_measures_are_found_with_periods_and_areas(self, app: FastAPI, coordinator: Desk) -> None:
        answer = coordinator.browser.get(ASKED + "/measures?q=rate+looked+after").json()
        first = answer["measures"][0]
        assert first["title"] == "Rate of children looked after"
        assert first["newest"] == "73 in 2017" and first["periods"] == ["2016", "2017"]
        assert ["own", "Peterborough"] in answer["groups"] and ["luton", "Luton"] in answer["areas"]

    def test_the_measure_that_is_chosen_is_among_them_whatever_it_is_called_by_now(self, coordinator: Desk) -> None:
        answer = coordinator.browser.get(f"{ASKED}/measures?q=an+earlier+title&chosen={RATE}").json()
        assert [one["slug"] for one in answer["measures"]] == [RATE]

    def test_a_preview_keeps_nothing_and_taking_does(self, app: FastAPI, coordinator: Desk) -> None:
        browser = coordinator.browser
        seen = browser.get(f"{ASKED}/preview?measure={RATE}&areas=own&areas=england&form=bars").json()
        assert "<svg" in seen["html"] and seen["choice"]["areas"] == ["own", "england"]
        assert browser.get(f"{ASKED}/{seen['extract']}").status_code == 404
        taken = browser.submit_json(ASKED + "?form=bars", {"measure": RATE, "areas": ["own", "england"]})
        assert taken.status_code == 201 and taken.json()["extract"] == seen["extract"]
        assert browser.get(f"{ASKED}/{seen['extract']}?form=bars").json()["newer"] == ""
        with app.state.database.write() as session:
            publish(session, "LAC", "2018", "71")
        for caption, becomes in ((seen["caption"], "2018"), ("Ours, 2017", "Ours, 2017")):
            then = browser.submit_json(f"{ASKED}/{seen['extract']}/newer?form=bars", {"caption": caption}).json()
            assert then["caption"].endswith(becomes) and bool(then["told"]) is (caption == becomes)

    def test_what_cannot_be_chosen_is_said(self, app: FastAPI, coordinator: Desk) -> None:
        browser = coordinator.browser
        answer = browser.get(f"{ASKED}/preview?measure={RATE}&areas=nowhere")
        assert answer.status_code == 422 and "is not an area" in answer.json()["error"]
        assert browser.get(ASKED + "/preview?measure=nothing").status_code == 404
