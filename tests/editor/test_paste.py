"""What is pasted keeps its structure and nothing else."""

import json
from collections.abc import Callable
from pathlib import Path

from .people import Server, Writer, found, shape, words

SitDown = Callable[[], Writer]
WORD = (Path(__file__).parent / "word_paste.html").read_text("utf-8")
WEB = """<b style="font-weight:normal"><h1>Title</h1>
<p style="color:red">One <span style="font-weight:700">two</span>
<a href="javascript:alert(1)">bad</a> <a href="https://example.org/">good</a></p></b>
<h6>Small</h6><img src=x onerror=alert(1)><script>alert(1)</script>"""


def paste(writer: Writer, html: str) -> None:
    script = """html => {
        const data = new DataTransfer()
        data.setData('text/html', html)
        const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
        document.querySelector('.ProseMirror').dispatchEvent(event)
    }"""
    writer.page.evaluate(script, html)


def test_paste_from_word_keeps_structure_alone(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    paste(writer, WORD)
    writer.saved()
    doc = server.doc()
    inner = ["orderedList", ["listItem", ["paragraph", "Inner number"]]]
    bullets = ["bulletList", ["listItem", ["paragraph", "Outer bullet"], inner]]
    bullets.append(["listItem", ["paragraph", "Second bullet"]])
    assert shape(doc)[1:5] == [
        ["heading", "Quality of practice"],
        ["paragraph", "Practice is ", "bold:strong", ", and ", "italic:improving", "."],
        bullets,
        ["paragraph", "A claim with a footnote[1]."],
    ]
    assert doc["content"][0]["attrs"] == {"level": 3}
    table = found(doc, "table")[0]
    assert table["content"][1]["content"][0]["attrs"] == {"colspan": 2, "rowspan": 1, "colwidth": None}
    assert "comment" not in words(doc) and "mso" not in json.dumps(doc)


def test_paste_from_the_web(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    paste(writer, WEB)
    writer.saved()
    assert shape(server.doc()) == [
        "doc",
        ["heading", "Title"],
        ["paragraph", "One ", "bold:two", " bad ", "link:good"],
        ["heading", "Small"],
    ]
    assert [block["attrs"] for block in found(server.doc(), "heading")] == [{"level": 3}, {"level": 5}]


def test_copy_and_paste_within_keeps_citations(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    writer.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    writer.tool("cite")
    writer.page.get_by_label("E12 Quality audit").check()
    writer.page.get_by_role("button", name="Insert citation").click()
    for key in ("Control+a", "Control+c", "ArrowRight", "Control+v"):
        writer.press(key)
        writer.page.wait_for_timeout(200)  # the browser tells the editor of a moved caret a moment later
    writer.saved()
    cited = [one["attrs"] for one in found(server.doc(), "citation")]
    assert cited == [{"item": "E12", "revision": 2, "place": ""}] * 2
