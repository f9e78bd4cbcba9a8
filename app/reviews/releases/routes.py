"""The part of an authority in a round: who reviews for it, and what it releases."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.accounts import queries as people
from app.accounts.queries import authorities_in
from app.accounts.roles import DRAFTING
from app.assessments.freezing.queries import frozen_of
from app.assessments.permissions import opens_assessments
from app.assessments.queries import any_assessment_at
from app.core.clock import today
from app.core.database import ReadSession, WriteSession
from app.core.errors import NOTHING_WRONG, CandourError, Wrong, wrong_of
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.reviews.pairing.queries import pairs_in, pairs_of
from app.reviews.releases import places, queries, service
from app.reviews.rounds import service as rounds
from app.reviews.rounds.guards import OnPart
from app.reviews.rounds.permissions import Part, decides_part, sees_part
from app.reviews.rounds.queries import conflicts_in
from app.reviews.rounds.rules import STATES, in_order

router = APIRouter(prefix="/reviews", route_class=GuardedRoute)
Seeing = Annotated[Part, Depends(OnPart(sees_part))]
Deciding = Annotated[Part, Depends(OnPart(decides_part))]
Text = Annotated[str, Form()]
AT = "/{authority}/{framework}/{year}"


def part_shown(
    request: Request, session: Session, part: Part, error: Wrong = NOTHING_WRONG, **typed: Any
) -> Response:
    """The page of an authority's part; of the other pairs of the round it tells nothing."""
    pairs = pairs_in(session, part.id) if part.round.state != "preparing" else []
    ours = [own for own in pairs if own.pair.reviewer_id == part.place.id]
    of_us = [own for own in pairs if own.pair.reviewed_id == part.place.id]
    assessment = any_assessment_at(session, part.address)
    every = pairs_of(session, part.id, part.place.id)
    return page(
        request, "reviews/part.html", error.status, part=part, error=error, states=STATES, ours=ours,
        dates=in_order(part.round, today()),
        of_us=of_us, named=places.reviewers_of(session, [own.pair.id for own in ours + of_us]),
        guests=places.guests_of(session, [own.pair.id for own in every]),
        former=[own for own in every if own.pair.id not in {one.pair.id for one in ours}],
        decides=decides_part(part.actor, part.place.id), opens=opens_assessments(part.actor, part.place.id),
        released=queries.releases_of(session, part.id, part.place.id),
        frozen=frozen_of(session, assessment.id) if assessment and assessment.id else [], assessment=assessment,
        others=[one for one in authorities_in(session, part.round.region_id) if one.id != part.place.id],
        conflicts=[one for one in conflicts_in(session, part.id)
                   if one.one_id == part.place.id and one.declared_for == part.place.name],
        may_review=[one for one in people.members(session, part.place.id)
                    if not one.disabled_at and set(one.roles) & set(DRAFTING)],
        typed={"answer": part.invitation.answer, "reason": part.invitation.reason, "other": "", "why": "", "name": "",
               "revision": "", "lifting": (0, ""), **typed},
    )


@router.get(AT)
def part_page(request: Request, part: Seeing, session: ReadSession) -> Response:
    """Dates, invitation, who reviews the authority and whom it reviews, and what it released."""
    return part_shown(request, session, part)


@router.post(AT + "/answer")
def answer(
    request: Request, part: Deciding, session: WriteSession, answer: Text = "", reason: Text = "", seen: Text = "",
) -> Response:
    """Take part, or decline."""
    try:
        rounds.answer(session, part, answer, reason, seen)
    except CandourError as error:
        session.rollback()
        return part_shown(request, session, part, wrong_of(error), answer=answer, reason=reason)
    return see_other(request, part.path, "Your answer is kept.")


@router.post(AT + "/conflicts")
def declare_conflict(
    request: Request, part: Deciding, session: WriteSession, other: Text = "", why: Text = "",
) -> Response:
    """Declare a conflict with another authority."""
    try:
        rounds.declare_conflict(session, part, part.place.slug, other, why)
    except CandourError as error:
        session.rollback()
        return part_shown(request, session, part, wrong_of(error, one="other"), other=other, why=why)
    return see_other(request, part.path, "The conflict is declared. The region sees it, other authorities do not.")


@router.post(AT + "/conflicts/{conflict_id}/lift")
def lift_conflict(
    request: Request, part: Deciding, session: WriteSession, conflict_id: int, why: Text = "",
) -> Response:
    """Lift a conflict that the authority declared."""
    try:
        rounds.lift_conflict(session, part, conflict_id, why)
    except CandourError as error:
        session.rollback()
        return part_shown(request, session, part, wrong_of(error, lifting=f"lift-{conflict_id}"),
                          lifting=(conflict_id, why))
    return see_other(request, part.path, "The conflict is lifted.")


@router.post(AT + "/release")
def release(request: Request, part: Deciding, session: WriteSession, name: Text = "", revision: Text = "") -> Response:
    """Release a frozen revision for review."""
    try:
        service.release(session, part, name, revision)
    except CandourError as error:
        session.rollback()
        return part_shown(request, session, part, wrong_of(error), name=name, revision=revision)
    return see_other(request, part.path, "It is released. Reviewers read exactly this revision; drafts stay with you.")


@router.post(AT + "/reviewers")
def assign(
    request: Request, part: Deciding, session: WriteSession, pair_id: Annotated[int, Form()] = 0,
    person_id: Annotated[int, Form()] = 0,
) -> Response:
    """Name somebody who reviews."""
    try:
        name = service.assign(session, part, pair_id, person_id)
    except CandourError as error:
        session.rollback()
        return part_shown(request, session, part, wrong_of(error, person=f"person-{pair_id}"))
    return see_other(request, part.path, f"{name} is named, and finds it under Reviews.")
