"""The regions of a document as answers: to statements, in registers and as narratives."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.frameworks.rules import Prompt, Section
from app.importing import ledger
from app.importing.blocks import Block
from app.importing.inline import plain
from app.importing.parsed import Entry, ParsedAnswer, ReceivedWording, ToCheck
from app.importing.prose import to_doc
from app.importing.regions import Region
from app.importing.registers import RegisterRead, read_register
from app.importing.slots import number_of
from app.importing.wording import marked, marks_of, received

VOICE = re.compile(
    r"\b(please|you|your|optional|should be|will not be|are asked to|is asked to|may wish)\b|\?$",
    re.IGNORECASE,
)


@dataclass
class Gathered:
    """What has been read so far of one document; `waiting` are statements whose answer is still to come."""

    levels: Mapping[int, int]
    whole_rows: bool
    titles: dict[str, str] = field(default_factory=dict)
    wording: list[ReceivedWording] = field(default_factory=list)
    answers: list[ParsedAnswer] = field(default_factory=list)
    to_check: list[ToCheck] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    structure: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    opening: list[Block] = field(default_factory=list)
    counted: set[str] = field(default_factory=set)


def gather(regions: Sequence[Region], levels: Mapping[int, int], whole_rows: bool) -> Gathered:
    """Every answer of a document, in the order of the file."""
    so_far = Gathered(levels, whole_rows)
    for region in regions:
        if region.slot.kind == "statement":
            _statement(so_far, region)
        else:
            _settle_waiting(so_far)
            (_part if region.slot.kind == "part" else _section)(so_far, region)
    _settle_waiting(so_far)
    return so_far


def _part(so_far: Gathered, region: Region) -> None:
    so_far.structure.append(region.opening.words)
    so_far.entries += ledger.placed([region.opening], f"title of part {region.slot.key}")
    for block in region.body:
        if block.kind == "heading":
            so_far.entries += ledger.left([block], ledger.EMPTY_HEADING)
        elif VOICE.search(block.words):
            so_far.entries += ledger.left([block], ledger.INSTRUCTION)
        else:
            so_far.entries += ledger.left([block], ledger.NO_PLACE, furniture=False)


def _section(so_far: Gathered, region: Region) -> None:
    section, body = region.slot.section, list(region.body)
    assert section is not None
    so_far.counted.add(section.key)
    if region.opening.kind == "table":
        body.insert(0, region.opening)
    else:
        so_far.titles[section.key] = number_of(region.opening)[2]
        so_far.structure.append(region.opening.words)
        so_far.entries += ledger.placed([region.opening], f"title of section {section.key}")
    register, narrative = _first(section, "register"), _first(section, "narrative")
    if register:
        body = _register(so_far, body, register, narrative)
    if narrative and body:
        _narrative(so_far, body, narrative)
    elif body:
        so_far.opening += body


def _register(so_far: Gathered, body: list[Block], register: Prompt, narrative: Prompt | None) -> list[Block]:
    """Places the register's rows; returns what a narrative of the same section has still to take."""
    read = read_register(body, register, so_far.whole_rows) or RegisterRead((), False, (), tuple(body), ())
    instructions = [block for block in read.before if block.kind == "heading" or VOICE.search(block.words)]
    so_far.entries += ledger.left(instructions, ledger.INSTRUCTION)
    notes = [block for block in (*read.before, *read.after) if block not in instructions]
    so_far.entries += ledger.placed(read.used, f"register {register.key}")
    so_far.structure += read.titles
    if read.run_on:
        sentence = "This row went on outside the table in the file; check that it is whole and its date is right."
        so_far.to_check.append(ToCheck(register.key, read.run_on, sentence))
    kept = [] if narrative else notes
    if kept:
        so_far.entries += ledger.placed(kept, f"text beside register {register.key}")
        so_far.to_check.append(ToCheck(register.key, _lines(kept), "This text stood beside the register in the file."))
    if read.rows or kept:
        doc = to_doc(kept, so_far.levels, so_far.whole_rows)
        lines = _lines((*read.used, *kept))
        so_far.answers.append(ParsedAnswer((register.key,), "register", doc, read.rows, read.form, lines))
    return notes if narrative else []


def _narrative(so_far: Gathered, body: list[Block], narrative: Prompt) -> None:
    """Places running text; the file's own wording of what is asked may stand before it, with its mark."""
    if narrative.wording and marked(body[0].words):
        so_far.wording.append(received(narrative, body[0].text, ()))
        so_far.structure += marks_of([body[0].text])
        so_far.entries += ledger.placed(body[:1], f"wording of {narrative.key}")
        body = body[1:]
    doc = to_doc(body, so_far.levels, so_far.whole_rows)
    if doc:
        so_far.answers.append(ParsedAnswer((narrative.key,), "narrative", doc, lines=_lines(body)))
    so_far.entries += ledger.placed(body, f"narrative {narrative.key}")


def _statement(so_far: Gathered, region: Region) -> None:
    prompt = region.slot.prompt
    assert prompt is not None
    items, body = _sub_items(prompt, region.body)
    wording = received(prompt, region.opening.text, [block.text for block in items])
    so_far.wording.append(wording)
    so_far.structure += marks_of([region.opening.text, *(block.text for block in items)])
    so_far.entries += ledger.placed([region.opening, *items], f"wording of {prompt.key}")
    so_far.waiting.append(prompt.key)
    if body:
        _answer(so_far, [*so_far.opening, *body])


def _settle_waiting(so_far: Gathered) -> None:
    """Statements that end a section without text keep what stood above them, or stay unanswered."""
    if so_far.opening and so_far.waiting:
        _answer(so_far, so_far.opening)
    so_far.entries += ledger.left(so_far.opening, ledger.NO_PLACE, furniture=False)
    so_far.opening, so_far.waiting = [], []


def _answer(so_far: Gathered, body: list[Block]) -> None:
    keys = tuple(so_far.waiting)
    doc = to_doc(body, so_far.levels, so_far.whole_rows)
    so_far.answers.append(ParsedAnswer(keys, "statement", doc, lines=_lines(body)))
    where = f"answer to {keys[0]}" if len(keys) == 1 else f"answer to {keys[0]} to {keys[-1]}"
    so_far.entries += ledger.placed(body, where)
    so_far.opening, so_far.waiting = [], []


def _sub_items(prompt: Prompt, body: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """The lettered parts that stand directly under a statement, and the rest."""
    count = 0
    for block, item in zip(body, prompt.sub_items, strict=False):
        if block.kind == "heading" or not re.match(rf"^{item.mark}[).]\s", plain(block.text), re.IGNORECASE):
            break
        count += 1
    return list(body[:count]), list(body[count:])


def _first(section: Section, kind: str) -> Prompt | None:
    return next((prompt for prompt in section.prompts if prompt.kind == kind), None)


def _lines(blocks: Sequence[Block]) -> tuple[int, ...]:
    return tuple(line for block in blocks for line in block.lines)
