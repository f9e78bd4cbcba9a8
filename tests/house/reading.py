"""Reads a page as a strict reader would, and lists what breaks the house's rules."""

import re
from functools import lru_cache
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
FOREIGN = {"path", "rect", "circle", "line", "use"}  # SVG shapes, which may close themselves
UNSEEN = {"script", "style", "textarea", "template", "noscript"}
BLOCKS = {"p", "div", "ul", "ol", "table", "form", "section", "h1", "h2", "h3", "h4", "dl", "blockquote", "details"}
STRAIGHT = re.compile("[\"']")
NEW_EACH_TIME = re.compile(r'(nonce|value|content)="[\w.-]{16,}"')
SPOKEN = ("aria-label", "alt", "title", "placeholder")


class Reader(HTMLParser):
    """Follows the elements of one page; `faults` says what is wrong with it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.faults: list[str] = []
        self.words: dict[str, list[str]] = {"h1": [], "title": []}
        self.forms: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if len(given) != len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        self._note(tag, given)
        if tag in BLOCKS and "p" in self.open:
            self.faults.append(f"<{tag}> inside <p> {self.getpos()}")
        if tag not in VOID:
            self.open.append(tag)
        if tag in self.words:
            self.words[tag].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID | FOREIGN:
            self.faults.append(f"<{tag}/> closes itself")
        self._note(tag, {name: value or "" for name, value in attrs})

    def _note(self, tag: str, given: dict[str, str]) -> None:
        if "id" in given:
            self.ids.append(given["id"])
        for name in ("aria-labelledby", "aria-describedby"):
            self.references += given.get(name, "").split()
        self.references += [given["for"]] if tag == "label" and "for" in given else []
        if tag in ("script", "style") and not given.get("nonce"):
            self.faults.append(f"<{tag}> without a nonce")
        if "style" in given or any(name.startswith("on") for name in given):
            self.faults.append(f"<{tag}> carries a style or a handler")
        if tag == "form":
            self.forms.append({"csrf": "", **given})
        if tag == "input" and given.get("name") == "csrf" and self.forms:
            self.forms[-1]["csrf"] = given.get("value", "")
        spoken = [given.get(name, "") for name in SPOKEN]
        self.faults += [f"straight quote in {text}" for text in spoken if STRAIGHT.search(text)]

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:] or 'nothing'} {self.getpos()}")
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        here = self.open[-1] if self.open else ""
        for tag in self.words:
            if tag in self.open:
                self.words[tag][-1] += data
        if here not in UNSEEN and STRAIGHT.search(data):
            self.faults.append(f"straight quote in “{data.strip()[:60]}”")

    def judged(self) -> list[str]:
        """Every fault, once the whole page is read."""
        twice = {one for one in self.ids if self.ids.count(one) > 1}
        faults = [*self.faults, *(f"<{tag}> is never closed" for tag in self.open)]
        faults += [f"id {one} twice" for one in twice]
        faults += [f"nothing has the id {one}" for one in self.references if one not in self.ids]
        heads, titles = [[" ".join(text.split()) for text in self.words[tag]] for tag in ("h1", "title")]
        if len(heads) != 1:
            faults.append(f"{len(heads)} h1")
        elif not titles or not titles[0].startswith(heads[0]):
            faults.append(f"the title {titles} does not begin with the h1 {heads[0]}")
        for form in self.forms:
            if not form.get("action"):
                faults.append("a form without an action")
            if form.get("method", "get").lower() == "post" and not form["csrf"]:
                faults.append(f"the form to {form.get('action')} has no csrf field")
        return faults


def faults_of(html: str) -> list[str]:
    """What is wrong with a whole page; nothing for a fragment, which has no frame of its own."""
    return _faults_of(NEW_EACH_TIME.sub(r'\1="new"', html)) if "<html" in html else []


@lru_cache(maxsize=200)
def _faults_of(html: str) -> list[str]:
    """The same page comes again and again, as “not found” does in tables of who opens what."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.judged()
