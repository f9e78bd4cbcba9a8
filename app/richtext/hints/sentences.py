"""Passages of a document and their sentences, parted word by word so that no input takes long."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.richtext.models import NodeJson
from app.richtext.walk import LISTS, children, lines

ENDS = ".!?…"
CLOSERS = "\"'”’)]»"
OPENERS = "\"'“‘([«"
EDGES = ".,;:!?…" + CLOSERS + OPENERS + "–—-"
# A full stop after these ends no sentence.
SHORT = frozenset(
    [
        "e.g.", "i.e.", "eg.", "ie.", "etc.", "cf.", "vs.", "dr.", "mr.", "mrs.", "ms.", "prof.", "st.", "no.", "nos.",
        "p.", "pp.", "para.", "paras.", "approx.", "dept.", "est.", "fig.", "inc.", "ltd.", "jr.", "sr.", "rev.",
        "hon.", "art.", "reg.", "s.", "ss.", "c.", "ca.", "al.",
    ]
)


@dataclass(frozen=True)
class Sentence:
    """One sentence: its words as they are written."""

    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """As it reads, without the space that a citation leaves before a full stop or comma."""
        return " ".join(self.words).replace(" .", ".").replace(" ,", ",").replace(" ;", ";")

    @property
    def plain(self) -> list[str]:
        """Its words in small letters without punctuation around them; what holds no letter or digit is left out."""
        bare = (word.strip(EDGES).replace("’", "'").lower() for word in self.words)
        return [word for word in bare if any(letter.isalnum() for letter in word)]


@dataclass(frozen=True)
class Passage:
    """A paragraph or list item with its sentences."""

    sentences: tuple[Sentence, ...]


def passages(doc: NodeJson) -> list[Passage]:
    """The answer's own prose in order: no headings, no tables, and no quotations, which are others' words."""
    return [Passage(found) for words in _prose(doc) if (found := tuple(sentences(words)))]


def _prose(node: NodeJson) -> Iterator[str]:
    for block in children(node):
        if block["type"] == "paragraph":
            yield " ".join(lines(block))
        elif block["type"] in LISTS or block["type"] == "listItem":
            yield from _prose(block)


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a passage; its end ends the last one."""
    words = text.split()
    start = 0
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else ""
        if not following or _ends(word, following):
            yield Sentence(tuple(words[start : at + 1]))
            start = at + 1


def _ends(word: str, following: str) -> bool:
    bare = word.rstrip(CLOSERS)
    if not bare or bare[-1] not in ENDS or following.lstrip(OPENERS)[:1].islower():
        return False
    if bare[-1] != ".":
        return True
    known = bare.lstrip(OPENERS).lower()
    return known not in SHORT and not (len(known) == 2 and known[0].isalpha())
