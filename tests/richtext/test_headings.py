"""Headings follow one another without gaps."""

from typing import Any

import pytest

from app.richtext.headings import levelled


def heading(level: int) -> dict[str, Any]:
    return {"type": "heading", "attrs": {"level": level}, "content": [{"type": "text", "text": "Words"}]}


@pytest.mark.parametrize(("given", "expected"), [
    ([3, 4, 5], [3, 4, 5]), ([4, 5], [3, 4]), ([5, 3, 5, 4], [3, 3, 4, 4]), ([], []),
])
def test_none_is_more_than_one_level_below_the_one_before(given: list[int], expected: list[int]) -> None:
    doc = {"type": "doc", "content": [heading(level) for level in given]}
    assert [node["attrs"]["level"] for node in levelled(doc)["content"]] == expected


def test_those_in_a_quotation_count_as_well_and_the_document_given_stays() -> None:
    doc = {"type": "doc", "content": [{"type": "blockquote", "content": [heading(5)]}, heading(5)]}
    levels = levelled(doc)
    assert levels["content"][0]["content"][0]["attrs"]["level"] == 3
    assert levels["content"][1]["attrs"]["level"] == 4
    assert doc["content"][1]["attrs"]["level"] == 5  # type: ignore[index]
