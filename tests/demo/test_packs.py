"""The demonstration asks for the packs that people look for, and its reports say something under every heading."""

import json

import pytest
from sqlmodel import Session, col, select

from app.assessments.address import Address
from app.core.jobs import Job
from app.demo.files import DemoRound, round_before, round_under_way
from app.demo.packs import ask_for_packs
from app.demo.region import run_of
from app.demo.seed import COORDINATOR, actor_of
from app.publishing.packs.reporting import for_authority, for_region
from app.reviews.releases.queries import reading_at


def test_two_reports_and_a_pack_for_each_reviewer_of_both_rounds_are_asked_for(look: Session) -> None:
    before = len(look.exec(select(Job.id)).all())
    assert ask_for_packs(look) == 50
    asked = look.exec(select(Job).order_by(col(Job.id))).all()[before:]
    others, asked = asked[10:], asked[:10]  # last, the packs of the ten others of the finished round
    assert {job.kind for job in others} == {"make_pack"} and len({job.authority_id for job in others}) == 10
    wanted = [json.loads(job.arguments) for job in others]
    assert len({one["reviewer_id"] for one in wanted} - {None}) == 30
    assert {one["round_id"] for one in wanted} == {json.loads(asked[-1].arguments)["round_id"]}
    assert [job.kind for job in asked] == ["make_round_report", *["make_pack"] * 4] * 2
    rounds = [json.loads(job.arguments)["round_id"] for job in asked]
    assert rounds == [rounds[0]] * 5 + [rounds[-1]] * 5 and rounds[0] > rounds[-1]  # first those of the one under way
    look.rollback()


@pytest.mark.parametrize("one", [round_under_way(), round_before()], ids=lambda one: one.year)
def test_the_reports_say_something_under_every_heading(look: Session, one: DemoRound) -> None:
    report = for_region(look, run_of(look, one, actor_of(look, one.coordinator))).composition.parts[0].html
    for heading in ("In the region’s words", "Coverage", "Proposed regional priorities", "Themes",
                    "Good practice offered", "Good practice asked for", "Comparison by section"):
        assert f"{heading}</h2>" in report
    assert "yet.</p>" not in report
    address = Address("peterborough", one.framework, one.year)
    feedback = for_authority(look, reading_at(look, actor_of(look, COORDINATOR), address))
    html = feedback.composition.parts[0].html
    for heading in ("The document as a whole", "Section by section", "How well evidenced", "Actions agreed"):
        assert f"{heading}</h2>" in html
