"""What an authority sees of its figures, and what it never sees of another’s."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date, timedelta

import openpyxl
import pytest
from fastapi import FastAPI
from sqlmodel import delete, select

from app.activity.models import Activity
from app.core.clock import today
from app.indicators.downloads import as_csv, as_excel, harmless, rows_of
from app.indicators.models import Area, Measure, Observation
from app.indicators.pack.contents import pack_from
from app.indicators.pack.making import pack_of
from app.indicators.profile import Around, Figure
from app.publishing.compose import data_pack_parts
from tests.assessments.factories import authority_id
from tests.conftest import SignIn
from tests.indicators.conftest import HOME, PROVISIONAL, PUBLISHED, Desk

MEASURE = f"{HOME}/measures/children-looked-after"
RATE = f"{HOME}/measures/rate-of-children-looked-after"


class TestProfile:
    """Outliers first, each asking for a narrative."""

    def test_outliers_stand_first_with_rank_and_what_they_ask(self, coordinator: Desk) -> None:
        page = coordinator.page(HOME)
        first = page.index("Outliers in the region")
        assert first < page.index("Referrals within a year") < page.index("Care leavers in suitable accommodation")
        assert "11th of 11" in page and "Weakest fifth</strong> of the region: say why" in page

    def test_better_and_worse_stand_only_where_an_end_is_good(self, coordinator: Desk) -> None:
        page = coordinator.page(f"{HOME}?q=rate+of+children+looked+after")
        row = page[page.index("<tbody"):page.index("</tbody>")]
        assert "cd-way--falls" in row and "better" not in row and "joint 2nd highest of 11" in row

    def test_the_filter_stands_in_the_address(self, coordinator: Desk) -> None:
        page = coordinator.page(f"{HOME}?topic=Workforce&show=worse")
        assert "Social workers who left in the year" in page and "Care leavers" not in page[page.index("<tbody"):]
        assert re.search(r"\d+ of 44 measures", page)

    def test_a_mark_is_shown_and_never_0(self, coordinator: Desk) -> None:
        page = coordinator.page(f"{HOME}?q=offend+again")
        assert '<td class="govuk-table__cell num">-</td>' in page  # England has none

    def test_without_a_list_of_neighbours_it_says_so(self, coordinator: Desk) -> None:
        assert "No list of statistical neighbours is kept here" in coordinator.page(HOME)


class TestNeighbours:
    """A dated list gives a rank among those on it."""

    def keep(self, desk: Desk, names: str, as_at: str = "2017-03-31") -> int:
        """The status of the form's answer."""
        form = {"as_at": as_at, "source": "A reckoning", "names": names}
        return int(desk.browser.submit(f"{HOME}/neighbours", form).status_code)

    def test_a_list_gives_rank_and_mean(self, coordinator: Desk) -> None:
        assert self.keep(coordinator, "Luton\nThurrock\nSuffolk\nSouthampton") == 303
        assert "of 4 with its neighbours" in coordinator.page(HOME)
        assert "Neighbours: list of 31 March 2017" in coordinator.page(f"{HOME}/pack/2016-17")
        assert "mean of 3 of 4" in coordinator.page(RATE)
        assert "(the newest)" in coordinator.page(f"{HOME}/neighbours")

    def test_a_list_of_one_day_is_kept_once_unless_it_was_withdrawn(self, coordinator: Desk) -> None:
        assert [self.keep(coordinator, names) for names in ("Luton", "Essex")] == [303, 422]
        assert coordinator.browser.submit(f"{HOME}/neighbours/1/withdraw", {"why": "A slip"}).status_code == 303
        assert self.keep(coordinator, "Essex") == 303

    @pytest.mark.parametrize(("day", "sentence"), [
        (today() + timedelta(days=1), "must be today or earlier"), (date(9999, 1, 1), "must be today or earlier"),
        (date(1989, 12, 31), "must be in 1990 or later"),
    ])
    def test_a_day_that_cannot_be_meant_is_refused(self, coordinator: Desk, day: date, sentence: str) -> None:
        form = {"as_at": day.isoformat(), "source": "A reckoning", "names": "Luton"}
        answer = coordinator.browser.submit(f"{HOME}/neighbours", form)
        assert answer.status_code == 422 and sentence in answer.text
        assert "No list is kept yet." in coordinator.page(f"{HOME}/neighbours")

    def test_charts_and_pack_show_the_mark_that_is_given_for_them(
        self, coordinator: Desk, administrator: Desk
    ) -> None:
        assert self.keep(coordinator, "Luton\nThurrock\nSuffolk") == 303
        told = "Statistical neighbours: mean of 3 of 3 neighbours, list of 31 March 2017, computed."
        assert told in coordinator.page(RATE)
        given = "Measure,Period,Area,Value\nLAC,2017,Statistical neighbours of Peterborough,c\n"
        administrator.bring_in(PUBLISHED, given)
        page = coordinator.page(RATE)
        assert "2017: “c” (withheld" in page and "computed (2016)." in page
        with coordinator.app.state.database.read() as session:
            pack = pack_of(session, authority_id(session), "2016-17")
        entry = next(one for one in pack.entries if one.code == "LAC") if pack else None
        assert pack and entry and entry.told("neighbours") == "[c]" and "c" in entry.marks
        assert pack_from(pack.content()) == pack and "computed" in json.dumps(pack.content())

    def test_the_list_is_that_of_the_year_or_the_earliest_later_one_which_is_told(self, coordinator: Desk) -> None:
        for names, day in (("Luton\nThurrock", "2016-10-01"), ("Essex", "2018-10-01"), ("Norfolk", "2017-04-01")):
            assert self.keep(coordinator, names, day) == 303
        pack = f"{HOME}/pack/2016-17"
        for page in (HOME, RATE, pack):
            text = coordinator.page(page).replace("\u00a0", " ").replace("&nbsp;", " ")
            assert "list of 1 October 2016" in text and "mean of 2 of 2" in text and "from after" not in text
        told = coordinator.browser.get(f"{pack}/csv").text
        assert "Education. mean of 2 of 2 neighbours, list of 1 October 2016, computed\"," in told
        sheet = openpyxl.load_workbook(io.BytesIO(coordinator.browser.get(f"{pack}/excel").content))["Measures"]
        assert "mean of 2 of 2 neighbours, list of 1 October 2016" in [cell.value for row in sheet.rows for cell in row]
        assert coordinator.browser.submit(f"{HOME}/neighbours/1/withdraw", {"why": "A slip"}).status_code == 303
        for page in (HOME, RATE, pack):
            text = coordinator.page(page).replace("\u00a0", " ").replace("&nbsp;", " ")
            assert "list of 1 April 2017" in text and "it is from after" in text

    def test_each_year_of_a_pack_has_the_list_of_its_own_time(self, coordinator: Desk) -> None:
        assert self.keep(coordinator, "Luton\nThurrock", "2015-10-01") == 303
        assert self.keep(coordinator, "Suffolk", "2016-10-01") == 303
        with coordinator.app.state.database.write() as session:
            rate = select(Measure.id).where(Measure.code == "CPP_Total_Rateper10,000").scalar_subquery()
            session.execute(delete(Observation).where(Observation.measure_id == rate, Observation.period == "2017"))
        with coordinator.app.state.database.read() as session:
            pack = pack_of(session, authority_id(session), "2016-17")
        assert pack and pack_from(pack.content()) == pack
        found = {one.code: one for one in pack.entries}
        old, new = found["CPP_Total_Rateper10,000"], found["LAC"]
        assert [(one.period, pack.listed(one), one.neighbours_note) for one in (old, new)] == [
            ("2016", "list of 1 October 2015", "mean of 2 of 2"), ("2017", "list of 1 October 2016", "mean of 1 of 1")]
        near = new.of("neighbours")
        assert near and "mean of 2 of 2 neighbours, list of 1 October 2015, computed (2016)" in near.note
        for page in (HOME, f"{HOME}/pack/2016-17"):
            assert "Neighbours for figures of 2016: list of 1 October 2015" in coordinator.page(page)
        text = "".join(part.html for part in data_pack_parts({"data_pack": pack.content()}))
        assert "for figures of 2016 are those of the list of 1 October 2015 (A reckoning)." in text

    def test_a_list_can_be_withdrawn_and_pages_say_so(self, coordinator: Desk, desk_of: Callable[[str], Desk]) -> None:
        assert self.keep(coordinator, "Luton\nThurrock", "2016-03-31") == 303
        assert self.keep(coordinator, "Essex") == 303
        second = f"{HOME}/neighbours/2/withdraw"
        assert "Say why the list is withdrawn" in coordinator.browser.submit(second, {"why": " "}).text
        assert coordinator.browser.submit(second, {"why": "A slip"}).status_code == 303
        assert coordinator.browser.submit(second, {"why": "Again"}).status_code == 409
        lists = coordinator.page(f"{HOME}/neighbours")
        assert lists.index("(withdrawn)") < lists.index("by Coordinator: A slip") < lists.index("(the newest)")
        for page in (HOME, f"{HOME}/pack/2016-17"):
            text = coordinator.page(page).replace("\u00a0", " ").replace("&nbsp;", " ")
            assert "Neighbours: list of 31 March 2016" in text
            assert "as at 31 March 2017 (A reckoning) was withdrawn" in text
        assert "mean of 2 of 2" in coordinator.page(RATE)
        assert coordinator.browser.submit(f"{HOME}/neighbours/1/withdraw", {"why": "None holds"}).status_code == 303
        assert "No list of statistical neighbours is kept here" in coordinator.page(HOME)
        with coordinator.app.state.database.read() as session:
            acts = session.exec(select(Activity).where(Activity.tag == "indicators:neighbours:withdrawn")).all()
        assert len(acts) == 2
        theirs = desk_of("stranger").browser.submit("/figures/cambridgeshire/neighbours/1/withdraw", {"why": "x"})
        assert theirs.status_code in (403, 404)

    def test_what_cannot_be_kept_is_refused(self, coordinator: Desk) -> None:
        for names, day in (("Nowhere", "2017-03-31"), ("", "2017-03-31"), ("Luton\nLuton", "2017-03-31"),
                           ("Peterborough", "2017-03-31"), ("England", "2017-03-31"), ("Luton", "soon")):
            assert self.keep(coordinator, names, day) == 422
        assert "No list is kept yet." in coordinator.page(f"{HOME}/neighbours")


