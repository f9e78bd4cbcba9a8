"""Lining up loses nothing, pairs equals first, and stays in order."""

from hypothesis import given
from hypothesis import strategies as st

from app.richtext.align import overlap, pairs, ranges

ITEMS = st.lists(st.sampled_from("abcdefgh"), max_size=30)


@given(ITEMS, ITEMS)
def test_stretches_cover_both_sides_in_order(old: list[str], new: list[str]) -> None:
    before, after = [], []
    kinds = []
    for equal, (i1, i2, j1, j2) in ranges(old, new):
        assert not equal or old[i1:i2] == new[j1:j2]
        assert i1 < i2 or j1 < j2
        before += old[i1:i2]
        after += new[j1:j2]
        kinds.append(equal)
    assert (before, after) == (old, new)
    assert all(left != right for left, right in zip(kinds, kinds[1:], strict=False))


@given(ITEMS, ITEMS)
def test_every_item_is_in_one_pair_or_alone(old: list[str], new: list[str]) -> None:
    found = list(pairs(old, new, lambda i, j: 0.5 if (i + j) % 2 else 0.0))
    assert [i for i, _ in found if i is not None] == list(range(len(old)))
    assert [j for _, j in found if j is not None] == list(range(len(new)))


def test_the_most_alike_are_paired_without_crossing() -> None:
    old = [frozenset("abcd"), frozenset("wxyz")]
    new = [frozenset("qrs"), frozenset("abce"), frozenset("wxyv")]
    assert list(pairs(old, new, lambda i, j: overlap(old[i], new[j]))) == [(None, 0), (0, 1), (1, 2)]


def test_what_is_too_long_to_line_up_counts_as_different() -> None:
    old, new = ["a", "b"] * 150, ["b", "a", "c"] * 100
    assert sum(1 for equal, _ in ranges(old, new) if not equal) >= 1
