"""Passages are marked exactly where ProseMirror counts them, whatever they hold, and the words stay the same."""

import random
import re
from itertools import combinations

import pytest

from app.richtext.marking import Mark, by_block, marked, to_marked_html, words_at
from app.richtext.markup import from_markup
from app.richtext.models import Citation, CitationView
from app.richtext.quoting import ATOM, Flat, between_letters
from app.richtext.render import to_html
from app.richtext.schema import trusted

DOC = from_markup(
    "Leaders see **every** audit \U0001f600 each month [[E1|p. 2]].\n\n"
    "- One in [ten](https://example.org/a) was good.\n- Two more.\n\n| Year | Share |\n| --- | --- |\n| 2016 | 84% |"
)


def cite(citation: Citation) -> CitationView:
    return CitationView("/e", citation.item, "")


def html(*marks: Mark) -> str:
    return to_marked_html(marked(DOC, marks), cite)


def plain(text: str) -> str:
    """HTML without marks and their numbers."""
    text = re.sub(r'<a class="cd-commented__number".*?</a>', "", text)
    return re.sub(r"</?mark[^>]*>", "", text)


def test_every_passage_is_marked_as_the_text_says_it() -> None:
    flat, size = Flat(trusted(DOC)), trusted(DOC).content.size
    for start in range(0, size, 3):
        for end in range(start + 1, size + 1, 7):
            said = re.sub("[\n\ufffc]", "", flat.quote(start, end).words)
            inside = re.findall(r"<mark[^>]*>(.*?)</mark>", html(Mark(start, end, 7, 1)))
            shown = re.sub(r'<a class="cite".*?</a>|<[^>]+>', "", "".join(inside))
            # An emoji is one character there and two places here: a passage may begin or end within it.
            assert shown.replace("\ufffd", "") in (said, said.replace("\U0001f600", "")), (start, end)


def test_the_words_of_a_passage_are_those_that_the_whole_text_has_there() -> None:
    flat, size = Flat(trusted(DOC)), trusted(DOC).content.size
    emoji = flat.place_of(flat.text.index("\U0001f600"))
    assert words_at(DOC, emoji, emoji + 2) == "\U0001f600"
    for start, end in combinations([at for at in range(size + 1) if at != emoji + 1], 2):
        said = flat.quote(start, end).words.replace(ATOM, " ")
        assert words_at(DOC, start, end) == " ".join(said.split()), (start, end)


def test_marks_change_no_word_and_end_in_a_number_each() -> None:
    found = html(Mark(1, 12, 7, 1), Mark(5, 40, 8, 2), Mark(38, 46, 9, 3))
    text = plain(found)
    text = re.sub(r"</strong><strong>|</a><a class=\"govuk-link\" href=\"https://example.org/a\">", "", text)
    assert text == plain(to_html(DOC, cite, scroll=True))
    assert [int(key) for key in re.findall(r'id="words-(\d)"', found)] == [7, 8, 9]
    assert "<a" not in re.sub(r"<a .*?</a>", "", found)


def pieces(found: str) -> list[tuple[list[str], str]]:
    """Every marked piece: the marks that it is in, and its words, without an emoji that was cut in two."""
    return [(keys.split(), re.sub(r"<[^>]+>|[\ufffd\U0001f600]", "", held))
            for keys, held in re.findall(r'<mark[^>]* data-threads="([\d ]+)">(.*?)</mark>', found)]


def test_each_piece_knows_all_the_marks_that_it_is_in_however_many_there_are() -> None:
    dice, size = random.Random(7), trusted(DOC).content.size
    starts = [dice.randrange(size) for _ in range(60)]
    marks = [Mark(start, start + dice.randrange(1, 30), key, key) for key, start in enumerate(starts)]
    found = html(*marks)
    for mark in marks:
        alone = html(mark)
        among = [held for keys, held in pieces(found) if str(mark.key) in keys]
        assert "".join(among) == "".join(held for _, held in pieces(alone)), mark
        assert found.count(f'id="words-{mark.key}"') == alone.count(f'id="words-{mark.key}"')


def test_letters_are_counted_without_citations_and_in_two_for_an_emoji() -> None:
    tree = trusted(DOC)
    flat = Flat(tree)
    letters = "Leaders see every audit __ each month .One"
    for words in ("Leaders", "audit", "each month", "One"):
        first = letters.index(words)
        found = between_letters(tree, first, first + len(words))
        assert found and flat.quote(*found).words == words
    assert between_letters(tree, 0, 10_000) is None and between_letters(tree, 5, 5) is None


@pytest.mark.parametrize(("typed", "words"), [
    ("conti12nued in each2 month", "continued in each month"), ("each month.3", "each month."),
    ("In 2016 a third", "In 2016 a third"),
    ("In a third", None), ("a4 thirds", None), ("each month", None), ("Q1 and Q2", "Q1 and Q2"),
])
def test_copied_words_are_found_with_the_numbers_of_marks_in_them_and_no_others(typed: str, words: str | None) -> None:
    said = "It continued in each month. In 2016 a third of Q1 and Q2 were new; not each month was."
    flat = Flat(trusted(from_markup(said)))
    found = flat.find_typed(typed)
    assert (flat.quote(*found).words if found else None) == words


def test_blocks_marked_each_for_itself_read_as_the_whole_does() -> None:
    dice, size, crossing = random.Random(2017), trusted(DOC).content.size, 0
    for most in [1, 3, 9] * 60:
        begins = [dice.randrange(size) for _ in range(most)]
        marks = [Mark(at, min(size, at + dice.randrange(1, 30)), key, key) for key, at in enumerate(begins)]
        found = list(by_block(DOC, marks))
        crossing += sum(len(inside) for _, inside in found) > most
        assert "".join(to_marked_html(marked(block, inside), cite) for block, inside in found) == html(*marks), marks
    assert crossing > 50
