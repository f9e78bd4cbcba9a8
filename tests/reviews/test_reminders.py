"""Who is late is reminded once a day, by a letter that was seen before; and what else is told by mail."""

import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlmodel import Session, col, select, update

from app.accounts.models import Guest
from app.activity.models import Activity
from app.config import Settings
from app.core.clock import now, today
from app.core.mail.models import Letter
from app.reviews.releases import letters
from app.reviews.reminders import queries, service
from app.reviews.reminders.models import Reminder
from tests.assessments.factories import LARGE, actor_of, email_of, write
from tests.conftest import SignIn
from tests.house.test_queries import count
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import PART, RELEASED, ROUND

REMINDERS = f"{ROUND}/reminders"


def _late(session: Session) -> None:
    """Peterborough has released, its challenger is named and has submitted nothing; all dates have passed."""
    factories.publish(session)
    factories.assign(session, "challenge")
    factories.release(session)


def _sent(region: Stage, subject: str) -> list[Letter]:
    return list(region.see(lambda session: session.exec(
        select(Letter).where(col(Letter.subject).contains(subject)).order_by(col(Letter.id))).all()))


def _person(region: Stage, name: str) -> int:
    return region.see(lambda session: actor_of(session, name).person_id)


def test_the_letter_is_seen_before_it_leaves(region: Stage, sign_in: SignIn, mail: None) -> None:
    region.make(_late)
    browser, coordinator = sign_in("regional"), _person(region, "coordinator")
    page = browser.get(REMINDERS).text
    assert "Sign off the assessment, due on 3 March 2017" in page and "- submit the challenge of Peterborough" in page
    assert f"https://candour.example.org{PART}" in page
    assert browser.submit(REMINDERS, {"person": [str(coordinator)]}).status_code == 303
    letter = _sent(region, "Late in")[0]
    assert letter.recipient == email_of("coordinator") and "- sign off the assessment, due on 3 March" in letter.text
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    for line in letter.text.replace("{site}", "https://candour.example.org").splitlines():
        assert line in shown
    assert "release the assessment" not in letter.text
    assert all(part[0].isupper() or part[0] in "-{" for part in letter.text.split("\n\n"))


def test_a_guest_is_sent_to_their_link(region: Stage, sign_in: SignIn, mail: None) -> None:
    region.make(_late)
    region.make(factories.guest)
    page = sign_in("regional").get(REMINDERS).text
    assert "Guest, " in page and page.count("Open the link in your invitation.") == 1
    region.make(lambda session: session.execute(update(Guest).values(expires_at=now())))
    page = sign_in("regional").get(REMINDERS).text
    assert "Open the link" not in page and page.count("Your link has ended: please ask for a new one.") == 1


def test_nobody_is_reminded_twice_on_a_day(region: Stage, sign_in: SignIn, mail: None) -> None:
    region.make(_late)
    browser, coordinator = sign_in("regional"), _person(region, "coordinator")
    everybody = [str(one.person_id) for one in region.see(
        lambda session: queries.late_people(session, factories.the_round(session), today()))]
    assert len(everybody) == len(set(everybody)) >= 7
    assert browser.submit(REMINDERS, {"person": [str(coordinator)]}).status_code == 303
    answer = browser.submit(REMINDERS, {"person": [str(coordinator)]})
    assert answer.status_code == 409 and "Once a day is enough" in answer.text
    assert browser.submit(REMINDERS, {"person": everybody}).status_code == 303
    assert len(_sent(region, "Late in")) == len(everybody)
    assert "Remind<" not in browser.get(REMINDERS).text and "Reminded by Regional on" in browser.get(REMINDERS).text
    trail = region.see(lambda session: session.exec(
        select(Activity).where(Activity.tag == "reviews:round:reminded")).all())
    assert len(trail) == len(region.see(lambda session: session.exec(select(Reminder)).all())) == len(everybody)
    assert "sign off the assessment" in sign_in("coordinator").get("/settings/peterborough/activity").text


def test_the_next_day_it_may_be_sent_again(region: Stage, mail: None, monkeypatch: pytest.MonkeyPatch) -> None:
    region.make(_late)
    who = _person(region, "coordinator")

    def remind(session: Session) -> list[str]:
        return service.remind(session, factories.MAIL, factories.run_of(session), [who])

    assert region.make(remind) == ["Coordinator"]
    tomorrow = today() + timedelta(days=1)
    monkeypatch.setattr(service, "today", lambda: tomorrow)
    assert region.make(remind) == ["Coordinator"]


def test_a_reminder_says_what_cannot_be_done(app: FastAPI, region: Stage, sign_in: SignIn, mail: None) -> None:
    region.make(_late)
    browser, outsider = sign_in("regional"), _person(region, "author")
    assert browser.submit(REMINDERS).status_code == 422
    assert browser.submit(REMINDERS, {"person": [str(outsider)]}).status_code == 409
    app.state.settings = Settings()
    assert "No mail is set up" in browser.get(REMINDERS).text
    assert browser.submit(REMINDERS, {"person": [str(_person(region, "coordinator"))]}).status_code == 409
    assert _sent(region, "Late in") == []
    region.make(factories.close)
    assert "Nobody is late" in browser.get(REMINDERS).text


def test_a_reviewer_who_submitted_is_not_late(region: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    region.make(_late)
    other = region.make(factories.guest)  # the second who is named for a review, one of which is there
    monkeypatch.setattr(queries, "submitted", lambda _, reviewers: set(reviewers) - {other})
    late = region.see(lambda session: queries.late_people(session, factories.the_round(session), today()))
    assert not any("submit" in one.what for one in late)


def test_more_who_are_late_need_no_more_queries(app: FastAPI, region: Stage) -> None:
    region.make(_late)
    before = count(app, "regional", REMINDERS)
    region.make(lambda session: factories.assign(session, "moderation"))
    region.make(lambda session: factories.assign(session, "challenge", "director"))
    region.make(lambda session: service.remind(
        session, factories.MAIL, factories.run_of(session),
        [one.person_id for one in queries.late_people(session, factories.the_round(session), today())]))
    assert count(app, "regional", REMINDERS) == before


def test_invitations_releases_reviews_and_packs_are_told(region: Stage) -> None:
    region.make(_late)
    region.make(lambda session: factories.guest(session, "challenge"))
    invited = {one.recipient: one.text for one in _sent(region, "Invitation to")}
    assert set(invited) == {email_of(name) for name in (
        "coordinator", "stranger", *(f"{slug}-director" for slug in factories.ADDED))}
    assert "Signed off by: 3 March 2017" in invited[email_of("coordinator")]
    assert f"{{site}}{PART}" in invited[email_of("coordinator")]
    region.make(lambda session: write(session, "author", "1.1", "Written since. [[E1]]"))
    region.make(factories.release)
    told = _sent(region, "has released")
    assert len(told) == 3 and all(RELEASED in one.text for one in told)
    assert email_of("guest") in [one.recipient for one in told]
    reviewer = region.see(lambda session: session.exec(select(factories.Reviewer)).first())
    assert reviewer
    region.make(lambda session: letters.submitted(session, reviewer.id or 0))
    assert _sent(region, "A review of Peterborough")[0].recipient == email_of("coordinator")
    who = _person(region, "coordinator")
    region.make(lambda session: letters.pack_ready(session, who, "The challenge pack", f"{LARGE.path}/documents"))
    assert f"{{site}}{LARGE.path}/documents" in _sent(region, "The challenge pack")[0].text
