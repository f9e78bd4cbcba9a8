"""Who reads whose words at which stage: one readable table, held against every page that anybody comes upon.

Whoever writes anything in a round uses a word of their own (`planted.WORDS` says which letter is whose). Under each
reader stand those whose words are on any page that they come upon by following links, or get when they ask for what
anybody else came upon. Each stage goes on from the one before it.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import Session

from app.reviews.rating import queries
from app.reviews.releases.permissions import Reading
from tests.assessments.factories import LARGE, token_of, write
from tests.browser import Browser
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.crawling import pages_of
from tests.reviews.factories import PART, RELEASED
from tests.reviews.planted import QUOTED, WORDS, WRITERS, answer_moderator, found_in, plant

TABLE = """
             coordinator     director        author       reader administrator challenger second guest moderator regional outsider
typed        DNEVLPQ         DNEVLPQ         DNEQ         -      PQ            AQ         BQ     -     MQ        LWPQS    Q
moderated    MDNEVGLPQ       MDNEVGLPQ       MDNEGQ       -      PQ            MAGQ       MBGQ   MG    MGQ       LWPQS    Q
first        MADNEVGLPQ      MADNEVGLPQ      MADNEGQ      -      PQ            MAVGQ      MBGQ   MG    MGQ       LWPQS    Q
both         MABDNEVGLPQ     MABDNEVGLPQ     MABDNEGQ     -      PQ            MABVGQ     MABVGQ MG    MGQ       LWPQS    Q
closed       MABDNEVGLPQS    MABDNEVGLPQS    MABDNEGQS    -      PQ            AQS        BQS    -     MGQS      LWPQS    QS
"""  # noqa: E501
DRAFT = f"/assessments/{LARGE}/prompts/1.1"
CONCERNED = (  # by what changes later
    "/reviews", "/region", "/settings/peterborough/activity", "/evidence/peterborough/E7", DRAFT)
WHO, *LINES = (line.split() for line in TABLE.strip().splitlines())
EXPECTED = {stage: dict(zip(WHO, marks, strict=True)) for stage, *marks in LINES}


def _submit(letter: str) -> Callable[[Session, dict[str, str]], None]:
    return lambda session, called: factories.submit_review(session, called[WRITERS[letter]])


def _moderated(session: Session, called: dict[str, str]) -> None:
    _submit("M")(session, called)
    answer_moderator(session)


STAGES: dict[str, Callable[[Session, dict[str, str]], None]] = {
    "typed": lambda _session, _called: None,
    "moderated": _moderated,
    "first": _submit("A"),
    "both": _submit("B"),
    "closed": lambda session, _called: factories.close(session),
}


class _Reader(Browser):
    """Asks for so many pages that their form is not checked again here."""

    def request(self, method: str, url: Any, **more: Any) -> Any:
        """The response as it is."""
        return httpx.Client.request(self, method, url, **more)


def _readers(app: FastAPI, called: dict[str, str]) -> dict[str, Browser]:
    return {who: _Reader(app, token_of(called.get(who, who))) for who in WHO}


def _asked(browser: Browser, addresses: Iterable[str]) -> str:
    """The text of every page of these that opens."""
    return "\n".join(browser.get(address).text for address in addresses)


def test_nobody_reads_more_than_the_table_says(app: FastAPI, region: Stage) -> None:
    called = plant(region)
    readers = _readers(app, called)
    addresses = {f"{PART}/summary", f"{DRAFT}?beside=comments"}
    addresses = addresses.union(*(pages_of(browser) for browser in readers.values()))
    for stage, step in STAGES.items():
        region.make(lambda session, step=step: step(session, called))
        for who in ("challenger", "second", "guest", "moderator", "outsider"):
            addresses |= pages_of(readers[who]).keys()
        found = {who: found_in(_asked(browser, addresses)) for who, browser in readers.items()}
        assert found == EXPECTED[stage], stage
        addresses = {one for one in addresses if one.startswith(CONCERNED)}


def _same_again(page: str) -> str:
    """A page without what is new in it each time."""
    return re.sub(r'(nonce|value|content)="[\w.-]{16,}"', "", page)


def test_a_challenger_cannot_even_tell_that_the_other_submitted(app: FastAPI, region: Stage) -> None:
    called = plant(region, "M")
    browser = Browser(app, token_of(called["second"]))
    paths = ("/reviews", RELEASED, f"{RELEASED}/review", f"{RELEASED}/sections/1", f"{RELEASED}/feedback",
             f"{RELEASED}/feedback/ratings")
    before = [_same_again(browser.get(path).text) for path in paths]
    region.make(lambda session: factories.submit_review(session, called["challenger"]))
    assert [_same_again(browser.get(path).text) for path in paths] == before
    assert browser.get(f"{RELEASED}/event").status_code == 403
    assert "/event" not in browser.get(RELEASED).text  # no tab that leads there
    first = Browser(app, token_of(called["challenger"])).get(RELEASED).text
    assert f'href="{RELEASED}/event"' in first and 'data-keys="section"' in browser.get(paths[3]).text


@pytest.mark.parametrize("gone", ["reads_review", "seen_by"])
def test_the_words_show_when_the_rule_is_gone(
    app: FastAPI, region: Stage, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    second = Browser(app, token_of(plant(region, "MA")["second"]))
    pages = (f"{RELEASED}/feedback", f"{RELEASED}/feedback/ratings", f"{RELEASED}/review")
    assert WORDS["A"] not in _asked(second, pages)
    if gone == "reads_review":
        monkeypatch.setattr(queries, "reads_review", lambda *_: True)
    else:
        monkeypatch.setattr("app.reviews.feedback.queries.seen_by", _seen_by_all)
    assert WORDS["A"] in _asked(second, pages)


def test_a_record_is_of_ones_own_review_alone(
    app: FastAPI, region: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = Browser(app, token_of(plant(region, "MAB")["second"]))
    region.make(factories.close)
    noted = RELEASED.replace("released", "annotations")
    pages = ("/reviews", RELEASED, f"{RELEASED}/review", f"{RELEASED}/sections/1", f"{RELEASED}/feedback",
             f"{RELEASED}/feedback/ratings", noted, *(f"{noted}/{number}" for number in (1, 2, 3)))
    found = {page: second.get(page) for page in pages}
    assert found_in(_asked(second, pages)) == "BE" and all(found[page].is_success for page in pages[:7])
    assert not any('method="post"' in one.text.split("<main")[1] for one in found.values() if one.is_success and
                   "feedback" not in str(one.url))
    assert "/event" not in found[RELEASED].text and "/packs" not in found[RELEASED].text
    page = found[f"{RELEASED}/review"].text
    assert f'data-under="{RELEASED}" data-saved=' in page and "js/held.js" in page
    monkeypatch.setattr(Reading, "as_record", False)
    assert WORDS["A"] in _asked(second, pages)


def test_what_was_not_submitted_is_kept_for_its_writer_alone(app: FastAPI, region: Stage) -> None:
    called = plant(region, "MA")
    region.make(factories.close)
    second, noted = Browser(app, token_of(called["second"])), RELEASED.replace("released", "annotations")
    page = second.get(f"{RELEASED}/review")
    assert f"{RELEASED}/review" in second.get("/reviews").text and found_in(page.text) == "B"
    assert f"{WORDS['B']} asks" in page.text and page.text.count(WORDS["B"]) > 3 and QUOTED not in page.text
    assert 'method="post"' not in page.text.split("<main")[1]
    for path in ("", "/sections/1", "/feedback", "/feedback/ratings", "/event", "/packs", "/evidence"):
        assert second.get(RELEASED + path).status_code == 404, path
    assert second.get(noted).status_code == 404
    assert f'data-under="{RELEASED}" data-saved=' in page.text and "js/held.js" in page.text
    for who in ("coordinator", called["challenger"], called["moderator"], "guest", "regional"):
        assert WORDS["B"] not in Browser(app, token_of(who)).get(f"{RELEASED}/review").text
    guest = Browser(app, token_of("guest"))
    answer, listed = guest.get(f"{RELEASED}/review"), guest.get("/reviews").text
    assert answer.status_code == 404 and "had been saved when it was closed" in answer.text
    assert "is kept" not in answer.text
    assert f'data-under="{RELEASED}" hidden' in answer.text and "js/held.js" in answer.text
    assert "Nothing of it was saved" in listed and f'href="{RELEASED}' not in listed
    assert f'data-under="{RELEASED}"' in listed  # what was typed and never arrived is still on their computer
    assert " data-guest>" in listed and " data-guest" not in page.text  # they come back by their link
    for path in ("", "/feedback", "/event"):
        answer = guest.get(RELEASED + path)
        assert 'href="/reviews">Go to Reviews' in answer.text and "Whatever you wrote" not in answer.text, path
        assert "if anything, is kept" in answer.text, path


def test_a_record_is_of_the_revision_that_was_reviewed(app: FastAPI, region: Stage) -> None:
    region.make(lambda session: write(session, "author", "1.1", "What was reviewed."))
    called = region.make(factories.under_review)
    region.make(lambda session: factories.review_whole(session, called["challenger"]))
    region.make(lambda session: write(session, "author", "1.1", "What was released after it."))
    region.make(factories.release)
    browsers = [Browser(app, token_of(called[who])) for who in ("challenger", "second")]
    assert ["released after" in browser.get(f"{RELEASED}/sections/1").text for browser in browsers] == [True, True]
    region.make(factories.close)
    page = browsers[0].get(f"{RELEASED}/sections/1").text
    assert "What was reviewed." in page and "released after" not in page
    assert f"{RELEASED}/review" in browsers[0].get("/reviews").text
    answer = browsers[1].get(f"{RELEASED}/sections/1")
    assert answer.status_code == 404 and "The round is closed" in answer.text
    assert f'href="{RELEASED}"' not in browsers[1].get("/reviews").text


def _seen_by_all(session: Session, reading: object) -> list[queries.Submitted]:
    coordinator = factories.actor_of(session, "coordinator")
    return queries.seen_by(session, factories.reading_at(session, coordinator, factories.LARGE))
