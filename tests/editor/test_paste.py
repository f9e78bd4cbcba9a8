"""What is pasted keeps its structure and nothing else, whichever program it comes from."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .people import Server, Writer, found, shape, wait_for, words

SitDown = Callable[[], Writer]
PASTED = Path(__file__).parent / "pasted"
PASTE = """([kind, words]) => {
    const data = new DataTransfer()
    data.setData(kind, words)
    const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
    document.querySelector('.ProseMirror').dispatchEvent(event)
}"""
WEB = """<b style="font-weight:normal"><h1>Title</h1>
<p style="color:red">One <span style="font-weight:700">two</span>
<a href="javascript:alert(1)">bad</a> <a href="https://example.org/">good</a></p></b>
<h6>Small</h6><img src=x onerror=alert(1)><script>alert(1)</script>"""


def paste(writer: Writer, content: str, kind: str = "text/html") -> None:
    writer.page.evaluate(PASTE, [kind, content])


def pasted(server: Server, writer: Writer, name: str) -> dict[str, Any]:
    """What the server holds after a clipboard of that program was pasted."""
    paste(writer, (PASTED / f"{name}.html").read_text("utf-8"))
    writer.saved()
    return server.doc()


def headings(doc: dict[str, Any]) -> list[tuple[int, str]]:
    return [(one["attrs"]["level"], words(one)) for one in found(doc, "heading")]


def spans(table: dict[str, Any]) -> list[list[tuple[int, int, str]]]:
    """Each row's cells as columns, rows and words; those of headings in capitals."""
    return [
        [
            (cell["attrs"]["colspan"], cell["attrs"]["rowspan"], loud(cell) if is_head(cell) else words(cell))
            for cell in row["content"]
        ]
        for row in table["content"]
    ]


def is_head(cell: dict[str, Any]) -> bool:
    return bool(cell["type"] == "tableHeader")


def loud(cell: dict[str, Any]) -> str:
    return words(cell).upper()


def item(text: str, *below: Any) -> list[Any]:
    return ["listItem", ["paragraph", text], *below]


class TestWord:
    @pytest.fixture
    def doc(self, server: Server, sit_down: SitDown) -> dict[str, Any]:
        return pasted(server, sit_down(), "word")

    def test_every_kind_of_thing_arrives_as_what_it_is(self, doc: dict[str, Any]) -> None:
        blocks, said = shape(doc)[1:], words(doc)
        assert headings(doc) == [
            (3, "Early help in the round"), (3, "What we know"), (4, "From audit"), (5, "From families"),
        ], "headings of three levels, the empty one left out"
        strong = ["Practice is ", "bold:strong", ", and ", "italic:improving", "; it is ", "bold+italic:both"]
        assert ["paragraph", *strong, ", says everyone."] in blocks, "emphasis is kept, underlining and colour are not"
        assert ["paragraph", "“Quoted” – it’s £4.2 m in 2016–17…"] in blocks, "signs stay, hard spaces soften"
        assert ["paragraph", "We saw ten children in time."] in blocks, "what was deleted stays deleted"
        marked = [(text["text"], mark) for text in found(doc, "text") for mark in text.get("marks", ())]
        links = [(text, mark["attrs"]["href"]) for text, mark in marked if mark["type"] == "link"]
        assert links == [("the report", "https://www.example.org/report?year=2017&page=2")], "only links to the web"
        assert "a file" in said and "above" in said
        assert ["paragraph", "Audits found this[1] twice."] in blocks
        assert ["paragraph", "[1] Audit of March 2017."] in blocks
        assert ["paragraph", "Line one", ["hardBreak"], "line two"] in blocks
        for gone in ("AB1", "Is this right", "nine", "nobody else", "hidden words", "mso", "clip_image", "Calibri"):
            assert gone not in json.dumps(doc), gone
        assert [block for block in blocks if block == ["paragraph"]] == [], "no empty paragraphs"

    def test_lists_nest_and_number_as_they_did(self, doc: dict[str, Any]) -> None:
        blocks = shape(doc)[1:]
        deep = ["bulletList", item("weekly", ["bulletList", item("at home")])]
        assert ["bulletList", item("Visits", deep), item("Plans")] in blocks
        assert ["orderedList", item("First"), item("Second", ["orderedList", item("lettered")])] in blocks
        at = blocks.index(["paragraph", "Between the lists."])
        assert blocks[at + 1 : at + 3] == [["orderedList", item("Third goes on")], ["orderedList", item("A new count")]]
        numbered = [one["attrs"]["start"] for one in found(doc, "orderedList")]
        assert numbered == [1, 1, 3, 1]

    def test_a_table_keeps_its_head_and_merged_cells(self, doc: dict[str, Any]) -> None:
        assert spans(found(doc, "table")[0]) == [
            [(1, 1, "MEASURE"), (2, 1, "BOTH YEARS")],
            [(1, 2, "Visits"), (1, 1, "84%"), (1, 1, "91%")],
            [(1, 1, "1,204"), (1, 1, "")],
        ]

    def test_a_short_one(self, server: Server, sit_down: SitDown) -> None:
        doc = pasted(server, sit_down(), "word_short")
        inner = ["orderedList", item("Inner number")]
        assert shape(doc)[1:5] == [
            ["heading", "Quality of practice"],
            ["paragraph", "Practice is ", "bold:strong", ", and ", "italic:improving", "."],
            ["bulletList", item("Outer bullet", inner), item("Second bullet")],
            ["paragraph", "A claim with a footnote[1]."],
        ]


