"""Reading anchors."""

from collections.abc import Sequence

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.assessments.anchors.models import Anchor
from app.core.prepared import Prepared

# Every save asks this, so it is built once.
OF_TEXT = Prepared(
    columns(
        col(Anchor.id), col(Anchor.start), col(Anchor.end), col(Anchor.state), col(Anchor.quote), col(Anchor.prefix),
        col(Anchor.suffix),
    ).where(Anchor.text_id == bindparam("text_id")).order_by(col(Anchor.id))
)


def anchors_of(session: Session, text_id: int) -> Sequence[Anchor]:
    """Every anchor of a text, in reading order."""
    return session.exec(
        select(Anchor).where(Anchor.text_id == text_id).order_by(col(Anchor.start), col(Anchor.id))
    ).all()
