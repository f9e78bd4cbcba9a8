"""The verb that submits a review."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.activity.service import record
from app.activity.tags import Tag
from app.assessments.freezing.content import canonical
from app.core.clock import now
from app.core.errors import Conflict, Refused
from app.reviews.rating.models import Submission
from app.reviews.rating.permissions import Reviewing
from app.reviews.rating.rules import Section
from app.reviews.rating.service import Standing, held, standing
from app.reviews.releases import letters
from app.reviews.submitting import queries, rules


class ReleasedSince(Conflict):
    """Another revision was released since the page was opened; carries the sections that changed, None where the
    revision of the page is not known."""

    def __init__(self, number: int, changed: Sequence[Section] | None) -> None:
        if changed is None:
            then = "Read it, then submit."
        else:
            then = "Read what changed, then submit." if changed else "No section of it changed: you can submit."
        super().__init__(f"The authority released revision {number} in the meantime. {then}")
        self.changed = changed


def submit(session: Session, reviewing: Reviewing, revision: int, confirmed: bool) -> Submission:
    """Submit a review: final, hashed, its points put one by one. Conflict where something is missing, or the
    authority released another revision since the page was opened."""
    if not confirmed:
        raise Refused("Tick the box to confirm that your review is finished.")
    review, frozen = held(session, reviewing), reviewing.reading.frozen
    if frozen.number != revision:
        raise ReleasedSince(frozen.number, queries.changed_since(session, reviewing.reading, revision))
    assert review.id
    there = standing(session, Reviewing(reviewing.reading, reviewing.reviewer_id, reviewing.reviewing_id, review))
    if there.gaps:
        raise Conflict("Your review is not finished. What is missing is listed below; everything you typed is kept.")
    row = _kept(session, reviewing, review.id, canonical(_content(session, reviewing, there, moment := now())), moment)
    session.add_all(rules.points(review.id, there.outline, there.said))
    review.submitted_at = moment
    session.add(review)
    _record(session, reviewing, row)
    letters.submitted(session, review.reviewer_id)
    return row


def _kept(session: Session, reviewing: Reviewing, review_id: int, content: str, moment: datetime) -> Submission:
    actor, frozen = reviewing.reading.actor, reviewing.reading.frozen
    assert frozen.id
    row = Submission(
        review_id=review_id, frozen_id=frozen.id, content=content, sha256=hashlib.sha256(content.encode()).hexdigest(),
        submitted_by=actor.name, submitted_by_id=actor.person_id, at=moment,
    )
    session.add(row)
    return row


def _content(session: Session, reviewing: Reviewing, there: Standing, moment: datetime) -> dict[str, Any]:
    reading = reviewing.reading
    return {
        "schema": rules.SCHEMA, "assessment": str(reading.address), "round": reading.round.name, "kind": reading.why,
        "reviewer": reading.actor.name, "submitted_at": moment.isoformat(),
        "revision": {"number": reading.frozen.number, "sha256": reading.frozen.sha256},
        "ratings": rules.ratings(there.rated), "feedback": rules.feedback(there.said),
        "annotations": rules.annotations(queries.noted_by(session, reviewing.reviewer_id)),
    }


def _record(session: Session, reviewing: Reviewing, row: Submission) -> None:
    """Both authorities find in their trail that it was submitted, and with which hash."""
    place, what = reviewing.reading.place, f"{reviewing.reading.why} of {reviewing.reading.place.name}"
    for authority in (reviewing.reviewing_id, place.id):
        record(session, Tag.REVIEW_SUBMITTED, reviewing.reading.actor, authority, reviewing.reading.path, what=what,
               sha256=row.sha256[:12])
