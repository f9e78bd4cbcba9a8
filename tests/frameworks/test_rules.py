"""A framework or scale file that is wrong is refused with one plain sentence."""

import pytest
from pydantic import ValidationError

from app.frameworks.rules import FrameworkError, parse_framework, parse_scale

PROMPT = '{key: "1.1", kind: statement, number: "1.1", wording: A standard}'
REGISTER = "{key: r, kind: register, title: Rows, columns: [{key: c, title: C, type: text}]}"


def framework(prompts: str, more: str = "") -> str:
    return f"""
slug: small
title: Small
owner: Us
year: 2016-17
scale: narrative
{more}
parts:
  - key: C
    title: All
    sections:
      - {{key: "1", number: "1", title: One, prompts: [{prompts}]}}
"""


def scale(direction: str, grades: str) -> str:
    return f'{{slug: s, title: S, since: "2000", source: Us, direction: {direction}, grades: {grades}}}'


class TestParseFramework:
    def test_gives_prompts_and_sections_by_key(self) -> None:
        small = parse_framework(framework(f"{PROMPT}, {REGISTER}"))
        assert small.prompt("1.1").wording == "A standard"
        assert [prompt.key for prompt in small.section("1").prompts] == ["1.1", "r"]
        assert [prompt.key for prompt in small.statements()] == ["1.1"]

    def test_cannot_be_changed_afterwards(self) -> None:
        with pytest.raises(ValidationError):
            parse_framework(framework(PROMPT)).title = "Other"

    def test_the_fingerprint_follows_the_content_and_not_the_layout_of_the_file(self) -> None:
        first = parse_framework(framework(PROMPT))
        same = parse_framework("# a comment\n" + framework(PROMPT.replace("A standard", '"A standard"')))
        other = parse_framework(framework(PROMPT.replace("A standard", "Another standard")))
        assert len(first.fingerprint) == 12
        assert first.fingerprint == same.fingerprint != other.fingerprint

    def test_what_was_kept_reads_back_the_same(self) -> None:
        first = parse_framework(framework(f"{PROMPT}, {REGISTER}"))
        assert parse_framework(first.canonical) == first

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            (framework(f"{PROMPT}, {PROMPT}"), "The framework small: prompt key 1.1 is used more than once."),
            (
                framework(PROMPT.replace("statement", "essay")),
                "Prompt 1.1: kind essay is not known (it is one of statement, register or narrative).",
            ),
            (
                framework(REGISTER.replace("type: text", "type: colour")),
                "Prompt r, column c: type colour is not known (it is one of"
                + " text, long_text, number, date, link or statements).",
            ),
            (framework('{key: "1.1", kind: statement, wording: W}'), "Prompt 1.1: a statement needs a number."),
            (
                framework('{key: "1.1", kind: statement, number: "1.1"}'),
                "Prompt 1.1: a statement needs its wording.",
            ),
            (
                framework(PROMPT.replace('number: "1.1"', 'number: "1.2"')),
                "Prompt 1.1: a statement’s key is its number, but this one is numbered 1.2.",
            ),
            (framework("{key: r, kind: register, title: Rows}"), "Prompt r: a register needs columns."),
            (framework("{key: n, kind: narrative}"), "Prompt n: it has no title."),
            (
                framework("{key: n, kind: narrative, title: N, max_rows: 3}"),
                "Prompt n: only a register has columns or a limit of rows.",
            ),
            (
                framework(REGISTER.replace("[", "[{key: c, title: B, type: text}, ")),
                "Prompt r: column key c is used more than once.",
            ),
            (framework(PROMPT, more="colour: red"), "The framework small: the entry colour is not known."),
            (framework("{kind: narrative, title: N}"), "Prompt 1: it has no key."),
            (framework(PROMPT, more="title: Again"), "Near line 2, entry title is used more than once."),
            (
                framework(PROMPT.replace('key: "1.1"', "key: 1.1")),
                "Prompt 1.1: key cannot be used (input should be a valid string, not 1.1).",
            ),
            ("", "The framework file is empty or is not a set of named entries."),
            ("a: [", "The framework file is not readable YAML near line 1."),
            ("a: \0", "The framework file is not readable YAML."),
        ],
    )
    def test_says_what_is_wrong(self, text: str, sentence: str) -> None:
        with pytest.raises(FrameworkError) as refused:
            parse_framework(text)
        assert refused.value.sentence == sentence


class TestParseScale:
    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            (
                scale("higher_is_better", "[{word: good, number: 1}, {word: bad, number: 2}]"),
                "The scale s: the grades are not listed from best to worst.",
            ),
            (
                scale("lower_is_better", "[{word: good, number: 1}, {word: bad}]"),
                "The scale s: the direction is lower_is_better but not every grade has a number.",
            ),
            (
                scale("none", "[{word: good, number: 1}]"),
                "The scale s: the direction is none but grades carry numbers.",
            ),
            (scale("none", "[{word: good}, {word: good}]"), "The scale s: grade good is used more than once."),
            (
                scale("sideways", "[]"),
                "The scale s: direction sideways is not known (it is one of"
                + " higher_is_better, lower_is_better or none).",
            ),
        ],
    )
    def test_says_what_is_wrong(self, text: str, sentence: str) -> None:
        with pytest.raises(FrameworkError) as refused:
            parse_scale(text)
        assert refused.value.sentence == sentence
