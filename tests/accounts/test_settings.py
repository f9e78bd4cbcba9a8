"""What an administrator does: add and disable people, set roles, make password links; and what the trail shows."""

import re

import pytest
from fastapi import FastAPI

from tests.assessments.factories import FOREIGN, PASSWORD, email_of, person_id
from tests.browser import Browser
from tests.conftest import SignIn

PEOPLE = "/settings/peterborough/people"
ACTIVITY = "/settings/peterborough/activity"
NEW = {"name": "New lead", "email": "New.Lead@example.org", "roles": ["lead", "author"]}


def link_in(html: str) -> str:
    """The path of the password link that a page shows."""
    found = re.search(r'value="https://testserver(/set-password/[^"]+)"', html)
    assert found
    return found[1]


def id_of(app: FastAPI, name: str) -> int:
    with app.state.database.read() as session:
        return person_id(session, name)


class TestAddPerson:
    def test_shows_a_link_by_which_they_set_a_password_once(self, sign_in: SignIn, client: Browser) -> None:
        link = link_in(sign_in("administrator").submit(PEOPLE, NEW).text)
        assert client.get(link).status_code == 200
        assert client.submit(link, {"password": "too short"}).status_code == 422
        assert client.submit(link, {"password": PASSWORD}).status_code == 303
        assert client.get(link).status_code == client.submit(link, {"password": PASSWORD}).status_code == 404
        signed = client.submit("/sign-in", {"email": "new.lead@example.org", "password": PASSWORD})
        assert signed.status_code == 303

    def test_an_address_in_use_keeps_what_was_typed(self, sign_in: SignIn) -> None:
        answer = sign_in("administrator").submit(PEOPLE, {**NEW, "email": email_of(FOREIGN)})
        assert answer.status_code == 409
        assert 'value="New lead"' in answer.text and f'value="{email_of(FOREIGN)}"' in answer.text
        assert len(re.findall(r'name="roles"[^>]* checked', answer.text)) == 2

    @pytest.mark.parametrize(("email", "status"), [
        (f"{'x' * 64}@example.org", 200), (f"{'x' * 65}@example.org", 422), (f"x@{'y' * 248}.org", 200),
        (f"x@{'y' * 249}.org", 422),
    ])
    def test_an_address_is_no_longer_than_mail_allows(self, sign_in: SignIn, email: str, status: int) -> None:
        answer = sign_in("administrator").submit(PEOPLE, {**NEW, "email": email})
        assert answer.status_code == status
        assert ("at most 64 characters before the @ and 254 in all" in answer.text) is (status == 422)

    def test_nothing_is_added_without_a_role(self, sign_in: SignIn) -> None:
        assert sign_in("administrator").submit(PEOPLE, {**NEW, "roles": []}).status_code == 422


class TestPasswordLink:
    def test_a_newer_link_ends_an_older_one_and_every_session(
        self, app: FastAPI, sign_in: SignIn, client: Browser
    ) -> None:
        admin, path = sign_in("administrator"), f"{PEOPLE}/{id_of(app, 'author')}/link"
        first, second = [link_in(admin.submit(path).text) for _ in range(2)]
        assert client.get(first).status_code == 404
        assert client.submit(second, {"password": "another good long one"}).status_code == 303
        assert sign_in("author").get("/").status_code == 303


