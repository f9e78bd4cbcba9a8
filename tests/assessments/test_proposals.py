"""Proposals: differences that others decide about one by one, never made by guess, never lost."""

import json
import re

import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from sqlmodel import Session, select

from app.activity.models import Activity
from app.assessments.anchors.models import Anchor
from app.assessments.freezing.queries import drafted_by
from app.assessments.proposals import rules
from app.assessments.proposals.models import Suggestion
from app.assessments.proposals.queries import Standing, open_in
from app.assessments.proposals.service import Whose
from app.assessments.suggesting import service
from app.assessments.texts.models import Step
from app.assessments.texts.service import Hand
from app.assessments.writing.live import Live
from app.assessments.writing.service import commit, open_text, replacement
from app.core.errors import Conflict
from app.richtext.markup import from_markup, to_markup
from app.richtext.schema import to_json, trusted
from app.richtext.steps import tree_of
from tests.assessments.factories import desk_of, person_id
from tests.conftest import SignIn
from tests.richtext.strategies import Doc, any_docs

KEY, PATH = "1.1", "/assessments/peterborough/eastern-region-2016-17/2016-17/prompts/1.1"
BEFORE = "Leaders see every audit each month.\n\nOne in ten was good.\n\nThe last paragraph stays."
AFTER = "Leaders read every audit each week.\n\nOne in ten was good.\n\nA new paragraph.\n\nThe last paragraph stays."


@settings(max_examples=150, deadline=None)
@given(any_docs(), any_docs())
def test_all_pieces_together_give_the_other_document(old: Doc, new: Doc) -> None:
    before, after = trusted(old), trusted(new)
    for piece in reversed(rules.pieces(before, after)):
        assert rules.stands(before, piece.start, rules.read(rules.stored(piece.was)))
        result = rules.step_for(piece.start, piece.end, rules.read(rules.stored(piece.becomes))).apply(before)
        assert result.doc is not None
        before = result.doc
    assert to_json(before) == new


def test_changes_close_together_are_one_decision() -> None:
    old, new = (trusted(from_markup(text)) for text in (
        "Places rose from 12 in May to 14 in June of that same year, we said, and all were used.",
        "Places rose from 13 in May to 15 in July of that same year, we said, and all were filled."))
    found = [
        [rules.words([to_json(node) for node in nodes]) for nodes in (piece.was, piece.becomes)]
        for piece in rules.pieces(old, new)
    ]
    assert found == [["12", "13"], ["14 in June", "15 in July"], ["used", "filled"]]


@pytest.fixture
def at_work(session: Session) -> Session:
    """A session in which the answer says BEFORE."""
    _write(session, "author", BEFORE)
    return session


def _write(session: Session, name: str, markup: str) -> None:
    desk = desk_of(session, name, KEY)
    answer = open_text(session, desk)
    commit(session, Live(), desk, answer, replacement(answer.text, from_markup(markup)), "test")


def _propose(session: Session, name: str, markup: str) -> list[Standing]:
    desk = desk_of(session, name, KEY)
    answer = open_text(session, desk)
    whose = Whose(service.hand_of(desk), service.hand_of(desk), "suggested")
    service.propose(session, Live(), desk, answer, answer.text.version, from_markup(markup), whose)
    return _open(session)


def _open(session: Session) -> list[Standing]:
    answer = open_text(session, desk_of(session, "author", KEY))
    return open_in(session, answer.text.id, tree_of(answer.text.doc))


def _text(session: Session) -> str:
    return to_markup(json.loads(open_text(session, desk_of(session, "author", KEY)).text.doc))


def _accept(session: Session, *standing: Standing) -> tuple[int, int]:
    return service.accept(session, Live(), desk_of(session, "author", KEY), [one.id for one in standing])


def _reject(session: Session, *standing: Standing) -> int:
    return service.reject(session, Live(), desk_of(session, "author", KEY), [one.id for one in standing])


def _undo(session: Session, *standing: Standing) -> int:
    return service.take_back(session, Live(), desk_of(session, "author", KEY), [one.id for one in standing])


