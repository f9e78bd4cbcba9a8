"""Files of other shapes, and the promise that no line is ever lost whatever the shape."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.frameworks.rules import Framework, parse_framework
from app.importing.errors import NoSuchDocument
from app.importing.ledger import unaccounted
from app.importing.parse import parse_source, take_apart
from app.importing.parsed import Source
from app.importing.source import read_file
from tests.importing.conftest import FIXTURES, REGION
from tests.importing.documents import answer, outline, written_out

FRAMEWORKS = [parse_framework((FIXTURES / name).read_text()) for name in ("region.yaml", "addendum.yaml")]
PACK = (FIXTURES / "pack.md").read_text().split("\n")


class TestWrappedText:
    """Plain text wrapped to a width: no heading marks, no brackets after numbers, parts of the template missing."""

    def test_is_read_as_sentences(self, frameworks: list[Framework]) -> None:
        document = take_apart(read_file(FIXTURES / "wrapped.txt"), frameworks).documents[REGION]
        assert (document.sections, document.statements, document.annex_m) == (3, 5, 1)
        assert document.words_placed == document.words_in
        assert outline(answer(document, "introduction").doc or {}) == [
            "This introduction runs over several lines because the file was wrapped at a fixed width, as many "
            "mail programs do. It should come out as a single paragraph and nothing else."
        ]

    def test_a_figure_is_not_taken_for_a_number(self, frameworks: list[Framework]) -> None:
        document = take_apart(read_file(FIXTURES / "wrapped.txt"), frameworks).documents[REGION]
        assert outline(answer(document, "1.3").doc or {})[0].startswith("1.5 million pounds")


class TestEveryFramework:
    def test_a_file_that_answers_it_comes_back_whole(self, seed_frameworks: list[Framework]) -> None:
        for framework in seed_frameworks:
            source = Source("all.md", tuple(written_out(framework)))
            document = take_apart(source, seed_frameworks).documents[framework.slug]
            assert document.statements == len(framework.statements())
            assert document.annex_m == framework.annex_m_count()
            answered = {key for item in document.answers for key in item.prompts}
            assert answered == {prompt.key for prompt in framework.prompts() if prompt.kind != "register"}
            assert document.words_placed == document.words_in

    def test_two_in_one_file_stay_apart(self, seed_frameworks: list[Framework]) -> None:
        lines = [line for framework in seed_frameworks[:2] for line in [*written_out(framework), "", ""]]
        documents = take_apart(Source("two.md", tuple(lines)), seed_frameworks).documents
        for framework in seed_frameworks[:2]:
            assert documents[framework.slug].statements == len(framework.statements())


class TestWhatIsNotThere:
    def test_a_letter_is_no_self_assessment(self, frameworks: list[Framework]) -> None:
        letter = Source("letter.txt", ("Dear Director", "", "1.1 We wrote to you.", "", "Yours sincerely"))
        with pytest.raises(NoSuchDocument) as refused:
            parse_source(letter, frameworks, REGION)
        assert refused.value.sentence == (
            "“letter.txt” does not hold the document “Small Region self-assessment 2030/31”: "
            "its statements were not found in it."
        )

    def test_statements_that_are_missing_are_missing(self, frameworks: list[Framework]) -> None:
        without = [line for line in PACK if not line.startswith("2.2)")]
        document = take_apart(Source("pack.md", tuple(without)), frameworks).documents[REGION]
        assert document.statements == 6

    def test_a_statement_without_text_stays_unanswered(self, frameworks: list[Framework]) -> None:
        lines = ["## 1. Leading well", "", "1.1) Leaders know it.", "1.2) Leaders listen to all."]
        document = take_apart(Source("short.md", tuple(lines)), frameworks).documents[REGION]
        assert document.statements == 2
        assert document.answers == ()


class TestNoLineIsLost:
    @settings(max_examples=60, deadline=None)
    @given(st.permutations(range(len(PACK))))
    def test_however_the_lines_are_shuffled(self, order: list[int]) -> None:
        self.check(tuple(PACK[index] for index in order))

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.one_of(st.sampled_from(PACK), st.text(max_size=60).filter(lambda text: "\n" not in text))))
    def test_whatever_the_lines_are(self, lines: list[str]) -> None:
        self.check(tuple(lines))

    @settings(max_examples=40, deadline=None)
    @given(st.integers(0, len(PACK)), st.integers(0, len(PACK)))
    def test_however_much_is_cut_off(self, start: int, stop: int) -> None:
        self.check(tuple(PACK[start:stop]))

    def test_a_table_right_under_the_title_of_the_contents(self) -> None:
        """That title belongs to the list of contents, not to the table."""
        at = PACK.index("Role\tName")
        untitled = [line for line in PACK[:at] if "Key People" not in line]
        self.check(tuple([*untitled, "## **Contents:**", *PACK[at:]]))

    def check(self, lines: tuple[str, ...]) -> None:
        parsed = take_apart(Source("any", lines), FRAMEWORKS)
        assert unaccounted(lines, parsed.ledger) == []
        for document in parsed.documents.values():
            assert document.words_placed <= document.words_in

    def test_a_long_file_takes_seconds(self, tmp_path: Path) -> None:
        source = Source("long", tuple(f"1.{n % 4}) Leaders know the service {n}\t{n}" for n in range(20_000)))
        assert unaccounted(source.lines, take_apart(source, FRAMEWORKS).ledger) == []
