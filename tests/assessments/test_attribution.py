"""Who wrote what: the fold of steps against a naive model of each unit, and across acts that bring text back."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from app.assessments.history.fold import Fold, Taken, folded
from app.assessments.history.service import Folds, traced
from app.assessments.models import Response, Text
from app.assessments.texts.queries import locked
from app.assessments.texts.service import Hand, commit_steps
from app.assessments.writing import grouping
from app.assessments.writing.live import Live
from app.assessments.writing.service import open_text, replacement, restore, save_plain
from app.richtext.blame import is_passage, is_rewrite
from app.richtext.flat import flat, moved, splices, units_of, words_of
from app.richtext.schema import EMPTY_DOC, node_from, to_json
from app.richtext.steps import StepRefused, apply_steps, read_step
from tests.assessments.factories import desk_of, write

RECORDED = Path(__file__).parents[1] / "editor" / "fuzz_steps.jsonl.gz"
NOON = datetime(2016, 11, 23, 12, tzinfo=UTC)
NAMES = ("Ann", "Ben", "Cem")
Unit = tuple[str, str]  # what stands there, and who put it there


def taken(version: int, author: str, step: dict[str, Any], at: datetime = NOON) -> Taken:
    return Taken(version, author, NAMES.index(author) if author in NAMES else None, at, json.dumps(step))


def naive(units: list[Unit], step: dict[str, Any], after: dict[str, Any], author: str) -> list[Unit]:
    """The same by the library's own map of a step, unit by unit: what the map calls new is the author's."""
    old, now = list(units), flat(after)
    made: list[Unit] = []
    at = 0
    ranges = read_step(step).get_map().ranges
    for start, size, new in zip(ranges[::3], ranges[1::3], ranges[2::3], strict=True):
        made += old[at:start]
        made += [(unit, author) for unit in now[len(made) : len(made) + new]]
        at = start + size
    made += old[at:]
    assert "".join(unit for unit, _ in made) == now
    if step["stepType"] == "attr":
        made[step["pos"]] = (made[step["pos"]][0], author)
    return made


def told(fold: Fold) -> list[Unit]:
    names = ["" if origin is None else origin.author for origin in fold.origins]
    return [(unit, names[one]) for unit, one in zip(fold.blame.units, fold.blame.origins, strict=True)]


def brings_back(units: list[Unit], step: dict[str, Any], gone: set[str]) -> bool:
    """Whether a step may hold words that stood there before; what it takes out joins what is gone."""
    said = [("".join(unit for unit, _ in units[one.start : one.end]), one.units) for one in splices(step)]
    found = any(is_rewrite(old, new) or new in gone for old, new in said)
    gone |= {old for old, _ in said if is_passage(old)}
    return found


def follow(doc: dict[str, Any], steps: list[dict[str, Any]], random: Random) -> None:
    """Fold a document's steps by several authors, and compare with the model after each."""
    fold = Fold()
    first = {"stepType": "replace", "from": 0, "to": 2, "slice": {"content": doc["content"]}}
    fold.take(taken(1, "Ann", first))
    units: list[Unit] = [(unit, "Ann") for unit in flat(doc)]
    gone: set[str] = set()
    ever: set[Unit] = set()
    for version, step in enumerate(steps, 2):
        author = random.choice(NAMES)
        doc = apply_steps(doc, [step])
        was, units = units, naive(units, step, doc, author)
        fold.take(taken(version, author, step))
        ever |= set(was)
        if brings_back(was, step, gone):  # words that stood there before keep their author, and nothing else differs
            assert fold.blame.units == flat(doc)
            assert all(mine == one or mine in ever for mine, one in zip(told(fold), units, strict=True))
            units = told(fold)
        assert told(fold) == units


