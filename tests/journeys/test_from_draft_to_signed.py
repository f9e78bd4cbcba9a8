"""The main job in a real browser: open, assign, write, cite, agree, sign, download, verify."""

from pathlib import Path

import pikepdf
import pypdf
from playwright.sync_api import Page

from tests.journeys.axe import check
from tests.journeys.conftest import PASSWORD, SignIn

PATH = "/assessments/peterborough/eastern-region-2016-17/2016-17"
SENTENCE = "By June the new service had approved nine households for brothers and sisters."


def test_open_and_assign(sign_in: SignIn) -> None:
    """The coordinator opens a second assessment and assigns a section of it in bulk."""
    page = sign_in("coordinator@peterborough.example")
    check(page)
    page.goto("/assessments/peterborough/open")
    check(page)
    page.locator("input[value=ofsted-three-questions]").check()
    page.get_by_label("Which year is it about?").fill("2017-18")
    page.get_by_role("button", name="Open the assessment").click()
    page.wait_for_url("**/assessments/peterborough/ofsted-three-questions/2017-18")
    check(page)
    page.goto(page.url + "/people")
    check(page)
    page.locator("input[name=sections]").first.check()
    page.locator("#author").select_option(label="Quality officer (demo)")
    page.locator("#lead").select_option(label="Head of safeguarding (demo)")
    page.locator("#due_on").fill("2017-09-29")
    page.get_by_role("button", name="Assign what is ticked").click()
    page.get_by_text("assigned.").first.wait_for()
    assert page.get_by_role("cell", name="Quality officer (demo)").count() >= 1


def test_write_cite_agree_sign_download_verify(sign_in: SignIn, tmp_path: Path) -> None:
    """2.1 is all that is left: its author finishes it, its lead agrees, the director signs, the file is verified."""
    _write(sign_in("author@peterborough.example"))
    _agree(sign_in("lead@peterborough.example"))
    director = sign_in("director@peterborough.example")
    _sign(director)
    file = _download(director, tmp_path)
    _look_inside(file)
    _verify(director, file)


def _write(page: Page) -> None:
    check(page)
    page.goto(f"{PATH}/prompts/2.1")
    check(page)
    page.get_by_role("button", name="Edit").click()
    area = page.get_by_role("textbox", name="Answer")
    area.wait_for()
    check(page)
    area.locator("p").last.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type(SENTENCE)
    page.get_by_role("button", name="Cite evidence").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("searchbox").fill("placement")
    dialog.get_by_role("radio", name="E22").first.wait_for()
    check(page)
    dialog.get_by_role("radio", name="E22").first.check()
    dialog.get_by_label("Place in the item").fill("p. 3")
    dialog.get_by_role("button", name="Insert citation").click()
    page.get_by_text("All changes saved").wait_for()
    page.get_by_role("button", name="Done").click()
    page.wait_for_url("**/prompts/2.1")
    assert page.locator(".cd-prose p", has_text=SENTENCE).locator("a.cite", has_text="p. 3").count() == 1


def _agree(page: Page) -> None:
    check(page)
    page.goto(f"{PATH}/prompts/2.1?beside=history")
    check(page)
    page.get_by_role("button", name="Agree this answer").click()
    page.get_by_text("Agreed.").wait_for()
    check(page)


def _sign(page: Page) -> None:
    check(page)
    page.goto(f"{PATH}/sign-off")
    check(page)
    page.get_by_label("I make this declaration").check()
    page.get_by_label("Your password, once more").fill("not the password")
    page.get_by_role("button", name="Sign off").click()
    page.get_by_text("The password is not right").first.wait_for()
    page.get_by_label("I make this declaration").check()
    page.get_by_label("Your password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Sign off").click()
    page.wait_for_url("**/documents")
    check(page)


def _download(page: Page, folder: Path) -> Path:
    page.get_by_role("button", name="Make the signed document").click()
    link = page.locator("#job").get_by_role("button", name="Download the PDF")
    link.wait_for(timeout=300_000)
    check(page)
    with page.expect_download() as coming:
        link.click()
    file = folder / coming.value.suggested_filename
    coming.value.save_as(file)
    assert file.name == "peterborough-eastern-region-2016-17-2016-17-signed-2.pdf"
    return file


def _look_inside(file: Path) -> None:
    read = pypdf.PdfReader(file)
    text = "\n".join(page.extract_text() for page in read.pages)
    assert len(read.pages) > 40
    assert SENTENCE in " ".join(text.split())
    assert "DRAFT" not in text
    titles = [str(entry["/Title"]) for entry in _flat(read.outline)]
    assert any("Commissioning" in title for title in titles)
    assert any("Evidence" in title for title in titles)
    with pikepdf.open(file) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == "en-GB"


def _flat(outline: list) -> list:  # type: ignore[type-arg]
    return [leaf for entry in outline for leaf in (_flat(entry) if isinstance(entry, list) else [entry])]


def _verify(page: Page, file: Path) -> None:
    page.goto(f"{PATH}/documents")
    check(page)
    page.set_input_files("input[name=file]", file)
    page.get_by_role("button", name="Check the file").click()
    page.get_by_text("Unaltered").first.wait_for()
    changed = bytearray(file.read_bytes())
    changed[len(changed) // 2] ^= 1
    altered = file.with_name("altered.pdf")
    altered.write_bytes(bytes(changed))
    page.set_input_files("input[name=file]", altered)
    page.get_by_role("button", name="Check the file").click()
    page.get_by_text("Altered").first.wait_for()