class TestDeciding:
    def test_nothing_changes_until_somebody_accepts(self, at_work: Session) -> None:
        standing = _propose(at_work, "director", AFTER)
        assert [(one.old_words, one.new_words, one.state) for one in standing] == [
            ("see", "read", "open"), ("month", "week", "open"), ("", "A new paragraph.", "open")]
        assert _text(at_work) == BEFORE

    def test_one_by_one(self, at_work: Session) -> None:
        first, second, third = _propose(at_work, "director", AFTER)
        assert _accept(at_work, third) == (1, 0)
        assert _accept(at_work, first) == (1, 0)
        assert _reject(at_work, second) == 1
        assert _text(at_work) == AFTER.replace("week", "month")
        assert _open(at_work) == [] and at_work.exec(select(Anchor)).all() == []

    def test_all_at_once_gives_the_version_proposed(self, at_work: Session) -> None:
        assert _accept(at_work, *_propose(at_work, "director", AFTER)) == (3, 0)
        assert _text(at_work) == AFTER

    def test_a_decision_can_be_taken_back(self, at_work: Session) -> None:
        standing = _propose(at_work, "director", AFTER)
        _accept(at_work, *standing)
        assert _undo(at_work, *standing) == 3
        assert _text(at_work) == BEFORE
        again = _open(at_work)
        assert [one.state for one in again] == ["open"] * 3
        _reject(at_work, again[0])
        _undo(at_work, again[0])
        assert _accept(at_work, *_open(at_work)) == (3, 0) and _text(at_work) == AFTER

    def test_nobody_decides_twice(self, at_work: Session) -> None:
        standing = _propose(at_work, "director", AFTER)
        _accept(at_work, standing[0])
        with pytest.raises(Conflict, match="nothing left to decide"):
            _accept(at_work, standing[0])

    def test_a_decision_about_words_that_changed_since_stays(self, at_work: Session) -> None:
        first, *_ = _propose(at_work, "director", AFTER)
        _accept(at_work, first)
        _write(at_work, "author", _text(at_work).replace("read", "study"))
        with pytest.raises(Conflict, match="changed these words since"):
            _undo(at_work, first)
        assert "study" in _text(at_work)


class TestWhileOthersWrite:
    def test_changes_follow_the_words_that_they_are_about(self, at_work: Session) -> None:
        standing = _propose(at_work, "director", AFTER)
        _write(at_work, "author", "A beginning.\n\n" + BEFORE.replace("good.", "good or better."))
        assert [one.state for one in _open(at_work)] == ["open"] * 3
        _accept(at_work, *standing)
        assert _text(at_work) == "A beginning.\n\n" + AFTER.replace("good.", "good or better.")

    def test_what_somebody_changed_is_never_overwritten(self, at_work: Session) -> None:
        first, *_ = _propose(at_work, "director", AFTER)
        _write(at_work, "author", BEFORE.replace("see", "check"))
        overtaken = _open(at_work)[0]
        assert (overtaken.state, overtaken.old_words, overtaken.new_words) == ("overtaken", "see", "read")
        with pytest.raises(Conflict, match="changed these words"):
            _accept(at_work, first)
        assert "check" in _text(at_work) and "read" not in _text(at_work)

    def test_bold_alone_is_a_change_too(self, at_work: Session) -> None:
        _propose(at_work, "director", AFTER)
        _write(at_work, "author", BEFORE.replace("see", "**see**"))
        assert _open(at_work)[0].state == "overtaken"

    def test_a_place_whose_paragraph_went_is_overtaken(self, at_work: Session) -> None:
        _propose(at_work, "director", BEFORE.replace("in ten", "in ten, as we know now,"))
        _write(at_work, "author", BEFORE.replace("One in ten was good.\n\n", ""))
        assert [one.state for one in _open(at_work)] == ["overtaken"]

    def test_all_of_a_proposal_leaves_out_what_was_overtaken(self, at_work: Session) -> None:
        standing = _propose(at_work, "director", AFTER)
        _write(at_work, "author", BEFORE.replace("see", "check"))
        assert _accept(at_work, *standing) == (2, 1)
        assert _text(at_work) == AFTER.replace("read", "check")
        assert [one.state for one in _open(at_work)] == ["overtaken"]

    def test_two_people_about_the_same_words(self, at_work: Session) -> None:
        _propose(at_work, "director", BEFORE.replace("month", "week"))
        both = _propose(at_work, "lead-2", BEFORE.replace("month", "fortnight"))
        assert _accept(at_work, *both) == (1, 1)
        assert "week" in _text(at_work) and [one.state for one in _open(at_work)] == ["overtaken"]