class TestAgainstTheModel:
    def test_steps_recorded_from_the_browser(self) -> None:
        with gzip.open(RECORDED, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(islice(lines, 0, None, 4)):
                record = json.loads(line)
                follow(record["doc"], record["steps"], Random(number))

    @settings(max_examples=40, deadline=None)
    @given(st.integers(0, 2**32))
    def test_random_typing_and_deleting(self, seed: int) -> None:
        random = Random(seed)
        doc, steps = EMPTY_DOC, list[dict[str, Any]]()
        now = doc
        while len(steps) < 60:
            try:
                step = _edit(random, flat(now))
                now = apply_steps(now, [step])
                steps.append(step)
            except StepRefused:
                continue
        follow(doc, steps, random)

    def test_a_position_moves_with_the_steps(self) -> None:
        with gzip.open(RECORDED, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                length = len(flat(record["doc"]))
                for step in record["steps"]:
                    mapping = read_step(step).get_map()
                    for place in range(0, length + 1, 7):
                        gone = zip(mapping.ranges[::3], mapping.ranges[1::3], strict=True)
                        inside = any(start < place < start + size for start, size in gone)
                        assert inside or moved(place, splices(step)) in {mapping.map(place, 1), mapping.map(place, -1)}
                    length += sum(mapping.ranges[2::3]) - sum(mapping.ranges[1::3])


def _edit(random: Random, units: str) -> dict[str, Any]:
    """Something typed, taken out or put in place of something, somewhere."""
    start = random.randint(0, len(units))
    end = min(len(units), start + random.choice([0, 0, 1, 2, 9]))
    words = " ".join(random.choice(["care", "plan", "👪", "é", "a b"]) for _ in range(random.randint(0, 3)))
    typed = [{"type": "text", "text": words}] if words else []
    if random.random() < 0.2:
        split = [{"type": "paragraph"}, {"type": "paragraph"}]
        return {"stepType": "replace", "from": start, "to": start, "slice":
                {"content": split, "openStart": 1, "openEnd": 1}}
    return {"stepType": "replace", "from": start, "to": end, "slice": {"content": typed}}


class TestUnits:
    @pytest.mark.parametrize("text", ["plain", "café – “x”", "👪 x 𝒳"])
    def test_each_position_of_the_editor_is_a_unit(self, text: str) -> None:
        doc = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]}
        assert len(flat(doc)) == node_from(doc).content.size
        assert words_of(flat(doc)) == text
        assert len(units_of(text)) == len(text.encode("utf-16-le")) // 2


def typed(words: str, at: int = 1, until: int | None = None) -> dict[str, Any]:
    content = [{"type": "text", "text": words}] if words else []
    return {"stepType": "replace", "from": at, "to": at if until is None else until, "slice": {"content": content}}


