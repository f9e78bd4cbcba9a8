"""Searching a large library: items with pages of words that are as common or rare as those of a language."""

import random
import time
from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import quote

from sqlmodel import Session

from app.accounts.queries import authority_by_slug
from app.bench.browser import Browser
from app.bench.figures import Findings
from app.bench.processes import free_port, serving
from app.bench.stage import Stage
from app.core.clock import now
from app.core.errors import NotFound
from app.evidence.models import EvidenceItem, EvidenceRevision
from app.evidence.passages.index import put
from app.evidence.passages.models import EvidencePassage, EvidenceReading

ITEMS, PAGES, WORDS = 5_000, 20, 250
AT_ONCE = 100  # items of one transaction
VOCABULARY = 20_000
SYLLABLES = ("ba", "co", "di", "fer", "gu", "hal", "im", "ja", "ken", "lo", "mar", "ne", "or", "pil", "qua", "res")
QUERIES = 200
AIM = 0.1  # seconds, for the 95th of a hundred searches
FIRST = 10_000  # the number of the first item made here


def measure_search(stage: Stage, rounds: int, findings: Findings, items: int = ITEMS) -> None:
    """Fill the library, then search it one query after another as the dialogue of citations does."""
    chance = random.Random(0)
    vocabulary, weights = _vocabulary(chance)
    begun = time.perf_counter()
    asked = _fill(stage, items, chance, vocabulary, weights)
    findings.add(f"{items:,} items of {PAGES} pages indexed", [time.perf_counter() - begun])
    port = free_port()
    with serving(["app.cli", "serve", "--port", str(port)], port, stage.folder):
        browser = Browser(port)
        browser.sign_in(*stage.people)
        times = [sorted(_searched(browser, stage, query) for query in asked) for _ in range(rounds)]
    findings.add("search of the library, median", [one[len(one) // 2] for one in times], "ms")
    slow = findings.add("search of the library, p95", [one[int(len(one) * 0.95)] for one in times], "ms")
    findings.add("search of the library, slowest", [one[-1] for one in times], "ms")
    findings.aim("search of the library, p95 / 100 ms", slow, AIM, 1)


def _vocabulary(chance: random.Random) -> tuple[list[str], list[float]]:
    """Words with how often each comes: the second half as often as the first, the third a third (Zipf's law)."""
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        words["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4)))] = None
    totals = [0.0]
    for rank in range(1, VOCABULARY + 1):
        totals.append(totals[-1] + 1 / rank)
    return list(words), totals[1:]


def _fill(
    stage: Stage, items: int, chance: random.Random, vocabulary: Sequence[str], weights: Sequence[float]
) -> list[str]:
    """Make the items; the queries to ask: words as often as they come, beginnings, pairs and phrases."""
    asked: list[str] = []
    for start in range(0, items, AT_ONCE):
        with stage.database.write() as session:
            for number in range(start, min(start + AT_ONCE, items)):
                pages = [chance.choices(vocabulary, cum_weights=weights, k=WORDS) for _ in range(PAGES)]
                _put(session, stage, number, pages)
                if len(asked) < QUERIES:
                    asked += _queries(chance, pages[number % PAGES])
    return asked[:QUERIES]


def _put(session: Session, stage: Stage, number: int, pages: Sequence[Sequence[str]]) -> None:
    authority = authority_by_slug(session, stage.pages.authority)
    if authority is None or authority.id is None:
        raise NotFound
    item = EvidenceItem(
        authority_id=authority.id, ref=f"E{FIRST + number}", title=" ".join(pages[0][:6]), kind="document",
        owner="Head of quality", as_at=date(2017, 3, 31), status="published", sensitivity="open", added_at=now(),
    )
    session.add(item)
    session.flush()
    revision = EvidenceRevision(
        item_id=item.id or 0, number=1, file_name="report.pdf", media_type="application/pdf", added_at=now(),
        added_by="Bench",
    )
    session.add(revision)
    session.flush()
    session.add(EvidenceReading(revision_id=revision.id or 0, state="read", passages=len(pages), rules=1))
    rows = [
        EvidencePassage(revision_id=revision.id or 0, place=f"p. {at}", text=" ".join(words), rules=1)
        for at, words in enumerate(pages, 1)
    ]
    session.add_all(rows)
    session.flush()
    put(session, authority.id, [(row.id or 0, row.text) for row in rows])


def _queries(chance: random.Random, words: Sequence[str]) -> Iterator[str]:
    at = chance.randrange(len(words) - 3)
    yield words[at]
    yield words[at][:3]
    yield f"{words[at]} {words[at - 20]}"
    yield f'"{" ".join(words[at : at + 3])}"'


def _searched(browser: Browser, stage: Stage, query: str) -> float:
    begun = time.perf_counter()
    browser.page(f"/evidence/{stage.pages.authority}/search?q={quote(query)}")
    return time.perf_counter() - begun
