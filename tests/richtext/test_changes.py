"""The difference of two documents as steps: it gives exactly the other, and leaves alone what both have."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.richtext.changes import steps_between
from app.richtext.markup import from_markup
from app.richtext.steps import apply_steps
from tests.richtext.strategies import Doc, any_docs


@settings(max_examples=200, deadline=None)
@given(any_docs(), any_docs())
def test_the_steps_give_the_other_document(old: Doc, new: Doc) -> None:
    assert apply_steps(old, steps_between(old, new)) == new


@settings(max_examples=150, deadline=None)
@given(any_docs(), st.integers(0, 99), st.integers(0, 99))
def test_a_block_taken_out_and_put_elsewhere(old: Doc, taken: int, put: int) -> None:
    blocks = list(old["content"])
    block = blocks.pop(taken % len(blocks))
    blocks.insert(put % (len(blocks) + 1), block)
    new = {**old, "content": blocks}
    assert apply_steps(old, steps_between(old, new)) == new


@settings(deadline=None)
@given(any_docs())
def test_equal_documents_need_no_step(doc: Doc) -> None:
    assert steps_between(doc, doc) == []


def test_one_word_is_one_small_step() -> None:
    old, new = (from_markup(f"First.\n\nPlaces rose to {count} in May.\n\nLast.") for count in ("12", "14"))
    (step,) = steps_between(old, new)
    assert (step["to"] - step["from"], step["slice"]["content"][0]["text"]) == (2, "14")


def test_a_row_put_into_a_table_leaves_the_others() -> None:
    head = "| A | B |\n|---|---|\n| one | 1 |\n"
    (step,) = steps_between(from_markup(head + "| three | 3 |"), from_markup(head + "| two | 2 |\n| three | 3 |"))
    assert step["from"] == step["to"] and len(step["slice"]["content"]) == 1
