"""What is refused on a page of a round leads to its field, which says it too and is not hidden."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session

from app.config import ROOT
from tests.conftest import SignIn
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import PART, RELEASED, ROUND

FIELD = re.compile(r"\b(?:text|select)_field\(")
PAGES = ROOT / "templates/reviews"


def _conflict(session: Session) -> None:
    factories.open_round(session)
    factories.service.declare_conflict(session, factories.part_of(session, "director"), "peterborough", "luton", "Kin")


def _released(session: Session) -> None:
    factories.publish(session)
    factories.release(session)


def _closed(session: Session) -> None:
    factories.publish(session)
    factories.close(session)


CASES: list[tuple[Callable[[Session], object], str, str, dict[str, str], str]] = [
    (factories.publish, "regional", f"{ROUND}/withdraw", {"reason": " "}, "reason"),
    (factories.publish, "regional", f"{ROUND}/withdraw", {"reason": "x" * 5000}, "reason"),
    (factories.publish, "regional", f"{ROUND}/pairs", {"reviewer": "1", "reviewed": "1", "kind": "challenge"},
     "reviewer"),
    (factories.open_round, "regional", f"{ROUND}/allocation", {"seed": "twelve"}, "seed"),
    (factories.open_round, "regional", f"{ROUND}/dates", {"sign_off_on": "x"}, "sign_off_on"),
    (factories.open_round, "regional", f"{ROUND}/conflicts", {"one": "luton", "other": "luton"}, "other"),
    (factories.open_round, "regional", f"{ROUND}/conflicts", {"one": "luton", "other": "essex"}, "why"),
    (_conflict, "regional", f"{ROUND}/conflicts/1/lift", {"why": ""}, "lift-1"),
    (_conflict, "director", f"{PART}/conflicts/1/lift", {"why": ""}, "lift-1"),
    (_closed, "regional", f"{ROUND}/reopen", {"reason": ""}, "reason"),
    (factories.open_round, "director", f"{PART}/answer", {"answer": ""}, "answer-1"),
    (factories.open_round, "director", f"{PART}/answer", {"answer": "declines"}, "reason"),
    (factories.open_round, "director", f"{PART}/conflicts", {"other": ""}, "other"),
    (factories.publish, "director", f"{PART}/release", {"name": ""}, "name"),
    (factories.publish, "director", f"{PART}/release", {"name": "A", "revision": "9"}, "revision"),
    (_released, "director", f"{RELEASED}/event/lines", {"line": ""}, "line"),
    (factories.open_round, "regional", "/region/eastern/leadership", {"one": "", "other": ""}, "one"),
    (factories.open_round, "regional", "/region/eastern/open", {"framework": ""}, "framework-1"),
]


@pytest.mark.parametrize(
    ("stage", "who", "path", "sent", "field"), CASES, ids=[f"{one[2][-20:]} {one[4]}" for one in CASES])
def test_a_refusal_leads_to_its_field(
    region: Stage, sign_in: SignIn, stage: Callable[[Session], object], who: str, path: str, sent: dict[str, str],
    field: str,
) -> None:
    region.make(stage)
    answer = sign_in(who).submit(path, sent)
    assert answer.status_code == 422, answer.text
    summary = re.search(r'error-summary__list">\s*<li><a href="#([\w-]+)">([^<]+)', answer.text)
    assert summary and summary[1] == field
    assert answer.text.count(f'id="{field}"') == 1
    said = re.search(rf'id="{field}-error">.*?</span> ([^<]+)</p>', answer.text)
    assert said and said[1] == summary[2]
    before = answer.text.partition(f'id="{field}"')[0]  # whatever could hide it is open
    if before.count("<details") > before.count("</details>"):
        assert " open>" in before.rpartition("<details")[2].partition("\n")[0]


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.html")), ids=lambda path: path.stem)
def test_every_field_of_a_page_that_tells_of_a_refusal_can_say_it(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "error_summary" not in text or path.stem in ("_wrong", "review", "unsaved")
    if "href = error.href" in text:
        posted = re.findall(r'<form\b[^\n]*method="post".*?</form>', text, re.DOTALL)
        fields = [line for form in posted for line in form.splitlines() if FIELD.search(line)]
        assert [line for line in fields if "error=" not in line] == []
