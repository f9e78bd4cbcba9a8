"""Lines of enquiry: those of the challenge event in its order, then what the notes leave open in the document’s."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.publishing.notes import Numbered
from app.publishing.packs.sheet import label_of, section_name
from app.publishing.sections import shortened, walk

WHOLE = "The document as a whole"
OPEN_KINDS = ("evidence_gap", "challenge", "question", "figure")


@dataclass(frozen=True)
class Said:
    """What was noted on a line of the challenge event, or with `owner` and `due_on` agreed: in which words, by whom."""

    words: str
    by: str
    owner: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class EventLine:
    """A line of enquiry in its place on the running list of the challenge event, with all that was said to it."""

    words: str
    said: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Enquiry:
    """One line: where it arises, how the note begins that asks it, and its number."""

    where: str
    words: str
    number: int


def enquiries(content: dict[str, Any], told: Iterable[Numbered]) -> list[Enquiry]:
    """A line for every gap, challenge, question and figure in doubt to which the authority has not answered."""
    names = names_of(content)
    return [Enquiry(names.get((one.note.place.section, one.note.place.prompt), WHOLE),
                    shortened(one.note.words), one.number)
            for one in told if one.note.kind in OPEN_KINDS and not one.note.answer]


def names_of(content: dict[str, Any]) -> dict[tuple[str, str], str]:
    """What each section and each answer is called, by the keys of section and prompt."""
    names = {}
    for _, section in walk(content):
        names[section["key"], ""] = section_name(section)
        for answer in section["answers"]:
            names |= {(section["key"], prompt["key"]): label_of(answer) or section_name(section)
                      for prompt in answer["prompts"]}
    return names
