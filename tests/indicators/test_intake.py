"""Files of figures come in whole or not at all, with each fault told by its line."""

import json
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from app.activity.models import Activity
from app.core.clock import now
from app.core.jobs import Job
from app.indicators.intake import forgetting
from app.indicators.intake.sheets import sheets_as_csv
from app.indicators.intake.tables import open_table
from app.indicators.models import FigureImport, Measure, Observation
from app.indicators.rules import MARKS
from tests.indicators.conftest import HOME, MEASURES, PROVISIONAL, PUBLISHED, Desk, rewritten, sheets, workbook

LONG = "Measure_short,Years,LA and Regions,LA Number,Values\n"


class TestPublished:
    """An administrator brings in published figures of every authority."""

    def test_the_long_form_comes_in_and_says_what_changed(self, administrator: Desk) -> None:
        rows = "LACnum,2017,Peterborough,874.0,358\nLACnum,2018,Peterborough,874.0,370\nLACnum,2016,Essex,881.0,1006\n"
        at = administrator.bring_in(PUBLISHED, LONG + rows)
        kept = administrator.import_at(at)
        assert (kept.state, kept.result["added"], kept.result["changed"], kept.result["unchanged"]) == ("done", 1, 1, 1)
        assert kept.result["changes"] == [["Children looked after", "Peterborough", "2017", "357", "358"]]
        assert administrator.figures()["published 2017"] == "358"
        assert administrator.figures()["provisional 2017"] == "363"
        assert "What changed" in administrator.page(at) and administrator.waiting() == 0

    def test_a_list_leads_to_what_this_person_may_open(self, administrator: Desk, coordinator: Desk) -> None:
        at = administrator.bring_in(PUBLISHED, f"{LONG}LACnum,2018,Peterborough,874.0,370\n")
        listed = [desk.page(f"{HOME}/import") for desk in (administrator, coordinator)]
        assert [f'href="{at}"' in page for page in listed] == [True, False]

    def test_the_preview_shows_the_first_new_figures_as_they_are_kept(self, administrator: Desk) -> None:
        rows = "LACnum,2018,Peterborough,,\"1,370.50\"\nLACnum,2017,Peterborough,,357\nLACnum,2018,Luton,,[c]\n"
        more = "".join(f"LACnum,{year},Essex,,1\n" for year in range(1960, 1979))
        at = administrator.read(PUBLISHED, LONG + rows + more)
        told = administrator.import_at(at).result["additions"]
        assert told[:2] == [["Children looked after", "Peterborough", "2018", "1370.5"],
                            ["Children looked after", "Luton", "2018", "c"]]
        page = administrator.page(at)
        assert len(told) == 20 and "What would be added" in page and ">1370.5</td>" in page

    def test_the_same_file_again_changes_nothing(self, administrator: Desk) -> None:
        rows = "LACnum,2018,Peterborough,874.0,370\n"
        administrator.bring_in(PUBLISHED, LONG + rows)
        kept = administrator.import_at(administrator.bring_in(PUBLISHED, LONG + rows))
        assert (kept.result["added"], kept.result["changed"], kept.result["unchanged"]) == (0, 0, 1)

    def test_the_wide_form_has_a_column_for_each_period(self, administrator: Desk) -> None:
        heads = "A title above\nIndicator;Area;2017-18;2018/19;Note\n"
        table = f"{heads}LACnum;Peterborough;371;c;x\nLACnum;Essex;;1,020;\n"
        kept = administrator.import_at(administrator.bring_in(PUBLISHED, table, comma="thousands"))
        assert kept.guessed == ["measure", "area", "figures", "figures", ""]
        assert (kept.result["added"], kept.result["blank"], kept.result["marks"]) == (3, 1, {"c": 1})
        assert administrator.figures()["published 2018-19"] == "c"
        assert administrator.figures(area="Essex")["published 2018-19"] == "1020"

    def test_one_fault_keeps_the_whole_file_out(self, administrator: Desk) -> None:
        rows = (
            "LACnum,2018,Peterborough,874.0,370\nLACnum,2018,Peterboro,,371\nnone,2018,Essex,881.0,1\n"
            "LACnum,soon,Essex,881.0,1\nLACnum,2018,Essex,881.0,many\nLACnum,2018,Peterborough,,370\n"
        )
        at = administrator.read(PUBLISHED, LONG + rows)
        faults = administrator.import_at(at).result["faults"]
        assert [line for line, _ in faults] == [3, 4, 5, 6, 7]
        assert "no area “Peterboro”" in faults[0][1] and "stands in the file twice" in faults[4][1]
        assert "What cannot be used (5)" in administrator.page(at)
        assert administrator.browser.submit(f"{at}/apply").status_code == 422
        assert "published 2018" not in administrator.figures() and administrator.waiting() == 0

    def test_what_changed_since_the_preview_is_not_overwritten(self, administrator: Desk) -> None:
        at = administrator.read(PUBLISHED, LONG + "LACnum,2018,Peterborough,,370\n")
        administrator.bring_in(PUBLISHED, LONG + "LACnum,2018,Peterborough,,380\n")
        administrator.browser.submit(f"{at}/apply")
        administrator.work()
        assert "have changed since this preview" in administrator.page(at)
        assert administrator.figures()["published 2018"] == "380"

    def test_taking_over_twice_does_it_once(self, administrator: Desk) -> None:
        at = administrator.bring_in(PUBLISHED, LONG + "LACnum,2018,Peterborough,,370\n")
        assert administrator.browser.submit(f"{at}/apply").status_code == 409
        with administrator.app.state.database.read() as session:
            acts = session.exec(select(Activity).where(Activity.tag == "indicators:figures:imported")).all()
        assert len([act for act in acts if act.person_name == "Administrator"]) == 1

    def test_a_workbook_is_read_as_its_reader_sees_it(self, administrator: Desk) -> None:
        book = workbook(
            ("Figures of the year",), (), ("Code", "Area", "Period", "Value"),
            ("ReReferral", "Peterborough", 2018, 0.269), ("LAC", "Peterborough", 2018, 72.0), formats={"D4": "0.0%"},
        )
        administrator.bring_in(PUBLISHED, book, "figures.xlsx")
        assert administrator.figures("ReReferral")["published 2018"] == "26.9"
        assert administrator.figures("LAC")["published 2018"] == "72"

    @pytest.mark.parametrize(("form", "kept"), [
        ('0.0"%"', "26.9"), (r"0.0\%", "26.9"), ('0.0" of 100%"', "26.9"), ("0.0%", "2690"), ('"about "0%', "2690"),
    ])
    def test_a_percent_sign_that_is_only_drawn_does_not_multiply(self, form: str, kept: str) -> None:
        book = workbook(("Code", "Value"), ("ReReferral", 26.9), formats={"B2": form})
        assert Decimal(sheets_as_csv("figures.xlsx", book)[0][1].split()[1].split(",")[1]) == Decimal(kept)

    def test_faults_of_a_workbook_have_the_lines_of_its_sheet(self, administrator: Desk) -> None:
        book = workbook(("Code", "Area", "Period", "Value"), (), ("LAC", "Peterborough", 2018, "#N/A"))
        at = administrator.read(PUBLISHED, book, "figures.xlsx")
        assert administrator.import_at(at).result["faults"][0][0] == 3


    def test_a_formula_without_its_result_is_no_blank(self, administrator: Desk) -> None:
        long = workbook(("Code", "Area", "Period", "Value"), ("LAC", "Peterborough", 2018, "=60+12"), ("LAC", "Luton"))
        at = administrator.read(PUBLISHED, long, "figures.xlsx")
        (line, sentence), *_ = administrator.import_at(at).result["faults"]
        assert line == 2 and "formula whose result is not stored" in sentence
        wide = workbook(("Code", "Area", "2017-18", "2018-19"), ("LAC", "Luton", 72, "=C2+1"))
        at = administrator.read(PUBLISHED, wide, "figures.xlsx")
        assert "2018-19: A cell holds a formula" in administrator.import_at(at).result["faults"][0][1]

    def test_the_stored_result_of_a_formula_counts(self) -> None:
        book = workbook(("Code", "Value"), ("a", "=1"), ("b", "=2"), ("c", None))
        stored = {b"<f>1</f>": b"<f>1</f><v>7</v>", b'"B3"><f>': b'"B3" t="str"><f>'}
        assert sheets_as_csv("figures.xlsx", rewritten(book, stored))[0][1].split() == ["Code,Value", "a,7", "b", "c"]


