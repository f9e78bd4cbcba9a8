"""Anchors follow their words, and are never shown at others."""

import random

import pytest
from sqlmodel import Session, select

from app.assessments.anchors.models import Anchor
from app.assessments.anchors.queries import anchors_of
from app.assessments.anchors.service import drop
from app.assessments.models import Prompt, Response, Text
from app.assessments.texts.queries import locked
from app.assessments.texts.service import Hand, commit_steps
from app.assessments.writing.service import replacement
from app.richtext.markup import from_markup
from app.richtext.quoting import Flat
from app.richtext.steps import tree_of

HAND = Hand("Somebody", None)
LONG = "\n\n".join(
    f"Paragraph {n} says that {n * 7} children had a plan, that {n * 3} of them were seen alone, and what changed."
    for n in range(1, 40)
)


@pytest.fixture
def text_id(session: Session) -> int:
    """A text that holds LONG."""
    prompt = session.exec(select(Prompt).where(Prompt.key == "7.1")).first()
    assert prompt is not None
    response = session.get(Response, prompt.response_id)
    assert response is not None and response.text_id is not None
    _become(session, response.text_id, LONG)
    return response.text_id


def _become(session: Session, text_id: int, markup: str) -> None:
    text = locked(session, text_id)
    commit_steps(session, 1, text, replacement(text, from_markup(markup)), HAND, "test")


def _anchor(session: Session, text_id: int, words: str) -> Anchor:
    text = locked(session, text_id)
    doc = tree_of(text.doc)
    flat = Flat(doc)
    at = flat.text.index(words)
    places = [flat.place_of(at), flat.place_of(at + len(words) - 1) + 1]
    return drop(session, text_id, text.version, doc, *places)


def _said(session: Session, anchor: Anchor) -> str:
    session.expire(anchor)
    text = session.get(Text, anchor.text_id)
    assert text is not None
    return Flat(tree_of(locked(session, anchor.text_id).doc)).quote(anchor.start, anchor.end).words


def _replace(session: Session, text_id: int, old: str, new: str) -> None:
    flat = Flat(tree_of(locked(session, text_id).doc)).text
    assert old in flat
    _become(session, text_id, flat.replace("\n", "\n\n").replace(old, new))


def test_words_before_it_move_it_along(session: Session, text_id: int) -> None:
    anchor = _anchor(session, text_id, "21 of them were seen alone")
    _replace(session, text_id, "Paragraph 1 says", "To begin with, this one says")
    assert (_said(session, anchor), anchor.state) == ("21 of them were seen alone", "exact")


def test_words_written_at_its_edges_are_not_its_own(session: Session, text_id: int) -> None:
    anchor = _anchor(session, text_id, "21 of them")
    _replace(session, text_id, "that 21 of them were", "that only 21 of them today were")
    assert (_said(session, anchor), anchor.state) == ("21 of them", "exact")


def test_other_words_in_its_place_are_said_to_be_others(session: Session, text_id: int) -> None:
    anchor = _anchor(session, text_id, "21 of them were seen alone")
    _replace(session, text_id, "21 of them were seen", "22 of them were met")
    assert (_said(session, anchor), anchor.state) == ("22 of them were met alone", "changed")
    _replace(session, text_id, "22 of them were met", "21 of them were seen")
    assert (_said(session, anchor), anchor.state) == ("21 of them were seen alone", "exact")


def test_a_paragraph_put_elsewhere_is_found_by_its_words(session: Session, text_id: int) -> None:
    anchor = _anchor(session, text_id, "Paragraph 30 says that 210 children")
    blocks = LONG.split("\n\n")
    _become(session, text_id, "\n\n".join([blocks[29], *blocks[:29], *blocks[30:]]))
    assert (_said(session, anchor), anchor.state) == ("Paragraph 30 says that 210 children", "moved")


def test_what_was_deleted_is_gone_and_never_guessed(session: Session, text_id: int) -> None:
    anchor = _anchor(session, text_id, "what changed")  # these words stand in every paragraph
    blocks = LONG.split("\n\n")
    _become(session, text_id, "\n\n".join(blocks[1:]))
    assert (_said(session, anchor), anchor.state) == ("", "gone")


def test_the_same_words_elsewhere_are_not_its_own(session: Session, text_id: int) -> None:
    said = "Leaders read every file that was audited"
    _become(session, text_id, f"First. {said}, and so.\n\n{LONG}\n\nSecond. {said}, and thus.")
    anchor = _anchor(session, text_id, said)
    _replace(session, text_id, f"First. {said}, and so.", "First. Leaders read some files, and so.")
    assert _said(session, anchor) != said and anchor.state == "changed"
    _replace(session, text_id, f"Second. {said}", f"Third, as before. {said}")
    assert _said(session, anchor) != said and anchor.state == "changed"


def test_what_comes_back_is_found_again(session: Session, text_id: int) -> None:
    anchor = _anchor(session, text_id, "Paragraph 5 says that 35 children")
    blocks = LONG.split("\n\n")
    _become(session, text_id, "\n\n".join(blocks[:4] + blocks[5:]))
    assert (_said(session, anchor), anchor.state) == ("", "gone")
    _become(session, text_id, LONG)
    assert (_said(session, anchor), anchor.state) == ("Paragraph 5 says that 35 children", "moved")


def test_nothing_is_bound_to_no_words(session: Session, text_id: int) -> None:
    text = locked(session, text_id)
    doc = tree_of(text.doc)
    for start, end in ((5, 5), (9, 3), (0, doc.content.size + 1), (-1, 4)):
        with pytest.raises(Exception, match="Choose"):
            drop(session, text_id, text.version, doc, start, end)


def test_random_edits_never_put_an_anchor_at_other_words(session: Session, text_id: int) -> None:
    """While the text is written in, cut and put together, an anchor that claims its words stands at them."""
    dice = random.Random(1917)
    for number in range(2, 38, 3):
        _anchor(session, text_id, f"Paragraph {number} says that {number * 7} children had")
    wrong = found = there = 0
    for _ in range(60):
        blocks = [block for block in Flat(tree_of(locked(session, text_id).doc)).text.split("\n") if block]
        at = dice.randrange(len(blocks))
        act = dice.choice(["cut", "move", "write", "write", "write", "split", "join"])
        if act == "cut":
            words = blocks[at].split()
            del words[dice.randrange(len(words)) :][: dice.randrange(1, 4)]
            blocks[at] = " ".join(words) or "empty"
        elif act == "move":
            blocks.insert(dice.randrange(len(blocks)), blocks.pop(at))
        elif act == "split":
            middle = len(blocks[at]) // 2
            blocks[at : at + 1] = [blocks[at][:middle].strip() or "a", blocks[at][middle:].strip() or "b"]
        elif act == "join" and at:
            blocks[at - 1 : at + 1] = [f"{blocks[at - 1]} {blocks[at]}"]
        else:
            words = blocks[at].split()
            words.insert(dice.randrange(len(words) + 1), dice.choice(["now", "2017", "children", "well"]))
            blocks[at] = " ".join(words)
        _become(session, text_id, "\n\n".join(blocks))
        session.expire_all()
        text = Flat(tree_of(locked(session, text_id).doc))
        for anchor in anchors_of(session, text_id):
            claims = anchor.state in ("exact", "moved")
            wrong += claims and text.quote(anchor.start, anchor.end).words != anchor.quote
            there += anchor.quote in text.text
            found += claims and anchor.quote in text.text
    assert wrong == 0
    assert found >= 0.99 * there
