"""Figures that nobody takes over are let go of after a day; their file stays, and can be read again."""

from datetime import timedelta

from sqlalchemy import func, or_, select
from sqlmodel import col

from app.core.clock import now
from app.core.database import Database
from app.core.jobs import Job
from app.indicators.intake import staging
from app.indicators.models import FigureImport, StagedFigure

KEPT_FOR = timedelta(days=1)
AT_ONCE = 20_000  # figures in one transaction, so that nobody waits long to save


def forget_old(database: Database) -> None:
    """Let go of whatever has waited longer than a day since it was read."""
    read_at = func.coalesce(Job.ended_at, FigureImport.sent_at)
    idle = or_(col(Job.id).is_(None), col(Job.state).in_(("done", "failed")))
    waiting = col(FigureImport.id).in_(select(col(StagedFigure.import_id)).distinct())
    query = (
        select(col(FigureImport.id)).outerjoin(Job, col(Job.id) == FigureImport.job_id)
        .where(waiting, idle, read_at < now() - KEPT_FOR)
    )
    with database.read() as session:
        found = session.execute(query).scalars().all()
    for import_id in found:
        forget(database, import_id)


def forget(database: Database, import_id: int) -> None:
    """Let go of what waits for an import; it is then as it was before its file was read."""
    with database.write() as session:
        one = session.get_one(FigureImport, import_id)
        one.state, one.result, one.job_id = "sent", "{}", None
    left = AT_ONCE
    while left == AT_ONCE:
        with database.write() as session:
            left = staging.clear(session, import_id, AT_ONCE)