class TestMeasures:
    """An administrator keeps the list of measures."""

    def test_new_ones_are_added_and_known_ones_changed_field_by_field(self, administrator: Desk) -> None:
        table = "Code,Title,Polarity,Decimals\nnew-one,A new one,,1\nLACnum,Looked-after children,-,0\n"
        kept = administrator.import_at(administrator.bring_in(MEASURES, table))
        assert (kept.result["added"], kept.result["changed"], kept.result["open_polarities"]) == (1, 1, 2)
        assert kept.result["changes"] == [
            ["Children looked after", "title", "", "Children looked after", "Looked-after children"]]
        with administrator.app.state.database.read() as session:
            found = session.exec(select(Measure).where(col(Measure.code).in_(["new-one", "LACnum"]))).all()
        assert {(one.slug, one.polarity, one.unit) for one in found} == {
            ("a-new-one", "none", ""), ("children-looked-after", "none", "Number of children")}

    def test_a_code_in_other_capitals_is_the_same_measure_and_this_is_told(self, administrator: Desk) -> None:
        at = administrator.bring_in(MEASURES, "Code,Title\nlacNUM,Children looked after\n lac,Another title\n")
        kept = administrator.import_at(at).result
        assert (kept["added"], kept["changed"], kept["unchanged"], kept["fault_count"]) == (0, 1, 1, 0)
        assert "“lacNUM” is the measure “LACnum”, whose code stays as it is written." in administrator.page(at)
        with administrator.app.state.database.read() as session:
            found = session.exec(select(Measure.code).where(col(Measure.code).ilike("lac%num"))).all()
        assert found == ["LACnum"]
        at = administrator.read(MEASURES, "Code,Title\nnew,A new one\nNew,Another\n")
        assert administrator.import_at(at).result["faults"] == [
            [3, "The code “New” stands in the file twice, before as “new”."]]

    def test_faults_are_told_by_line(self, administrator: Desk) -> None:
        at = administrator.read(MEASURES, "Code,Title,Polarity,Decimals\na,A,Up,1\nb,,,1\nc,C,,many\nd,D,,\nd,D,,\n")
        assert [line for line, _ in administrator.import_at(at).result["faults"]] == [2, 3, 4, 6]


    @pytest.mark.parametrize("row", ["a\x07,A,B,%", "a,A\x07,B,%", "a,A,B\x07,%", "a,A,B,%\x1b1"])
    def test_a_control_character_is_told_by_line(self, administrator: Desk, row: str) -> None:
        at = administrator.read(MEASURES, f"Code,Title,Source,Unit\n{row}\n")
        (line, sentence), = administrator.import_at(at).result["faults"]
        assert line == 2 and "holds a control character" in sentence


