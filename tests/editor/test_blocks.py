"""Voices, notes and tables by toolbar and keyboard, previews of citations, and pictures that become evidence."""

import io
from collections.abc import Callable

import pytest
from PIL import Image

from .people import Server, Writer, found, shape, wait_for

SitDown = Callable[[], Writer]
HAND_OVER = """([kind, type, bytes, name]) => {
    const data = new DataTransfer()
    data.items.add(new File([new Uint8Array(bytes)], name, { type }))
    const text = document.querySelector('.ProseMirror')
    const { left, top } = text.getBoundingClientRect()
    const at = { bubbles: true, cancelable: true, clientX: left + 30, clientY: top + 25 }
    text.dispatchEvent(kind === 'paste' ? new ClipboardEvent('paste', { clipboardData: data, ...at })
      : new DragEvent('drop', { dataTransfer: data, ...at }))
}"""


def picture(form: str = "PNG") -> list[int]:
    kept = io.BytesIO()
    Image.new("RGB", (120, 80), "#0b5a5c").save(kept, form)
    return list(kept.getvalue())


def hand_over(writer: Writer, kind: str, form: str = "PNG", name: str = "") -> None:
    """Paste or drop a picture file."""
    media = f"image/{form.lower()}"
    writer.page.evaluate(HAND_OVER, [kind, media, picture(form), name or f"image.{form.lower()}"])


def fill(writer: Writer, **fields: str) -> None:
    for label, value in fields.items():
        writer.page.get_by_label(label.replace("_", " ").capitalize(), exact=True).fill(value)


class TestVoices:
    def test_a_quotation_says_whose_voice_it_is(self, server: Server, sit_down: SitDown) -> None:
        writer = sit_down()
        writer.tool("quote")
        writer.tool("child")
        writer.type("They listen")
        label = "getComputedStyle(document.querySelector('.editor-area blockquote'), '::before').content"
        assert writer.page.evaluate(label) == '"Voice of the child or family"'
        assert writer.page.locator('[data-tool="child"]').get_attribute("aria-pressed") == "true"
        writer.tool("inspector")
        writer.saved()
        assert found(server.doc(), "blockquote")[0]["attrs"] == {"voice": "inspector"}
        writer.tool("inspector")
        writer.saved()
        assert found(server.doc(), "blockquote")[0]["attrs"] == {"voice": ""}


class TestNotes:
    def test_a_whole_list_goes_into_a_note_and_out_again(self, server: Server, sit_down: SitDown) -> None:
        writer = sit_down()
        writer.tool("bullets")
        writer.type("one")
        writer.press("Enter")
        writer.type("two")
        writer.press("Control+Alt+n")
        writer.saved()
        bullets = ["bulletList", ["listItem", ["paragraph", "one"]], ["listItem", ["paragraph", "two"]]]
        assert shape(server.doc()) == ["doc", ["note", bullets]]
        writer.tool("note")
        writer.saved()
        assert shape(server.doc()) == ["doc", bullets]

    def test_two_empty_lines_lead_out_of_a_note(self, server: Server, sit_down: SitDown) -> None:
        writer = sit_down()
        writer.tool("note")
        writer.type("For Sam")
        writer.press("Enter", "Enter")
        writer.type("For everybody")
        writer.saved()
        assert shape(server.doc()) == ["doc", ["note", ["paragraph", "For Sam"]], ["paragraph", "For everybody"]]


class TestTables:
    def test_cells_are_merged_and_split_by_keyboard(self, server: Server, sit_down: SitDown) -> None:
        writer = sit_down()
        writer.press("Control+Alt+t")
        writer.type("Wide")
        assert writer.page.locator('[data-tool="merge"]').get_attribute("aria-disabled") == "true"
        writer.press("Shift+ArrowRight", "Shift+ArrowRight")
        wait_for(lambda: writer.page.locator(".selectedCell").count() >= 2, "no cells are selected")
        writer.press("Alt+F10")
        while writer.page.evaluate("document.activeElement.dataset.tool") != "merge":
            writer.press("ArrowLeft")
        writer.press("Enter")
        writer.saved()
        first = found(server.doc(), "tableRow")[0]["content"]
        assert first[0]["attrs"]["colspan"] > 1 and len(first) < 3
        writer.tool("split")
        writer.saved()
        assert len(found(server.doc(), "tableRow")[0]["content"]) == 3

    def test_header_row_and_header_column_are_switched_each_by_itself(self, server: Server, sit_down: SitDown) -> None:
        writer = sit_down()
        writer.tool("table")
        pressed = writer.page.locator('[aria-pressed="true"]').evaluate_all("all => all.map(one => one.dataset.tool)")
        assert pressed == ["header-row"]
        writer.tool("header-column")
        writer.tool("header-row")
        writer.saved()
        rows = [[cell["type"] for cell in row["content"]] for row in found(server.doc(), "tableRow")]
        assert rows[1:] == [["tableHeader", "tableCell", "tableCell"]] * 2
        assert rows[0][1:] == ["tableCell", "tableCell"]


