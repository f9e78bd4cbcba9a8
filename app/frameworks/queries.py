"""Reading frameworks and scales; a version never changes, so its parsed form is kept."""

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import URL, func
from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.frameworks.models import FrameworkVersion, ScaleVersion
from app.frameworks.rules import Framework, Part, Prompt, Scale, Section


@dataclass(frozen=True)
class Reading:
    """A framework version with its prompts and sections at hand by key."""

    id: int
    version: str
    framework: Framework
    prompts: dict[str, Prompt]
    sections: dict[str, Section]
    part_of: dict[str, Part]
    section_of: dict[str, Section]


@lru_cache(maxsize=64)
def _read(content: str, version_id: int, fingerprint: str) -> Reading:
    framework = Framework.model_validate_json(content)
    sections = {section.key: section for section in framework.sections()}
    return Reading(
        version_id, fingerprint, framework, {prompt.key: prompt for prompt in framework.prompts()}, sections,
        {section.key: part for part in framework.parts for section in part.sections},
        {prompt.key: section for section in sections.values() for prompt in section.prompts},
    )


_by_id: dict[tuple[URL, int], Reading] = {}


def reading(session: Session, version_id: int) -> Reading:
    """The framework version with this id; parsed once per process and database."""
    key = (session.get_bind().engine.url, version_id)
    if key not in _by_id:
        row = session.get(FrameworkVersion, version_id)
        if row is None:
            raise NotFound
        _by_id[key] = _read(row.content, version_id, row.fingerprint)
    return _by_id[key]


def latest(session: Session) -> list[Reading]:
    """The newest version of every framework, by title."""
    newest = select(func.max(FrameworkVersion.id)).group_by(FrameworkVersion.slug)
    rows = session.exec(
        select(FrameworkVersion).where(col(FrameworkVersion.id).in_(newest)).order_by(FrameworkVersion.title)
    ).all()
    return [_read(row.content, row.id or 0, row.fingerprint) for row in rows]


def latest_by_slug(session: Session, slug: str) -> Reading | None:
    """The newest version of one framework."""
    row = session.exec(
        select(FrameworkVersion).where(FrameworkVersion.slug == slug).order_by(col(FrameworkVersion.id).desc())
    ).first()
    return _read(row.content, row.id or 0, row.fingerprint) if row else None


def latest_scale(session: Session, slug: str) -> Scale | None:
    """The newest version of a judgement scale."""
    row = session.exec(
        select(ScaleVersion).where(ScaleVersion.slug == slug).order_by(col(ScaleVersion.id).desc())
    ).first()
    return Scale.model_validate_json(row.content) if row else None


def latest_scales(session: Session) -> list[Scale]:
    """The newest version of every judgement scale, the oldest era first; one query."""
    newest = select(func.max(ScaleVersion.id)).group_by(ScaleVersion.slug)
    rows = session.exec(select(ScaleVersion).where(col(ScaleVersion.id).in_(newest))).all()
    return sorted((Scale.model_validate_json(row.content) for row in rows), key=lambda one: (one.since, one.title))
