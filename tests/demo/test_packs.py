"""The demonstration asks for the packs that people look for, and its reports say something under every heading."""

from sqlmodel import Session, col, select

from app.assessments.address import parse_address
from app.core.jobs import Job
from app.demo.files import round_under_way
from app.demo.packs import ask_for_packs
from app.demo.region import run_of
from app.demo.seed import COORDINATOR, actor_of
from app.publishing.packs.reporting import for_authority, for_region
from app.reviews.releases.queries import reading_at
from tests.demo.test_seed import PETERBOROUGH


def test_two_reports_and_a_pack_for_each_reviewer_are_asked_for(look: Session) -> None:
    before = len(look.exec(select(Job.id)).all())
    assert ask_for_packs(look) == 5
    asked = look.exec(select(Job.kind).order_by(col(Job.id))).all()[before:]
    assert list(asked) == ["make_round_report", *["make_pack"] * 4]
    look.rollback()


def test_the_reports_say_something_under_every_heading(look: Session) -> None:
    one = round_under_way()
    report = for_region(look, run_of(look, one, actor_of(look, one.coordinator))).composition.parts[0].html
    for heading in ("In the region’s words", "Coverage", "Proposed regional priorities", "Themes",
                    "Good practice offered", "Good practice asked for", "Comparison by section"):
        assert f"{heading}</h2>" in report
    assert "yet.</p>" not in report
    feedback = for_authority(look, reading_at(look, actor_of(look, COORDINATOR), parse_address(PETERBOROUGH)))
    html = feedback.composition.parts[0].html
    for heading in ("The document as a whole", "Section by section", "How well evidenced", "Actions agreed"):
        assert f"{heading}</h2>" in html