class TestPeriods:
    """What may be a year or a month is read by the company it keeps, and how is told."""

    @pytest.mark.parametrize(("others", "kept", "told"), [
        (("2012-13",), "2011-12", "“2011-12” are read as years"), ((), "2011-12", "“2011-12” are read as years"),
        (("2011-03",), "December 2011", "“2011-12” are read as months, here December 2011"),
        (("March 2011",), "December 2011", "“2011-12” are read as months"),
    ])
    @pytest.mark.parametrize("wide", [False, True])
    def test_2011_12(self, administrator: Desk, others: tuple[str, ...], kept: str, told: str, wide: bool) -> None:
        periods = ("2011-12", *others)
        table = LONG + "".join(f"LACnum,{period},Luton,,1\n" for period in periods)
        if wide:
            table = f"Measure,Area,{','.join(periods)}\nLACnum,Luton{',1' * len(periods)}\n"
        at = administrator.bring_in(PUBLISHED, table)
        assert f"published {kept}" in administrator.figures(area="Luton") and told in administrator.page(at)

    def test_among_both_it_is_asked_about(self, administrator: Desk) -> None:
        rows = "".join(f"LACnum,{period},Luton,,1\n" for period in ("2011-12", "2011-03", "2016-17"))
        (line, sentence), = administrator.import_at(administrator.read(PUBLISHED, LONG + rows)).result["faults"]
        assert line == 2 and "may be the year 2011-12 or December 2011" in sentence

    def test_a_month_in_two_ways_is_one_figure(self, administrator: Desk) -> None:
        at = administrator.bring_in(PUBLISHED, f"{LONG}LACnum,2019-03,Luton,,1\n")
        assert "“2019-03” as “March 2019”" in administrator.page(at)
        book = workbook(("Measure", "Area", "Period", "Value"), ("LACnum", "Luton", date(2019, 3, 1), 2),
                        formats={"C2": "mmm-yy"})
        administrator.bring_in(PUBLISHED, book, "figures.xlsx")
        assert administrator.figures(area="Luton")["published March 2019"] == "2"

    def test_a_date_that_excel_shows_as_a_month_is_never_a_year(self) -> None:
        shown = {"A2": "mmm-yy", "A3": "mm/yyyy"}
        book = workbook(("Period",), (date(2011, 12, 1),), (date(2011, 3, 1),), formats=shown)
        (_, text), = sheets_as_csv("figures.xlsx", book)
        assert text.split("\r\n")[1:3] == ["December 2011", "March 2011"]


