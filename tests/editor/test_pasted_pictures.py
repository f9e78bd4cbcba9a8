"""Pictures amid pasted words become evidence where the clipboard holds them, and it is said where it does not."""

import base64
import io
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Locator

from .people import Server, Writer, found, shape

SitDown = Callable[[], Writer]
PASTE = """kinds => {
    const data = new DataTransfer()
    Object.entries(kinds).forEach(pair => data.setData(...pair))
    const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
    document.querySelector('.ProseMirror').dispatchEvent(event)
}"""
WORD = """<p class=MsoNormal>Before</p>
<p class=MsoNormal><!--[if gte vml 1]><v:shape id="a"></v:shape><![endif]--><![if !vml]>
<img width=200 height=100 src="file:///C:/Temp/image001.png" v:shapes="a"><![endif]></p><p class=MsoNormal>After</p>"""


def picture(colour: str, form: str = "PNG") -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(kept, form)
    return kept.getvalue()


def rich(*pictures: str) -> str:
    """Rich text as Word has it: each picture once for itself, and once more for old programs."""
    return r"{\rtf1\ansi Before\par " + "".join(pictures) + r" After\par}"


def drawn(data: bytes, blip: str = "pngblip") -> str:
    head = r"{\*\picprop\shplid1025{\sp{\sn shapeType}{\sv 75}}}\picscalex100\picw60\pich40"
    lines = "\r\n".join(data.hex()[at : at + 128] for at in range(0, 2 * len(data), 128))
    new = rf"{{\*\shppict{{\pict{head}\{blip}\bliptag-83{{\*\blipuid 0123456789abcdef}}{lines}}}}}"
    return new + r"{\nonshppict{\pict\picscalex100\wmetafile8 010009000003}}"


def web(*pictures: bytes) -> str:
    inside = [f'<img src="data:image/png;base64,{base64.b64encode(one).decode()}" alt="x">' for one in pictures]
    return "".join(f"<p>Words</p><p>{one}</p>" for one in inside)


def paste(writer: Writer, html: str, rtf: str = "") -> None:
    writer.page.evaluate(PASTE, {"text/html": html, **({"text/rtf": rtf} if rtf else {})})


def dialog(writer: Writer, name: str = "Add a picture as evidence") -> Locator:
    shown = writer.page.get_by_role("dialog", name=name)
    shown.locator(".editor-picture[src^=data]").wait_for()
    return shown


def add(asked: Locator, title: str) -> None:
    for label, value in (("Title", title), ("Text alternative", f"It shows {title}."), ("As at", "2017-03-31")):
        asked.get_by_label(label, exact=True).fill(value)
    asked.get_by_role("button", name="Add and cite").click()
    asked.wait_for(state="hidden")


@pytest.mark.parametrize(("form", "blip"), [("PNG", "pngblip"), ("JPEG", "jpegblip")])
def test_a_picture_from_word_is_cited_where_it_stood(
    server: Server, sit_down: SitDown, form: str, blip: str
) -> None:
    writer = sit_down()
    paste(writer, WORD, rich(drawn(picture("#0b5a5c", form), blip)))
    asked = dialog(writer)
    assert shape(writer.page.evaluate("candourEditor.json()"))[2] == ["paragraph", "[picture 1 of 1]"]
    add(asked, "Children by age")
    writer.saved()
    kept = server.get("/evidence/pictures")
    assert [(one["title"], one["kept"]) for one in kept] == [("Children by age", f"image/{form.lower()}")]
    assert shape(server.doc()) == ["doc", ["paragraph", "Before"], ["paragraph", ["citation"]], ["paragraph", "After"]]


def test_each_of_several_is_asked_about_and_may_be_left_out(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    paste(writer, web(picture("red"), picture("green"), picture("blue")))
    add(dialog(writer, "Add a picture as evidence (1 of 3)"), "Red")
    dialog(writer, "Add a picture as evidence (2 of 3)").get_by_role("button", name="Leave this one out").click()
    add(dialog(writer, "Add a picture as evidence (3 of 3)"), "Blue")
    writer.saved()
    words = ["paragraph", "Words"]
    assert shape(server.doc()) == ["doc", words, ["paragraph", ["citation"]], words, words, ["paragraph", ["citation"]]]
    assert [one["attrs"]["item"] for one in found(server.doc(), "citation")] == ["E100", "E101"]


def test_cancel_leaves_all_that_remain_out(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    paste(writer, web(picture("red"), picture("green")))
    dialog(writer, "Add a picture as evidence (1 of 2)").get_by_role("button", name="Cancel").click()
    writer.saved()
    assert server.get("/evidence/pictures") == []
    assert shape(server.doc()) == ["doc", ["paragraph", "Words"], ["paragraph", "Words"]]


@pytest.mark.parametrize("html, rtf, count", [
    (WORD, "", "One picture"),
    (WORD, rich(r"{\pict\wmetafile8 0100}"), "One picture"),
    (WORD, rich(drawn(picture("red")), drawn(picture("red"))), "One picture"),
    ('<p>Words</p><img src="https://example.org/a.png"><img src="https://example.org/b.png">', "", "2 pictures"),
])
def test_what_cannot_be_had_is_left_out_and_that_is_said(sit_down: SitDown, html: str, rtf: str, count: str) -> None:
    writer = sit_down()
    paste(writer, html, rtf)
    writer.page.get_by_text(f"{count} in what you pasted could not be taken along.").wait_for()
    writer.page.get_by_role("button", name="Hide this message").click()
    assert writer.page.locator(".editor-notice").count() == 0
    assert writer.page.get_by_role("dialog").count() == 0 and "[picture" not in writer.text()


def test_dots_that_count_readers_are_no_pictures(sit_down: SitDown) -> None:
    writer = sit_down()
    paste(writer, '<p>Words</p><img width="1" height="1" src="https://example.org/dot.gif">')
    writer.saved()
    assert writer.text() == "Words" and writer.page.locator(".editor-notice").count() == 0
