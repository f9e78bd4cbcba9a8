"""The places a framework offers, in printed order, and how well a block of a file fits each."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.frameworks.rules import Framework, Part, Prompt, Section
from app.importing.blocks import Block
from app.importing.inline import plain
from app.importing.matching import alike
from app.importing.tables import form_fit, header_fit

NUMBERED = re.compile(r"^(?P<number>\d{1,2}(?:\.\d{1,2}){0,2}|[a-z](?=[).]))\s?(?P<sign>[).:]*)\s+(?P<rest>\S.*)$")
PART = re.compile(r"^part\s+(?P<letter>[a-z]|\d+)\b\W*(?P<rest>.*)$", re.IGNORECASE)
ESN = re.compile(r"\(?\bESNs?\s*:?\s*(\d{1,3}(?:\s*(?:,|and|&|to|–|-)\s*\d{1,3})*)\s*\)?", re.IGNORECASE)
TITLE_WORDS = 28
ESN_WEIGHT = 3.0


@dataclass(frozen=True)
class Slot:
    """One place of a framework: a lettered part, a section or a statement."""

    kind: str
    key: str
    part: Part
    section: Section | None = None
    prompt: Prompt | None = None


@dataclass(frozen=True)
class Places:
    """The slots by what a line can show of them: a number, an evaluation schedule number, a title."""

    all: Sequence[Slot]
    by_number: Mapping[str, Sequence[int]]
    by_esn: Mapping[int, Sequence[int]]
    titled: Sequence[int]


@dataclass(frozen=True)
class Candidate:
    """A block that may open a slot, with a weight that says how surely."""

    block: int
    slot: int
    weight: float
    style: str = ""


def slots_of(framework: Framework) -> list[Slot]:
    """Parts with a letter, sections and statements in printed order."""
    slots: list[Slot] = []
    for part in framework.parts:
        if part.lettered:
            slots.append(Slot("part", part.key, part))
        for section in part.sections:
            slots.append(Slot("section", section.key, part, section))
            slots += [
                Slot("statement", prompt.key, part, section, prompt)
                for prompt in section.prompts
                if prompt.kind == "statement"
            ]
    return slots


def candidates(blocks: list[Block], slots: list[Slot], skip: frozenset[int]) -> list[Candidate]:
    """Every block that could open a slot, in the order of the blocks; those to skip are no candidates."""
    found: list[Candidate] = []
    places = _places(slots)
    for index, block in enumerate(blocks):
        if index in skip or block.kind == "debris":
            continue
        found += _tables(blocks, index, slots, skip) if block.kind == "table" else _titles(block, index, places)
    return sorted(found, key=lambda candidate: candidate.block)


def _places(slots: Sequence[Slot]) -> Places:
    by_number: dict[str, list[int]] = {}
    by_esn: dict[int, list[int]] = {}
    for position, slot in enumerate(slots):
        if slot.prompt is not None:
            by_number.setdefault(slot.prompt.number or "", []).append(position)
            for esn in slot.prompt.esn:
                by_esn.setdefault(esn, []).append(position)
    titled = [position for position, slot in enumerate(slots) if slot.kind != "statement"]
    return Places(slots, by_number, by_esn, titled)


def number_of(block: Block) -> tuple[str, str, str]:
    """Number, the sign after it, and what follows; the number is empty where there is none."""
    if block.marker[:1].isdigit():
        return block.marker[:-1], block.marker[-1], block.words
    found = NUMBERED.match(block.words)
    return (found["number"], found["sign"], found["rest"]) if found else ("", "", block.words)


def esn_of(text: str) -> tuple[int, ...]:
    """The evaluation schedule numbers that a text carries."""
    return tuple(int(number) for found in ESN.findall(plain(text)) for number in re.findall(r"\d+", found))


def _titles(block: Block, index: int, slots: Places) -> Iterator[Candidate]:
    number, sign, rest = number_of(block)
    asked = {position for esn in esn_of(block.text) for position in slots.by_esn.get(esn, ())}
    for position in slots.by_number.get(number, ()):
        weight = _statement_weight(slots.all[position], number, rest)
        if weight:
            yield Candidate(index, position, weight, sign)
    for position in sorted(asked):
        yield Candidate(index, position, ESN_WEIGHT)
    if len(block.words.split()) > TITLE_WORDS:
        return
    for position in slots.titled:
        slot = slots.all[position]
        weight = _part_weight(slot, block) if slot.kind == "part" else _section_weight(slot, block, number, rest)
        if weight:
            yield Candidate(index, position, weight)


def _statement_weight(slot: Slot, number: str, rest: str) -> float:
    prompt = slot.prompt
    if prompt is None or prompt.esn or len(rest.split()) < 3:
        return 0.0
    likeness = alike(rest, prompt.wording)
    # A bare 1, 2 or 3 begins many a list: there the wording itself has to say so.
    if "." not in number:
        return 3 * likeness if likeness >= 0.5 else 0.0
    return 1.5 + 2 * likeness


def _part_weight(slot: Slot, block: Block) -> float:
    found = PART.match(block.words)
    if not found or found["letter"].upper() != slot.part.key.upper():
        return 0.0
    return 2 + alike(found["rest"], slot.part.title)


def _section_weight(slot: Slot, block: Block, number: str, rest: str) -> float:
    section = slot.section
    assert section is not None
    headed = block.kind == "heading"
    likeness = max(alike(rest, section.title), alike(block.words, section.title))
    same = bool(number) and number == section.number
    if headed and same and likeness < 0.5:
        # Only a section whose statements follow can be known by its number alone.
        return 0.8 if any(prompt.kind == "statement" for prompt in section.prompts) else 0.0
    ends_as_sentence = block.words.endswith((".", ";", ","))
    if likeness < (0.5 if headed else 0.7) or (not headed and ends_as_sentence):
        return 0.0
    return 3 * likeness + 0.5 * same - (0 if headed else 0.8)


def _tables(blocks: list[Block], index: int, slots: list[Slot], skip: frozenset[int]) -> Iterator[Candidate]:
    """A register's table may show its place by its columns where no title does."""
    for position, slot in enumerate(slots):
        register = _register(slot)
        if register is None:
            continue
        named = header_fit(blocks[index].rows, register.columns)
        if form_fit(blocks[index].rows, register.columns) >= 0.5:
            yield Candidate(index, position, 2.0)
        elif named >= 0.5:
            yield Candidate(_heading_of(blocks, index, skip), position, named)


def _heading_of(blocks: list[Block], table: int, skip: frozenset[int]) -> int:
    """The heading that a table stands under, at most a paragraph or two away; else the table itself."""
    for index in range(table - 1, max(-1, table - 4), -1):
        if blocks[index].kind == "table" or index in skip:
            break
        if blocks[index].kind == "heading":
            return index
    return table


def _register(slot: Slot) -> Prompt | None:
    prompts = slot.section.prompts if slot.kind == "section" and slot.section else ()
    return next((prompt for prompt in prompts if prompt.kind == "register"), None)
