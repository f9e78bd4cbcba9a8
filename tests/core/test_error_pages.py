"""Errors as pages: in the frame of whoever is signed in, in one sentence, and leading back."""

import asyncio
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from httpx import Response
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from app.accounts.models import Authority
from app.config import ROOT
from app.core.body_limit import LimitedBodies
from app.core.security import csrf_for
from tests.assessments.factories import token_of
from tests.browser import Browser
from tests.conftest import SignIn

TEMPLATES = {path.name: path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html")}
ASKING = re.compile(r"<[^>]*(?:\{[^}]*\}+[^>]*)*hx-select=[^>]*>")
WITH_FILES = [path for path in (ROOT / "templates").rglob("*.html") if 'type="file"' in path.read_text("utf-8")]


class TestFrame:
    def test_somebody_signed_in_stays_so_on_a_page_that_does_not_exist(self, sign_in: SignIn) -> None:
        answer = sign_in("coordinator").get("/nowhere")
        assert answer.status_code == 404
        assert "Sign out" in answer.text and "Go to My work" in answer.text

    def test_a_stranger_is_offered_to_sign_in(self, client: Browser) -> None:
        answer = client.get("/nowhere")
        assert answer.status_code == 404 and "Sign out" not in answer.text

    def test_a_part_that_asks_by_itself_gets_no_sign_in_page(self, client: Browser) -> None:
        for path in ("/reviews", "/reviews/released/peterborough/eastern-region-2016-17/2016-17/event/list"):
            answer = client.get(path, headers={"hx-request": "true"})
            assert answer.status_code == 401 and "<main" not in answer.text and "hx-get" not in answer.text
            assert "You are signed out" in answer.text and "in another tab" in answer.text

    def test_a_part_that_selects_itself_takes_the_sentence_in(self, client: Browser) -> None:
        asking = [tag for text in TEMPLATES.values() for tag in ASKING.findall(text)]
        assert asking
        for tag in asking:  # else htmx would find nothing in the answer, and empty the page
            own = re.search(r'\bid="([\w-]+)"', tag)
            assert own and f'hx-select="#{own[1]}"' in tag, tag
            headers = {"hx-request": "true", "hx-target": f"div#{own[1]}"}
            answer = client.get("/reviews", headers=headers)
            assert answer.status_code == 401 and f'role="alert" id="{own[1]}"' in answer.text
        answer = client.get("/reviews", headers={"hx-request": "true", "hx-target": 'div#a" onload="x'})
        assert "onload" not in answer.text and " id=" not in answer.text

    def test_an_old_form_says_how_to_go_on(self, sign_in: SignIn) -> None:
        answer = sign_in("coordinator").post("/assessments/peterborough/open", data={"csrf": "old"})
        assert answer.status_code == 403
        assert "Go back, reload it" in answer.text and "Sign out" in answer.text and "as a guest" not in answer.text

    def test_an_old_form_of_nobody_tells_guests_of_their_link(self, client: Browser) -> None:
        answer = client.post("/assessments/peterborough/open", data={"csrf": "old"})
        assert answer.status_code == 403 and "open the link in your invitation again" in answer.text


class TestTyped:
    """Words that were sent and refused stand on the page, so that whoever typed them can copy them."""

    REPLY = "/reviews/annotations/peterborough/eastern-region-2016-17/2016-17/1/reply"
    WORDS = "Words that took a while."

    def _sent(self, browser: Browser, **headers: str) -> Response:
        form = {"csrf": csrf_for(browser.token), "words": self.WORDS, "password": "three words secret", "kind": "acted"}
        there = {"referer": f"{browser.base_url}/reviews/somewhere?a=b", **headers}
        return browser.post(self.REPLY, data=form, headers=there)

    def test_when_one_is_signed_out_meanwhile(self, client: Browser) -> None:
        answer = self._sent(client)
        assert answer.status_code == 401 and f"{self.WORDS}</textarea>" in answer.text
        assert "your access has ended: ask whoever invited you" in answer.text
        assert "secret" not in answer.text and 'href="/sign-in?next=/reviews/somewhere%3Fa%3Db"' in answer.text

    def test_a_single_word_is_one_but_what_was_chosen_is_not(self, sign_in: SignIn) -> None:
        browser = sign_in("coordinator")
        typed = {"words": "agreed", "owner": "Quality", "line": "Why?", "title": "visits"}
        chosen = {"kind": "business_as_usual", "framework": "eastern-2016-17", "point_id": "31", "due_on": "2017-06-30",
                  "sent_as": "aB3-answer", "window": "Zz", "section": "B1", "code": "Secret", "reference": " "}
        answer = browser.submit(self.REPLY, {**typed, **chosen})
        assert answer.status_code == 404
        shown = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", answer.text)
        assert sorted(shown) == sorted(typed.values())

    def test_when_it_is_gone_or_not_ones_own_any_more(self, sign_in: SignIn) -> None:
        browser = sign_in("coordinator")
        answer = self._sent(browser)
        assert answer.status_code == 404 and f"{self.WORDS}</textarea>" in answer.text
        answer = browser.post(self.REPLY, data={"csrf": "old", "words": self.WORDS})
        assert answer.status_code == 403 and f"{self.WORDS}</textarea>" in answer.text

    def test_not_when_another_page_sent_them(self, client: Browser) -> None:
        assert self.WORDS not in self._sent(client, **{"sec-fetch-site": "cross-site"}).text


class TestNumbers:
    """A number in an address that no column holds is one that nothing has."""

    @pytest.mark.parametrize(("role", "address"), [
        ("administrator", "/figures/peterborough/import/{}"),
        ("administrator", "/figures/peterborough/import/{}/columns"),
        ("coordinator", "/assessments/peterborough/import/{}"),
    ])
    @pytest.mark.parametrize("number", [2**63, -(10**23)])
    def test_too_large_is_not_found(self, sign_in: SignIn, role: str, address: str, number: int) -> None:
        assert sign_in(role).get(address.format(number)).status_code == 404

    def test_too_large_is_not_found_where_something_is_changed(self, sign_in: SignIn) -> None:
        browser = sign_in("coordinator")
        form = {"csrf": csrf_for(browser.token), "why": "It is old."}
        answer = browser.post(f"/figures/peterborough/neighbours/{10**23}/withdraw", data=form)
        assert answer.status_code == 404 and "Sign out" in answer.text

    def test_keeping_one_is_still_an_error(self, app: FastAPI) -> None:
        with pytest.raises(OverflowError), app.state.database.write() as session:
            session.add(Authority(id=2**63, slug="far", name="Far"))


class TestUnexpected:
    def test_is_as_guarded_as_any_page(self, app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
        browser = Browser(app, token_of("coordinator"), raises=False)
        monkeypatch.setattr(app.state.database, "read", lambda: 1 / 0)
        answer = browser.get("/frameworks")
        assert answer.status_code == 500 and "Something went wrong on our side" in answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "script-src" in answer.headers["content-security-policy"]


class TestTooLarge:
    def test_is_a_page_of_ours(self, app: FastAPI, sign_in: SignIn) -> None:
        browser = sign_in("coordinator")
        large = b"a" * (app.state.settings.largest_request + 1)
        answer = browser.post(
            "/assessments/peterborough/import", data={"csrf": csrf_for(browser.token)}, files={"file": ("a.txt", large)}
        )
        assert answer.status_code == 413
        assert "That is too large" in answer.text and "Sign out" in answer.text
        assert "content-security-policy" in answer.headers

    def test_says_how_large_and_shows_what_was_typed_to_whoever_came_from_our_form(
        self, app: FastAPI, sign_in: SignIn
    ) -> None:
        browser = sign_in("coordinator")
        large = b"a" * (app.state.settings.largest_request + 1)
        form = {"csrf": csrf_for(browser.token), "title": "Visits <in time>", "owner": "", "upload": "x1",
                "kind": "document", "status": "open"}
        answer = browser.post("/evidence/peterborough/new", data=form, files={"file": ("a.txt", large)})
        assert answer.status_code == 413 and "larger than 52 MB" in answer.text
        assert "Visits &lt;in time&gt;" in answer.text and "x1" not in answer.text and "Go back" in answer.text
        assert ">Title</label>" in answer.text and not re.search(r"<textarea[^>]*>\s*(document|open)", answer.text)
        forged = {**form, "csrf": "another"}
        answer = browser.post("/evidence/peterborough/new", data=forged, files={"file": ("a.txt", large)})
        assert answer.status_code == 413 and "Visits" not in answer.text

    @pytest.mark.parametrize("path", WITH_FILES, ids=lambda path: path.name)
    def test_nothing_is_typed_after_the_file_where_it_would_not_be_shown(self, path: Path) -> None:
        _, _, after = path.read_text("utf-8").partition('type="file"')
        form = after.partition("</form>")[0]
        assert not re.search(r"(text|select)_field\(|<textarea|type=\"(text|radio|checkbox)", form)

    def test_lets_the_rest_run_out_before_it_answers(self) -> None:
        came: list[bytes] = [b"x" * 1000] * 9
        said: list[tuple[bytes, int]] = []

        async def more() -> Message:
            return {"type": "http.request", "body": came.pop(), "more_body": bool(came)}

        async def reader(scope: Scope, receive: Receive, send: Send) -> None:
            with pytest.raises(HTTPException):
                await receive()
            await send({"type": "http.response.body", "body": b"too large"})

        async def send(message: Message) -> None:
            said.append((message["body"], len(came)))

        scope = {"type": "http", "headers": [(b"content-length", b"9000")]}
        asyncio.run(LimitedBodies(reader, 1000)(scope, more, send))
        assert said == [(b"too large", 0)]

    def test_whatever_the_browser_announces(self, app: FastAPI, sign_in: SignIn) -> None:
        browser = sign_in("coordinator")
        pieces = (b"a" * 1024 * 1024 for _ in range(app.state.settings.largest_request // 1024**2 + 2))
        headers = {"content-type": "application/x-www-form-urlencoded"}
        assert browser.post("/sign-in", content=pieces, headers=headers).status_code == 413


class TestSignIn:
    def test_leads_back_to_the_whole_address(self, client: Browser) -> None:
        location = client.get("/evidence/peterborough?kind=audit&q=case").headers["location"]
        back = parse_qs(urlsplit(location).query)["next"]
        assert back == ["/evidence/peterborough?kind=audit&q=case"]
