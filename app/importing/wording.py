"""The file's own wording of a statement, its number and marks taken off."""

import re
from collections.abc import Sequence

from app.frameworks.rules import Prompt, SubItem
from app.importing.inline import plain
from app.importing.parsed import ReceivedSubItem, ReceivedWording
from app.importing.slots import ESN

MARK = re.compile(r"\(\s*M\s*\)")
SUPERSCRIPT = re.compile(r"<sup>\s*\d*\s*</sup>|[¹²³⁴⁵⁶⁷⁸⁹⁰]+", re.IGNORECASE)
NUMBER = re.compile(r"^(\d{1,2}(\.\d{1,2})*\s?[).:]*|[a-z][).])(?=\s)", re.IGNORECASE)
LETTER = re.compile(r"^[a-z][).]\s*", re.IGNORECASE)


def marked(text: str) -> bool:
    """Whether the text carries the mark of Annex M."""
    return bool(MARK.search(text))


def received(prompt: Prompt, text: str, items: Sequence[str]) -> ReceivedWording:
    """The prompt in the file's words; `items` are its lettered parts, in the framework's order."""
    words = _bare(text)
    if prompt.number:
        words = re.sub(rf"^{re.escape(prompt.number)}\s*[).:]*\s*", "", words)
    parts = tuple(_sub_item(item, text) for item, text in zip(prompt.sub_items, items, strict=False))
    return ReceivedWording(prompt.key, words, marked(plain(text)), parts)


def marks_of(texts: Sequence[str]) -> list[str]:
    """What `received` takes off: numbers, letters, marks and evaluation schedule numbers."""
    found: list[str] = []
    for text in texts:
        words = plain(text)
        found += [match[0] for pattern in (NUMBER, MARK, ESN) for match in pattern.finditer(words)]
    return found


def _sub_item(item: SubItem, text: str) -> ReceivedSubItem:
    return ReceivedSubItem(item.mark, LETTER.sub("", _bare(text)), marked(plain(text)))


def _bare(text: str) -> str:
    """Without marks, evaluation schedule numbers and footnote figures."""
    words = ESN.sub("", MARK.sub("", plain(SUPERSCRIPT.sub("", text))))
    return re.sub(r"\s+([.,;:])", r"\1", " ".join(words.split())).strip()
