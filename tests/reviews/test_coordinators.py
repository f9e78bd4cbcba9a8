"""Who runs a region’s rounds: added by whoever does, never all removed, and all of it on the region’s trail."""

import re

import pytest
from sqlmodel import Session, select

from app.accounts.models import RegionalCoordinator
from app.accounts.regional import service
from app.core.errors import NotFound
from app.core.mail.models import Letter
from tests.accounts.test_settings import link_in
from tests.assessments.factories import FOREIGN, PASSWORD, actor_of, email_of, person_id
from tests.browser import Browser
from tests.conftest import SignIn as SignInAs
from tests.reviews import factories
from tests.reviews.conftest import Stage

AT, ACTIVITY = "/region/eastern/coordinators", "/region/eastern/activity"
NEW = {"name": "Second Coordinator", "email": "Second@example.org"}


@pytest.fixture
def second(region: Stage) -> int:
    """Another coordinator who can sign in, beside the one who cannot yet."""
    def add(session: Session) -> int:
        person, home = factories.add_person(session, "second", None), factories.region_by_slug(session, "eastern")
        person.password_hash = "set"
        assert person.id and home and home.id
        session.add(RegionalCoordinator(person_id=person.id, region_id=home.id))
        return person.id

    return region.make(add)


def _count(region: Stage) -> int:
    return len(region.see(lambda session: session.exec(select(RegionalCoordinator)).all()))


class TestAdd:
    def test_somebody_new_comes_in_by_a_link_that_is_shown(
        self, region: Stage, sign_in: SignInAs, client: Browser
    ) -> None:
        link = link_in(sign_in("regional").submit(AT, NEW).text)
        assert client.submit(link, {"password": PASSWORD}).status_code == 303
        assert client.submit("/sign-in", {"email": NEW["email"], "password": PASSWORD}).status_code == 303
        assert client.get("/").headers["location"] == "/region/eastern"
        assert "added Second Coordinator as regional coordinator of Eastern Region" in client.get(ACTIVITY).text

    def test_where_mail_is_set_up_the_link_goes_to_them_alone(
        self, region: Stage, sign_in: SignInAs, client: Browser, mail: None
    ) -> None:
        answer = sign_in("regional").submit(AT, NEW)
        assert (answer.status_code, answer.headers["location"]) == (303, AT)
        letter = region.see(lambda session: session.exec(select(Letter)).one())
        assert letter.recipient == "second@example.org" and letter.secret
        link = re.findall(r"\{site\}(/set-password/\S+)", letter.text)[0]
        page = sign_in("regional").get(AT).text
        assert "Has not set a password yet." in page and link not in page
        assert client.get(link).status_code == 200

    def test_somebody_known_as_a_guest_needs_no_name(self, region: Stage, sign_in: SignInAs) -> None:
        region.make(factories.publish)
        region.make(factories.guest)
        assert sign_in("regional").submit(AT, {"email": email_of("guest")}).status_code == 200
        assert _count(region) == 2
        assert sign_in("guest").get("/region/eastern").status_code == 404  # their link still opens one review alone

    @pytest.mark.parametrize(("sent", "status", "sentence"), [
        ({"name": "X", "email": email_of(FOREIGN)}, 409, "holds no role in an authority"),
        ({"name": "X", "email": email_of("regional")}, 409, "runs the rounds of Eastern Region already"),
        ({"name": "", "email": "nobody@example.org"}, 422, "Give a name"),
        ({"name": "Kept", "email": "no address"}, 422, "is not an e-mail address"),
        ({"name": "Kept", "email": f"{'x' * 65}@example.org"}, 422, "at most 64 characters before the @"),
    ])
    def test_what_cannot_be_added_says_why_and_stays_typed(
        self, region: Stage, sign_in: SignInAs, sent: dict[str, str], status: int, sentence: str
    ) -> None:
        answer = sign_in("regional").submit(AT, sent)
        assert answer.status_code == status and sentence in answer.text and f'value="{sent["email"]}"' in answer.text
        assert _count(region) == 1


