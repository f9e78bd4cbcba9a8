"""Word budgets as values: read from a form, shared out evenly, told apart."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.assessments.models import Assessment
from app.core.errors import Refused

MOST = 200_000
USUAL = 250  # words for one answer, where nobody has said how long the whole should be
EVEN = 10  # shares are round numbers

Shape = Mapping[str, Sequence[str]]  # by section the prompts that are answered in words, in the document's order


class BadBudget(Refused):
    """A number of words that cannot be used; `name` is the field's."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Write a number of words from 1 to {MOST:,}, such as 500, or leave the field empty.")
        self.name = name


@dataclass(frozen=True)
class Budgets:
    """What is set: for the whole, and by key for sections and prompts."""

    whole: int | None = None
    sections: Mapping[str, int] = field(default_factory=dict)
    prompts: Mapping[str, int] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """Tells these budgets from any others."""
        told = json.dumps([self.whole, dict(self.sections), dict(self.prompts)], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def fields(self) -> dict[str, str]:
        """The form's fields, filled in."""
        typed = {"whole": str(self.whole)} if self.whole else {}
        typed |= {f"section-{key}": str(words) for key, words in self.sections.items()}
        return typed | {f"prompt-{key}": str(words) for key, words in self.prompts.items()}


class Answered(Protocol):
    """A prompt as far as it matters here."""

    @property
    def key(self) -> str:
        """Its key."""

    @property
    def kind(self) -> str:
        """Statement, narrative or register."""

    @property
    def section_key(self) -> str:
        """Where it stands."""


def shape_of(prompts: Iterable[Answered]) -> dict[str, list[str]]:
    """The prompts that are answered in words, by section."""
    shape: dict[str, list[str]] = {}
    for prompt in prompts:
        if prompt.kind != "register":
            shape.setdefault(prompt.section_key, []).append(prompt.key)
    return shape


def total_of(budgets: Iterable[int | None]) -> int | None:
    """The budgets together; None where there is none."""
    known = [words for words in budgets if words is not None]
    return sum(known) if known else None


def budgets_of(assessment: Assessment) -> dict[str, int]:
    """What an assessment's sections are to have."""
    found: dict[str, int] = json.loads(assessment.section_budgets)
    return found


def read_budgets(typed: Mapping[str, str], shape: Shape) -> Budgets:
    """The form as it was filled in; BadBudget names the first field that holds no number of words."""
    sections = {key: _read(typed, f"section-{key}") for key, prompts in shape.items() if len(prompts) > 1}
    prompts = {key: _read(typed, f"prompt-{key}") for keys in shape.values() for key in keys}
    return Budgets(_read(typed, "whole"), _known(sections), _known(prompts))


def _known(read: Mapping[str, int | None]) -> dict[str, int]:
    return {key: words for key, words in read.items() if words is not None}


def _read(typed: Mapping[str, str], name: str) -> int | None:
    text = typed.get(name, "").replace(",", "").replace("\u00a0", "").replace(" ", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= MOST):
        raise BadBudget(name)
    return int(text)


def share(budgets: Budgets, shape: Shape) -> Budgets:
    """The same with every empty field filled in, by sharing out evenly what is left of the whole and of sections.

    Where the whole is empty too, it is the usual number of words for every answer.
    """
    whole = budgets.whole or USUAL * sum(map(len, shape.values()))
    prompts = dict(budgets.prompts)
    open_keys: list[str] = []
    left = whole
    for section, keys in shape.items():
        if section in budgets.sections:
            left -= budgets.sections[section]
            _fill(prompts, keys, budgets.sections[section])
        else:
            open_keys += keys
    _fill(prompts, open_keys, left)
    sections = {
        section: budgets.sections.get(section) or total_of(prompts.get(key) for key in keys)
        for section, keys in shape.items() if len(keys) > 1
    }
    return Budgets(whole, _known(sections), prompts)


def _fill(prompts: dict[str, int], keys: Sequence[str], total: int) -> None:
    """Share what is left of a total evenly between the keys that have nothing yet."""
    empty = [key for key in keys if key not in prompts]
    left = total - sum(prompts[key] for key in keys if key in prompts)
    each = left // len(empty) if empty else 0
    if each >= 1:
        prompts.update(dict.fromkeys(empty, each - each % EVEN if each >= EVEN else each))


def changes(before: Budgets, after: Budgets) -> str:
    """What differs, in words; empty where nothing does."""
    told = []
    if before.whole != after.whole:
        told.append(f"{after.whole:,} words for the whole" if after.whole else "none for the whole")
    for noun, was, stands in (
        ("section", before.sections, after.sections), ("item", before.prompts, after.prompts),
    ):
        count = sum(was.get(key) != stands.get(key) for key in {*was, *stands})
        if count:
            told.append(f"{count} {noun}{'s' if count > 1 else ''}")
    return ", ".join(told)
