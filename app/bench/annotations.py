"""Annotations: whether they stay with their words through random edits, and what many of them cost a page."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import Any

from sqlmodel import Session

from app.accounts.queries import actor_by_email
from app.assessments.anchors.rules import Passage, carried
from app.bench.browser import Browser
from app.bench.figures import Findings
from app.bench.processes import free_port, serving
from app.bench.stage import Stage
from app.bench.writing.texts import long_doc
from app.core.errors import NotFound
from app.demo import files as demo
from app.reviews.annotations import service
from app.reviews.annotations.guards import reviewing
from app.reviews.annotations.placing import Chosen
from app.reviews.annotations.service import Typed, Where
from app.reviews.releases.queries import reading_at
from app.richtext.changes import steps_between
from app.richtext.quoting import Flat, Quote
from app.richtext.schema import to_json, trusted
from app.richtext.steps import rewrite, tree_of

SEQUENCES, PASSAGES = {530: 900, 5400: 100}, 12  # by words of the text: an answer as long as most are, and the longest
REVIEWER = "director@essex.example"
SECTION, PROMPT = "1", "1.2"
MANY = 200
MOST = 1.5
Node = dict[str, Any]
WORDS = ["now", "children", "plan", "audit", "seen", "better", "later", "2017", "every", "worker"]


@dataclass
class Tally:
    """What became of passages: how many claim other words than theirs, stand there still, and are found."""

    wrong: int = 0
    there: int = 0
    found: int = 0
    states: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("exact", "moved", "changed", "gone"), 0))


def measure_annotations(stage: Stage, rounds: int, findings: Findings) -> None:
    """A thousand sequences of edits on a text of real length, then a page with and without many annotations."""
    for words, sequences in SEQUENCES.items():
        findings.remarks.append(told(edited(sequences, long_doc(words)), words, sequences))
    _pages(stage, rounds, findings)


def told(tally: Tally, words: int, sequences: int) -> str:
    """What became of the passages, in a sentence."""
    return (
        f"{sequences:,} random edit sequences on a text of some {words:,} words: {tally.wrong} annotations shown at "
        f"words that are not theirs; {tally.found:,} of {tally.there:,} still there verbatim found "
        f"({tally.found / max(1, tally.there):.2%}); " + ", ".join(f"{n:,} {s}" for s, n in tally.states.items())
    )


def edited(sequences: int, doc: Node, seed: int = 2017) -> Tally:
    """What becomes of passages of a document in so many random sequences of edits, each begun from the document.

    In every fifth sequence the text comes in whole at the end, so that the passages are looked for by words alone.
    """
    dice, tally = random.Random(seed), Tally()
    for number in range(sequences):
        _one(dice, json.dumps(doc), tally, whole=number % 5 == 4)
    return tally


def _one(dice: random.Random, stored: str, tally: Tally, whole: bool) -> None:
    flat = Flat(tree_of(stored))
    begun = flat.text
    passages = [(quote, at) for quote, at in _passages(dice, flat)]
    for _ in range(dice.randrange(4, 16)):
        written = rewrite(stored, _edit(dice, stored))
        stored, after = written.text, Flat(written.tree)
        if not whole:
            passages = [(quote, carried(at, quote, written.mapping, after)) for quote, at in passages]
    after = Flat(tree_of(stored))
    if whole:
        passages = [(quote, _by_words(after, quote)) for quote, _ in passages]
    for quote, at in passages:
        _judge(tally, after, quote, at, once=begun.count(quote.words) == 1)


def _judge(tally: Tally, after: Flat, quote: Quote, at: Passage, once: bool) -> None:
    claims = at.state in ("exact", "moved")
    tally.states[at.state] += 1
    tally.wrong += claims and after.quote(at.start, at.end).words != quote.words
    if once and quote.words in after.text:  # words that stood twice may be those that stand there still, or not
        tally.there += 1
        tally.found += claims


def _by_words(after: Flat, quote: Quote) -> Passage:
    found = after.find(quote)
    return Passage(*found, "moved") if found else Passage(0, 0, "gone")


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


def _pages(stage: Stage, rounds: int, findings: Findings) -> None:
    """The page of a released section for its reviewer, as the demonstration has it and with many more annotations."""
    port, path = free_port(), f"/reviews/released/{stage.pages}/sections/{SECTION}"
    with serving(["app.cli", "serve", "--port", str(port)], port, stage.folder):
        browser = Browser(port)
        browser.sign_in(REVIEWER, demo.people().password)
        bare = findings.add("released section as the demonstration has it", _times(browser, path, rounds), "ms")
        with stage.database.write() as session:
            annotate(session, stage, MANY)
        many = findings.add(f"… with {MANY} annotations more on one answer", _times(browser, path, rounds), "ms")
    findings.aim(f"released section with {MANY} annotations more / without", many, bare, MOST)


def _times(browser: Browser, path: str, rounds: int) -> list[float]:
    browser.ask("GET", path)
    return [median(_once(browser, path) for _ in range(20)) for _ in range(rounds)]


def _once(browser: Browser, path: str) -> float:
    begun = perf_counter()
    browser.ask("GET", path)
    return perf_counter() - begun


def annotate(session: Session, stage: Stage, many: int) -> None:
    """So many annotations of one reviewer on one answer."""
    actor = actor_by_email(session, REVIEWER)
    if actor is None:
        raise NotFound
    on = reviewing(session, reading_at(session, actor, stage.pages))
    for number in range(many):
        where = Where(on.reading.frozen.number, SECTION, PROMPT, Chosen(3 * number, 3 * number + 12))
        service.save(session, on, where, Typed("question", f"Question {number}: how do you know that?"))