class TestYearsOfTwoNames:
    """Whether 2016-17 is the 2017 that stands, a person says once for a file, before it is taken over."""

    ROWS = f"{LONG}LACnum,2016-17,Luton,,1\nLACnum,2017-18,Luton,,2\n"
    FILE = f"{ROWS}LAC,2016-17,Peterborough,,c\n"

    def answer(self, desk: Desk, at: str, years: str, status: int = 303) -> None:
        """Say it, and read the file again."""
        assert desk.browser.submit(f"{at}/years", {"years": years}).status_code == status
        desk.work()

    def names(self, desk: Desk) -> set[str]:
        """The names under which Luton has figures."""
        return {name.removeprefix("published ") for name in desk.figures(area="Luton")}

    def test_nothing_is_taken_over_before_it_is_said(self, administrator: Desk) -> None:
        at = administrator.read(PUBLISHED, self.FILE)
        page = administrator.page(at)
        assert "“2016-17” in this file and “2017” here: the same year?" in page and "Take it over" not in page
        assert "“2016-17” as “2017” in “Children looked after” and 1 more" in page
        assert 'id="years-same" name="years" type="radio" value="same"' in page and page.count(" checked") == 1
        assert administrator.browser.submit(f"{at}/apply").status_code == 422
        self.answer(administrator, at, "", status=422)

    def test_the_same_years_come_in_under_the_name_that_stands(self, administrator: Desk) -> None:
        at = administrator.read(PUBLISHED, self.FILE)
        self.answer(administrator, at, "apart")
        self.answer(administrator, at, "same")
        kept = administrator.import_at(at).result
        assert (kept["added"], kept["changed"]) == (1, 2) and kept["changes"][0][2:4] == ["2017", "366"]
        assert "Years kept under the name that stands" in administrator.page(at)
        administrator.browser.submit(f"{at}/apply")
        administrator.work()
        assert self.names(administrator) == {"2016", "2017", "2018"}
        assert administrator.figures("LAC")["published 2017"] == "c"
        again = administrator.read(PUBLISHED, self.FILE)
        self.answer(administrator, again, "same")
        assert administrator.import_at(again).result["unchanged"] == 3
        with administrator.app.state.database.read() as session:
            act = session.exec(select(Activity).where(Activity.tag == "indicators:years:read")).one()
        assert "“2016-17” as “2017” in “Children looked after” and 1 more" in act.detail

    def test_different_years_stay_apart(self, administrator: Desk) -> None:
        assert "“2016-17” and not as “2017”" in administrator.page(administrator.bring_in(PUBLISHED, self.FILE))
        assert self.names(administrator) == {"2016", "2017", "2016-17", "2017-18"}
        page = administrator.page(administrator.read(PUBLISHED, self.FILE))  # it was said once that they differ
        assert " checked" not in page and "the same year?" in page

    @pytest.mark.parametrize(("frequency", "checked"), [("Annual", 0), ("", 0), ("Academic Year", 1)])
    def test_yes_is_offered_where_the_frequency_says_so(
        self, administrator: Desk, frequency: str, checked: int
    ) -> None:
        self.counted(administrator, frequency)
        assert administrator.page(administrator.read(PUBLISHED, self.ROWS)).count(" checked") == checked

    def test_calendar_years_and_a_file_with_both_are_not_asked_about(self, administrator: Desk) -> None:
        both = administrator.page(administrator.read(PUBLISHED, self.ROWS + "LACnum,2017,Luton,,3\n"))
        assert "gives one area a figure under both names" in both and "Take it over" in both
        self.counted(administrator, "Calendar Year")
        page = administrator.page(administrator.read(PUBLISHED, self.ROWS))
        assert "which is counted by calendar years" in page and "Take it over" in page

    def test_a_year_of_another_kind_of_name_counts_too_and_a_quarter_does_not(self, administrator: Desk) -> None:
        later = administrator.page(administrator.read(PUBLISHED, f"{LONG}LACnum,2018-19,Luton,,2\n"))
        assert "“2018-19” in this file and “2019” here: the same year?" in later
        quarters = administrator.read(PUBLISHED, f"{LONG}LACnum,2018-19 Q1,Luton,,2\nLACnum,2019 Q1,Luton,,2\n")
        assert "Take it over" in administrator.page(quarters)
        assert "“2018-19 Q1” and “2019 Q1” may be the same time" in administrator.page(quarters)

    def test_of_a_file_alone_the_name_that_most_figures_have_stays(self, administrator: Desk) -> None:
        administrator.bring_in(MEASURES, "Code,Title\nnew,New\n")
        rows = "new,2016-17,Luton,,1\nnew,2016-17,Essex,,2\nnew,2017,Norfolk,,3\n"
        at = administrator.read(PUBLISHED, LONG + rows)
        self.answer(administrator, at, "same")
        assert [row[2] for row in administrator.import_at(at).result["additions"]] == ["2016-17"] * 3

    def test_own_provisional_figures_take_the_published_name(self, coordinator: Desk) -> None:
        at = coordinator.read(PROVISIONAL, "Code,Period,Value\nLACnum,2016-17,364\n")
        self.answer(coordinator, at, "same")
        assert coordinator.import_at(at).result["changes"] == [
            ["Children looked after", "Peterborough", "2017", "363", "364"]]

    def test_a_second_name_that_came_in_since_the_preview_is_a_conflict(self, administrator: Desk) -> None:
        administrator.bring_in(MEASURES, "Code,Title\nnew,New\n")
        at = administrator.read(PUBLISHED, f"{LONG}new,2016-17,Luton,,1\n")
        administrator.bring_in(PUBLISHED, f"{LONG}new,2017,Essex,,1\nnew,2017,Norfolk,,1\n")
        administrator.browser.submit(f"{at}/apply")
        administrator.work()
        assert "have changed since this preview" in administrator.page(at)

    def counted(self, desk: Desk, frequency: str) -> None:
        """Say how the measure is counted."""
        with desk.app.state.database.write() as session:
            session.execute(update(Measure).where(col(Measure.code) == "LACnum").values(frequency=frequency))