class TestMeasure:
    """One measure: comparison, charts, table, files."""

    def test_a_provisional_figure_that_was_published_otherwise_is_flagged(self, coordinator: Desk) -> None:
        page = coordinator.page(MEASURE)
        assert "For 2017 the provisional figure was 363; published is 357." in page

    def test_whoever_may_not_know_of_answers_is_told_nothing_of_them(
        self, coordinator: Desk, administrator: Desk
    ) -> None:
        for address in (RATE, HOME):
            pages = coordinator.page(address), administrator.page(address)
            assert [("No answer shows it yet" in page or "say why in the assessment" in page) for page in pages] == [
                True, False]
        for address in (HOME, f"{HOME}/pack/2016-17", f"{HOME}/neighbours"):
            pages = coordinator.page(address), administrator.page(address)
            assert [f'href="{HOME}/answers"' in page for page in pages] == [True, False]

    def test_a_count_is_not_ranked(self, coordinator: Desk) -> None:
        assert "it is not ranked" in coordinator.page(MEASURE)

    def test_charts_stand_in_the_page_with_their_message(self, coordinator: Desk) -> None:
        page = coordinator.page(RATE)
        assert page.count('role="img"') == 3
        assert "Peterborough fell from 76 in 2016 to 73 in 2017. East of England" in page
        assert "Open Government Licence v3.0" in page

    def test_a_chart_can_be_taken_away_as_a_picture(self, coordinator: Desk) -> None:
        answer = coordinator.browser.get(f"{RATE}/charts/bars")
        assert answer.headers["content-type"] == "image/svg+xml" and answer.text.startswith("<svg ")
        assert coordinator.browser.get(f"{RATE}/charts/pie").status_code == 404

    def test_an_unknown_measure_is_not_found(self, coordinator: Desk) -> None:
        assert coordinator.browser.get(f"{HOME}/measures/no-such-measure").status_code == 404

    def test_files_hold_every_figure(self, coordinator: Desk) -> None:
        text = coordinator.browser.get(f"{MEASURE}/csv").content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        assert len(rows) == 27  # 13 areas, two years, and a provisional one
        assert {row["Value"] for row in rows if row["Status"] == "provisional"} == {"363"}
        book = openpyxl.load_workbook(io.BytesIO(coordinator.browser.get(f"{MEASURE}/excel").content))
        cells = list(book.active.iter_rows(values_only=True))
        assert len(cells) == 28 and isinstance(cells[1][6], int | float)


