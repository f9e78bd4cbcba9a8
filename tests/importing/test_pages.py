"""Importing in the browser: choosing, refusing, previewing, importing, and importing again."""

import httpx
import pytest
from fastapi import FastAPI

from app.assessments.address import Address
from app.core.security import csrf_for
from tests.browser import Browser
from tests.conftest import SignIn

AT = "/assessments/peterborough/import"
FRAMEWORK = "ofsted-three-questions"


def send(browser: Browser, name: str, data: bytes, year: str = "2031-32") -> httpx.Response:
    answer: httpx.Response = browser.post(
        AT, data={"csrf": csrf_for(browser.token), "framework": FRAMEWORK, "year": year}, files={"file": (name, data)}
    )
    return answer


class TestChoose:
    def test_no_file_keeps_what_was_typed(self, sign_in: SignIn) -> None:
        answer = sign_in("coordinator").submit(AT, {"framework": FRAMEWORK, "year": "2031-32"})
        assert answer.status_code == 422
        assert "Choose the file to import." in answer.text and 'value="2031-32"' in answer.text
        assert f'value="{FRAMEWORK}" selected' in answer.text

    @pytest.mark.parametrize(
        ("name", "data", "sentence"),
        [
            ("empty.txt", b"", "“empty.txt” is empty"),
            ("scan.txt", b"%PDF-1.7\n", "is a PDF"),
            ("renamed.docx", b"PK\x05\x06" + b"\0" * 18, "is an empty archive"),
        ],
    )
    def test_a_wrong_file_is_refused_by_its_content(
        self, sign_in: SignIn, name: str, data: bytes, sentence: str
    ) -> None:
        answer = send(sign_in("coordinator"), name, data)
        assert answer.status_code == 422 and sentence in answer.text

    def test_a_year_that_is_none_is_asked_for_again(self, sign_in: SignIn) -> None:
        answer = send(sign_in("coordinator"), "some.txt", b"words", year="next year")
        assert answer.status_code == 422 and 'value="next year"' in answer.text


class TestPreview:
    def test_stands_at_an_address_that_no_assessment_hides(self, sign_in: SignIn) -> None:
        coordinator = sign_in("coordinator")
        preview = send(coordinator, "some.txt", b"No such document.").headers["location"]
        assert str(Address("peterborough", "import", preview.rsplit("/", 1)[1])) in preview
        answer = coordinator.get(preview)
        assert answer.status_code == 200 and "Import some.txt" in answer.text

    def test_is_for_the_authority_alone(self, app: FastAPI, sign_in: SignIn) -> None:
        preview = send(sign_in("coordinator"), "some.txt", b"No such document.").headers["location"]
        assert sign_in("stranger").get(preview).status_code == 404
        assert sign_in("author").get(preview).status_code == 403
