"""Packs for tests: the small document with a note of every kind, and the big one with as many notes as wanted."""

import random
from datetime import date
from typing import Any

from app.config import ROOT
from app.frameworks.rules import parse_scale
from app.publishing.models import Edition
from app.publishing.notes import KINDS, Answer, Note, Place
from app.publishing.packs.challenge import ChallengePack, Occasion, Recipient
from app.publishing.packs.enquiry import EventLine, Said
from app.publishing.packs.feedback import Point
from app.richtext.quoting import Flat
from app.richtext.schema import trusted

from .factories import sha256_of, tiny_content

SCALES = tuple(parse_scale(path.read_text("utf-8")) for path in sorted((ROOT / "seed_data" / "scales").glob("*.yaml")))
OCCASION = Occasion("Regional round 2016/17", "For the challenge", date(2017, 5, 22), date(2017, 6, 30))
CHALLENGER = Recipient("Robin Marsh", "Essex", "challenge")
MODERATOR = Recipient("Alex Field", "Suffolk", "moderation")
BY = "Alex Field, Suffolk"
RUNNING = (
    EventLine("What do audits change?", (
        Said("Two examples were given.\nA third will follow.", "Robin Marsh (challengers)"),
        Said("Send the audit", "Sam Reed", "Head of quality", date(2017, 7, 1)))),
    EventLine("Who hears of it?"),
)
POINTS = (
    Point("", "Strengths", "Plain and honest.", BY, "We accept this.", "Sam Reed"),
    Point("1 Leadership", "Areas to strengthen", "Say what audits change.", BY),
)


def unsigned(content: dict[str, Any]) -> Edition:
    return Edition("review", 2, sha256_of(content))


def note(kind: str, place: Place, words: str, quote: str = "", answer: Answer | None = None) -> Note:
    return Note(kind, quote, place, words, "", BY, answer)


def on_words(kind: str, section: str, prompt: str, doc: dict[str, Any], quote: str, words: str) -> Note:
    found = Flat(trusted(doc)).find_typed(quote)
    assert found
    return note(kind, Place(section, prompt, *found), words, quote)


def tiny_notes() -> tuple[Note, ...]:
    """On words, on a whole answer, on a section, on the document; one whose words are no longer there."""
    content = tiny_content()
    doc = content["parts"][2]["sections"][0]["answers"][1]["doc"]
    accepted = Answer("acted", "We shall count them monthly.", "Sam Reed, Northmere")
    return (
        on_words("figure", "1", "1.1", doc, "Fewer than 40 of 357", "Does this count children placed with parents?"),
        on_words("evidence_gap", "1", "1.2", doc, "of 357 children moved", "Which data set shows it?"),
        note("strength", Place("1", "1.1"), "Plain and short.", answer=accepted),
        note("question", Place("1", "1.1", 5, 9), "Who checked?", "words that stood here once"),
        note("evidence_gap", Place("1", "1.1", gone=True), "Who counted?", "words of an earlier release"),
        note("business_as_usual", Place("B1"), "Could go: it is what every council does."),
        note("challenge", Place(), "Where are the children?", answer=Answer("explained", "In part B.", "Sam Reed")),
    )


def pack(content: dict[str, Any] | None = None, **more: Any) -> ChallengePack:
    content = content or tiny_content()
    given: dict[str, Any] = {
        "content": content, "edition": unsigned(content), "recipient": CHALLENGER, "occasion": OCCASION,
        "notes": tiny_notes(), "files": {("E2", 1): "evidence/E2-1-scorecard.pdf"}, "scales": SCALES,
        "running": RUNNING, "points": POINTS, **more,
    }
    return ChallengePack(**given)


def many_notes(content: dict[str, Any], count: int, seed: int = 3) -> tuple[Note, ...]:
    """So many notes of some 25 words on passages all over a document, two thirds of them answered."""
    dice = random.Random(seed)
    answers = [(section["key"], answer) for part in content["parts"] for section in part["sections"]
               for answer in section["answers"] if answer["doc"]]
    found = []
    for number in range(count):
        key, answer = answers[number % len(answers)]
        flat = Flat(trusted(answer["doc"]))
        words = flat.text.split()
        at = dice.randrange(0, max(1, len(words) - 8))
        place = flat.find_typed(" ".join(words[at:at + 6]))
        said = Answer("explained", "We looked at this again with the team and kept what the audit says.", "The author")
        spot = Place(key, answer["prompts"][0]["key"], *(place or (0, 0)))
        quote = flat.quote(*place).words if place else ""
        found.append(Note(dice.choice(list(KINDS)), quote, spot, " ".join(dice.choices(words, k=25)), "", BY,
                          said if number % 3 else None))
    return tuple(found)
