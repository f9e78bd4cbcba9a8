"""Reading the forms that assign prompts and filter the overview."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.assessments.queries import Line
from app.assessments.service import KEEP
from app.core.clock import today
from app.core.errors import Refused


@dataclass(frozen=True)
class Wanted:
    """How the overview is narrowed down; it stands in the address."""

    state: str = ""
    person: str = ""
    show: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.state or self.person or self.show)

    def keeps(self, line: Line) -> bool:
        """Whether a prompt is to be shown."""
        if self.state and line.state != self.state:
            return False
        if self.person and self.person not in (str(line.author_id), str(line.lead_id)):
            return False
        if self.show == "overdue":
            return is_overdue(line)
        if self.show == "unassigned":
            return line.author_id is None or line.lead_id is None
        return line.uncited > 0 if self.show == "uncited" else True


def is_overdue(line: Line) -> bool:
    """Past its date and not settled."""
    return line.due_on is not None and line.due_on < today() and not line.settled


def person_or_keep(text: str) -> int | None:
    """A choice in the assigning form: empty keeps, none clears, else a person's id."""
    if text in ("", "none"):
        return KEEP if text == "" else None
    if not text.isdecimal():
        raise Refused("Choose somebody from the list.")
    return int(text)


def due_or_keep(text: str, clear: bool) -> date | None | int:
    """The due date in the assigning form: empty keeps it, unless it is to be cleared."""
    if clear:
        return None
    if not text:
        return KEEP
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("Write the due date as day, month and year.") from error


@dataclass(frozen=True)
class Assignment:
    """The assigning form as it was filled in."""

    prompts: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    author: str = ""
    lead: str = ""
    due_on: str = ""
    clear_due: bool = False

    @property
    def author_id(self) -> int | None:
        """The author to set, None for nobody, KEEP to leave; Refused where it is not a choice."""
        return person_or_keep(self.author)

    @property
    def lead_id(self) -> int | None:
        """The lead to set, None for nobody, KEEP to leave; Refused where it is not a choice."""
        return person_or_keep(self.lead)

    @property
    def due(self) -> date | None | int:
        """The date to set, None for none, KEEP to leave; Refused where it is not a date."""
        return due_or_keep(self.due_on, self.clear_due)


def chosen(keys: Sequence[str], sections: Sequence[str], lines: Sequence[Line]) -> list[str]:
    """The prompts chosen singly or by their whole section, in the document's order."""
    return [line.key for line in lines if line.key in set(keys) or line.section_key in set(sections)]