class TestWhoseWords:
    def test_the_suggester_has_written_them_and_the_accepter_put_them_in(self, at_work: Session) -> None:
        standing = _propose(at_work, "director", AFTER)
        service.accept(at_work, Live(), desk_of(at_work, "coordinator", KEY), [one.id for one in standing])
        last = at_work.exec(select(Step).where(Step.client_id == "suggestion")).all()
        assert {step.author for step in last} == {"Director"}
        desk = desk_of(at_work, "author", KEY)
        for name in ("director", "coordinator"):
            assert KEY in drafted_by(at_work, desk.id, person_id(at_work, name))
        told = at_work.exec(select(Activity).where(Activity.tag == "assessments:proposal:accepted")).one()
        assert told.person_name == "Coordinator" and "Director" in told.detail

    def test_suggesting_alone_is_no_drafting(self, at_work: Session) -> None:
        standing = _propose(at_work, "director", AFTER)
        _reject(at_work, *standing)
        desk = desk_of(at_work, "author", KEY)
        assert KEY not in drafted_by(at_work, desk.id, person_id(at_work, "director"))

    def test_somebody_without_an_account_is_named(self, at_work: Session) -> None:
        desk = desk_of(at_work, "author", KEY)
        answer = open_text(at_work, desk)
        whose = Whose(Hand("Ann Other, Health trust", None), service.hand_of(desk), "word", "As agreed.")
        service.propose(at_work, Live(), desk, answer, answer.text.version, from_markup(AFTER), whose)
        _accept(at_work, *_open(at_work))
        assert at_work.exec(select(Step.author).where(Step.client_id == "suggestion")).first() == whose.author.name


