"""No state of the editor breaks a rule of accessibility or the width of a narrow screen."""

from collections.abc import Callable

import pytest

from .people import Writer
from .test_blocks import hand_over
from .test_writing import violations

SitDown = Callable[[], Writer]


def everything(writer: Writer) -> None:
    """Every kind of block, the caret in an empty paragraph at the end."""
    writer.type("### What we found ")
    writer.press("Enter")
    writer.type("As audits say ")
    writer.tool("cite")
    writer.page.get_by_label("E1 Annual report").check()
    writer.press("Enter")
    writer.press("Enter")
    writer.type("/child")
    writer.press("Enter")
    writer.type("“They listen to me.”")
    writer.press("Enter", "Enter")
    writer.tool("note")
    writer.type("Sam, is this still so?")
    writer.press("Enter", "Enter")
    writer.tool("table")
    for words in ("Measure", "2015/16", "2016/17", "Visits in time", "84%", "91%", "Plans in time", "70%", "77%"):
        writer.type(words)
        writer.press("Tab")
    writer.tool("delete-row")
    writer.tool("header-column")
    writer.tool("caption")
    writer.page.get_by_label("Caption of the table").fill("Visits, by year")
    writer.page.get_by_label("Source (optional)").fill("Case system, April 2017")
    writer.press("Enter")
    writer.press("Control+End")


def editing(writer: Writer) -> None:
    writer.type("And on")


def in_a_table(writer: Writer) -> None:
    writer.page.locator(".editor-area td").first.click()


def cells_selected(writer: Writer) -> None:
    in_a_table(writer)
    writer.press("Shift+ArrowDown", "Shift+ArrowDown")


def slash_menu(writer: Writer) -> None:
    writer.type(" /")
    writer.press("ArrowDown")
    writer.page.locator(".editor-slash").wait_for()


def preview(writer: Writer) -> None:
    writer.page.locator(".editor-citation").click()
    writer.page.locator(".editor-preview").wait_for()


def picture_dialog(writer: Writer) -> None:
    hand_over(writer, "paste")
    writer.page.locator(".editor-picture[src^=data]").wait_for()
    writer.page.get_by_role("button", name="Add and cite").click()


def caption_dialog(writer: Writer) -> None:
    in_a_table(writer)
    writer.tool("caption")


def help_open(writer: Writer) -> None:
    writer.page.locator("summary").click()


STATES = [editing, in_a_table, cells_selected, slash_menu, preview, picture_dialog, caption_dialog, help_open]


@pytest.mark.parametrize("width", [1280, 320])
def test_no_state_breaks_a_rule(sit_down: SitDown, width: int) -> None:
    writer = sit_down()
    everything(writer)
    writer.page.set_viewport_size({"width": width, "height": 800})
    found = {}
    for state in STATES:
        writer.press("Control+End")
        writer.page.locator(".selectedCell").first.wait_for(state="detached")  # else what is typed replaces cells
        state(writer)
        found[state.__name__] = violations(writer)
        wide = writer.page.evaluate("document.documentElement.scrollWidth")
        found[state.__name__] += [f"{wide} px wide"] if wide > width else []
        writer.press("Escape")
        writer.page.locator(".ProseMirror").focus()
    assert {name: broken for name, broken in found.items() if broken} == {}
