"""A partner’s Word file, from the page where it is handed out to the differences that it brings back."""

import io
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from fastapi import FastAPI

from app.core.security import csrf_for
from tests.assessments.factories import LARGE, SMALL, token_of, write
from tests.browser import Browser
from tests.conftest import SignIn
from tests.importing.exchange.test_round_trip import _edited

PATH, HERE = LARGE.path, f"{LARGE.path}/prompts/1.1"


def send(browser: Browser, data: bytes, partner: str = "Asha Patel, Health Trust", path: str = PATH) -> Any:
    """Offer a returned file."""
    form = {"csrf": csrf_for(browser.token), "partner": partner}
    return browser.post(f"{path}/word", data=form, files={"file": ("answer.docx", data)})


def _say(old: str, new: str) -> Any:
    def change(document: Any) -> None:
        for one in document.element.body.iter(qn("w:t")):
            one.text = (one.text or "").replace(old, new)

    return change


class TestAnAnswer:
    def test_comes_back_as_suggestions_by_the_partner(self, app: FastAPI, sign_in: SignIn) -> None:
        author = sign_in("author")
        data = author.get(f"{HERE}/word/file").content
        page = send(author, _edited(data, _say("each month", "each week")))
        assert page.status_code == 200 and "1\N{NO-BREAK SPACE}suggestion" in page.text
        beside = author.get(f"{HERE}?beside=suggestions").text
        assert "Asha Patel, Health Trust suggests" in beside and "In a Word file that Author brought" in beside
        assert author.submit(f"{HERE}/suggestions/accept", {"change": "1"}).status_code == 303
        assert "each week" in author.get(HERE).text
        assert "E1, p. 2" in author.get(HERE).text

    def test_unchanged_is_no_difference(self, sign_in: SignIn) -> None:
        author = sign_in("author")
        page = send(author, author.get(f"{HERE}/word/file").content)
        assert "nothing changed" in page.text
        assert "Nobody suggests a change" in author.get(f"{HERE}?beside=suggestions").text

    def test_is_laid_over_what_was_written_since(self, app: FastAPI, sign_in: SignIn) -> None:
        author = sign_in("author")
        data = author.get(f"{HERE}/word/file").content
        with app.state.database.write() as session:
            newer = "New.\n\nLeaders see **every** audit each month [[E1|p. 2]].\n\n- One in 2."
            write(session, "author", "1.1", newer)
        send(author, _edited(data, _say("each month", "each week")))
        author.submit(f"{HERE}/suggestions/accept", {"change": "1"})
        text = author.get(HERE).text
        assert "New." in text and "each week" in text and "One in 2." in text

    def test_comments_tracking_and_unknown_citations_are_told(self, sign_in: SignIn) -> None:
        def change(document: Any) -> None:
            _say("each month", "each week [E99]")(document)
            document.add_comment(document.paragraphs[0].runs, "Please check.", "AP")

        author = sign_in("author")
        page = send(author, _edited(author.get(f"{HERE}/word/file").content, change)).text
        assert "Please check." in page and "[E99]" in page
        assert "AP: Please check." in author.get(f"{HERE}?beside=suggestions").text


class TestASection:
    def test_holds_its_answers_and_each_comes_back(self, app: FastAPI, sign_in: SignIn) -> None:
        with app.state.database.write() as session:
            write(session, "author", "1.2", "A second answer says more.")
        author = sign_in("author")
        data = author.get(f"{PATH}/sections/1/word/file").content
        headings = [one.text for one in docx.Document(io.BytesIO(data)).paragraphs if one.style.name == "Heading 2"]
        assert headings[:2] == ["Statement 1.1", "Statement 1.2"]
        page = send(author, _edited(data, _say("says more", "says much more"))).text
        assert page.count("1\N{NO-BREAK SPACE}suggestion") == 1 and "nothing changed" in page

    def test_the_whole_assessment(self, sign_in: SignIn) -> None:
        data = sign_in("coordinator").get(f"{SMALL.path}/word/file").content
        assert "We know our practice" in " ".join(
            one.text or "" for one in docx.Document(io.BytesIO(data)).element.body.iter(qn("w:t")))


class TestWhatIsRefused:
    def test_another_assessment(self, sign_in: SignIn) -> None:
        coordinator = sign_in("coordinator")
        page = send(coordinator, coordinator.get(f"{HERE}/word/file").content, path=SMALL.path)
        assert page.status_code == 422 and "Return it there" in page.text

    def test_nobody_named(self, sign_in: SignIn) -> None:
        author = sign_in("author")
        page = send(author, author.get(f"{HERE}/word/file").content, partner=" ")
        assert page.status_code == 422 and "Say whose version this is" in page.text

    @pytest.mark.parametrize(("data", "sentence"), [
        (b"", "Choose the Word file"), (b"not a zip", "is not a Word document"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (b"PK\x03\x04" + b"x" * 200, "is broken"),
    ])
    def test_what_is_no_word_file(self, sign_in: SignIn, data: bytes, sentence: str) -> None:
        page = send(sign_in("author"), data)
        assert page.status_code == 422 and sentence in page.text

    def test_a_bomb_and_a_broken_document(self, sign_in: SignIn) -> None:
        author = sign_in("author")
        for content, sentence in ((b"0" * 50_000_000, "would unpack"), (b"<w:document", "The file is broken")):
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("word/document.xml", content)
            page = send(author, buffer.getvalue())
            assert page.status_code == 422 and sentence in page.text
        assert "Nobody suggests a change" in author.get(f"{HERE}?beside=suggestions").text

    def test_a_file_that_lost_its_marks_is_matched_by_headings(self, app: FastAPI) -> None:
        author = Browser(app, token_of("author"))
        document = docx.Document()
        document.add_paragraph("Statement 1.1", style="Heading 2")
        document.add_paragraph("Leaders see every audit each week [E1, p. 2].")
        buffer = io.BytesIO()
        document.save(buffer)
        page = send(author, buffer.getvalue()).text
        assert "found by its heading" in page and "no longer says which versions" in page
