"""Reading the history of an answer: its steps, what was brought from elsewhere, names, and who made which version."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.assessments.history.fold import Taken
from app.assessments.history.models import NamedVersion
from app.assessments.models import Response
from app.assessments.registers.queries import states_of
from app.assessments.texts.models import Revision, Step, TextSource
from app.core.clock import aware

AT_ONCE = 2000  # rows of steps in memory


def steps_between(session: Session, text_id: int, after: int, until: int) -> Iterator[Taken]:
    """The steps that made the versions after one and up to another, read little by little in one query."""
    rows = session.execute(
        select(Step.version, Step.author, Step.author_id, Step.at, Step.step)
        .where(Step.text_id == text_id, Step.version > after, Step.version <= until).order_by(Step.version)
        .execution_options(yield_per=AT_ONCE)
    )
    for version, author, author_id, at, step in rows:
        yield Taken(version, author, author_id, aware(at), step)


def sources_of(session: Session, text_id: int) -> dict[int, TextSource]:
    """By version, where the words of a text came from that nobody typed anew."""
    rows = session.exec(select(TextSource).where(TextSource.text_id == text_id)).all()
    return {row.version: row for row in rows}


def names_of(session: Session, response_id: int) -> Sequence[NamedVersion]:
    """The names that people gave to versions of an answer, oldest first."""
    return session.exec(
        select(NamedVersion).where(NamedVersion.response_id == response_id).order_by(col(NamedVersion.id))
    ).all()


@dataclass(frozen=True)
class Side:
    """One version of an answer as people know it: its names, who made it when, and whether it is the agreed one."""

    version: int
    names: tuple[str, ...]
    author: str
    at: datetime | None
    is_agreed: bool

    @property
    def title(self) -> str:
        """Such as version 12, “Before the board”, agreed."""
        if self.version == 0:
            return "the beginning, when nothing was written"
        named = "".join(f", “{name}”" for name in self.names)
        return f"version {self.version}{named}{', agreed' if self.is_agreed else ''}"


def sides(session: Session, response: Response, versions: Sequence[int]) -> list[Side]:
    """These versions of an answer, each with what is known of it."""
    assert response.id is not None
    made = _makers(session, response, versions)
    names = names_of(session, response.id)
    return [
        Side(version, tuple(one.name for one in names if one.version == version), author, at,
             version == response.agreed_version)
        for version in versions for author, at in [made.get(version, ("", None))]
    ]


def _makers(session: Session, response: Response, versions: Sequence[int]) -> dict[int, tuple[str, datetime]]:
    """Who made each version when: by the last step of a text, or the change of a register; nobody made version 0."""
    if response.text_id is None:
        return {one.number: (one.author, aware(one.at)) for one in states_of(session, response)}
    query = select(Step.version, Step.author, Step.at).where(
        Step.text_id == response.text_id, col(Step.version).in_(versions)
    )
    return {version: (author, aware(at)) for version, author, at in session.execute(query).all()}


def version_at(session: Session, response: Response, moment: datetime) -> int:
    """The version that stood at a moment; 0 before anything was written."""
    if response.text_id is None:
        return max((one.number for one in states_of(session, response) if aware(one.at) <= moment), default=0)
    query = select(func.max(Step.version)).where(Step.text_id == response.text_id, Step.at <= moment)
    return session.exec(query).one() or 0


def is_kept(session: Session, text_id: int, version: int) -> bool:
    """Whether the whole document of a version is kept, for more than speed."""
    return session.exec(
        select(Revision.id).where(
            Revision.text_id == text_id, Revision.version == version, Revision.kind != "checkpoint"
        )
    ).first() is not None
