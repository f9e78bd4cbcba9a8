"""The frameworks, scales and authorities that ship with Candour hold what their documents hold."""

from pathlib import Path

import pytest
import yaml

from app.frameworks.rules import Framework, parse_framework, parse_scale

SEED = Path(__file__).parents[2] / "seed_data"
FRAMEWORKS = sorted((SEED / "frameworks").glob("*.yaml"))
SCALES = sorted((SEED / "scales").glob("*.yaml"))
# How many numbered statements each of sections 1 to 18 has.
PER_SECTION = [7, 3, 3, 7, 8, 5, 7, 7, 3, 4, 8, 7, 3, 2, 3, 3, 1, 0]
# The statements marked (M), section by section.
ANNEX_M = [
    *("1.3", "2.3", "4.2", "4.5", "5.6", "5.7", "5.8", "9.1", "9.2", "10.4"),
    *("11.1", "11.3", "11.4", "11.5", "11.6", "11.7", "12.1", "12.2", "12.4", "12.5", "12.6", "12.7"),
    *("13.1", "13.2", "13.3", "15.1", "15.2", "15.3", "16.1", "16.2", "16.3", "17.1"),
]


def load(slug: str) -> Framework:
    return parse_framework((SEED / "frameworks" / f"{slug}.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def eastern() -> Framework:
    return load("eastern-region-2016-17")


class TestEveryFramework:
    @pytest.mark.parametrize("path", FRAMEWORKS, ids=lambda path: path.stem)
    def test_is_named_after_its_slug_and_its_scale_ships_too(self, path: Path) -> None:
        framework = parse_framework(path.read_text("utf-8"))
        assert framework.slug == path.stem
        assert (SEED / "scales" / f"{framework.scale}.yaml").is_file()

    @pytest.mark.parametrize("path", FRAMEWORKS, ids=lambda path: path.stem)
    def test_guides_the_author_of_every_prompt(self, path: Path) -> None:
        for prompt in parse_framework(path.read_text("utf-8")).prompts():
            assert prompt.guidance.count(".") >= 1 and 8 <= len(prompt.guidance.split()) <= 60, prompt.key

    @pytest.mark.parametrize("path", FRAMEWORKS, ids=lambda path: path.stem)
    def test_is_written_with_curly_quotes(self, path: Path) -> None:
        framework = parse_framework(path.read_text("utf-8"))
        texts = [part.title for part in framework.parts] + [section.title for section in framework.sections()]
        for prompt in framework.prompts():
            texts += [prompt.title, prompt.wording, prompt.guidance]
        assert [text for text in texts if set("'\"") & set(text)] == []


class TestEasternRegion:
    def test_has_eighteen_sections_in_part_c_of_which_five_are_cross_cutting(self, eastern: Framework) -> None:
        part = next(part for part in eastern.parts if part.key == "C")
        assert [section.number for section in part.sections] == [str(number) for number in range(1, 19)]
        assert [section.key for section in part.sections if section.cross_cutting] == ["1", "2", "3", "4", "5"]

    def test_has_eighty_one_statements_numbered_as_in_the_document(self, eastern: Framework) -> None:
        numbers = [f"{s}.{n}" for s, count in enumerate(PER_SECTION, 1) for n in range(1, count + 1)]
        assert len(numbers) == 81
        assert [prompt.number for prompt in eastern.statements()] == numbers

    def test_statements_stand_in_the_section_that_their_number_names(self, eastern: Framework) -> None:
        for prompt in eastern.statements():
            assert prompt in eastern.section(prompt.key.split(".")[0]).prompts

    def test_counts_thirty_three_annex_m_marks_besides_the_local_area(self, eastern: Framework) -> None:
        assert [prompt.key for prompt in eastern.statements() if prompt.annex_m] == ANNEX_M
        assert eastern.annex_m_count() == 33
        assert eastern.prompt("A3").annex_m

    def test_asks_about_three_kinds_of_staff_under_workforce(self, eastern: Framework) -> None:
        assert [(item.mark, item.annex_m) for item in eastern.prompt("4.1").sub_items] == [
            ("a", False), ("b", False), ("c", True),
        ]
        assert sum(bool(prompt.sub_items) for prompt in eastern.prompts()) == 1

    def test_section_eighteen_asks_for_a_narrative_alone(self, eastern: Framework) -> None:
        assert [(prompt.key, prompt.kind) for prompt in eastern.section("18").prompts] == [("18.0", "narrative")]

    def test_has_the_registers_of_the_opening_and_of_parts_a_and_b(self, eastern: Framework) -> None:
        registers = [prompt for prompt in eastern.prompts() if prompt.kind == "register"]
        assert [prompt.key for prompt in registers] == [
            "contact", "A1", "A2", "B1.1", "B1.2", "B1.3", "B4a", "B4b", "B5", "B6", "B7",
        ]
        assert [prompt.key for prompt in registers if prompt.max_rows == 3] == ["B1.3", "B5", "B6"]

    def test_has_these_narratives(self, eastern: Framework) -> None:
        assert [prompt.key for prompt in eastern.prompts() if prompt.kind == "narrative"] == [
            "introduction", "A3", "B4b.notes", "18.0", "final-words",
        ]

    def test_summary_rows_can_point_to_statements(self, eastern: Framework) -> None:
        for key in ("B1.1", "B1.2", "B1.3", "B4a", "B5", "B6", "B7"):
            assert eastern.prompt(key).columns[-1].type == "statements"


class TestOthers:
    def test_the_neglect_addendum_has_fourteen_descriptors_found_by_schedule_number(self) -> None:
        framework = load("neglect-2017")
        assert len(framework.statements()) == 14
        assert [esn for prompt in framework.statements() for esn in prompt.esn] == [
            number for number in range(23, 39) if number not in (30, 32)
        ]
        found = framework.prompt_with_esn(38)
        assert found and found.number == "14"
        assert framework.prompt_with_esn(30) is None

    def test_ofsted_asks_three_questions(self) -> None:
        framework = load("ofsted-three-questions")
        assert [prompt.number for prompt in framework.statements()] == ["1", "2", "3"]
        assert framework.annex_m_count() == 0


class TestScales:
    def test_there_are_four_and_each_is_named_after_its_slug(self) -> None:
        slugs = [parse_scale(path.read_text("utf-8")).slug for path in SCALES]
        assert slugs == [path.stem for path in SCALES]
        assert set(slugs) == {"apa-2007", "safeguarding-2010", "ofsted-2013", "narrative"}

    def test_the_same_number_meant_opposite_things_in_2007_and_2010(self) -> None:
        first, second = (
            parse_scale((SEED / "scales" / f"{slug}.yaml").read_text("utf-8"))
            for slug in ("apa-2007", "safeguarding-2010")
        )
        assert (first.direction, second.direction) == ("higher_is_better", "lower_is_better")
        assert {g.word: g.number for g in first.grades} == {
            "outstanding": 4, "good": 3, "adequate": 2, "inadequate": 1,
        }
        assert {g.word: g.number for g in second.grades} == {
            "outstanding": 1, "good": 2, "adequate": 3, "inadequate": 4,
        }

    def test_words_since_2013_carry_no_number_and_a_narrative_no_grade(self) -> None:
        words = parse_scale((SEED / "scales" / "ofsted-2013.yaml").read_text("utf-8"))
        assert len(words.grades) == 4 and all(grade.number is None for grade in words.grades)
        assert parse_scale((SEED / "scales" / "narrative.yaml").read_text("utf-8")).grades == ()


class TestAuthorities:
    def test_there_are_eleven_and_none_twice(self) -> None:
        authorities = yaml.safe_load((SEED / "authorities.yaml").read_text("utf-8"))
        assert len(authorities) == 11
        assert len({entry["slug"] for entry in authorities}) == len({entry["name"] for entry in authorities}) == 11
