"""Every route that changes something takes a form, whatever it expects, and answers with a sentence."""

import httpx
import pytest
from fastapi import FastAPI

from app.core.security import csrf_for
from tests.assessments.factories import token_of
from tests.browser import Browser
from tests.house.routes import declared
from tests.house.test_leaks import address_of


@pytest.mark.parametrize("files", [None, {"file": ("a.txt", b"words")}], ids=["urlencoded", "multipart"])
def test_no_route_fails_where_a_form_is_posted(app: FastAPI, files: dict[str, tuple[str, bytes]] | None) -> None:
    asked = [one.path for one in declared(app) if one.method == "POST" and one.path != "/sign-out"]
    assert len(asked) > 90
    failed = []
    for path in asked:
        browser = Browser(app, token_of("author"), raises=False)
        address = address_of(path).replace("{draft}", "1")
        form = {"csrf": csrf_for(browser.token), "words": "Typed."}
        answer = httpx.Client.request(browser, "POST", address, data=form, files=files)
        if answer.status_code >= 500:
            failed.append(path)
    assert failed == []
