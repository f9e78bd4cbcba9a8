"""Markup inside a line, Markdown or HTML, as rich text nodes and as plain words."""

import html
import re
from functools import lru_cache
from typing import Any, NamedTuple

ITALIC = re.compile(r"(?<![\w*\\])\*([^\s*](?:[^*]*[^\s*])?)\*(?![\w*])")
TOKEN = re.compile(
    r"\\(?P<escaped>[\\`*_{}\[\]()#+\-.!<>|~$])"
    r"|(?P<bold>\*\*)"
    r"|<(?P<close>/?)(?P<tag>b|strong|i|em)\s*>"
    r"|(?P<break><br\s*/?>)"
    r"|(?P<dropped></?(?:u|sup|sub|mark|del|ins|s|small|span|font|p|a)(?:\s[^>]*)?>)"
    r"|\[(?P<label>[^\]]+)\]\((?P<href>(?:https?://|mailto:)[^)\s]+)\)"
    r"|(?P<url>https?://[^\s<>|]+)",
    re.IGNORECASE,
)
# A scanner that takes a tag for text raises its first sign alone: <sup>&</sup>lt;sup>1 stands for <sup>1.
TORN = re.compile(r"<(su[pb])>&</\1>", re.IGNORECASE)
STRONG = {"b", "strong"}


class Run(NamedTuple):
    """A stretch of text with one set of marks; a line break is the text of one newline."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


@lru_cache(maxsize=4096)
def runs(text: str) -> tuple[Run, ...]:
    """The text without its markup, cut wherever the marks change."""
    text = html.unescape(TORN.sub("&", text))
    even = text.count("**") % 2 == 0
    text = ITALIC.sub(r"<i>\1</i>", text) if "*" in text else text
    found: list[Run] = []
    state = {"bold": False, "italic": False}
    at = 0
    for match in TOKEN.finditer(text):
        _add(found, text[at : match.start()], state)
        _take(found, match, state, even)
        at = match.end()
    _add(found, text[at:], state)
    return tuple(found)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """The words alone, single-spaced."""
    return " ".join("".join(run.text for run in runs(text)).split())


def nodes(text: str) -> list[dict[str, Any]]:
    """ProseMirror inline nodes: text with bold, italic and link marks, and hard breaks."""
    made: list[dict[str, Any]] = []
    for run in runs(text):
        if run.text == "\n":
            made.append({"type": "hardBreak"})
        elif words := re.sub(r"\s+", " ", run.text):
            made.append(_text_node(run, words))
    return _trimmed(made)


def all_bold(text: str) -> bool:
    """Whether every word of the text is bold."""
    spoken = [run for run in runs(text) if run.text.strip()]
    return bool(spoken) and all(run.bold for run in spoken)


def _take(found: list[Run], match: re.Match[str], state: dict[str, bool], even: bool) -> None:
    if match["escaped"]:
        _add(found, match["escaped"], state)
    elif match["bold"]:
        state["bold"] = not state["bold"] if even else False
    elif match["tag"]:
        state["bold" if match["tag"].lower() in STRONG else "italic"] = not match["close"]
    elif match["break"]:
        found.append(Run("\n"))
    elif match["href"]:
        _add(found, match["label"], state, match["href"])
    elif match["url"]:
        href = match["url"].rstrip(".,;:)'\"")
        _add(found, href, state, href)
        _add(found, match["url"][len(href) :], state)


def _add(found: list[Run], text: str, state: dict[str, bool], href: str = "") -> None:
    if not text:
        return
    run = Run(text, state["bold"], state["italic"], href)
    if found and found[-1].text != "\n" and found[-1][1:] == run[1:]:
        run = run._replace(text=found.pop().text + text)
    found.append(run)


def _text_node(run: Run, words: str) -> dict[str, Any]:
    marks: list[dict[str, Any]] = [{"type": "link", "attrs": {"href": run.href}}] if run.href else []
    marks += [{"type": "bold"}] if run.bold else []
    marks += [{"type": "italic"}] if run.italic else []
    return {"type": "text", "text": words} | ({"marks": marks} if marks else {})


def _trimmed(made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without spaces or breaks at either end, since an empty text node is not allowed."""
    for end, strip in ((0, str.lstrip), (-1, str.rstrip)):
        while made:
            words = strip(made[end].get("text", ""))
            if words:
                made[end] = made[end] | {"text": words}
                break
            made.pop(end)
    return made
