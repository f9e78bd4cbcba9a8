"""Replacing keeps marks and citations, and what was replaced can be put back where nobody has touched it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.richtext.finding import Query, Spot, find
from app.richtext.markup import from_markup, to_markup
from app.richtext.replacing import Done, moved, replaced, undone
from app.richtext.steps import apply_steps
from app.richtext.text import plain_text
from tests.richtext.strategies import any_docs

Doc = dict[str, Any]
WORDS = st.sampled_from(["children", "a", "45%", "👪", "b", "caption"])
EDITS = st.tuples(st.integers(0, 60), st.integers(0, 4), st.sampled_from(["", "q", " w "]))
TABLE = "Table: An audit of audits\n| Audit |\n|---|\n| audit |"


def run(doc: Doc, words: str, by: str, **options: bool) -> tuple[Doc, list[dict[str, Any]], list[Done]]:
    steps, done = replaced(doc, list(find(doc, Query(words, **options).pattern)), lambda _: by)
    return apply_steps(doc, steps) if steps else doc, steps, done


def after(markup: str, words: str, by: str) -> str:
    return to_markup(run(from_markup(markup), words, by)[0])


def typed(at: int, words: str, to: int | None = None) -> dict[str, Any]:
    step: dict[str, Any] = {"stepType": "replace", "from": at, "to": at if to is None else to}
    return step | ({"slice": {"content": [{"type": "text", "text": words}]}} if words else {})


class TestReplaced:
    @pytest.mark.parametrize(("markup", "words", "by", "wanted"), [
        ("an audit, an audit", "audit", "review", "an review, an review"),
        ("the **audit** went", "audit", "review", "the **review** went"),
        ("a **quality au**dit here", "quality audit", "quality audits", "a **quality au**dits here"),
        ("a **quality au**dit here", "quality audit", "deep audit", "a **deep au**dit here"),
        ("[the audit](https://a.test) went", "audit", "review", "[the review](https://a.test) went"),
        ("audit [[E1|p. 2]] audit", "audit", "review", "review [[E1|p. 2]] review"),
        ("- audit\n  - *audit*", "audit", "", "-\n  -"),
        ("aaaa", "aa", "b", "bb"), ("👪 audit 👪 audit", "audit", "👪x", "👪 👪x 👪 👪x"),
        ("one two", "one two", "one and two", "one and two"),
    ])
    def test_marks_and_citations_stay(self, markup: str, words: str, by: str, wanted: str) -> None:
        assert after(markup, words, by).split() == wanted.split()

    def test_tables_and_captions_too(self) -> None:
        doc = run(from_markup("audit\n\n" + TABLE), "audit", "review")[0]
        assert plain_text(doc) == "review\nAn review of reviews\nreview\nreview"

    @settings(deadline=None)
    @given(any_docs(), WORDS, st.sampled_from(["", "x", "b👪b"]))
    def test_the_words_after_are_the_words_before_with_them_replaced(self, doc: Doc, words: str, by: str) -> None:
        result, _, done = run(doc, words, by, case=True)
        assert plain_text(result) == _outside_citations(doc, words, by)
        stands = {match.spot: match.words for match in find(result, Query(by, case=True).pattern)} if by else {}
        if by == "b👪b":
            assert all(one.table is not None or Spot(one.start, one.end) in stands for one in done)


def _outside_citations(doc: Doc, words: str, by: str) -> str:
    """The plain text as replacing in every stretch of text between citations and breaks would have it."""

    def change(node: Doc) -> Doc:
        if node["type"] in ("paragraph", "heading"):
            return {**node, "content": _runs(node.get("content", []), words, by)}
        attrs = node.get("attrs")
        if node["type"] in ("table", "indicator") and attrs:
            attrs = {**attrs, "caption": attrs["caption"].replace(words, by)}
        content = [change(one) for one in node.get("content", [])]
        return {**node, **({"attrs": attrs} if attrs else {}), "content": content}

    return plain_text(change(doc))


def _runs(parts: list[Doc], words: str, by: str) -> list[Doc]:
    joined: list[Doc] = []
    for part in parts:
        if part["type"] == "text" and joined and joined[-1]["type"] == "text":
            joined[-1] = {"type": "text", "text": joined[-1]["text"] + part["text"]}
        else:
            joined.append({"type": "text", "text": part["text"]} if part["type"] == "text" else part)
    return [{**part, "text": part["text"].replace(words, by)} if part["type"] == "text" else part for part in joined]


class TestMoved:
    def test_what_others_wrote_before_it_moves_a_match(self) -> None:
        doc = from_markup("an audit")
        spot = next(find(doc, Query("audit").pattern)).spot
        now = apply_steps(doc, [typed(1, "Once ")])
        assert moved(spot, [typed(1, "Once ")]) in {match.spot for match in find(now, Query("audit").pattern)}

    @pytest.mark.parametrize("step", [typed(5, "x"), typed(4, "", 6), typed(3, "", 10), typed(4, "review", 9)])
    def test_a_match_that_was_changed_is_no_match(self, step: dict[str, Any]) -> None:
        doc = from_markup("an audit.")
        spot = next(find(doc, Query("audit").pattern)).spot
        now = apply_steps(doc, [step])
        assert moved(spot, [step]) not in {match.spot for match in find(now, Query("audit").pattern)}

    def test_a_table_that_was_deleted_has_no_caption(self) -> None:
        doc = from_markup("x\n\n" + TABLE + "\n\ny")
        spot = next(find(doc, Query("of audits").pattern)).spot
        assert spot.table == 3 and moved(spot, [typed(3, "", 21)]).table == -1
        assert moved(spot, [typed(1, "new ")]).table == 7


class TestUndone:
    @settings(deadline=None)
    @given(any_docs(), WORDS, st.sampled_from(["", "x", "zz👪"]))
    def test_everything_goes_back_exactly_where_nobody_wrote(self, doc: Doc, words: str, by: str) -> None:
        result, steps, done = run(doc, words, by)
        back, put = undone(doc, steps, done, [], result)
        assert put == done and (apply_steps(result, back) == apply_steps(doc, []) if back else result == doc)

    def test_what_others_wrote_elsewhere_stays(self) -> None:
        doc = from_markup("an *audit* here and an audit there")
        result, steps, done = run(doc, "audit", "review")
        later = [typed(1, "Once "), typed(20, "so ")]
        now = apply_steps(result, later)
        back, put = undone(doc, steps, done, later, now)
        assert put == done
        assert to_markup(apply_steps(now, back)) == to_markup(now).replace("review", "audit")

    @pytest.mark.parametrize(("at", "words", "to"), [
        (5, "x", None), (4, "", 6), (10, "s", None), (4, "pre", None), (2, "", 11), (4, "check", 10),
    ])
    def test_what_somebody_touched_stays_as_they_left_it(self, at: int, words: str, to: int | None) -> None:
        doc = from_markup("an audit, an audit")
        result, steps, done = run(doc, "audit", "review")
        later = [typed(at, words, to)]
        now = apply_steps(result, later)
        back, put = undone(doc, steps, done, later, now)
        assert len(back) == 1 and put == done[:1]
        assert plain_text(apply_steps(now, back)) == plain_text(now)[::-1].replace("weiver", "tidua", 1)[::-1]

    def test_a_word_taken_out_comes_back_unless_somebody_wrote_there(self) -> None:
        doc = from_markup("an old audit")
        result, steps, done = run(doc, "old ", "")
        back, put = undone(doc, steps, done, [], result)
        assert put == done and apply_steps(result, back) == doc
        later = [typed(4, "new ")]
        assert undone(doc, steps, done, later, apply_steps(result, later)) == ([], [])

    def test_a_caption_comes_back_unless_it_was_changed(self) -> None:
        doc = from_markup(TABLE)
        result, steps, done = run(doc, "an audit", "a review")
        assert apply_steps(result, undone(doc, steps, done, [], result)[0]) == doc
        later = [{"stepType": "attr", "pos": 0, "attr": "caption", "value": "Mine"}]
        assert undone(doc, steps, done, later, apply_steps(result, later)) == ([], [])

    @settings(deadline=None)
    @given(any_docs(), st.lists(EDITS, max_size=4))
    def test_whatever_others_do_undoing_fits_their_text(self, doc: Doc, edits: list[tuple[int, int, str]]) -> None:
        result, steps, done = run(doc, "a", "zz")
        now, later = result, []
        for at, length, words in edits:
            try:
                now = apply_steps(now, [typed(at, words, at + length)])
            except ValueError:
                continue
            later.append(typed(at, words, at + length))
        back, put = undone(doc, steps, done, later, now)
        assert len(back) == len(put) <= len(done)
        if back:
            assert plain_text(apply_steps(now, back)).count("zz") <= plain_text(now).count("zz")