def test_word_for_the_web(server: Server, sit_down: SitDown) -> None:
    doc = pasted(server, sit_down(), "word_online")
    assert headings(doc) == [(3, "What children say")]
    said = ["bold:Most", " feel ", "italic:listened to", ". See ", "link:the survey", ".", ["hardBreak"], "Next line"]
    assert shape(doc)[2:6] == [
        ["paragraph", *said],
        ["bulletList", item("Foster care", ["bulletList", item("near home")]), item("Residential care")],
        ["orderedList", item("Fourth"), item("Fifth")],
        shape(found(doc, "table")[0]),
    ]
    assert found(doc, "orderedList")[0]["attrs"]["start"] == 4
    assert [[cell[:2] for cell in row] for row in spans(found(doc, "table")[0])] == [[(1, 1), (2, 1)], [(1, 1)] * 3]
    assert "EOP" not in json.dumps(doc) and words(doc).endswith("2016340363")


def test_excel(server: Server, sit_down: SitDown) -> None:
    doc = pasted(server, sit_down(), "excel")
    assert [block["type"] for block in doc["content"]][0] == "table"
    assert spans(found(doc, "table")[0]) == [
        [(1, 2, "Team"), (2, 1, "Children"), (1, 1, "As at")],
        [(1, 1, "2016"), (1, 1, "2017"), (1, 1, "")],
        [(1, 1, "Northand east"), (1, 1, "1,204"), (1, 1, "84.2%"), (1, 1, "31/03/2017")],
        [(1, 1, "South & west"), (1, 1, "-3.5"), (1, 1, "£1,200.00"), (1, 1, "")],
    ]


def test_google_docs(server: Server, sit_down: SitDown) -> None:
    doc = pasted(server, sit_down(), "google_docs")
    assert shape(doc)[1:6] == [
        ["heading", "Our partners"],
        ["heading", "Schools"],
        ["paragraph", "bold:Heads", " say we are ", "italic:quick", "; see ", "link:their letter", "."],
        ["bulletList", item("Primary", ["bulletList", item("infants")]), item("Secondary")],
        ["orderedList", item("bold:Third")],
    ]
    assert headings(doc) == [(3, "Our partners"), (4, "Schools")]
    assert found(doc, "orderedList")[0]["attrs"]["start"] == 3
    assert spans(found(doc, "table")[0]) == [[(2, 1, "Both together")], [(1, 1, "84%"), (1, 1, "")]]


