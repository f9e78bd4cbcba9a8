"""Writing by toolbar and by keyboard alone, on a wide screen and a narrow one."""

from collections.abc import Callable

import pytest

from .people import ROOT, Server, Writer, agree, found, shape

SitDown = Callable[[], Writer]
AXE = ROOT / "tests" / "vendor" / "axe.min.js"


def violations(writer: Writer) -> list[str]:
    writer.page.evaluate(AXE.read_text("utf-8"))
    result = writer.page.evaluate("axe.run()")
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in result["violations"]]


def test_headings_lists_and_quotes(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    writer.page.locator('[data-tool="style"]').select_option(label="Subheading")
    writer.page.locator(".ProseMirror").focus()
    writer.type("What we found")
    writer.press("Enter")
    writer.tool("bullets")
    writer.type("first")
    writer.press("Enter", "Tab")
    writer.type("inside")
    writer.press("Enter", "Enter", "Enter")
    writer.tool("quote")
    writer.tool("bold")
    writer.type("strong")
    writer.press("Control+b", "Control+i")
    writer.type("slanted")
    writer.saved()
    item = ["listItem", ["paragraph", "first"], ["bulletList", ["listItem", ["paragraph", "inside"]]]]
    quote = ["blockquote", ["paragraph", "bold:strong", "italic:slanted"]]
    assert shape(server.doc()) == ["doc", ["heading", "What we found"], ["bulletList", item], quote]
    assert server.doc()["content"][0]["attrs"] == {"level": 4}


def test_a_table_grows_and_is_captioned(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    writer.tool("table")
    for cell in ("Measure", "2015/16", "2016/17", "Caseload", "18.2", "16.4"):
        writer.type(cell)
        writer.press("Tab")
    writer.tool("row-below")
    writer.tool("column-after")
    writer.tool("caption")
    writer.page.get_by_label("Caption of the table").fill("Caseloads  of social workers")
    writer.page.get_by_label("Source (optional)").fill("Payroll, March 2017")
    writer.press("Enter")
    writer.saved()
    table = found(server.doc(), "table")[0]
    assert table["attrs"] == {"caption": "Caseloads of social workers", "source": "Payroll, March 2017"}
    assert [len(row["content"]) for row in table["content"]] == [4, 4, 4, 4]
    assert {cell["type"] for cell in table["content"][0]["content"]} == {"tableHeader"}
    assert "Caseloads of social workers" in writer.page.locator(".ProseMirror caption").inner_text()
    assert writer.page.locator(".editor-area .table-source").inner_text() == "Source: Payroll, March 2017"
    writer.tool("header-row")
    writer.tool("delete-row")
    writer.tool("delete-column")
    writer.saved()
    table = found(server.doc(), "table")[0]
    assert [len(row["content"]) for row in table["content"]] == [3, 3, 3]
    assert {cell["type"] for cell in table["content"][0]["content"]} == {"tableCell"}
    writer.tool("delete-table")
    writer.saved()
    assert found(server.doc(), "table") == []


def test_evidence_is_cited_without_a_mouse(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    writer.type("Audits found it ")
    writer.press("Control+Shift+e")
    dialog = writer.page.get_by_role("dialog", name="Cite evidence")
    dialog.wait_for()
    writer.type("quality")
    dialog.get_by_text("1 item found").wait_for()
    writer.press("Tab", "Tab")
    writer.type("p. 7")
    writer.press("Enter")
    writer.type(" often.")
    writer.saved()
    assert shape(server.doc()) == ["doc", ["paragraph", "Audits found it ", ["citation"], " often."]]
    citation = found(server.doc(), "citation")[0]
    assert citation["attrs"] == {"item": "E12", "revision": 2, "place": "p. 7", "supports": "", "quote": ""}
    chip = writer.page.locator(".editor-citation")
    assert chip.inner_text().startswith("E12, p. 7")
    assert "Quality audit (audit, as at 1 December 2016, provisional)" in (chip.text_content() or "")


def test_a_citation_opened_again_changes_its_place(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    writer.tool("cite")
    writer.page.get_by_label("E1 Annual report").check()
    writer.press("Enter")
    writer.press("ArrowLeft", "Enter")
    writer.page.get_by_role("dialog", name="Change citation").wait_for()
    writer.page.get_by_label("E1 Annual report").wait_for()
    writer.page.get_by_label("Place in the item").fill("table 2")
    writer.press("Enter")
    writer.saved()
    assert [one["attrs"]["place"] for one in found(server.doc(), "citation")] == ["table 2"]


def test_a_changed_citation_stays_at_its_revision(server: Server, sit_down: SitDown) -> None:
    server.control(newest={"E12": 1})
    writer = sit_down()
    writer.tool("cite")
    writer.page.get_by_label("E12 Quality audit").check()
    writer.press("Enter")
    writer.saved()
    server.control(newest={"E12": 3})
    writer.press("ArrowLeft", "Enter")
    dialog = writer.page.get_by_role("dialog", name="Change citation")
    dialog.get_by_text("Stays at revision 1 of E12. “Cite revision 3 of E12 instead”").wait_for()
    dialog.get_by_label("What it supports").select_option("A figure")
    dialog.get_by_role("button", name="Save citation").click()
    writer.saved()
    assert [(one["attrs"]["revision"], one["attrs"]["supports"]) for one in found(server.doc(), "citation")] == [
        (1, "figure")
    ]
    writer.press("ArrowLeft", "Enter")
    dialog.get_by_label("Search").fill("E1")
    dialog.get_by_label("E1 Annual report").check()
    dialog.get_by_text("Cites revision 1 of E1, the newest").wait_for()
    writer.press("Escape")


def test_a_citation_says_what_it_supports_and_by_which_words(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    writer.tool("cite")
    writer.page.get_by_label("E12 Quality audit").check()
    writer.page.get_by_label("What it supports").select_option("Impact on children and families")
    writer.page.get_by_label("Words of the item that support it").fill("Visits are\non time")
    writer.page.get_by_role("button", name="Insert citation").click()
    writer.saved()
    says = found(server.doc(), "citation")[0]["attrs"]
    assert (says["supports"], says["quote"]) == ("impact", "Visits are on time")
    writer.press("ArrowLeft")
    shown = "Supports: impact on children and families, “Visits are on time”"
    writer.page.locator(".editor-preview", has_text=shown).wait_for()
    writer.press("Enter")
    assert writer.page.get_by_label("Words of the item that support it").input_value() == "Visits are on time"


def test_a_reader_elsewhere_sees_the_title_of_a_citation(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    writer.tool("cite")
    writer.page.get_by_label("E1 Annual report").check()
    writer.page.get_by_role("button", name="Insert citation").click()
    writer.saved()
    sit_down().page.locator(".editor-citation", has_text="Annual report").wait_for()


def test_citing_asks_for_an_item(sit_down: SitDown) -> None:
    writer = sit_down()
    writer.tool("cite")
    writer.page.get_by_label("E1 Annual report").wait_for()
    writer.page.get_by_role("button", name="Insert citation").click()
    assert writer.page.locator(".govuk-form-group--error .govuk-error-message").inner_text() == (
        "Choose an item from the list"
    )
    writer.press("Escape")
    writer.type("back in the text")
    assert writer.text() == "back in the text"


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("www.gov.uk/ofsted", "https://www.gov.uk/ofsted"),
        ("me@council.gov.uk", "mailto:me@council.gov.uk"),
    ],
)
def test_links(server: Server, sit_down: SitDown, typed: str, href: str) -> None:
    writer = sit_down()
    writer.press("Control+k")
    writer.page.get_by_label("Web or email address").fill("javascript:alert(1)")
    writer.press("Enter")
    assert writer.page.locator(".govuk-form-group--error .govuk-error-message").is_visible()
    writer.page.get_by_label("Web or email address").fill(typed)
    writer.page.get_by_label("Words to show").fill("the source")
    writer.press("Enter")
    writer.type(" and on")
    writer.saved()
    linked, plain = server.doc()["content"][0]["content"]
    assert (linked["text"], linked["marks"]) == ("the source", [{"type": "link", "attrs": {"href": href}}])
    assert plain == {"type": "text", "text": " and on"}


def test_undo_takes_back_only_ones_own_work(server: Server, sit_down: SitDown) -> None:
    first, second = sit_down(), sit_down()
    first.type("mine ")
    agree(server, first, second)
    second.press("Control+End")
    second.type("theirs")
    agree(server, first, second)
    first.press("Control+z")
    assert agree(server, first, second) == "theirs"
    first.press("Control+Shift+z")
    assert agree(server, first, second) == "mine theirs"


def test_toolbar_by_keyboard(sit_down: SitDown) -> None:
    writer = sit_down()
    focused = "document.activeElement.dataset.tool || document.activeElement.className"
    writer.press("Alt+F10")
    assert writer.page.evaluate(focused) == "style"
    writer.press("ArrowRight", "ArrowRight")
    assert writer.page.evaluate(focused) == "italic"
    writer.press("Home", "ArrowLeft")
    assert writer.page.evaluate(focused) == "redo"
    assert writer.page.locator(".editor-toolbar [tabindex='0']").count() == 1
    writer.press("Escape")
    assert "ProseMirror" in writer.page.evaluate(focused)


def test_escape_then_tab_leaves_a_list_and_a_table(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    writer.tool("table")
    writer.press("Tab")
    assert writer.page.evaluate("document.activeElement.className").startswith("tiptap")
    writer.press("Escape", "Tab")
    assert writer.page.evaluate("document.activeElement.tagName") == "SUMMARY"
    writer.saved()
    assert len(found(server.doc(), "tableRow")) == 3


def test_no_accessibility_violations(sit_down: SitDown) -> None:
    writer = sit_down()
    writer.type("Text with a ")
    writer.tool("cite")
    writer.page.get_by_label("E12 Quality audit").check()
    assert violations(writer) == []
    writer.page.get_by_role("button", name="Insert citation").click()
    writer.tool("table")
    for heading in ("Measure", "2015/16", "2016/17"):
        writer.type(heading)
        writer.press("Tab")
    writer.page.locator("summary").click()
    assert violations(writer) == []


def test_narrow_screen(sit_down: SitDown) -> None:
    writer = sit_down()
    writer.page.set_viewport_size({"width": 320, "height": 640})
    writer.tool("table")
    for _ in range(6):
        writer.tool("column-after")
    assert writer.page.evaluate("document.documentElement.scrollWidth") <= 320
    sizes = writer.page.evaluate(
        "[...document.querySelectorAll('.editor-toolbar button, .editor-toolbar select')]"
        ".filter(e => e.offsetParent).map(e => e.getBoundingClientRect()).map(r => Math.min(r.width, r.height))"
    )
    assert min(sizes) >= 44


def test_the_plain_form_stays_with_whoever_writes_in_it(server: Server, sit_down: SitDown) -> None:
    page = sit_down().page
    page.add_init_script("document.addEventListener('DOMContentLoaded', () => { t.value = 'begun' })")
    page.reload()
    page.wait_for_timeout(1500)
    assert page.locator("textarea").is_visible()
    assert page.locator("textarea").input_value() == "begun"
