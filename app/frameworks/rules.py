"""The shape of a framework and of a judgement scale, read from YAML and checked before anything uses it."""

import hashlib
import json
from collections import Counter
from collections.abc import Hashable, Iterable
from typing import Any, Literal, Self, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import ErrorDetails

from app.core.errors import Refused

PromptKind = Literal["statement", "register", "narrative"]
ColumnType = Literal["text", "long_text", "number", "date", "link", "statements"]
Direction = Literal["higher_is_better", "lower_is_better", "none"]

Model = TypeVar("Model", bound="Versioned")


class FrameworkError(Refused):
    """A framework or scale file that cannot be used; the sentence is for the file’s author."""

    title = "That framework cannot be used"


class Frozen(BaseModel):
    """A value that never changes once read and holds nothing it does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, str_strip_whitespace=True)


class Versioned(Frozen):
    """A whole file whose content can be told from another version of it."""

    @property
    def canonical(self) -> str:
        """The content as JSON with one possible spelling."""
        return json.dumps(
            self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )

    @property
    def fingerprint(self) -> str:
        """Version of the content: the first 12 hexadecimal digits of the SHA-256 of its canonical JSON."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()[:12]


class KeyEntry(Frozen):
    """One mark explained in the printed key."""

    mark: str
    meaning: str


class Column(Frozen):
    """One column of a register; cells are text whatever the type, which says how to enter and show them."""

    key: str
    title: str
    type: ColumnType


class SubItem(Frozen):
    """A lettered part of a statement, with an (M) mark of its own."""

    mark: str
    wording: str
    annex_m: bool = False


class Prompt(Frozen):
    """One thing the document asks for: a numbered statement, a register of rows, or a narrative."""

    key: str
    kind: PromptKind
    number: str | None = None
    title: str = ""
    wording: str = ""
    guidance: str = ""
    annex_m: bool = False
    esn: tuple[int, ...] = ()
    sub_items: tuple[SubItem, ...] = ()
    columns: tuple[Column, ...] = ()
    max_rows: int | None = None

    @property
    def name(self) -> str:
        """What people call it: a statement by its number, anything else by its title."""
        return self.number or self.title

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        fault = {"statement": _statement_fault, "register": _register_fault, "narrative": _title_fault}[
            self.kind
        ](self)
        if fault is None and self.kind != "register" and (self.columns or self.max_rows):
            fault = "only a register has columns or a limit of rows"
        if fault:
            raise ValueError(fault)
        return self


class Section(Frozen):
    """A chapter of a part: its prompts in the order they are printed."""

    key: str
    number: str | None
    title: str
    cross_cutting: bool = False
    prompts: tuple[Prompt, ...]


class Part(Frozen):
    """A part of the document; a lettered one is printed with its key as its letter."""

    key: str
    title: str
    lettered: bool = True
    sections: tuple[Section, ...]


class Framework(Versioned):
    """The template of one kind of document."""

    slug: str
    title: str
    owner: str
    year: str
    scale: str
    key: tuple[KeyEntry, ...] = ()
    parts: tuple[Part, ...]

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        fault = (
            _repeated("part key", (part.key for part in self.parts))
            or _repeated("section key", (section.key for section in self.sections()))
            or _repeated("prompt key", (prompt.key for prompt in self.prompts()))
        )
        if fault:
            raise ValueError(fault)
        return self

    def sections(self) -> list[Section]:
        """Every section in printed order."""
        return [section for part in self.parts for section in part.sections]

    def prompts(self) -> list[Prompt]:
        """Every prompt in printed order."""
        return [prompt for section in self.sections() for prompt in section.prompts]

    def statements(self) -> list[Prompt]:
        """The numbered statements in printed order."""
        return [prompt for prompt in self.prompts() if prompt.kind == "statement"]

    def section(self, key: str) -> Section:
        """The section with this key; KeyError where there is none."""
        return {section.key: section for section in self.sections()}[key]

    def prompt(self, key: str) -> Prompt:
        """The prompt with this key; KeyError where there is none."""
        return {prompt.key: prompt for prompt in self.prompts()}[key]

    def prompt_with_esn(self, esn: int) -> Prompt | None:
        """The prompt that carries this evaluation schedule number, if any."""
        return next((prompt for prompt in self.prompts() if esn in prompt.esn), None)

    def annex_m_count(self) -> int:
        """How many numbered statements and sub-items are marked (M); a marked narrative is not counted."""
        return sum(
            prompt.annex_m + sum(item.annex_m for item in prompt.sub_items) for prompt in self.statements()
        )


class Grade(Frozen):
    """One step of a scale in its own word, with the number printed beside it where there was one."""

    word: str
    number: int | None = None