class TestYearsJoined:
    """Years that stand under two names already are joined on the page of their measure."""

    AT = f"{HOME}/measures/children-looked-after"

    @pytest.fixture
    def apart(self, administrator: Desk) -> Desk:
        """Luton with the same figure twice, Essex with two, Norfolk and the own authority with one of another name."""
        names = {area: administrator.figures(area=area)["published 2017"] for area in ("Luton", "Essex")}
        rows = [("Luton", names["Luton"]), ("Essex", "1"), ("Southampton", "7")]
        table = LONG + "".join(f"LACnum,2016-17,{area},,{value}\n" for area, value in rows)
        administrator.bring_in(PUBLISHED, table)
        return administrator

    def test_each_year_has_one_name_then_but_no_figure_is_lost(self, apart: Desk) -> None:
        page = apart.page(self.AT)
        assert "“2016-17” as “2017”" in page and "<li>Essex: 1 in 2016-17, " in page
        assert apart.browser.submit(f"{self.AT}/years").status_code == 303
        assert apart.figures(area="Southampton") == {"published 2017": "7"}
        assert "published 2016-17" not in apart.figures(area="Luton")
        assert apart.figures(area="Essex")["published 2016-17"] == "1"
        with apart.app.state.database.read() as session:
            act = session.exec(select(Activity).where(Activity.tag == "indicators:years:joined")).one()
        left = apart.page(self.AT)
        assert "<li>Essex: 1 in 2016-17, " in left and "Join these years" not in left
        assert apart.browser.submit(f"{self.AT}/years").status_code == 409
        assert act.person_name == "Administrator" and "“2016-17” as “2017”" in act.detail

    def test_a_coordinator_joins_the_own_provisional_ones_alone(self, apart: Desk, coordinator: Desk) -> None:
        with apart.app.state.database.write() as session:
            session.execute(update(Observation).where(
                col(Observation.status) == "provisional", col(Observation.period) == "2017").values(period="2016-17"))
        assert "of your own provisional figures" in coordinator.page(self.AT)
        assert coordinator.browser.submit(f"{self.AT}/years").status_code == 303
        assert coordinator.figures()["provisional 2017"] == "363" and "published is 357" in coordinator.page(self.AT)
        assert apart.figures(area="Southampton") == {"published 2016-17": "7"}
        assert coordinator.browser.submit(f"{self.AT}/years").status_code == 409


class TestRoundTrip:
    """What was taken away as a file comes in again and changes nothing."""

    @pytest.fixture
    def full(self, administrator: Desk, coordinator: Desk) -> Desk:
        """One measure with every mark, a code like a formula, and its own provisional figures."""
        administrator.bring_in(MEASURES, "Code,Title\n=odd,An odd one\nodd too,An odd one\n")
        marks = "".join(f"=odd,{2000 + place},Luton,,{mark}\n" for place, mark in enumerate(MARKS))
        administrator.bring_in(PUBLISHED, f"{LONG}{marks}=odd,2018,Peterborough,,0.1\nodd too,2018,Luton,,5\n")
        coordinator.bring_in(PROVISIONAL, "Code,Period,Value\n=odd,2018,1234.5\n=odd,2017,k\n")
        return administrator

    @pytest.mark.parametrize("ending", ["csv", "excel"])
    @pytest.mark.parametrize(("what", "same", "others"), [(PUBLISHED, 7, 2), (PROVISIONAL, 2, 7)])
    def test_of_a_measure(
        self, full: Desk, coordinator: Desk, ending: str, what: str, same: int, others: int
    ) -> None:
        data = coordinator.browser.get(f"{HOME}/measures/an-odd-one/{ending}").content
        desk = full if what == PUBLISHED else coordinator
        at = desk.read(what, data, "measure.csv" if ending == "csv" else "measure.xlsx")
        kept = desk.import_at(at).result
        assert (kept["faults"], kept["added"], kept["changed"], kept["unchanged"]) == ([], 0, 0, same)
        assert f"Left out: {others} lines of" in desk.page(at)

    def test_of_a_pack(self, full: Desk, coordinator: Desk) -> None:
        form = {"as_at": "2017-03-31", "source": "A reckoning", "names": "Luton\nThurrock"}
        assert coordinator.browser.submit(f"{HOME}/neighbours", form).status_code == 303
        given = "LAC,2017,Statistical neighbours of Peterborough,,c\n"
        full.bring_in(PUBLISHED, LONG + given)
        kept = full.import_at(full.read(PUBLISHED, coordinator.browser.get(f"{HOME}/pack/2016-17/csv").content)).result
        assert (kept["faults"], kept["added"], kept["changed"]) == ([], 0, 0) and kept["unchanged"] > 600
        assert kept["elsewhere"]["computed"] > 50 and kept["elsewhere"]["provisional"] == 1

    def test_a_status_or_a_mark_of_another_kind_is_told_by_line(self, administrator: Desk) -> None:
        rows = "LAC,2018,Luton,1,p,Final\nLAC,2018,Essex,1,p,\n"
        at = administrator.read(PUBLISHED, f"Code,Period,Area,Value,Mark,Status\n{rows}")
        (first, status), (second, mark) = administrator.import_at(at).result["faults"]
        assert first == 2 and "“Final” is neither" in status and second == 3 and "“1” has the mark “p”" in mark