def test_a_web_page(server: Server, sit_down: SitDown) -> None:
    doc = pasted(server, sit_down(), "web_page")
    assert headings(doc) == [(3, "A new family hub"), (4, "Who it is for")]
    assert ["bulletList", item("Families", ["bulletList", item("with babies")]), item("Carers")] in shape(doc)
    assert ["blockquote", ["paragraph", "“We waited for this.”"]] in shape(doc)
    assert ["paragraph", "Words in a plain box"] in shape(doc) and ["paragraph", "The hub from outside"] in shape(doc)
    assert found(doc, "table")[0]["attrs"]["caption"] == "Opening hours"
    assert spans(found(doc, "table")[0]) == [[(1, 1, "DAY"), (1, 1, "OPEN")], [(1, 1, "MONDAY"), (1, 1, "9 to 5")]]
    for gone in ("Services", "cookies", "Search", "Related", "©", "Drawn", "Share", "alert", "javascript", "/local"):
        assert gone not in json.dumps(doc), gone


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


class TestPlainText:
    def test_rows_by_line_and_cells_by_tab_are_a_table(self, server: Server, sit_down: SitDown) -> None:
        writer = sit_down()
        paste(writer, 'Team\tChildren\r\n"North\nand ""east"""\t1,204\r\nSouth\t\r\n', "text/plain")
        writer.saved()
        doc = server.doc()
        assert spans(found(doc, "table")[0]) == [
            [(1, 1, "Team"), (1, 1, "Children")],
            [(1, 1, 'Northand "east"'), (1, 1, "1,204")],
            [(1, 1, "South"), (1, 1, "")],
        ]

    def test_inside_a_table_they_fill_its_cells(self, server: Server, sit_down: SitDown) -> None:
        writer = sit_down()
        writer.tool("table")
        paste(writer, "a\tb\nc\td", "text/plain")
        writer.saved()
        assert len(found(server.doc(), "table")) == 1
        rows = [[words(cell) for cell in row["content"]] for row in found(server.doc(), "tableRow")]
        assert [row[:2] for row in rows[:2]] == [["a", "b"], ["c", "d"]]

    @pytest.mark.parametrize("text", ["One\ttab", "a\tb\nc", "no tab\nat all"])
    def test_other_text_is_text(self, server: Server, sit_down: SitDown, text: str) -> None:
        writer = sit_down()
        paste(writer, text, "text/plain")
        writer.saved()
        if text == "One\ttab":
            assert len(found(server.doc(), "tableCell")) == 2
        else:
            assert found(server.doc(), "table") == []
        assert all(word in server.text() for word in text.split())


class TestOwnPages:
    def test_notes_voices_and_sources_stay_what_they_are(self, server: Server, sit_down: SitDown) -> None:
        from app.richtext.markup import from_markup
        from app.richtext.models import CitationView
        from app.richtext.render import to_html

        written = from_markup("!! Ask Sam\n\n> [child] Yes\n\n| a | b |\n|---|---|\n| 1 | 2 |\nSource: A return")
        writer = sit_down()
        paste(writer, to_html(written, lambda _: CitationView("", "", ""), scroll=True, notes=True))
        writer.saved()
        blocks = [block for block in server.doc()["content"] if block != {"type": "paragraph"}]
        assert blocks == written["content"]


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
    assert cited == [{"item": "E12", "revision": 2, "place": "", "supports": "", "quote": ""}] * 2


def test_copy_and_paste_within_keeps_a_note_a_note(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    writer.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    writer.type("Text")
    writer.press("Enter")
    writer.tool("note")
    writer.type("For Sam")
    for key in ("Control+a", "Control+c", "Control+End", "Enter", "Enter"):
        writer.press(key)
        writer.page.wait_for_timeout(200)
    wait_for(lambda: not writer.page.evaluate("candourEditor.editor.isActive('note')"), "still in the note")
    writer.press("Control+v")
    wait_for(lambda: len(found(server.doc(), "note")) == 2, "no second note")
    assert "For Sam" not in words({"content": [b for b in server.doc()["content"] if b["type"] != "note"]})
