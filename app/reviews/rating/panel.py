"""What stands at the foot of each answer and section for whoever reviews it: their own rating and remarks."""

import secrets
from dataclasses import dataclass

from sqlmodel import Session

from app.reviews.rating import queries
from app.reviews.rating.models import Rating, Remark
from app.reviews.rating.outline import key_of, outline_of
from app.reviews.rating.permissions import Reviewing
from app.reviews.rating.rules import AGREED, AGREEMENT, HEADS, LEVELS, NOT_RATED, Target, wants
from app.reviews.releases.frozen import Content
from app.reviews.releases.permissions import Reading


@dataclass(frozen=True)
class Line:
    """One thing that can be rated, with its rating as it stands; `empty` where no answer stands there by now."""

    scope: str
    key: str
    title: str
    rating: Rating | None
    sha256: str
    empty: bool

    @property
    def shown(self) -> bool:
        """Whether there is something to rate, or to read of what was rated before there was nothing any more."""
        return not self.empty or bool(self.rating and (self.rating.level or self.rating.reason))

    @property
    def id(self) -> str:
        """Its name within the page."""
        return f"{self.scope}-{self.key}"

    @property
    def level(self) -> str:
        """The rating in words, or that there is none."""
        return LEVELS[self.rating.level] if self.rating and self.rating.level else NOT_RATED

    @property
    def moved_on(self) -> bool:
        """Whether its words are no longer those that were rated."""
        return bool(self.rating and self.rating.level and self.rating.about_sha256 != self.sha256)

    @property
    def wants(self) -> str:
        """What the rating still wants."""
        return wants(self.rating.level, self.rating.reason) if self.rating and not self.empty else ""

    @property
    def seen(self) -> int:
        """The newest row that the page knows."""
        return self.rating.id or 0 if self.rating else 0


@dataclass(frozen=True)
class Panel:
    """A section before its reviewer; `window` names the window that this page becomes."""

    reviewing: Reviewing
    section: str
    lines: dict[Target, Line]
    remarks: dict[str, Remark]
    window: str
    levels = LEVELS
    agreement = AGREEMENT
    agreed = AGREED
    heads = HEADS

    def of(self, answer: Content) -> Line | None:
        """The line of an answer; None where it is rated with its section, or there is nothing to rate."""
        found = self.lines.get(("answer", key_of(answer)))
        return found if found and found.shown else None

    @property
    def whole(self) -> Line:
        """The line of the section itself."""
        return self.lines["section", self.section]

    def said(self, head: str) -> str:
        """What is written under a heading."""
        return self.remarks[head].words if head in self.remarks else ""

    @property
    def seen(self) -> int:
        """The newest remark that the page knows."""
        return max((one.id or 0 for one in self.remarks.values()), default=0)


def new_window() -> str:
    """A name for the window that a page becomes."""
    return secrets.token_hex(8)


def rating_for(session: Session, reading: Reading, section: str) -> Panel | None:
    """What a reviewer wrote of a section; None for whoever reviews nothing here. A fixed number of queries."""
    reviewing = queries.reviewing_of(session, reading)
    if reviewing is None:
        return None
    at = next(one for one in outline_of(session, reading) if one.key == section)
    rated = queries.ratings_of(session, [reviewing.review_id])[reviewing.review_id]
    lines = {
        (scope, key): Line(scope, key, title, rated.get((scope, key)), sha256, at.empty((scope, key)))
        for (scope, key), title, sha256 in at.targets
    }
    return Panel(reviewing, section, lines, remarks_in(session, reviewing, section), new_window())


def remarks_in(session: Session, reviewing: Reviewing, section: str) -> dict[str, Remark]:
    """The remarks about a section, or about the whole where none is named, by heading."""
    found = queries.remarks_of(session, reviewing.review_id)
    return {head: one for (at, head), one in found.items() if at == section}