class TestRemove:
    def test_they_are_out_at_once_and_can_be_added_again(
        self, region: Stage, sign_in: SignInAs, second: int
    ) -> None:
        gone = region.see(lambda session: person_id(session, "regional"))
        browser = sign_in("second")
        assert browser.submit(f"{AT}/{gone}/remove").status_code == 303
        assert sign_in("regional").get("/region/eastern").headers["location"].startswith("/sign-in")
        assert "ended that Regional runs the rounds of Eastern Region" in browser.get(ACTIVITY).text
        assert browser.submit(f"{AT}/{gone}/remove").status_code == 404
        assert browser.submit(AT, {"email": email_of("regional")}).status_code == 200
        assert region.see(lambda session: actor_of(session, "regional")).region

    def test_the_last_who_can_sign_in_stays(
        self, region: Stage, sign_in: SignInAs, second: int
    ) -> None:
        answer = sign_in("regional").submit(f"{AT}/{second}/remove")
        assert answer.status_code == 409 and "Nobody who can sign in would be left" in answer.text
        answer = sign_in("second").submit(f"{AT}/{second}/remove")
        assert answer.status_code == 409 and _count(region) == 2

    def test_one_may_leave_where_another_stays(
        self, region: Stage, sign_in: SignInAs, second: int
    ) -> None:
        me = region.see(lambda session: person_id(session, "regional"))
        browser = sign_in("regional")
        assert browser.submit(f"{AT}/{me}/remove").headers["location"] == "/sign-in"
        assert browser.get("/region/eastern").status_code == 303 and _count(region) == 1

    def test_a_link_made_before_opens_nothing_afterwards(
        self, region: Stage, sign_in: SignInAs, client: Browser, second: int
    ) -> None:
        me = region.see(lambda session: person_id(session, "regional"))
        link = link_in(sign_in("second").submit(f"{AT}/{me}/link").text)
        assert client.get(link).status_code == 200
        sign_in("second").submit(f"{AT}/{me}/remove")
        assert client.get(link).status_code == 404

    def test_whoever_belongs_elsewhere_is_not_known_here(
        self, region: Stage, sign_in: SignInAs, second: int
    ) -> None:
        foreign = region.see(lambda session: person_id(session, FOREIGN))
        for what in ("link", "remove"):
            assert sign_in("regional").submit(f"{AT}/{foreign}/{what}").status_code == 404
        assert sign_in(FOREIGN).get("/").status_code == 200


def test_who_was_removed_meanwhile_removes_nobody(region: Stage, second: int) -> None:
    actor = region.see(lambda session: actor_of(session, "regional"))
    assert actor.region
    home = actor.region
    other = region.see(lambda session: actor_of(session, "second"))
    region.make(lambda session: service.remove(session, other, home, actor.person_id))
    with pytest.raises(NotFound):
        region.make(lambda session: service.remove(session, actor, home, second))


class TestTrail:
    def test_it_holds_the_region_s_acts_and_no_authority_s(
        self, region: Stage, sign_in: SignInAs, mail: None
    ) -> None:
        region.make(factories.publish)
        browser = sign_in("regional")
        coordinator = region.see(lambda session: person_id(session, "coordinator"))
        assert browser.submit(f"{factories.ROUND}/reminders", {"person": [str(coordinator)]}).status_code == 303
        page = browser.get(ACTIVITY).text
        for told in ("opened the round", "published the allocation", "reminded Coordinator of"):
            assert told in page
        assert f'href="{factories.ROUND}"' in page and f'href="{factories.PART}"' not in page
        for foreign in ("opened Eastern Region self-assessment", "wrote in", "takes part", "signed in"):
            assert foreign not in page

    def test_it_is_filtered_as_an_authority_s(self, region: Stage, sign_in: SignInAs) -> None:
        region.make(factories.publish)
        browser = sign_in("regional")
        me = region.see(lambda session: person_id(session, "regional"))
        assert "ran the allocation" not in browser.get(f"{ACTIVITY}?act=reviews:round:opened").text
        page = browser.get(f"{ACTIVITY}?person={me}").text
        assert "ran the allocation" in page and "Annotation answered" not in page
        assert "No act fits these filters" in browser.get(f"{ACTIVITY}?until=2001-01-01").text

    def test_another_region_s_name_that_begins_alike_is_another_one(
        self, region: Stage, sign_in: SignInAs
    ) -> None:
        region.make(factories.publish)

        def other(session: Session) -> None:
            home = factories.Region(slug="east", name="East")
            session.add(home)
            session.flush()
            person = factories.add_person(session, "elsewhere", None)
            session.add(RegionalCoordinator(person_id=person.id or 0, region_id=home.id or 0))

        region.make(other)
        assert "opened the round" not in sign_in("elsewhere").get("/region/east/activity").text
        assert sign_in("elsewhere").get(ACTIVITY).status_code == 404