class TestComingBack:
    def test_what_is_taken_out_and_undone_stays_its_authors(self) -> None:
        fold = folded(Fold(), [taken(1, "Ann", typed("one two three four five"))])
        fold.take(taken(2, "Ben", typed("", 4, 19)))
        fold.take(taken(3, "Ben", typed(" two three four", 4)))
        assert {author for _, author in told(fold)[1:-1]} == {"Ann"}
        assert [(one.written, one.removed) for one in fold.sittings] == [(5, 0), (0, 0)]

    def test_a_passage_put_down_elsewhere_stays_its_authors(self) -> None:
        fold = folded(Fold(), [taken(1, "Ann", typed("one two three four five"))])
        fold.take(taken(2, "Ben", typed("", 1, 15)))
        fold.take(taken(3, "Ben", typed("one two three ", 10)))
        assert {author for _, author in told(fold)[1:-1]} == {"Ann"}

    def test_a_few_words_that_anybody_might_type_are_the_typists(self) -> None:
        fold = folded(Fold(), [taken(1, "Ann", typed("one two three"))])
        fold.take(taken(2, "Ben", typed("", 1, 8)))
        fold.take(taken(3, "Ben", typed("one two", 1)))
        assert [author for _, author in told(fold)[1:8]] == ["Ben"] * 7

    def test_one_more_step_costs_one_more_step(self, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
        for words in _growing():
            write(session, "author", "10.1", words)
        assert len(authors(session, "10.1")) == 1
        steps, take = list[int](), Fold.take

        def counted(self: Fold, step: Taken, *more: Any) -> None:
            steps.append(step.version)
            take(self, step, *more)

        monkeypatch.setattr(Fold, "take", counted)
        write(session, "lead", "10.1", "And now something else.")
        authors(session, "10.1")
        assert steps == list(range(6, text_of(session, "10.1").version + 1))


class TestSittings:
    def test_words_are_counted_as_they_come_and_go(self) -> None:
        steps = [taken(at, "Ann", typed(letter, at)) for at, letter in enumerate("We saw nine", 1)]
        fold = folded(Fold(), steps)
        fold.take(taken(12, "Ben", typed("ten", 8, 12), NOON + timedelta(minutes=1)))
        counts = [(one.author, one.written, one.removed, one.first, one.last) for one in fold.sittings]
        assert counts == [("Ann", 3, 0, 1, 11), ("Ben", 1, 1, 12, 12)]

    def test_what_a_sitting_takes_back_it_has_not_written(self) -> None:
        fold = folded(Fold(), [taken(1, "Ann", typed("one two three")), taken(2, "Ann", typed("", 4, 8))])
        assert [(one.written, one.removed) for one in fold.sittings] == [(2, 0)]

    @pytest.mark.parametrize(("later", "sittings"), [
        (timedelta(minutes=14), 1), (timedelta(minutes=16), 2), (timedelta(hours=12), 2),
    ])
    def test_a_pause_begins_another(self, later: timedelta, sittings: int) -> None:
        fold = folded(Fold(), [taken(1, "Ann", typed("one")), taken(2, "Ann", typed("two "), NOON + later)])
        assert len(fold.sittings) == sittings

    def test_midnight_begins_another(self) -> None:
        late = NOON.replace(hour=23, minute=58)
        fold = folded(Fold(), [taken(1, "Ann", typed("one"), late),
                               taken(2, "Ann", typed("two "), late + timedelta(minutes=5))])
        assert [one.began.day for one in fold.sittings] == [23, 24]


@pytest.fixture(autouse=True)
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.assessments.history.service.FOLDS", Folds())


def text_of(session: Session, key: str) -> Text:
    session.flush()
    response = session.get(Response, desk_of(session, "coordinator", key).prompt.response_id)
    assert response and response.text_id
    text = session.get(Text, response.text_id, populate_existing=True)
    assert text
    return text


def authors(session: Session, key: str) -> list[tuple[str, str]]:
    """The words of an answer with who wrote them, run by run."""
    fold = traced(session, text_of(session, key)).fold
    found = []
    for start, end, origin in fold.blame.runs(0, len(fold.blame.units)):
        if words := words_of(fold.blame.units[start:end]):
            whose = fold.origins[origin]
            found.append((words, whose.author if whose else ""))
    return found


class TestActs:
    """Statement 10.1 and its neighbours, written by hand and brought back by acts."""

    def test_a_restored_passage_is_its_first_authors(self, session: Session) -> None:
        write(session, "author", "10.1", "The author wrote these first words.")
        text = text_of(session, "10.1")
        first = text.version
        write(session, "lead", "10.1", "Something else entirely stands here now, from another hand.")
        restore(session, Live(), desk_of(session, "coordinator", "10.1"), text_of(session, "10.1").version, first)
        assert authors(session, "10.1") == [("The author wrote these first words.", "Author")]

    def test_a_restore_after_the_fold_was_kept_is_found_too(self, session: Session) -> None:
        write(session, "author", "10.1", "The author wrote these first words.")
        first = text_of(session, "10.1").version
        write(session, "lead", "10.1", "Nothing of it is left.")
        assert authors(session, "10.1")[0][1] == "Lead"
        restore(session, Live(), desk_of(session, "coordinator", "10.1"), text_of(session, "10.1").version, first)
        assert authors(session, "10.1") == [("The author wrote these first words.", "Author")]

    def test_joined_answers_keep_their_authors_and_so_does_taking_them_apart(self, session: Session) -> None:
        write(session, "author", "10.1", "Officers review every plan within six weeks.")
        write(session, "lead", "10.2", "Leaders read each audit and act on it.")
        grouping.group_with_next(session, Live(), desk_of(session, "coordinator", "10.1"))
        assert authors(session, "10.1") == [
            ("Officers review every plan within six weeks.", "Author"),
            ("Leaders read each audit and act on it.", "Lead"),
        ]
        grouping.ungroup(session, Live(), desk_of(session, "coordinator", "10.1"))
        assert authors(session, "10.1") == [("Officers review every plan within six weeks.", "Author")]
        assert authors(session, "10.2") == [("Leaders read each audit and act on it.", "Lead")]

    def test_a_plain_form_changes_the_author_of_what_it_changed_alone(self, session: Session) -> None:
        write(session, "author", "10.1", "We saw nine children in March and visited each of them.")
        version = text_of(session, "10.1").version
        desk = desk_of(session, "lead", "10.1")
        save_plain(session, Live(), desk, version, "We saw ten children in March and visited each of them.")
        assert authors(session, "10.1") == [
            ("We saw", "Author"), ("ten", "Lead"), ("children in March and visited each of them.", "Author"),
        ]

    def test_imported_text_is_the_imports(self, session: Session) -> None:
        text, doc = text_of(session, "10.1"), node_from(EMPTY_DOC)
        held = locked(session, text.id or 0)
        given = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "From Word."}]}]}
        commit_steps(session, 1, held, replacement(held, given), Hand("Import", None), "import")
        assert authors(session, "10.1") == [("From Word.", "Import")] and to_json(doc) == EMPTY_DOC

    def test_the_fold_goes_on_from_where_it_was(self, session: Session) -> None:
        for words in _growing():
            write(session, "author", "10.1", words)
            assert authors(session, "10.1") == [(words, "Author")]
        assert open_text(session, desk_of(session, "author", "10.1")).text.version == 5


def _growing() -> Iterator[str]:
    words = ""
    for more in ("One", "two", "three", "four", "five"):
        words = f"{words} {more}".strip()
        yield words