class TestProvisional:
    """A coordinator brings in figures of their own authority alone."""

    def test_the_area_need_not_be_named(self, coordinator: Desk) -> None:
        coordinator.bring_in(PROVISIONAL, "Measure,Period,Value\nLACnum,2018,365\n")
        assert coordinator.figures()["provisional 2018"] == "365"

    def test_other_areas_are_refused(self, coordinator: Desk) -> None:
        at = coordinator.read(PROVISIONAL, "Measure,Area,Period,Value\nLACnum,Essex,2018,365\n")
        assert "for Peterborough alone, not for Essex" in coordinator.import_at(at).result["faults"][0][1]

    @pytest.mark.parametrize("what", [PUBLISHED, MEASURES, "", "figures:secret"])
    def test_nothing_else_may_be_sent(self, coordinator: Desk, what: str) -> None:
        answer = coordinator.send(what, "Measure,Period,Value\nLACnum,2018,365\n")
        assert answer.status_code == 422 and "Choose what the file holds." in answer.text

    def test_what_an_administrator_sent_is_not_theirs(self, coordinator: Desk, administrator: Desk) -> None:
        at = administrator.read(PUBLISHED, LONG + "LACnum,2018,Peterborough,,370\n")
        assert coordinator.browser.get(at).status_code == 404
        assert coordinator.browser.submit(f"{at}/apply").status_code == 404


class TestColumns:
    """A person says what the columns hold."""

    def test_what_was_guessed_can_be_corrected(self, administrator: Desk) -> None:
        table = "A,B,C,D\nLACnum,Peterborough,2018,370\n"
        roles = {"column-0": "measure", "column-1": "area", "column-2": "period", "column-3": "value"}
        administrator.bring_in(PUBLISHED, table, **roles)
        assert administrator.figures()["published 2018"] == "370"

    @pytest.mark.parametrize(("roles", "sentence"), [
        (["", "", "", ""], "which column names the measure"), (["measure", "measure", "", ""], "Two columns"),
        (["measure", "area", "period", ""], "holds the period and which the value"),
        (["measure", "area", "value", "figures"], "is not a period"), (["x", "area", "", ""], "for each column"),
    ])
    def test_what_is_missing_is_said(self, administrator: Desk, roles: list[str], sentence: str) -> None:
        sent = administrator.send(PUBLISHED, "A,B,C,D\nLACnum,Peterborough,2018,370\n")
        form = {f"column-{place}": role for place, role in enumerate(roles)}
        answer = administrator.browser.submit(sent.headers["location"], form)
        assert answer.status_code == 422 and sentence in answer.text


    def test_a_comma_between_semicolons_is_asked_about(self, administrator: Desk) -> None:
        table = "Measure;Area;Period;Value\nLAC;Peterborough;2018;76,125\n"
        at = administrator.read(PUBLISHED, table)
        assert administrator.import_at(at).result["faults"] == [
            [2, "“76,125” may be a number with decimals or one of thousands. "
                "Say with the columns what a comma stands for."]]
        assert "What a comma in a value stands for" in administrator.page(f"{at}/columns")
        administrator.bring_in(PUBLISHED, table, comma="decimals")
        assert administrator.figures("LAC")["published 2018"] == "76.125"
        at = administrator.read(PUBLISHED, table.replace(",", "").replace(";", ","))
        assert "What a comma" not in administrator.page(f"{at}/columns")


COVER = [("Children in care, 2018",), ("Made by:", "The team"), ("Contact:", "team@example.org"), ("Date:", 2018)]
HEADS = ("Measure", "Area", "Period", "Value")


