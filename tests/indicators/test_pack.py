"""A data pack: the figures of a year, on screen and as files, and what is frozen of them."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace

import openpyxl
import pytest
from fastapi import FastAPI
from sqlmodel import delete

from app.assessments.freezing.content import content_hash, content_of
from app.core.clock import now
from app.indicators.downloads import as_csv, as_excel
from app.indicators.models import Observation
from app.indicators.pack.contents import Entry, Pack, pack_from
from app.indicators.pack.downloads import figures_of, measures_of
from app.indicators.pack.making import pack_of
from app.publishing.documents.models import Document
from app.publishing.documents.service import order
from tests.assessments.factories import authority_id, whole_of
from tests.conftest import SignIn
from tests.indicators.conftest import HOME, PROVISIONAL, Desk
from tests.indicators.test_charts import series

PACK = f"{HOME}/pack/2016-17"
LATER = "Measure,Period,Value\nLACnum,2018,98765\n"


def entry(**more: object) -> Entry:
    """A measure of a pack."""
    own = {"code": "C", "slug": "c", "title": "Children", "topic": "", "unit": "% of children", "decimals": 1,
           "polarity": "high", "source": "A source", "licence": "A licence", "periods": ("2015", "2016", "2017"),
           "provisional": (), "series": (series("Northmere", "own", "70", "c", "76"),), "rank": "",
           "neighbour_rank": "", "neighbours_note": "", "direction": "", "outlier": ""}
    return Entry(**{**own, **more})  # type: ignore[arg-type]


def pack(*entries: Entry) -> Pack:
    """A pack without neighbours."""
    return Pack("2016-17", "Northmere", "The region", "", "", entries)


@pytest.fixture
def pack_now(app: FastAPI) -> Callable[[str], Pack | None]:
    """The pack of a year as figures stand."""
    def made(year: str) -> Pack | None:
        with app.state.database.read() as session:
            return pack_of(session, authority_id(session), year)
    return made


class TestYear:
    """The newest period that ends no later than the year."""

    def test_holds_the_newest_and_the_few_before(self, pack_now: Callable[[str], Pack]) -> None:
        found = {one.code: one for one in pack_now("2016-17").entries}
        assert len(found) == 44 and found["LACnum"].periods == ("2016", "2017")
        assert found["LACnum"].told("own") == "357" and found["LACnum"].earlier == [("2016", "360")]

    def test_leaves_out_what_came_later(self, pack_now: Callable[[str], Pack | None], coordinator: Desk) -> None:
        earlier = pack_now("2015-16")
        assert earlier and {one.period for one in earlier.entries} == {"2016"}
        before = pack_now("2016-17")
        coordinator.bring_in(PROVISIONAL, LATER)
        assert pack_now("2016-17") == before
        later = pack_now("2017-18")
        found = next(one for one in later.entries if one.code == "LACnum") if later else None
        assert found and found.told("own") == "98,765" and found.provisional == ("2018",)

    @pytest.mark.parametrize("year", ["1999-00", "nonsense"])
    def test_there_is_none_without_figures(self, pack_now: Callable[[str], Pack | None], year: str) -> None:
        assert pack_now(year) is None

    def test_others_stand_beside_with_the_newest_alone(self, pack_now: Callable[[str], Pack]) -> None:
        rate = next(one for one in pack_now("2016-17").entries if one.code == "LAC")
        assert {len(one.points) for one in rate.series if one.kind == "peer"} == {1}
        assert rate.rank == "joint 2nd highest of 11" and rate.chart and rate.chart.kind == "bars"

    def test_outliers_are_those_who_fit_into_a_fifth_with_all_who_share_their_place(
        self, pack_now: Callable[[str], Pack]
    ) -> None:
        ranks = {one.code: one.rank for one in pack_now("2016-17").outliers}
        assert ranks["LACStable_2016on"] == "joint 1st of 11" and "LAC" not in ranks  # three cannot be two of eleven

    def test_is_the_same_after_it_was_plain_data(self, pack_now: Callable[[str], Pack]) -> None:
        found = pack_now("2016-17")
        assert pack_from(json.loads(json.dumps(found.content()))) == found

    def test_one_list_for_all_is_kept_in_the_shape_of_earlier_packs(self) -> None:
        kept = replace(pack(entry(neighbours_note="mean of 2 of 3")), neighbours_as_at="2017-10-01")
        (used,) = pack_from(kept.content()).used
        assert "lists" not in kept.content() and (used.listed, used.later) == ("list of 1 October 2017", True)
        assert "mean of 2 of 3 neighbours, list of 1 October 2017" in list(measures_of(kept))[1]


class TestPage:
    """On screen and as files."""

    def test_outliers_come_first_then_all_by_topic(self, coordinator: Desk) -> None:
        page = coordinator.page(PACK)
        assert page.index("Outliers in the region") < page.index("<svg xmlns") < page.index("<table")
        assert "Local Authority Interactive Tool" in page and "Open Government Licence v3.0" in page

    def test_the_newest_year_is_shown_first(self, coordinator: Desk) -> None:
        assert coordinator.browser.get(f"{HOME}/pack").headers["location"] == PACK
        coordinator.bring_in(PROVISIONAL, LATER)
        assert coordinator.browser.get(f"{HOME}/pack").headers["location"].endswith("2017-18")
        assert re.search("98,765</strong>.{,40}2018, provisional<", coordinator.page(f"{HOME}/pack/2017-18"))

    def test_others_never_see_what_is_provisional(self, coordinator: Desk, sign_in: SignIn) -> None:
        coordinator.bring_in(PROVISIONAL, LATER)
        for file in ("", "/csv"):
            text = sign_in("stranger").get(f"/figures/cambridgeshire/pack/2017-18{file}").text
            assert "Cambridgeshire" in text and "98765" not in text and "98,765" not in text

    @pytest.mark.parametrize("path", ["nonsense", "2017-18-19", "1999-00/csv", "1999-00/excel", "x/csv"])
    def test_what_is_no_year_is_not_found(self, coordinator: Desk, path: str) -> None:
        assert coordinator.browser.get(f"{HOME}/pack/{path}").status_code == 404

    def test_without_figures_it_says_so(self, coordinator: Desk) -> None:
        assert "There are no figures for a data pack yet" in coordinator.page(f"{HOME}/pack/1999-00")
        with coordinator.app.state.database.write() as session:
            session.execute(delete(Observation))
        assert "There are no figures for a data pack yet" in coordinator.page(f"{HOME}/pack")

    def test_files_hold_measures_and_figures(self, coordinator: Desk) -> None:
        rows = list(csv.DictReader(io.StringIO(coordinator.browser.get(f"{PACK}/csv").content.decode("utf-8-sig"))))
        assert {row["Value"] for row in rows if (row["Measure code"], row["Area"], row["Period"]) == (
            "LACnum", "Peterborough", "2017")} == {"357"}
        assert all(bool(row["Value"]) != bool(row["Mark"]) for row in rows)
        book = openpyxl.load_workbook(io.BytesIO(coordinator.browser.get(f"{PACK}/excel").content))
        assert book.sheetnames == ["Measures", "Figures"]
        lines = list(book["Measures"].iter_rows(values_only=True))
        assert len(lines) == 45 and lines[0][6] == "Peterborough" and len(list(book["Figures"].rows)) == len(rows) + 1


def test_no_cell_is_a_formula() -> None:
    evil = entry(code="=1", title="+cmd|'/c calc'!A0", topic="@SUM(1)", unit="-1", source="\tx", licence="\rx",
                 series=(series("=Northmere", "own", "-70", "c", "-7"),), neighbours_note="=2", rank="=3")
    for rows in (list(measures_of(pack(evil))), list(figures_of(pack(evil)))):
        for line in csv.reader(io.StringIO(as_csv(rows).decode("utf-8-sig"), newline="")):
            assert all(not cell.startswith(("=", "+", "@", "\t", "\r")) for cell in line)
        sheet = openpyxl.load_workbook(io.BytesIO(as_excel({"x": rows}))).active
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


class TestFrozen:
    """What is frozen holds the figures that it was frozen with."""

    def test_the_figures_of_the_year_are_part_of_the_content(self, app: FastAPI, coordinator: Desk) -> None:
        first = self.content(app)
        assert first["data_pack"]["year"] == "2016-17" and len(first["data_pack"]["entries"]) == 44
        coordinator.bring_in(PROVISIONAL, LATER)
        assert content_hash(self.content(app)) == content_hash(first)
        coordinator.bring_in(PROVISIONAL, "Measure,Period,Value\nLACnum,2015,351\n")
        assert content_hash(self.content(app)) != content_hash(first)

    def test_without_figures_there_is_none(self, app: FastAPI) -> None:
        with app.state.database.write() as session:
            session.execute(delete(Observation))
        assert "data_pack" not in self.content(app)

    def test_a_draft_may_be_had_without_it(self, app: FastAPI) -> None:
        with app.state.database.read() as session:
            whole = whole_of(session, "coordinator")
            usual = order(session, whole.assessment, whole.address, "draft")
            without = order(session, whole.assessment, whole.address, "draft", data_pack=False)
        assert "data_pack" in usual.content and "data_pack" not in without.content
        assert content_hash(without.content) == without.edition.content_sha256 != usual.edition.content_sha256

    def test_the_page_of_documents_leads_to_it(self, coordinator: Desk, administrator: Desk) -> None:
        year = "/assessments/peterborough/eastern-region-2016-17/2016-17"
        page = coordinator.page(f"{year}/documents")
        assert PACK in page and "Leave the data pack out of the draft" in page
        assert f'href="{year}"' in page and f'href="{year}"' not in administrator.page(f"{year}/documents")

    def test_the_page_of_documents_says_what_could_not_be_printed(self, app: FastAPI, coordinator: Desk) -> None:
        with app.state.database.write() as session:
            whole = whole_of(session, "coordinator")
            wanted = order(session, whole.assessment, whole.address, "draft")
            session.add(Document(
                assessment_id=whole.id, key=wanted.key, edition="draft", number=0, content_sha256="", file_sha256="",
                size=1, pages=1, made_at=now(), made_by="", unprinted="二 in statement 1.2"))
        page = coordinator.page("/assessments/peterborough/eastern-region-2016-17/2016-17/documents")
        assert "Some characters could not be printed, and □ stands for each: 二 in statement 1.2." in page

    def content(self, app: FastAPI) -> dict[str, dict[str, str]]:
        """The content of the assessment as it would be frozen now."""
        with app.state.database.read() as session:
            return content_of(session, whole_of(session, "coordinator").assessment)
