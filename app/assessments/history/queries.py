"""Reading the history of an answer: its steps, what was brought from elsewhere, names, and who made a version."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.assessments.history.fold import Taken
from app.assessments.history.models import NamedVersion
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
class Made:
    """A version and who made it when: its last step, or the register's change."""

    version: int
    author: str
    at: datetime | None


def makers(session: Session, text_id: int, versions: Sequence[int]) -> dict[int, Made]:
    """Who made each of these versions of a text; nobody made version 0."""
    rows = session.execute(
        select(Step.version, Step.author, Step.at).where(Step.text_id == text_id, col(Step.version).in_(versions))
    ).all()
    found = {version: Made(version, author, aware(at)) for version, author, at in rows}
    return {version: found.get(version, Made(version, "", None)) for version in versions}


def is_kept(session: Session, text_id: int, version: int) -> bool:
    """Whether the whole document of a version is kept, for more than speed."""
    return session.exec(
        select(Revision.id).where(
            Revision.text_id == text_id, Revision.version == version, Revision.kind != "checkpoint"
        )
    ).first() is not None