class TestPlacing:
    """Where the table stands is guessed, and chosen where the guess is wrong."""

    def test_a_preamble_is_passed_over_and_lines_keep_their_numbers(self, administrator: Desk) -> None:
        preamble = "Figures; of a year, with care\nMade by:;The team\nOn:;2018-03-31\n\nNote;One, of a kind\n"
        at = administrator.read(PUBLISHED, f"{preamble}Measure;Area;Period;Value\nLAC;Luton;2018;7\nLAC;Lutn;2018;8\n")
        assert administrator.import_at(at).result["faults"][0][0] == 8
        assert "The heads were read from line 6." in administrator.page(at)

    def test_a_cover_sheet_is_passed_over(self, administrator: Desk) -> None:
        data = [*COVER, HEADS, ("LAC", "Luton", 2018, 7)]
        book = sheets(Cover=COVER, Codes=[("Code", "Meaning"), ("c", "withheld")], Data=data)
        at = administrator.bring_in(PUBLISHED, book, "figures.xlsx")
        assert administrator.figures("LAC", "Luton")["published 2018"] == "7"
        assert "from line 5 of the sheet “Data”" in administrator.page(at)

    def test_another_sheet_and_line_can_be_chosen(self, administrator: Desk) -> None:
        odd = [("Was", "Wo", "Wann", "Wert"), ("LAC", "Luton", 2018, 7), ("x", "y", "z", "q")]
        book = sheets(First=[HEADS, ("LAC", "Luton", 2018, 5)], Second=[*COVER, ("a", "b", "c", "d", "e"), *odd])
        at = administrator.send(PUBLISHED, book, "figures.xlsx").headers["location"]
        assert "line 1 of the sheet “First”" in administrator.page(at)
        page = administrator.page(f"{at}?of=0&sheet=1&line=1")  # a line of the first sheet says nothing of the second
        assert "line 5 of the sheet “Second”" in page and "Was · Wo · Wann · Wert" in page
        assert "line 6 of the sheet “Second”" in administrator.page(f"{at}?of=1&sheet=1&line=6")
        roles = {f"column-{place}": role for place, role in enumerate(("measure", "area", "period", "value"))}
        assert administrator.browser.submit(at, {**roles, "sheet": "1", "line": "6"}).status_code == 303
        administrator.work()
        faults = administrator.import_at(at.removesuffix("/columns")).result["faults"]
        assert [line for line, _ in faults] == [8]

    @pytest.mark.parametrize("asked", ["line=99", "line=3", "line=1"])
    def test_a_line_without_heads_is_told(self, administrator: Desk, asked: str) -> None:
        table = "Title\nMeasure,Area,Period,Value\nLAC,Luton,2018,7\n"
        at = administrator.send(PUBLISHED, table).headers["location"]
        answer = administrator.browser.get(f"{at}?{asked}&sheet=7&of=7")
        assert answer.status_code == 422 and "holds no heads of a table" in answer.text

    def test_a_file_that_came_in_earlier_is_read_as_well(self, administrator: Desk) -> None:
        at = administrator.send(PUBLISHED, "Code;Area;Period;Value\nLAC;Luton;2018;7\n").headers["location"]
        with administrator.app.state.database.write() as session:
            one = session.get_one(FigureImport, int(at.split("/")[-2]))
            kept = json.loads(one.columns)
            one.columns = json.dumps({name: kept[name] for name in ("line", "heads", "samples", "roles", "given")})
        assert "What a comma in a value stands for" in administrator.page(at)
        form = {f"column-{place}": role for place, role in enumerate(kept["roles"])}
        assert administrator.browser.submit(at, form).status_code == 303
        administrator.work()
        assert administrator.import_at(at.removesuffix("/columns")).result["found"] == 1

    def test_our_own_workbook_of_a_pack_comes_in_by_its_sheet_of_figures(self, administrator: Desk) -> None:
        data = administrator.browser.get(f"{HOME}/pack/2016-17/excel").content
        kept = administrator.import_at(administrator.read(PUBLISHED, data, "pack.xlsx")).result
        assert (kept["faults"], kept["added"], kept["changed"]) == ([], 0, 0) and kept["unchanged"] > 500


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_what_excel_calls_unicode_text_is_read(administrator: Desk, encoding: str) -> None:
    text = "Measure\tArea\tPeriod\tValue\nLAC\tEssex\t2017–18\t3\n"
    data = text.encode("utf-16") if encoding == "utf-16" else ("\ufeff" + text).encode(encoding)
    administrator.bring_in(PUBLISHED, data, "figures.txt")
    assert administrator.figures("LAC", "Essex")["published 2017-18"] == "3"


