"""Loading frameworks and scales from files; a changed file becomes a new version."""

from pathlib import Path

from sqlmodel import Session, select

from app.core.clock import now
from app.frameworks.models import FrameworkVersion, ScaleVersion
from app.frameworks.rules import Framework, FrameworkError, Scale, parse_framework, parse_scale


def load_folder(session: Session, folder: Path) -> int:
    """Load every file of `folder`/scales and `folder`/frameworks; how many new versions that made."""
    made = 0
    for path in sorted((folder / "scales").glob("*.yaml")):
        made += _keep(session, ScaleVersion, parse_scale(path.read_text("utf-8")))
    for path in sorted((folder / "frameworks").glob("*.yaml")):
        framework = parse_framework(path.read_text("utf-8"))
        if framework.slug != path.stem:
            raise FrameworkError(f"The file {path.name} holds the framework {framework.slug}; give both one name.")
        made += _keep(session, FrameworkVersion, framework)
    return made


def _keep(session: Session, model: type[FrameworkVersion] | type[ScaleVersion], read: Framework | Scale) -> int:
    known = session.exec(
        select(model.id).where(model.slug == read.slug, model.fingerprint == read.fingerprint)
    ).first()
    if known:
        return 0
    session.add(model(
        slug=read.slug, fingerprint=read.fingerprint, title=read.title, content=read.canonical, loaded_at=now()
    ))
    return 1
