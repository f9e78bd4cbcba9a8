"""The pack of a reviewer with 300 notes against the plain document of the same text, each from nothing.

What the notes say, and what is answered, are the words of the demonstration’s two rounds, each in turn.
"""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from app.assessments.queries import any_assessment_at
from app.bench.figures import Findings
from app.bench.stage import Stage
from app.core.errors import NotFound
from app.demo import files as demo
from app.frameworks.queries import latest_scales
from app.publishing.cache import PieceCache
from app.publishing.compose import compose
from app.publishing.documents.service import order
from app.publishing.make import set_and_kept
from app.publishing.models import Composition, Edition
from app.publishing.notes import Answer, Note, Place
from app.publishing.packs.challenge import ChallengePack, Occasion, Recipient, compose_challenge, digest_of
from app.publishing.pool import Pool
from app.richtext.quoting import Flat
from app.richtext.schema import trusted

NOTES = 300
MOST = 1.3
PLAIN, PACK, NEXT = "plain document, from nothing", "pack with 300 notes, from nothing", "the pack of the next reviewer"
AFTER = "pack with 300 notes, after the document"
PATIENCE_SECONDS = 600
Content = dict[str, Any]


@dataclass(frozen=True)
class _Paper:
    """A worker with pieces kept in a folder that begins empty."""

    pool: Pool
    cache: PieceCache

    def took(self, compose_it: Callable[[], Composition]) -> float:
        """Seconds of processor time of both processes, from the content to the finished file."""
        began = time.process_time() + self.pool.usage()[1]
        composition = compose_it()
        set_and_kept(composition, digest_of(composition), pool=self.pool, cache=self.cache)
        return time.process_time() + self.pool.usage()[1] - began


def measure_packs(stage: Stage, rounds: int, findings: Findings) -> None:
    """All in turn, round after round; processor time, which says the same on a machine that others use.

    Whoever releases a text has mostly made its document before, so the pack is made once from nothing, and once where
    what both hold alike is kept already.
    """
    content, pack = _content(stage), _pack(stage)
    took: dict[str, list[float]] = {name: [] for name in (PLAIN, PACK, NEXT, AFTER)}
    pool = Pool(1, PATIENCE_SECONDS)
    pool.warm()
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
            plain, packs = _Paper(pool, PieceCache(Path(one))), _Paper(pool, PieceCache(Path(other)))
            took[PLAIN].append(plain.took(lambda: compose(content, pack.edition)))
            took[PACK].append(packs.took(lambda: compose_challenge(pack)))
            took[NEXT].append(packs.took(lambda: compose_challenge(_for_another(pack))))
            took[AFTER].append(plain.took(lambda: compose_challenge(pack)))
    pool.close()
    middle = {name: findings.add(name, seconds) for name, seconds in took.items()}
    for name in (PACK, AFTER):
        findings.aim(f"{name} / {PLAIN}", middle[name], middle[PLAIN], MOST)


def _content(stage: Stage) -> Content:
    with stage.database.read() as session:
        assessment = any_assessment_at(session, stage.document)
        if assessment is None:
            raise NotFound
        return order(session, assessment, stage.document, "draft").content


def _pack(stage: Stage) -> ChallengePack:
    content = _content(stage)
    with stage.database.read() as session:
        scales = tuple(latest_scales(session))
    occasion = Occasion("A round", "For the challenge", date(2017, 5, 22), date(2017, 6, 30))
    return ChallengePack(content, Edition("review", 1, "0" * 64), Recipient("A director", "Essex", "challenge"),
                         occasion, tuple(_notes(content)), {}, scales)


def _for_another(pack: ChallengePack) -> ChallengePack:
    return replace(pack, recipient=Recipient("Another director", "Norfolk", "challenge"))


def _notes(content: Content) -> Iterator[Note]:
    """Notes on passages spread evenly over the answers, the same ones each time."""
    dice = random.Random(2017)
    answers = [(section["key"], answer, Flat(trusted(answer["doc"]))) for part in content["parts"]
               for section in part["sections"] for answer in section["answers"] if answer["doc"]]
    told = demo.annotations_before().annotations + demo.annotations().annotations
    for number in range(NOTES):
        section, answer, flat = answers[number % len(answers)]
        words, said = flat.text.split(), told[number % len(told)]
        at = dice.randrange(max(1, len(words) - 6))
        found = flat.find_typed(" ".join(words[at:at + 6])) or (0, 0)
        place = Place(section, answer["prompts"][0]["key"], *found)
        yield Note(
            said.kind, flat.quote(*found).words if found[1] else "", place, said.words, said.reference, "A moderator",
            Answer(said.answer.kind, said.answer.words, "An officer") if said.answer else None,
        )
