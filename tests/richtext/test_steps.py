"""Steps are applied whole or refused with a sentence, whatever they hold."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.richtext.markup import from_markup
from app.richtext.schema import node_from
from app.richtext.steps import StepRefused, apply_steps, read_step
from app.richtext.text import plain_text
from tests.richtext.strategies import any_docs

Doc = dict[str, Any]
BASE = from_markup("### Title\n\nWe saw *nine* children\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |")


def step(kind: str, **values: Any) -> dict[str, Any]:
    return {"stepType": kind} | {name.rstrip("_"): value for name, value in values.items()}


def piece(*content: Any, **depths: int) -> dict[str, Any]:
    return {"content": list(content), **depths}


WORD = {"type": "text", "text": "new"}
BOLD = {"type": "bold"}


class TestApply:
    def test_typing_puts_words_in_and_leaves_the_old_document_as_it_was(self) -> None:
        before = repr(BASE)
        after = apply_steps(BASE, [step("replace", from_=1, to=1, slice=piece(WORD))])
        assert plain_text(after).startswith("newTitle") and repr(BASE) == before

    def test_positions_count_as_in_the_browser_beyond_the_basic_plane(self) -> None:
        after = apply_steps(from_markup("👪 x"), [step("replace", from_=4, to=4, slice=piece(WORD))])
        assert plain_text(after) == "👪 newx"

    def test_a_level_is_changed_by_an_attribute_step(self) -> None:
        after = apply_steps(BASE, [step("attr", pos=0, attr="level", value=4)])
        assert after["content"][0]["attrs"] == {"level": 4}

    def test_several_marks_change_in_one_step_as_undo_in_the_browser_sends_them(self) -> None:
        parts = [step("addMark", mark=BOLD, from_=1, to=3), step("removeMark", mark={"type": "italic"}, from_=8, to=24)]
        after = apply_steps(BASE, [step("markSet", steps=parts)])
        assert after["content"][0]["content"][0] == {"type": "text", "text": "Ti", "marks": [BOLD]}
        assert after["content"][1] == from_markup("We saw nine children")["content"][0]

    def test_a_set_of_marks_can_be_undone_moved_and_sent(self) -> None:
        made = read_step(step("markSet", steps=[step("addMark", mark=BOLD, from_=1, to=3)]))
        node = node_from(BASE)
        marked = made.apply(node).doc
        assert marked is not None
        undone = made.invert(node).apply(marked).doc
        assert undone is not None and undone.eq(node)
        insertion = read_step(step("replace", from_=1, to=1, slice=piece(WORD))).get_map()
        moved = made.map(insertion)
        wanted = step("markSet", steps=[step("addMark", mark=BOLD, from_=4, to=6)])
        assert moved is not None and moved.to_json() == wanted


REFUSED: list[Any] = [
    None,
    {},
    {"stepType": "nonsense"},
    step("replace"),
    step("replace", from_=5, to=2),
    step("replace", from_=-1, to=2),
    step("replace", from_=True, to=2),
    step("replace", from_=1.5, to=2),
    step("replace", from_=0, to=10**9),
    step("replace", from_=0, to=1),
    step("replace", from_=0, to=0, slice=piece(WORD)),
    step("replace", from_=0, to=0, slice=piece({"type": "iframe"})),
    step("replace", from_=1, to=1, slice=piece({"type": "text", "text": "\ud800"})),
    step("replace", from_=1, to=1, slice=piece({"type": "citation", "attrs": {"item": "nope"}})),
    step("replace", from_=1, to=1, slice=piece(WORD, openStart=99)),
    step("replace", from_=1, to=1, slice="text"),
    step("replace", from_=1, to=1, slice=piece({"type": "text", "text": "x" * 1_000_001})),
    step("attr", pos=0, attr="level", value={"deep": []}),
    step("attr", pos=0, attr="level", value=1),
    step("docAttr", attr="x", value=1),
    step("addMark", from_=1, to=3, mark={"type": "link", "attrs": {"href": "javascript:x"}}),
    step("addMark", from_=1, to=3, mark={"type": "underline"}),
    step("markSet", steps=[step("replace", from_=1, to=1)]),
    step("markSet", steps=None),
    step("markSet"),
    step("replaceAround", from_=0, to=7, gapFrom=1, gapTo=6, insert=99, slice=piece()),
]

VALUES = st.one_of(
    st.integers(-3, 60),
    st.sampled_from([None, True, 1.5, "x", [], {}, 10**30, "bold", {"type": "bold"}, {"type": "link"}, [WORD]]),
    st.just(piece(WORD)),
    st.just(piece({"type": "paragraph", "content": [WORD]}, openStart=1)),
    st.just({"content": [{"type": "tableCell"}], "openEnd": 3}),
)
KINDS = ["replace", "replaceAround", "addMark", "removeMark", "addNodeMark", "removeNodeMark", "attr", "markSet", "no"]
FIELDS = ["from", "to", "gapFrom", "gapTo", "insert", "pos", "mark", "attr", "value", "slice", "structure", "steps"]
GARBAGE = st.dictionaries(st.sampled_from(FIELDS), VALUES).flatmap(
    lambda fields: st.sampled_from(KINDS).map(lambda kind: {"stepType": kind} | fields)
)


@st.composite
def near_misses(draw: st.DrawFn) -> dict[str, Any]:
    """Steps of the right shape at random places, which may or may not fit."""
    places = sorted(draw(st.lists(st.integers(0, 60), min_size=4, max_size=4)))
    made = dict(zip(("from", "gapFrom", "gapTo", "to"), places, strict=True)) | {"pos": places[0]}
    content = draw(st.sampled_from([[], [WORD], [{"type": "paragraph"}], [{"type": "bulletList"}]]))
    depth = draw(st.integers(0, 2))
    slice_ = piece(*content, openStart=depth, openEnd=draw(st.sampled_from([0, depth])))
    rest = {"insert": draw(st.integers(0, 2)), "slice": slice_, "mark": BOLD, "attr": "level", "value": 4}
    return {"stepType": draw(st.sampled_from(KINDS[:-2]))} | made | rest


class TestRefuse:
    @pytest.mark.parametrize("bad", REFUSED, ids=range(len(REFUSED)))
    def test_a_step_that_cannot_be_is_refused_with_a_sentence(self, bad: Any) -> None:
        with pytest.raises(StepRefused, match=r"^[A-Z].*\.$"):
            apply_steps(BASE, [bad])

    @settings(max_examples=500, deadline=None)
    @given(st.lists(st.one_of(GARBAGE, near_misses()), min_size=1, max_size=3))
    def test_nothing_but_a_sound_document_or_a_refusal_comes_of_garbage(self, steps: list[Any]) -> None:
        try:
            node_from(apply_steps(BASE, steps))
        except StepRefused as error:
            assert str(error)

    @settings(max_examples=150, deadline=None)
    @given(any_docs(), st.lists(near_misses(), max_size=2))
    def test_any_document_stays_sound(self, doc: Doc, steps: list[Any]) -> None:
        try:
            node_from(apply_steps(doc, steps))
        except StepRefused as error:
            assert str(error)