class TestRoles:
    def test_take_effect_at_the_next_request(self, app: FastAPI, sign_in: SignIn) -> None:
        reader = sign_in("reader")
        assert reader.get(PEOPLE).status_code == 403
        path, wanted = f"{PEOPLE}/{id_of(app, 'reader')}/roles", ["reader", "administrator"]
        assert sign_in("administrator").submit(path, {"roles": wanted, "seen": ["reader"]}).status_code == 303
        assert reader.get(PEOPLE).status_code == 200

    def test_changed_meanwhile_by_somebody_else_need_a_decision(self, app: FastAPI, sign_in: SignIn) -> None:
        admin, path = sign_in("administrator"), f"{PEOPLE}/{id_of(app, 'reader')}/roles"
        admin.submit(path, {"roles": ["director"], "seen": ["reader"]})
        late = admin.submit(path, {"roles": ["lead"], "seen": ["reader"]})
        assert late.status_code == 409 and "now director" in late.text
        again = admin.submit(path, {"roles": ["lead"], "seen": ["director"], "conflict": "true"})
        assert again.status_code == 409
        decided = {"roles": ["lead"], "seen": ["director"], "conflict": "true", "decided": "true"}
        assert admin.submit(path, decided).status_code == 303

    def test_an_administrator_cannot_lock_themselves_out(self, app: FastAPI, sign_in: SignIn) -> None:
        admin, me = sign_in("administrator"), f"{PEOPLE}/{id_of(app, 'administrator')}"
        refused = admin.submit(f"{me}/roles", {"roles": ["reader"], "seen": ["administrator"]})
        assert refused.status_code == 422 and "from yourself" in refused.text
        assert admin.submit(f"{me}/disable").status_code == 422
        assert admin.get(PEOPLE).status_code == 200

    def test_somebody_elsewhere_is_not_known_here(self, app: FastAPI, sign_in: SignIn) -> None:
        foreign = id_of(app, FOREIGN)
        for path, data in (("", None), ("/roles", {"roles": ["reader"]}), ("/disable", {}), ("/link", {})):
            browser, address = sign_in("administrator"), f"{PEOPLE}/{foreign}{path}"
            answer = browser.get(address) if data is None else browser.submit(address, data)
            assert answer.status_code == 404


class TestActivity:
    def test_filters_by_person_act_and_date(self, app: FastAPI, sign_in: SignIn) -> None:
        admin = sign_in("administrator")
        admin.submit(f"{PEOPLE}/{id_of(app, 'author')}/disable")
        assert "disabled Author" in admin.get(ACTIVITY).text
        assert "disabled Author" in admin.get(f"{ACTIVITY}?act=accounts:person:disabled").text
        assert "disabled Author" not in admin.get(f"{ACTIVITY}?act=accounts:session:opened").text
        assert "disabled Author" not in admin.get(f"{ACTIVITY}?person={id_of(app, 'author')}").text
        assert "disabled Author" not in admin.get(f"{ACTIVITY}?until=2001-01-01").text
        assert "disabled Author" in admin.get(f"{ACTIVITY}?since=2001-01-01").text

    def test_leads_to_what_was_done(self, sign_in: SignIn) -> None:
        html = sign_in("coordinator").get(f"{ACTIVITY}?act=assessments:response:written").text
        assert 'href="/assessments/peterborough/eastern-region-2016-17/2016-17/prompts/1.1"' in html

    def test_turns_its_pages_without_losing_the_filter(self, app: FastAPI, sign_in: SignIn) -> None:
        admin = sign_in("administrator")
        for _ in range(51):
            admin.submit(f"{PEOPLE}/{id_of(app, 'author')}/enable")
        first = admin.get(f"{ACTIVITY}?act=accounts:person:enabled").text
        older = re.search(r'href="([^"]+)">Older', first)
        assert older and first.count("let Author sign in again") == 50
        assert admin.get(older[1].replace("&amp;", "&")).text.count("let Author sign in again") == 1

    def test_odd_filters_are_survived(self, sign_in: SignIn) -> None:
        for query in ("person=x&since=yesterday", "act=no:such:act", "page=9999", "until=2017-02-31"):
            assert sign_in("administrator").get(f"{ACTIVITY}?{query}").status_code == 200

    def test_another_authority_stays_out_of_it(self, sign_in: SignIn) -> None:
        assert "Peterborough" not in sign_in(FOREIGN).get("/settings/cambridgeshire/activity").text
        assert sign_in(FOREIGN).get(ACTIVITY).status_code == 404