@pytest.mark.parametrize(("name", "data", "sentence"), [
    ("figures.xlsx", "a,b\n1,2\n".encode("utf-16"), "but it is no Excel workbook"),
    ("figures.xlsx", b"<html><table></table></html>", "but it is no Excel workbook"),
    ("figures.csv", workbook(("a", "b"), (1, 2)), "let its name end in .xlsx"),
    ("figures.csv", "a,b\n1,2\n".encode("utf-16-le"), "without the mark that says so"),
    ("figures.csv", "a,b\n1,2\n".encode("utf-16")[:-1], "Below line 1 the file cannot be read as CSV"),
])
def test_a_file_that_is_not_what_it_is_called_is_refused_plainly(
    administrator: Desk, name: str, data: bytes, sentence: str
) -> None:
    answer = administrator.send(PUBLISHED, data, name)
    assert answer.status_code == 422 and sentence in answer.text


@pytest.mark.parametrize(("name", "data"), [
    ("figures.csv", b""), ("figures.csv", b"one\n"), ("figures.csv", b"a,b\n"), ("figures.csv", b"a,b\n\0,1\n"),
    ("figures.pdf", b"%PDF-1.7"), ("figures.csv", b"PK\x03\x04zip"), ("figures.xlsx", b"a,b\n1,2\n"),
    ("figures.xlsx", b"PK\x03\x04"), ("figures.xlsx", workbook()), ("figures.xls", b"\xd0\xcf\x11\xe0"),
    ("figures.csv", b'a,b\n"' + b"x" * 200_000), ("figures.csv", b"," * 400 + b"\n1,2\n"),
])
def test_what_is_no_table_is_refused_with_a_sentence(administrator: Desk, name: str, data: bytes) -> None:
    answer = administrator.send(PUBLISHED, data, name)
    assert answer.status_code == 422 and "There is a problem" in answer.text


@pytest.mark.parametrize(("text", "delimiter"), [
    ("Figures, of one, year\nCode;Title\na;One, two, three, four\nb;Five\nc;Six, seven\n", ";"),
    ("Code;Title;Value\na;One, two;1,5\nb;Three;2,5\n", ";"), ("Code,Title\na,One; two; three; four\nb,Five\n", ","),
    ('Code,Title\na,"One, two, three"\nb,"Four; five"\n', ","), ("Code\tTitle\na\tOne, two; three, four\n", "\t"),
])
def test_what_stands_between_cells_is_what_cuts_lines_evenly(tmp_path: Path, text: str, delimiter: str) -> None:
    (tmp_path / "list.csv").write_text(text, "utf-8")
    assert open_table(tmp_path / "list.csv").delimiter == delimiter


def test_nothing_of_a_refused_file_stays(administrator: Desk) -> None:
    data = b"names of children, perhaps\n"
    assert administrator.send(PUBLISHED, data).status_code == 422
    assert not administrator.app.state.files.has(sha256(data).hexdigest())


def test_a_file_in_the_older_encoding_of_windows_is_read(administrator: Desk) -> None:
    rows = "Measure,Area,Period,Value\nChildren looked after,Peterborough,2018,370\nLAC,Essex,2017–18,3\n"
    administrator.bring_in(PUBLISHED, rows.encode("cp1252"))
    assert administrator.figures("LAC", "Essex")["published 2017-18"] == "3"


def test_the_form_lists_what_came_in_before(administrator: Desk) -> None:
    administrator.bring_in(PUBLISHED, LONG + "LACnum,2018,Peterborough,,370\n")
    assert "Taken over" in administrator.page(f"{HOME}/import")


class TestForgotten:
    """Figures that nobody takes over do not wait for ever."""

    def test_they_are_let_go_of_after_a_day_and_can_be_read_again(
        self, administrator: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(forgetting, "AT_ONCE", 1)
        old = administrator.read(PUBLISHED, f"{LONG}LACnum,2018,Luton,,1\nLACnum,2019,Luton,,2\n")
        assert administrator.import_at(old).state == "read" and administrator.waiting() == 2
        self.make_old(administrator)
        administrator.read(PUBLISHED, f"{LONG}LACnum,2018,Essex,,3\n")
        assert administrator.import_at(old).state == "sent" and administrator.waiting() == 1
        assert administrator.browser.submit(f"{old}/apply").status_code == 409
        assert administrator.browser.get(old).headers["location"] == f"{old}/columns"
        form = {f"column-{place}": role for place, role in enumerate(administrator.import_at(old).guessed)}
        administrator.browser.submit(f"{old}/columns", form)
        administrator.work()
        assert administrator.import_at(old).state == "read" and administrator.waiting() == 3

    def make_old(self, desk: Desk) -> None:
        """Set every job back by two days."""
        with desk.app.state.database.write() as session:
            session.execute(update(Job).values(ended_at=now() - timedelta(days=2)))