class TestPages:
    def test_a_director_suggests_and_the_author_decides(self, app: FastAPI, sign_in: SignIn) -> None:
        director, author = sign_in("director"), sign_in("author")
        assert "Begin" in director.get(f"{PATH}/suggest").text
        assert director.submit(f"{PATH}/suggest").status_code == 303
        page = director.get(f"{PATH}/suggest").text
        assert "Send suggestions" in page and "every** audit" in page
        typed = "Leaders read **every** audit each month [[E1|p. 2]].\n\n- One in ten was good."
        sent = director.submit(f"{PATH}/suggest/plain", {"version": "0", "text": typed, "note": "Clearer."})
        assert sent.status_code == 303, sent.text
        shown = author.get(f"{PATH}?beside=suggestions").text
        assert "Clearer." in shown and "Director suggests" in shown and "Suggestions <span" in shown
        assert director.submit(f"{PATH}/suggestions/accept", {"change": "1"}).status_code == 403
        done = author.submit(f"{PATH}/suggestions/accept", {"change": "1"})
        assert done.status_code == 303
        after = author.get(f"{PATH}?beside=suggestions").text
        assert "Leaders read " in after and "Director suggests" not in after and "accepted by Author" in after
        assert author.submit(f"{PATH}/suggestions/undo?change=1").status_code == 303
        assert "Director suggests" in author.get(PATH).text

    def test_the_editor_writes_a_draft_step_by_step(self, sign_in: SignIn) -> None:
        director = sign_in("director")
        director.submit(f"{PATH}/suggest")
        own = re.findall('data-base="([^"]+)"', director.get(f"{PATH}/suggest").text)[0]
        at = director.get(f"{own}/doc").json()
        step = {"stepType": "replace", "from": 1, "to": 1, "slice": {"content": [{"type": "text", "text": "Now. "}]}}
        sent = {"version": at["version"], "clientID": "one", "steps": [step]}
        assert director.submit_json(f"{own}/steps", sent).status_code == 200
        assert director.submit_json(f"{own}/steps", sent).status_code == 409
        assert "Now." not in sign_in("author").get(f"{PATH}/doc").text
        assert sign_in("author").get(f"{own}/doc").status_code == 404
        assert director.submit(f"{PATH}/suggest/send").status_code == 303
        assert director.submit_json(f"{own}/steps", {**sent, "version": 1}).status_code == 404
        placed = sign_in("author").get(f"{PATH}/suggestions/places").json()
        assert [(one["from"], one["to"], one["new"], one["by"]) for one in placed["items"]] == [
            (1, 1, "Now.", "Director")]

    def test_others_write_while_a_draft_is_open(self, app: FastAPI, sign_in: SignIn) -> None:
        director = sign_in("director")
        director.submit(f"{PATH}/suggest")
        with app.state.database.write() as session:
            _write(session, "author", "Put first.\n\nLeaders see **every** audit each month [[E1|p. 2]].")
        assert "It has been changed since you began" in director.get(f"{PATH}/suggest").text
        typed = "Leaders see **every** audit each week [[E1|p. 2]].\n\n- One in ten was good."
        director.submit(f"{PATH}/suggest/plain", {"version": "0", "text": typed})
        author = sign_in("author")
        assert author.submit(f"{PATH}/suggestions/accept", {"change": "1"}).status_code == 303
        text = author.get(PATH).text
        assert "Put first." in text and "each week" in text and "One in ten" not in text

    def test_ones_own_can_be_withdrawn_and_no_others(self, session: Session, sign_in: SignIn) -> None:
        one, *_ = _propose(session, "director", "Something else altogether.")
        session.commit()
        director, other = sign_in("director"), sign_in("lead-2")
        assert "Withdraw" in director.get(f"{PATH}?beside=suggestions").text
        assert "Withdraw" not in other.get(f"{PATH}?beside=suggestions").text
        assert other.submit(f"{PATH}/suggestions/withdraw", {"change": str(one.id)}).status_code == 403
        assert director.submit(f"{PATH}/suggestions/withdraw", {"change": str(one.id)}).status_code == 303
        assert "rejected by Director" in director.get(f"{PATH}?beside=suggestions").text

    def test_nothing_changed_and_a_note_too_long(self, sign_in: SignIn) -> None:
        director = sign_in("director")
        director.submit(f"{PATH}/suggest")
        assert "not changed anything yet" in director.submit(f"{PATH}/suggest/send").text
        again = director.submit(f"{PATH}/suggest/plain", {"version": "0", "text": "Other.", "note": "x" * 2001})
        assert again.status_code == 422 and "Keep the note" in again.text and "Other." in again.text
        assert director.submit(f"{PATH}/suggest/discard").status_code == 303
        assert "Begin" in director.get(f"{PATH}/suggest").text

    def test_agreeing_says_what_is_open(self, session: Session, sign_in: SignIn) -> None:
        _propose(session, "director", "Something else altogether.")
        session.commit()
        lead = sign_in("lead")
        assert "open here. What you agree is the text without" in lead.get(PATH).text
        section = lead.get("/assessments/peterborough/eastern-region-2016-17/2016-17/sections/1").text
        assert "open</a>, which" in section
        version = lead.get(f"{PATH}/doc").json()["version"]
        assert lead.submit(f"{PATH}/agree", {"version": str(version)}).status_code == 303
        assert "Something else altogether" in lead.get(f"{PATH}?beside=suggestions").text


def test_decided_ones_are_kept(at_work: Session) -> None:
    _reject(at_work, *_propose(at_work, "director", AFTER))
    assert {(one.state, one.decided_by) for one in at_work.exec(select(Suggestion)).all()} == {("rejected", "Author")}
