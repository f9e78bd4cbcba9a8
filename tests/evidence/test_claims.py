"""Claims without evidence: those of the newest year alone, each answer once."""

from dataclasses import replace

from sqlmodel import Session, select

from app.accounts.models import Authority
from app.assessments.address import Address
from app.assessments.models import Assessment, Prompt
from app.assessments.service import open_assessment
from app.frameworks.queries import latest_by_slug
from tests.assessments.factories import LARGE, SMALL, authority_id, write
from tests.evidence.conftest import LOADING, House
from tests.evidence.test_pages import HOME


def open_another(house: House, address: Address) -> None:
    """Open one more assessment of the authority."""
    def opened(session: Session) -> None:
        home, reading = session.get_one(Authority, authority_id(session)), latest_by_slug(session, address.framework)
        assert reading
        open_assessment(session, LOADING, home, reading, address.year)

    house.do(opened)


def test_only_the_newest_year_is_current_whatever_framework_it_follows(house: House) -> None:
    browser = house.client()
    open_another(house, replace(SMALL, year="2017"))  # 2016-17 ends in the same year
    assert "Timeliness is 81%" in browser.get(HOME + "/claims").text
    open_another(house, replace(SMALL, year="2017-18"))
    assert "Every claim has evidence." in browser.get(HOME + "/claims").text
    assert 'Claims without evidence <span class="cd-tabs__count">(0)' in browser.get(HOME).text


def _under_one_title(session: Session) -> None:
    """Both assessments of the year have one title, and answers of the one shared around those of the other."""
    large, small = (
        session.exec(select(Assessment).where(Assessment.framework_slug == one.framework,
                                              Assessment.authority_id == authority_id(session))).one()
        for one in (LARGE, SMALL)
    )
    small.title = large.title
    by_key = {prompt.key: prompt for prompt in session.exec(select(Prompt).where(Prompt.assessment_id == large.id))}
    by_key["5.2"].response_id = by_key["4.1"].response_id
    write(session, "coordinator", "1", "We know 12 of them.", SMALL)
    for prompt in session.exec(select(Prompt).where(Prompt.assessment_id == small.id)):
        prompt.position = by_key["4.2"].position


def test_an_answer_is_listed_once_though_others_stand_between_its_statements(house: House) -> None:
    house.do(_under_one_title)
    shown = house.client().get(HOME + "/claims").text
    assert shown.count("Timeliness is 81%") == 1 and "4.1 and 5.2" in shown
    assert shown.count(f'<h2 class="govuk-heading-m"><a class="govuk-link" href="{LARGE.path}"') == 1
