"""What is to be asked of whoever owns items of evidence, owner by owner, as messages ready to send."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from app.assessments.citing.rules import Shelved, is_overdue
from app.core.templating import NO_BREAK, day
from app.evidence.models import EvidenceItem

LONGEST_LINK = 1_800  # characters: mail programs cut longer ones
SUBJECT = "Evidence of yours that we cite"


@dataclass(frozen=True)
class Question:
    """One item and why its owner is asked about it."""

    item: EvidenceItem
    reason: str


@dataclass(frozen=True)
class Letter:
    """All that one owner is asked."""

    owner: str
    authority: str
    questions: tuple[Question, ...]

    @property
    def count(self) -> int:
        """How many items it is about."""
        return len(self.questions)

    @property
    def message(self) -> str:
        """The message in plain text."""
        return self._message(self.questions)

    @property
    def mailto(self) -> str:
        """A link that opens the message in a mail program, with as many items as it can hold."""
        return self._link(self._fitting())

    @property
    def is_cut(self) -> bool:
        """Whether the link holds fewer items than the message."""
        return self._fitting() < self.count

    def _fitting(self) -> int:
        fits = (count for count in range(self.count, 0, -1) if len(self._link(count)) <= LONGEST_LINK)
        return next(fits, 1)

    def _link(self, count: int) -> str:
        body = self._message(self.questions[:count]).replace("\n", "\r\n")
        return f"mailto:?subject={quote(SUBJECT)}&body={quote(body)}"

    def _message(self, questions: Sequence[Question]) -> str:
        listed = "\n".join(f"- {one.item.ref} {one.item.title}: {one.reason}" for one in questions)
        return (
            f"Dear colleague,\n\nOur self-assessment for {self.authority} rests on evidence that you own "
            f"({self.owner}). Please tell us for each item whether it still holds, and send a newer one where there "
            f"is one:\n\n{listed}\n\nThank you."
        )


def letters(shelves: Iterable[Shelved], authority: str) -> list[Letter]:
    """A letter to each owner of whom something is to be asked, in order of owners."""
    asked: dict[str, list[Question]] = {}
    for one in shelves:
        if reason := _reason(one):
            asked.setdefault(one.item.owner, []).append(Question(one.item, reason))
    return [Letter(owner, authority, tuple(asked[owner])) for owner in sorted(asked, key=str.casefold)]


def _reason(one: Shelved) -> str:
    """Why the owner is asked about an item; empty where there is nothing to ask."""
    item = one.item
    if "withdrawn" in one.gaps:
        return "withdrawn, and still cited. What can be cited instead?"
    if is_overdue(item) and item.status != "withdrawn":
        assert item.review_by is not None
        return f"as at {_day(item.as_at)}, to be looked at again by {_day(item.review_by)}. Does it still hold?"
    if item.status == "provisional" and one.use.times:
        return f"as at {_day(item.as_at)}, provisional, and cited. Has it been published since?"
    return ""


def _day(moment: date) -> str:
    """A date for plain text, which needs no spaces that keep together."""
    return day(moment).replace(NO_BREAK, " ")
