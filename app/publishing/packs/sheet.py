"""The ratings sheet to fill in by hand: each answer and each section with its boxes."""

from dataclasses import dataclass
from typing import Any

from app.publishing.sections import opens, shortened, walk
from app.reviews.releases.frozen import unanswered

# How well evidenced a claim is, the best first; below the first a reason is wanted.
RATINGS = ("Strongly", "Partly", "Weakly", "Not evidenced", "Not looked at")


@dataclass(frozen=True)
class Line:
    """One line of the sheet: an answer by its numbers and first words, or the section as a whole."""

    name: str
    whole: bool = False


@dataclass(frozen=True)
class Leaf:
    """The lines of one section, or of the sections of a part that follow one another and are rated as wholes alone."""

    title: str
    lines: tuple[Line, ...]


def leaves_of(content: dict[str, Any]) -> list[Leaf]:
    """A line for every section that there is to rate, in the document’s order, after those of its own answers."""
    leaves: list[Leaf] = []
    gathering = ""  # the part whose last leaf holds sections as wholes
    for part, section in walk(content):
        if all(map(unanswered, section["answers"])):
            continue  # nothing to rate, so that what stands around it goes on
        lines = tuple(map(line_of, rated(section)))
        if lines:
            leaves.append(Leaf(section_name(section), (*lines, Line("The section as a whole", True))))
        else:
            whole = Line(section_name(section), True)
            before = leaves.pop().lines if gathering == part["key"] else ()
            leaves.append(Leaf(part["title"], (*before, whole)))
        gathering = "" if lines else part["key"]
    return leaves


def rated(section: dict[str, Any]) -> list[dict[str, Any]]:
    """The answers that are rated by themselves: not those that say nothing, nor opening texts, nor a narrative or
    register that is all there is."""
    answers: list[dict[str, Any]] = section["answers"]
    return [answer for answer in answers if not unanswered(answer)
            and (answer["kind"] == "statement" or (len(answers) > 1 and not opens(answer, section)))]


def line_of(answer: dict[str, Any]) -> Line:
    """An answer on the sheet."""
    return Line(shortened(f"{label_of(answer)} {answer['prompts'][0]['wording']}".strip()))


def label_of(answer: dict[str, Any]) -> str:
    """What an answer is called in a list: the numbers of its statements, or its title."""
    numbers = [str(prompt["number"]) for prompt in answer["prompts"] if prompt["number"]]
    if answer["kind"] != "statement" or not numbers:
        return str(answer["prompts"][0]["title"])
    return numbers[0] if len(numbers) == 1 else f"{', '.join(numbers[:-1])} and {numbers[-1]}"


def section_name(section: dict[str, Any]) -> str:
    """A section by its number and title."""
    return f"{section['number']} {section['title']}" if section["number"] else str(section["title"])