class TestOthers:
    """Provisional figures are their own authority’s alone."""

    def test_another_authority_sees_the_published_figure_alone(self, coordinator: Desk, sign_in: SignIn) -> None:
        coordinator.bring_in(PROVISIONAL, "Measure,Period,Value\nLACnum,2018,98765\n")
        assert "98,765" in coordinator.page(MEASURE)
        theirs = sign_in("stranger")
        for address in ("", "/measures/children-looked-after", "/measures/children-looked-after/csv",
                        "/measures/children-looked-after/charts/panels"):
            text = theirs.get(f"/figures/cambridgeshire{address}").text
            assert "98,765" not in text and "98765" not in text and "(provisional)" not in text
            assert "provisional," not in text and "Published otherwise" not in text

    def test_their_imports_are_not_found(self, coordinator: Desk, sign_in: SignIn) -> None:
        at = coordinator.read(PROVISIONAL, "Measure,Period,Value\nLACnum,2018,365\n")
        number = at.rsplit("/", 1)[-1]
        assert sign_in("stranger").get(f"/figures/cambridgeshire/import/{number}").status_code == 404


def test_no_cell_of_a_file_is_a_formula() -> None:
    measure = Measure(id=1, code="=cmd|'/c calc'!A0", slug="x", title="@SUM(1)", unit="+1", source="\tx", licence="\rx")
    area = Area(id=1, slug="a", name="-2+3", kind="authority")
    figures = [Figure(1, 1, "2017", 0, "-0.07", ""), Figure(1, 1, "2016", 0, "", "-")]
    rows = list(rows_of(measure, figures, {1: area}, Around(area, [])))
    for text in csv.reader(io.StringIO(as_csv(rows).decode("utf-8-sig"), newline="")):
        assert all(not cell.startswith(("=", "+", "@", "\t", "\r")) for cell in text)
        assert all(re.fullmatch(r"-\d+(\.\d+)?", cell) for cell in text if cell.startswith("-"))
    sheet = openpyxl.load_workbook(io.BytesIO(as_excel({"x/y": rows}))).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert sheet["G2"].value == -0.07 and harmless("-") == "'-"
    assert [harmless(f"{sign}1+1")[0] for sign in "＝＋－＠"] == ["'"] * 4


def test_a_workbook_leaves_out_signs_that_it_cannot_hold() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(as_excel({"a\x07b": [("Measure",), ("A\x07 title\x0b",)]}))).active
    assert (sheet.title, sheet["A2"].value) == ("ab", "A title")


def test_every_figure_of_the_demonstration_is_a_value_or_a_mark(app: FastAPI) -> None:
    with app.state.database.read() as session:
        found = session.exec(select(Observation)).all()
        assert len(session.exec(select(Measure)).all()) >= 30
    assert len(found) == 1120 and all(bool(one.value) != bool(one.mark) for one in found)
