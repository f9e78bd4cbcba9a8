"""Whether annotations stay with their words through random edits."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.assessments.anchors.rules import Passage, carried
from app.bench.figures import Findings
from app.bench.writing.texts import long_doc
from app.richtext.changes import steps_between
from app.richtext.lining import Lined
from app.richtext.quoting import Flat, Quote
from app.richtext.schema import to_json, trusted
from app.richtext.steps import rewrite, tree_of

SEQUENCES, PASSAGES = {530: 900, 5400: 100}, 12  # by words of the text: an answer as long as most are, and the longest
Node = dict[str, Any]
CLAIMS = ("exact", "moved")
WORDS = ["now", "children", "plan", "audit", "seen", "better", "later", "2017", "every", "worker"]


@dataclass
class Tally:
    """What became of passages: how many claim other words than theirs, stand there still, and are found.

    `other` counts those that claim the same words at another place than the one that the steps lead to.
    """

    wrong: int = 0
    other: int = 0
    there: int = 0
    found: int = 0
    states: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("exact", "moved", "changed", "gone"), 0))


def measure_annotations(findings: Findings) -> None:
    """A thousand sequences of edits on texts of real length."""
    for words, sequences in SEQUENCES.items():
        findings.remarks.append(told(edited(sequences, long_doc(words)), words, sequences))


def told(tally: Tally, words: int, sequences: int) -> str:
    """What became of the passages, in a sentence."""
    return (
        f"{sequences:,} random edit sequences on a text of some {words:,} words: {tally.wrong} annotations shown at "
        f"words that are not theirs, {tally.other} at the same words elsewhere; {tally.found:,} of {tally.there:,} "
        f"still there verbatim found ({tally.found / max(1, tally.there):.2%}); "
        + ", ".join(f"{n:,} {s}" for s, n in tally.states.items())
    )


def edited(sequences: int, doc: Node, seed: int = 2017) -> Tally:
    """What becomes of passages of a document in so many random sequences of edits, each begun from the document.

    In every fifth sequence the text comes in whole at the end, so that the passages are looked for by blocks and words.
    What the steps say of them then shows whether they were found where they went.
    """
    dice, tally = random.Random(seed), Tally()
    for number in range(sequences):
        _one(dice, json.dumps(doc), tally, whole=number % 5 == 4)
    return tally


def _one(dice: random.Random, stored: str, tally: Tally, whole: bool) -> None:
    flat = Flat(tree_of(stored))
    passages = list(_passages(dice, flat))
    followed = [at for _, at in passages]
    for _ in range(dice.randrange(4, 16)):
        written = rewrite(stored, _edit(dice, stored))
        stored, after = written.text, Flat(written.tree)
        followed = [carried(at, quote, written.mapping, after)
                    for (quote, _), at in zip(passages, followed, strict=True)]
    after = Flat(tree_of(stored))
    lined = Lined(flat, after)
    for (quote, begun), at in zip(passages, followed, strict=True):
        found = _in_whole(lined, begun) if whole else at
        _judge(tally, after, quote, found, once=flat.text.count(quote.words) == 1)
        tally.other += whole and found.state in CLAIMS and at.state == "exact" and found.start != at.start


def _judge(tally: Tally, after: Flat, quote: Quote, at: Passage, once: bool) -> None:
    claims = at.state in CLAIMS
    tally.states[at.state] += 1
    tally.wrong += claims and after.quote(at.start, at.end).words != quote.words
    if once and quote.words in after.text:  # words that stood twice may be those that stand there still, or not
        tally.there += 1
        tally.found += claims


def _in_whole(lined: Lined, begun: Passage) -> Passage:
    found = lined.find(begun.start, begun.end)
    return Passage(*found) if found else Passage(0, 0, "gone")


def _passages(dice: random.Random, flat: Flat) -> Iterator[tuple[Quote, Passage]]:
    """Passages of two to forty words, wherever they fall: across paragraphs, cells and citations."""
    begins = [at for at in range(len(flat.text) - 1) if flat.text[at].isspace() and flat.text[at + 1].isalpha()]
    while begins:
        first = dice.randrange(len(begins) - 41)
        low, high = begins[first] + 1, begins[first + dice.randrange(2, 40)]
        start, end = flat.place_of(low), flat.place_of(high - 1) + 1
        quote = flat.quote(start, end)
        if quote.words.strip():
            yield quote, Passage(start, end)
            if dice.randrange(PASSAGES) == 0:
                return


def _edit(dice: random.Random, stored: str) -> list[Node]:
    """The steps of one act of writing: words, a cut, a paragraph moved, parted, joined or rewritten."""
    doc = json.loads(stored)
    blocks = doc["content"]
    at = dice.randrange(len(blocks))
    act = dice.choice(["write"] * 5 + ["cut"] * 3 + ["move", "move", "delete", "part", "rewrite"])
    if act in ("write", "cut"):
        return _letters(dice, stored, act)
    if act == "move":
        blocks.insert(dice.randrange(len(blocks)), blocks.pop(at))
    elif act == "delete" and len(blocks) > 3:
        del blocks[at]
    elif act == "part" and blocks[at]["type"] == "paragraph" and blocks[at].get("content"):
        blocks[at : at + 1] = _parted(blocks[at])
    elif blocks[at]["type"] == "paragraph":
        said = " ".join(dice.choices(WORDS, k=12))
        blocks[at] = {"type": "paragraph", "content": [{"type": "text", "text": said}]}
    return list(steps_between(json.loads(stored), to_json(trusted(doc))))


def _parted(block: Node) -> list[Node]:
    half = max(1, len(block["content"]) // 2)
    pieces = [block["content"][:half], block["content"][half:]]
    return [{"type": "paragraph", "content": piece} for piece in pieces if piece]


def _letters(dice: random.Random, stored: str, act: str) -> list[Node]:
    """A word written, or some letters of one text taken away, at a random place."""
    flat = Flat(tree_of(stored))
    places = [at for at, letter in enumerate(flat.text) if letter.isalpha() or letter == " "]
    at = dice.choice(places)
    start = flat.place_of(at)
    if act == "write":
        text = {"type": "text", "text": f" {dice.choice(WORDS)} "}
        return [{"stepType": "replace", "from": start, "to": start, "slice": {"content": [text]}}]
    end = at + 1
    while end < at + dice.randrange(2, 60) and (flat.text[end].isalpha() or flat.text[end] == " "):
        end += 1
    return [{"stepType": "replace", "from": start, "to": flat.place_of(end - 1) + 1}]