class Scale(Versioned):
    """A judgement scale of one era, its grades listed from best to worst; direction speaks of the numbers."""

    slug: str
    title: str
    since: str
    source: str
    direction: Direction
    grades: tuple[Grade, ...] = ()

    @model_validator(mode="after")
    def _numbers_follow_direction(self) -> Self:
        numbers = [grade.number for grade in self.grades if grade.number is not None]
        if self.direction == "none":
            fault = "the direction is none but grades carry numbers" if numbers else None
        elif not numbers or len(numbers) != len(self.grades):
            fault = f"the direction is {self.direction} but not every grade has a number"
        else:
            best_first = sorted(set(numbers), reverse=self.direction == "higher_is_better")
            fault = None if numbers == best_first else "the grades are not listed from best to worst"
        if fault := fault or _repeated("grade", (grade.word for grade in self.grades)):
            raise ValueError(fault)
        return self


def parse_framework(text: str) -> Framework:
    """The framework in this YAML; raises FrameworkError with one sentence naming what is wrong."""
    return _parse(text, Framework, "framework")


def parse_scale(text: str) -> Scale:
    """The judgement scale in this YAML; raises FrameworkError with one sentence naming what is wrong."""
    return _parse(text, Scale, "scale")


def _repeated(noun: str, values: Iterable[str]) -> str | None:
    twice = [value for value, count in Counter(values).items() if count > 1]
    return f"{noun} {twice[0]} is used more than once" if twice else None


def _title_fault(prompt: Prompt) -> str | None:
    return None if prompt.title else "it has no title"


def _statement_fault(prompt: Prompt) -> str | None:
    if not prompt.number:
        return "a statement needs a number"
    if not prompt.wording:
        return "a statement needs its wording"
    if prompt.key != prompt.number:
        return f"a statement’s key is its number, but this one is numbered {prompt.number}"
    return _repeated("sub-item", (item.mark for item in prompt.sub_items))


def _register_fault(prompt: Prompt) -> str | None:
    if not prompt.columns:
        return "a register needs columns"
    if prompt.max_rows is not None and prompt.max_rows < 1:
        return "a register that limits its rows allows at least one"
    return _title_fault(prompt) or _repeated("column key", (column.key for column in prompt.columns))


class _OnceOnlyLoader(yaml.SafeLoader):
    """YAML in which an entry given twice is an error: the default keeps the last one without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        fault = _repeated("entry", (str(key.value) for key, _ in node.value))
        if fault:
            raise FrameworkError(f"Near line {node.start_mark.line + 1}, {fault}.")
        return super().construct_mapping(node, deep)


def _parse(text: str, model: type[Model], noun: str) -> Model:
    try:
        data = yaml.load(text, Loader=_OnceOnlyLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FrameworkError(f"The {noun} file is not readable YAML near line {line}.") from error
    except yaml.YAMLError as error:
        raise FrameworkError(f"The {noun} file is not readable YAML.") from error
    if not isinstance(data, dict):
        raise FrameworkError(f"The {noun} file is empty or is not a set of named entries.")
    try:
        # As JSON, so that a list may stand for a tuple while every other type is taken strictly.
        return model.model_validate_json(json.dumps(data, default=str))
    except ValidationError as error:
        raise FrameworkError(_sentence(error.errors()[0], data, noun)) from error


def _sentence(error: ErrorDetails, data: dict[str, Any], noun: str) -> str:
    """One plain sentence: the nearest thing with a key of its own, then what is wrong with it."""
    field = str(error["loc"][-1]) if error["loc"] else ""
    if error["type"] == "value_error":
        fault = str(error["ctx"]["error"])
    elif error["type"] == "missing":
        fault = f"it has no {field}"
    elif error["type"] == "extra_forbidden":
        fault = f"the entry {field} is not known"
    elif error["type"] == "literal_error":
        fault = f"{field} {error['input']} is not known (it is one of {error['ctx']['expected']})"
    else:
        fault = f"{field} cannot be used ({error['msg'].lower()}, not {error['input']!r})"
    return f"{_place(error['loc'], data, noun)}: {fault.replace(chr(39), '')}."


def _place(loc: tuple[int | str, ...], data: dict[str, Any], noun: str) -> str:
    """What an error’s path points into, such as “Prompt 4.1, column outcome”."""
    named = {"parts": "part", "sections": "section", "prompts": "prompt", "columns": "column"}
    place, here = [f"the {noun} {data.get('slug', '')}".rstrip()], data
    kind = ""
    for step in loc:
        kind = str(step) if isinstance(step, str) else kind
        here = here[step] if isinstance(here, list) or (isinstance(here, dict) and step in here) else {}
        if isinstance(step, int) and kind in named and isinstance(here, dict):
            place.append(f"{named[kind]} {here.get('key', step + 1)}")
    words = ", ".join(place[-2:] if place[-1].startswith("column ") else place[-1:])
    return words[0].upper() + words[1:]
