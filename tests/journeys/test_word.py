"""A partner without an account contributes in Word: the file goes out, comes back changed, and is decided about."""

from pathlib import Path

import docx
from docx.oxml.ns import qn
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PATIENCE, SignIn
from tests.journeys.test_suggesting import _look

AT = "/assessments/peterborough/eastern-region-2016-17/2016-17"
expect.set_options(timeout=PATIENCE)


def _download(page: Page, tmp_path: Path) -> Path:
    page.goto(f"{AT}/sections/4")
    with page.expect_download() as started:
        page.get_by_role("link", name="Word file of this section").click()
    file = tmp_path / "section.docx"
    started.value.save_as(file)
    return file


def test_a_section_out_and_back(sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in("author@peterborough.example")
    file = _download(page, tmp_path)
    document = docx.Document(str(file))
    answers = [one for one in document.element.body.iter(qn("w:sdt"))
               if "Answer to" in one.find(f"{qn('w:sdtPr')}/{qn('w:alias')}").get(qn("w:val"))]
    words = [one for one in answers[0].iter(qn("w:t")) if len((one.text or "").split()) > 4][-1]
    words.text = f"{words.text} The partner adds this."
    document.save(str(file))
    page.get_by_role("link", name="Take a returned file in").click()
    _look(page, "word")
    page.get_by_label("Returned Word file").set_input_files(file)
    page.get_by_label("Whose version is it?").fill("Asha Patel, Health Trust")
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("heading", name="What Asha Patel, Health Trust sent back")).to_be_visible()
    _look(page, "word-returned")
    page.locator("li", has_text="suggestion").first.get_by_role("link").click()
    expect(page.locator(".cd-prose ins", has_text="The partner adds this.")).to_be_visible()
    _look(page, "word-suggested")
