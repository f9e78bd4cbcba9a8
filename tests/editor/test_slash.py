"""The slash menu, by keyboard alone and by pointer, and what it says to a screen reader."""

from collections.abc import Callable

import pytest

from .people import Server, Writer, found, shape, wait_for

SitDown = Callable[[], Writer]


def choices(writer: Writer) -> list[str]:
    options = writer.page.locator(".editor-slash [role=option]")
    return list(options.evaluate_all("all => all.map(one => one.dataset.choice)"))


def said(writer: Writer) -> str:
    return writer.page.locator("[data-said]").inner_text()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("subh", ["heading", "Words"]),
        ("bul", ["bulletList", ["listItem", ["paragraph", "Words"]]]),
        ("num", ["orderedList", ["listItem", ["paragraph", "Words"]]]),
        ("quote", ["blockquote", ["paragraph", "Words"]]),
        ("child", ["blockquote", ["paragraph", "Words"]]),
        ("note", ["note", ["paragraph", "Words"]]),
    ],
)
def test_a_choice_takes_the_place_of_what_was_typed(
    server: Server, sit_down: SitDown, query: str, expected: list[object]
) -> None:
    writer = sit_down()
    writer.type(f"/{query}")
    writer.press("Enter")
    writer.type("Words")
    writer.saved()
    assert shape(server.doc()) == ["doc", expected]
    voices = [quote["attrs"]["voice"] for quote in found(server.doc(), "blockquote")]
    assert voices == {"quote": [""], "child": ["child"]}.get(query, [])


def test_it_opens_after_a_space_and_nowhere_within_a_word(sit_down: SitDown) -> None:
    writer = sit_down()
    writer.type("either/or")
    assert choices(writer) == []
    writer.type(" /")
    assert choices(writer)[0] == "text" and len(choices(writer)) == 15
    writer.type(" ")
    assert writer.page.locator(".editor-slash").is_hidden()
    assert writer.text() == "either/or / "


def test_arrows_move_and_the_screen_reader_hears_where(sit_down: SitDown) -> None:
    writer = sit_down()
    writer.type("/")
    assert said(writer).endswith("Escape closes. Text, 1 of 15")
    writer.press("ArrowDown")
    assert said(writer) == "Heading, 2 of 15"
    writer.press("ArrowUp", "ArrowUp")
    assert said(writer) == "Link, 15 of 15"
    text = writer.page.locator(".ProseMirror")
    active = writer.page.locator(".editor-slash [aria-selected=true]")
    assert text.get_attribute("aria-activedescendant") == active.get_attribute("id")
    assert text.get_attribute("aria-controls") == writer.page.locator(".editor-slash").get_attribute("id")
    assert writer.page.evaluate("document.activeElement.classList.contains('ProseMirror')")


def test_escape_keeps_the_slash_and_does_not_leave_the_text(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    writer.tool("bullets")
    writer.type("one")
    writer.press("Enter")
    writer.type("/num")
    writer.press("Escape")
    assert writer.page.locator(".editor-slash").is_hidden()
    assert writer.page.locator(".ProseMirror").get_attribute("aria-activedescendant") is None
    writer.press("Tab")
    writer.saved()
    inner = ["bulletList", ["listItem", ["paragraph", "/num"]]]
    assert shape(server.doc()) == ["doc", ["bulletList", ["listItem", ["paragraph", "one"], inner]]]


def test_what_nothing_begins_with_is_only_text(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    writer.type("/xyz")
    writer.press("Enter")
    writer.type("next")
    writer.saved()
    assert shape(server.doc()) == ["doc", ["paragraph", "/xyz"], ["paragraph", "next"]]


def test_a_dialog_opens_and_its_outcome_stands_where_the_slash_was(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    writer.type("Audits say so /cite")
    writer.press("Enter")
    writer.page.get_by_role("dialog", name="Cite evidence").wait_for()
    writer.page.get_by_label("E1 Annual report").check()
    writer.press("Enter")
    writer.saved()
    assert shape(server.doc()) == ["doc", ["paragraph", "Audits say so ", ["citation"]]]


def test_in_a_table_it_offers_what_a_table_needs(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    writer.type("/table")
    writer.press("Enter")
    writer.type("/")
    assert choices(writer)[0] == "row-below" and "table" not in choices(writer)
    writer.page.locator('[data-choice="header-column"]').click()
    writer.type("First")
    writer.saved()
    rows = found(server.doc(), "tableRow")
    assert [[cell["type"] for cell in row["content"]][0] for row in rows] == ["tableHeader"] * 3
    assert "First" in server.text() and "/" not in server.text()


def test_others_may_write_while_it_is_open(server: Server, sit_down: SitDown) -> None:
    first, second = sit_down(), sit_down()
    second.type("Before")
    second.press("Enter")
    second.saved()
    both = ["doc", ["paragraph", "Before"], ["paragraph"]]
    wait_for(lambda: shape(first.page.evaluate("candourEditor.json()")) == both, "the new line did not arrive")
    first.press("Control+End")
    first.type("/hea")
    second.press("Control+Home")
    second.type("Long ")
    wait_for(lambda: "Long Before" in first.text(), "the words did not arrive")
    assert choices(first)[0] == "heading"
    first.press("Enter")
    first.type("Title")
    first.saved()
    expected = ["doc", ["paragraph", "Long Before"], ["heading", "Title"]]
    wait_for(lambda: shape(server.doc()) == expected, "the heading is not where it should be")