class TestPreview:
    def cite(self, writer: Writer) -> None:
        writer.type("As audits say ")
        writer.tool("cite")
        writer.page.get_by_label("E1 Annual report").check()
        writer.press("Enter")

    def test_it_comes_when_the_chip_is_reached_by_keyboard(self, server: Server, sit_down: SitDown) -> None:
        writer = sit_down()
        self.cite(writer)
        preview = writer.page.locator(".editor-preview")
        assert preview.is_hidden()
        writer.press("ArrowLeft")
        preview.wait_for()
        words = preview.inner_text()
        assert "E1 Annual report" in words and "Report, as at 31 March 2017, " in words and " years old" in words
        assert "Published, revision 1; revision 3 is newer" in words
        assert "Annual report" in writer.page.locator("[data-said]").inner_text()
        assert writer.page.locator(".editor-citation").get_attribute("aria-describedby") == preview.get_attribute("id")
        writer.press("Escape")
        assert preview.is_hidden()
        writer.press("ArrowRight")
        writer.type("on")
        assert writer.text().endswith("on")

    def test_a_dialog_over_it_closes_at_the_first_escape(self, sit_down: SitDown) -> None:
        writer = sit_down()
        self.cite(writer)
        writer.press("ArrowLeft")
        writer.page.locator(".editor-preview").wait_for()
        writer.press("Enter")
        dialog = writer.page.get_by_role("dialog", name="Change citation")
        dialog.wait_for()
        writer.page.get_by_label("Place in the item").focus()  # in a search field Escape first empties it
        writer.press("Escape")
        dialog.wait_for(state="hidden")

    def test_the_pointer_may_rest_on_it_and_escape_puts_it_away(self, sit_down: SitDown) -> None:
        writer = sit_down()
        self.cite(writer)
        preview = writer.page.locator(".editor-preview")
        writer.page.locator(".editor-citation").hover()
        preview.wait_for()
        preview.hover()
        writer.page.wait_for_timeout(600)  # longer than it stays once the pointer has left
        assert preview.is_visible()
        writer.press("Escape")
        assert preview.is_hidden()
        writer.page.locator(".editor-citation").hover()
        preview.wait_for()
        writer.page.mouse.move(2, 2)
        preview.wait_for(state="hidden")


class TestPictures:
    @pytest.mark.parametrize(("kind", "form"), [("paste", "PNG"), ("drop", "JPEG")])
    def test_a_picture_becomes_evidence_and_is_cited(
        self, server: Server, sit_down: SitDown, kind: str, form: str
    ) -> None:
        writer = sit_down()
        writer.type("See ")
        hand_over(writer, kind, form)
        dialog = writer.page.get_by_role("dialog", name="Add a picture as evidence")
        dialog.wait_for()
        fill(writer, title="Children in care", text_alternative="Numbers rise from 340 to 363.", as_at="2017-03-31")
        writer.page.get_by_role("button", name="Add and cite").click()
        dialog.wait_for(state="hidden")
        writer.saved()
        kept = server.get("/evidence/pictures")
        assert [(one["alternative"], one["kept"]) for one in kept] == [
            ("Numbers rise from 340 to 363.", f"image/{form.lower()}")
        ]
        assert [one["attrs"]["item"] for one in found(server.doc(), "citation")] == ["E100"]
        assert "Children in care" in (writer.page.locator(".editor-citation").text_content() or "")

    def test_without_a_text_alternative_nothing_is_sent(self, server: Server, sit_down: SitDown) -> None:
        writer = sit_down()
        hand_over(writer, "paste")
        fill(writer, title="Children in care", as_at="2017-03-31")
        writer.page.get_by_role("button", name="Add and cite").click()
        shown = writer.page.locator(".editor-dialog .govuk-error-message:visible")
        assert shown.all_inner_texts() == ["Enter a text alternative that says what the picture shows"]
        assert writer.page.evaluate("document.activeElement.tagName") == "TEXTAREA"
        writer.press("Escape")
        writer.type("back")
        writer.saved()
        assert server.get("/evidence/pictures") == [] and shape(server.doc()) == ["doc", ["paragraph", "back"]]

    def test_what_is_no_picture_inside_is_refused_with_a_sentence(self, server: Server, sit_down: SitDown) -> None:
        writer = sit_down()
        writer.page.evaluate(HAND_OVER, ["paste", "image/gif", list(b"GIF89a"), "a.gif"])
        fill(writer, title="A", text_alternative="B", as_at="2017-03-31")
        writer.page.get_by_role("button", name="Add and cite").click()
        writer.page.get_by_text("Choose a PNG or JPEG file").wait_for()
        writer.page.get_by_role("button", name="Cancel").click()
        assert server.get("/evidence/pictures") == [] and writer.text() == ""

    def test_one_can_be_chosen_from_the_toolbar(self, server: Server, sit_down: SitDown) -> None:
        writer = sit_down()
        writer.tool("picture")
        file = {"name": "chart.png", "mimeType": "image/png", "buffer": bytes(picture())}
        writer.page.get_by_label("Picture", exact=True).set_input_files([file])  # type: ignore[list-item]
        fill(writer, title="Chart", text_alternative="It rises.", as_at="2017-03-31")
        writer.page.get_by_role("button", name="Add and cite").click()
        wait_for(lambda: found(server.doc(), "citation"), "nothing is cited")
