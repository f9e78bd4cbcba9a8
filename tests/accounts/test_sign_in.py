"""Signing in and out: who may, how often, and what a stranger learns."""

import pytest
from fastapi import FastAPI
from sqlmodel import Session, col, select

from app.accounts.models import Person, SignIn
from app.activity.models import Activity
from app.core.security import COOKIE
from tests.assessments.factories import PASSWORD, email_of, person_id
from tests.browser import Browser
from tests.conftest import SignIn as Signed

RIGHT = {"email": email_of("author"), "password": PASSWORD}


class TestSignIn:
    def test_gives_a_new_cookie_and_goes_where_they_were_going(self, client: Browser) -> None:
        before = client.token
        answer = client.submit("/sign-in", {**RIGHT, "next": "/frameworks"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/frameworks")
        assert answer.cookies[COOKIE] == client.token != before

    def test_never_leads_to_another_site(self, client: Browser) -> None:
        for elsewhere in ("https://evil.example", "//evil.example", "/\\evil.example"):
            assert client.submit("/sign-in", {**RIGHT, "next": elsewhere}).headers["location"] == "/"

    def test_keeps_the_address_and_says_the_same_for_either_fault(self, client: Browser) -> None:
        wrong = client.submit("/sign-in", {**RIGHT, "password": "not this one, sorry"})
        unknown = client.submit("/sign-in", {"email": "who@example.org", "password": PASSWORD})
        assert wrong.status_code == unknown.status_code == 422
        assert f'value="{RIGHT["email"]}"' in wrong.text
        assert "is not right" in wrong.text and "is not right" in unknown.text

    def test_stops_after_ten_tries(self, client: Browser) -> None:
        answers = [client.submit("/sign-in", {**RIGHT, "password": "wrong"}).status_code for _ in range(11)]
        assert answers == [422] * 10 + [429]
        assert client.submit("/sign-in", RIGHT).status_code == 429

    def test_a_disabled_person_is_refused_and_signed_out(self, app: FastAPI, client: Browser, sign_in: Signed) -> None:
        there, author = sign_in("author"), _id(app, "author")
        assert there.get("/").status_code == 200
        sign_in("administrator").submit(f"/settings/peterborough/people/{author}/disable")
        assert there.get("/").status_code == 303
        assert client.submit("/sign-in", RIGHT).status_code == 422
        sign_in("administrator").submit(f"/settings/peterborough/people/{author}/enable")
        assert client.submit("/sign-in", RIGHT).status_code == 303

    def test_the_trail_tells_of_success_and_failure(self, app: FastAPI, client: Browser) -> None:
        client.submit("/sign-in", {**RIGHT, "password": "wrong"})
        client.submit("/sign-in", RIGHT)
        with app.state.database.read() as session:
            tags = session.exec(select(Activity.tag).order_by(col(Activity.id))).all()[-2:]
        assert list(tags) == ["accounts:session:refused", "accounts:session:opened"]

    def test_only_a_digest_of_the_cookie_is_kept(self, app: FastAPI, client: Browser) -> None:
        cookie = client.submit("/sign-in", RIGHT).cookies[COOKIE]
        with app.state.database.read() as session:
            assert cookie not in session.exec(select(SignIn.token_hash)).all()


class TestSignOut:
    def test_ends_this_browser_alone(self, sign_in: Signed) -> None:
        here, elsewhere = sign_in("author"), sign_in("lead")
        assert here.submit("/sign-out").status_code == 303
        assert here.get("/").status_code == 303
        assert elsewhere.get("/").status_code == 200


class TestCrossSiteRequests:
    def test_a_form_without_its_token_changes_nothing(self, sign_in: Signed) -> None:
        browser = sign_in("author")
        assert browser.post("/sign-out").status_code == 403
        assert browser.post("/sign-out", data={"csrf": "of another browser"}).status_code == 403
        assert browser.get("/").status_code == 200

    @pytest.mark.parametrize("kind", ["text/plain", "application/json", "multipart/form-data; boundary=x"])
    def test_another_kind_of_content_does_not_help(self, sign_in: Signed, kind: str) -> None:
        answer = sign_in("author").post("/sign-out", content=b"csrf=1", headers={"content-type": kind})
        assert answer.status_code in (400, 403)


def test_every_response_carries_its_protection(client: Browser) -> None:
    headers = client.get("/sign-in").headers
    assert "script-src 'nonce-" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff" and headers["cache-control"] == "no-store"
    cookie = headers.get("set-cookie", "Secure; HttpOnly; SameSite=Lax")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax"))


def _id(app: FastAPI, name: str) -> int:
    with app.state.database.read() as session:
        return person_id(session, name)


def test_passwords_are_kept_hashed(session: Session) -> None:
    person = session.get(Person, person_id(session, "author"))
    assert person is not None and person.password_hash.startswith("$argon2id$")
