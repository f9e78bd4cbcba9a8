"""What can be said of an answer and under which headings, what a rating still wants, and where a review has gaps."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from app.core.errors import Refused

LEVELS = {
    "strongly": "Strongly evidenced", "partly": "Partly evidenced", "weakly": "Weakly evidenced",
    "not_evidenced": "Not evidenced", "not_looked_at": "Not looked at",
}
NOT_RATED, NOT_LOOKED_AT = "Not rated", "not_looked_at"  # in words, and a key of LEVELS
AGREEMENT = {"agrees": "Yes", "in_part": "In part", "disagrees": "No", "gives_none": "It gives none"}
AGREED = {
    "agrees": "agrees with the authority’s own judgement", "in_part": "agrees with its own judgement in part",
    "disagrees": "does not agree with its own judgement", "gives_none": "it gives no judgement of its own",
}
HEADS = {
    "strengths": "Strengths", "areas": "Areas to strengthen", "could_go": "What could go",
    "questions": "Questions for the event", "practice": "Good practice offered to the region",
}
NEEDED = ("strengths", "areas")  # headings that a challenger fills for the whole
LONGEST_REASON, LONGEST_REMARK = 4_000, 10_000  # characters
NOTHING_TO_RATE = ("No answer stands there in the revision that was released, so there is nothing to rate. What you "
                   "make of that belongs in your view of the section.")
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
Target = tuple[str, str]  # scope and key


def words_of(typed: str, longest: int, what: str) -> str:
    """Words as they are kept, line ends put right and nothing else; Refused where they are too long."""
    words = UNSTORABLE.sub("", typed.replace("\r\n", "\n").replace("\r", "\n"))
    if len(words) > longest:
        raise Refused(f"{what} can hold at most {longest:,} characters; this one has {len(words):,}.")
    return words


def check_choice(level: str, agrees: str) -> None:
    """Refused where a form sent something that is not on offer; nothing chosen yet is fine."""
    if level and level not in LEVELS or agrees and agrees not in AGREEMENT:
        raise Refused("Choose one of the ratings in the list.")


def points_of(words: str) -> list[str]:
    """The points of a remark: one to a paragraph, parted by empty lines."""
    return [point for block in re.split(r"\n[ \t]*\n", words) if (point := block.strip())]


def wants(level: str, reason: str) -> str:
    """What a rating still wants before its review can be submitted, as a sentence; empty where it is whole."""
    if not level:
        return "Choose how well evidenced it is." if reason.strip() else ""
    return "" if level == "strongly" or reason.strip() else "Give your reason."


class Rated(Protocol):
    """A rating as the rules see it."""

    level: str
    reason: str
    about_sha256: str


@dataclass(frozen=True)
class Answer:
    """One answer of the revision under review: the hash of its words, and whether there are any."""

    key: str
    title: str
    sha256: str
    written: bool


@dataclass(frozen=True)
class Section:
    """One section of it; `asked` tells whether its review wants a rating of it. Its only answer is rated with it."""

    key: str
    title: str
    sha256: str
    asked: bool
    answers: tuple[Answer, ...]

    @property
    def apart(self) -> tuple[Answer, ...]:
        """The answers that are rated by themselves: all, unless there is but one."""
        return self.answers if len(self.answers) > 1 else ()

    @property
    def to_rate(self) -> bool:
        """Whether it counts as not rated where nobody rates it: there is something to read in it."""
        return any(one.written for one in self.answers)

    def empty(self, target: Target) -> bool:
        """Whether there is nothing to read in what is rated: left open, or settled as having no answer this year."""
        return not (self.to_rate if target[0] == "section" else any(
            one.written for one in self.answers if one.key == target[1]))

    @property
    def targets(self) -> Iterator[tuple[Target, str, str]]:
        """What can be rated in it, or could while it was not `empty`: scope and key, title, hash."""
        for one in self.apart:
            yield ("answer", one.key), one.title, one.sha256
        yield ("section", self.key), "The section as a whole", self.sha256


@dataclass(frozen=True)
class Gap:
    """Something that is missing, and where it is put right: the section, or none for the review as a whole."""

    text: str
    section: str
    place: str


def gaps(
    outline: Collection[Section], rated: Mapping[Target, Rated], said: Mapping[tuple[str, str], str], kind: str
) -> list[Gap]:
    """What stands in the way of submitting, in the order of the document.

    A challenger rates every section that is asked, gives a reason with each rating below “strongly”, and writes
    what is strong and what to strengthen in the whole; of what holds no answer by now nothing is asked. A moderator
    makes at least one point.
    """
    if kind != "challenge":
        return [] if any(words.strip() for words in said.values()) else [
            Gap("Make at least one point, about a section or the whole.", "", "overall")]
    found = [gap for section in outline for gap in _in_section(section, rated)]
    return found + [
        Gap(f"Write what you say of the whole under “{HEADS[head]}”.", "", f"whole-{head}")
        for head in NEEDED if not said.get(("", head), "").strip()
    ]


def _in_section(section: Section, rated: Mapping[Target, Rated]) -> Iterator[Gap]:
    for (scope, key), title, sha256 in section.targets:
        if section.empty((scope, key)):
            continue
        one, place, of = rated.get((scope, key)), f"{scope}-{key}", f"{section.title}: {title}"
        needed = scope == "section" and section.asked
        if one is None or not one.level and not one.reason.strip():
            if needed:
                yield Gap(f"Rate {section.title}.", section.key, place)
        elif missing := wants(one.level, one.reason):
            yield Gap(f"{of}. {missing}", section.key, place)
        elif needed and one.about_sha256 != sha256:
            yield Gap(f"{of}. Its words changed since you rated it: look again.", section.key, place)


def done(outline: Collection[Section], rated: Mapping[Target, Rated]) -> tuple[int, int, int, int]:
    """How many of the asked sections are rated, of how many, and the same of written answers rated apart."""
    asked = [one for one in outline if one.asked]
    answers = [answer for one in outline for answer in one.apart if answer.written]
    return (
        sum(_counts(rated.get(("section", one.key)), one.sha256) for one in asked), len(asked),
        sum(_counts(rated.get(("answer", one.key)), one.sha256) for one in answers), len(answers),
    )


def _counts(one: Rated | None, sha256: str) -> bool:
    return one is not None and bool(one.level) and one.about_sha256 == sha256 and not wants(one.level, one.reason)
