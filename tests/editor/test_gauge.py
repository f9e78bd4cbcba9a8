"""The gauge beside the editor counts as the server does, at every keystroke, and says when it is too long."""

from collections.abc import Callable
from typing import Any

import pytest

from app.richtext.markup import from_markup
from app.richtext.text import count_words

from .people import Server, Writer, agree, wait_for

SitDown = Callable[[], Writer]


def gauge(writer: Writer) -> str:
    return writer.page.locator(".cd-gauge__told").inner_text()


def test_it_moves_as_one_types_and_asks_the_server_nothing(server: Server, sit_down: SitDown) -> None:
    writer = sit_down()
    asked: list[str] = []
    writer.page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
    writer.type("one two  three")
    assert gauge(writer) == "3 of 12 words"
    writer.type(" 4 5 6 7 8 9 10 11 12 13")
    assert gauge(writer) == "13 of 12 words, 1 over"
    assert writer.page.locator(".cd-gauge--over").count() == 1
    assert writer.page.locator(".cd-gauge__words").get_attribute("width") == "100"
    writer.press("Backspace", "Backspace", "Backspace")
    assert gauge(writer) == "12 of 12 words" and writer.page.locator(".cd-gauge--over").count() == 0
    writer.saved()
    assert set(asked) <= {"steps", "presence"}


def test_what_others_write_counts_too(server: Server, sit_down: SitDown) -> None:
    one, two = sit_down(), sit_down()
    one.type("We hear children.")
    agree(server, one, two)
    wait_for(lambda: gauge(two) == "3 of 12 words", "the other's gauge stands still")


TEXTS = [
    "### Head line\n\nOne **t**wo [[E1|p. 7]]three\\\nfour\n\n- a\n- b c\n  - d\n\n> said so\n\nTable: Rates of it\n"
    "| Year | Rate |\n|---|---|\n| now and then | 45% |",
    "a\u00a0b\u2003c\u200bd\u2028e \ufefff\u3000g\x1fh\u0085i – j—k 👪👪 l",
    "",
]


@pytest.mark.parametrize("source", TEXTS)
def test_it_counts_as_the_server_does(server: Server, sit_down: SitDown, source: str) -> None:
    doc: dict[str, Any] = from_markup(source)
    writer = sit_down()
    writer.page.evaluate("doc => candourEditor.editor.commands.setContent(doc)", doc)
    writer.saved()
    stored = server.doc()
    assert gauge(writer).split(" of ")[0] == str(count_words(stored)) == str(count_words(doc))
