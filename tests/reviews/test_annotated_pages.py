"""What pages with annotations need does not grow with them, and passages stay with their words."""

from datetime import datetime

import pytest
from fastapi import FastAPI
from sqlmodel import Session

from app.bench.annotations import edited
from app.core.clock import now
from app.reviews.annotations import answering, queries, service
from app.reviews.annotations.guards import annotating
from app.reviews.annotations.happening import Said
from app.reviews.annotations.placing import Chosen
from app.reviews.annotations.service import Typed, Where
from app.reviews.releases.queries import reading_at
from app.richtext.markup import from_markup
from app.richtext.printed import in_print, printed, unprinted
from app.richtext.quoting import Flat
from app.richtext.schema import trusted
from tests.assessments.factories import LARGE, actor_of, write
from tests.house.test_queries import count
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import RELEASED
from tests.reviews.test_annotations import HOME, begin

PAGES = (
    ("challenger", f"{RELEASED}/sections/1"), ("challenger", HOME), ("author", HOME), ("author", f"{HOME}/prompts/1.1"),
    ("author", f"{HOME}/1"), ("author", f"{HOME}?state=lost"),
)


def annotate(session: Session, name: str, many: int, submitted: bool) -> None:
    """So many annotations of a challenger, answered where the review is submitted."""
    reading = reading_at(session, actor_of(session, name), LARGE)
    on = annotating(session, reading)
    for number in range(many):
        where = Where(reading.frozen.number, "1", "1.1", Chosen(number, number + 9))
        made = service.save(session, on, where, Typed("question", f"Question {number}"))
        if submitted:
            own = reading_at(session, actor_of(session, "author"), LARGE)
            answering.answer(session, answering.before(session, own, made.id or 0), "explained", Said("Because."))


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_many_annotations_need_no_more_queries(
    app: FastAPI, region: Stage, monkeypatch: pytest.MonkeyPatch, who: str, path: str
) -> None:
    named = region.make(begin)
    name = named["challenge"] if who == "challenger" else who
    _note(region, monkeypatch, named["challenge"], 1)
    if "lost" in path:
        region.make(lambda session: write(session, "author", "1.1", "Entirely others."))
    before = count(app, name, path)
    _note(region, monkeypatch, named["challenge"], 20)
    assert count(app, name, path) == before


def _note(region: Stage, monkeypatch: pytest.MonkeyPatch, name: str, many: int) -> None:
    """Note so much, then submit."""
    monkeypatch.setattr(queries, "submitted_at", lambda *_: {})
    region.make(lambda session: annotate(session, name, many, False))

    def all_of_them(session: Session, round_id: int, authority_id: int) -> dict[int, datetime]:
        return dict.fromkeys(range(1, 100), now())

    monkeypatch.setattr(queries, "submitted_at", all_of_them)


def test_random_edits_show_no_annotation_at_other_words() -> None:
    """A sample of what `./candour bench --only annotations` does a thousand times on a text of real length."""
    doc = from_markup("\n\n".join(
        f"Paragraph {n} says that {n * 7} children had a plan, that {n * 3} of them were seen alone, and what changed."
        for n in range(1, 30)
    ))
    tally = edited(40, doc)
    assert tally.wrong == tally.other == 0 and tally.there > 200
    assert tally.found >= 0.99 * tally.there



def test_a_place_in_print_is_the_same_place_among_notes() -> None:
    note = {"type": "note", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Not printed."}]}]}
    first, second, third = from_markup("First words.\n\nSecond words.\n\nThird words.")["content"]
    doc = {"type": "doc", "content": [note, first, note, second, third, note]}
    whole, plain = trusted(doc), trusted(printed(doc))
    flat, shown = Flat(whole), Flat(plain)
    for words in ("First words", "Second words.\nThird", "Third words."):
        at = shown.find_typed(words.replace("\n", " "))
        assert at is not None
        start, end = unprinted(whole, *at)
        assert flat.quote(start, end).words == shown.quote(*at).words
        assert in_print(whole, start, end) == at
    assert in_print(whole, 2, 5) is None


def test_it_is_annotated_and_answered_again_after_a_second_release(region: Stage) -> None:
    named = region.make(begin)
    region.make(lambda session: annotate(session, named["challenge"], 3, False))
    region.make(lambda session: write(session, "author", "1.1", "Whole other text, in which nothing is left."))
    region.make(factories.release)
    seen = region.see(lambda session: queries.noted(
        session, queries.seen_by(session, reading_at(session, actor_of(session, named["challenge"]), LARGE))))
    assert {one.revision for one in seen} == {1}
