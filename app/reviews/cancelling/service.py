"""Verbs that take back what a region began: withdraw an invitation, cancel a round."""

from dataclasses import dataclass

from sqlmodel import Session

from app.accounts.models import Authority
from app.activity.service import record
from app.activity.tags import Tag
from app.core.errors import Conflict, NotFound
from app.core.templating import day
from app.reviews.cancelling import letters, queries
from app.reviews.pairing.queries import pairs_in
from app.reviews.rounds import queries as read
from app.reviews.rounds import service as rounds
from app.reviews.rounds.models import Invitation
from app.reviews.rounds.permissions import Run
from app.reviews.rounds.rules import ENDED
from app.reviews.rounds.service import ANSWERS

ONCE = "The allocation of this round was published once, so it cannot be cancelled. It can be closed instead."
PUBLISHED = "The allocation is published, so invitations stay. Withdraw the allocation first."
INSTEAD = ("so its invitation stays. If it is to take no part any more, ask its coordinator or director to decline, "
           "which they can until you publish the allocation; then run the allocation again.")


@dataclass(frozen=True)
class Leaving:
    """An authority whose invitation is to be withdrawn, what it answered in words or nothing, the pairs in which it
    stands, in words; and why the invitation stays, if it does."""

    authority: Authority
    invitation: Invitation
    answered: str
    pairs: list[str]
    stays: str


def leaving(session: Session, run: Run, authority_id: int) -> Leaving:
    """An invited authority before its invitation is withdrawn; NotFound where it is not invited."""
    invitation, authority = session.get(Invitation, (run.id, authority_id)), session.get(Authority, authority_id)
    if invitation is None or authority is None:
        raise NotFound
    pairs = [own.told for own in pairs_in(session, run.id) if authority_id in own.pairing.both]
    return Leaving(authority, invitation, _answered(invitation), pairs, _stays(session, run, authority))


def _answered(one: Invitation) -> str:
    if one.answered_at is None:
        return ""
    why = f": {one.reason}" if one.reason else ""
    return f"{ANSWERS[one.answer]}, by {one.answered_by} on {day(one.answered_at)}{why}"


def _stays(session: Session, run: Run, authority: Authority) -> str:
    if run.round.state != "preparing":
        return ENDED.get(run.round.state, PUBLISHED)
    held = {
        "released what reviewers read": queries.has_released(session, run.id, authority.id or 0),
        "people named who review it or review for it": queries.has_reviewers(session, run.id, authority.id or 0),
    }
    found = " and ".join(what for what, there in held.items() if there)
    return f"{authority.name} has {found} in this round, {INSTEAD}" if found else ""


def uninvite(session: Session, run: Run, authority_id: int, reason: str, seen: str = "") -> str:
    """Withdraw an invitation while the round is being prepared, for a reason; the authority’s name.

    Conflict where anything hangs on it, or where its answer is no longer the one that was `seen`. What it had answered
    stays in what happened to the round.
    """
    one, found = rounds.held(session, run), leaving(session, run, authority_id)
    if found.stays:
        raise Conflict(found.stays)
    name = found.authority.name
    if seen and seen != found.invitation.answer:
        raise Conflict(f"{name} answered since you opened the page. Read it, then withdraw the invitation if you still "
                       "will.")
    why = rounds.reason_of(reason, "Say why the invitation is withdrawn.")
    session.delete(found.invitation)
    answered = f" Its answer had been: {found.answered}." if found.answered else ""
    rounds.happen(session, one, "uninvited", run.actor, f"{name}: {why}{answered}")
    letters.uninvited(session, run, found.authority, why)
    record(session, Tag.ROUND_UNINVITED, run.actor, None, run.path, authority=name, title=one.name)
    return name


def why_it_stays(session: Session, run: Run) -> str:
    """Why a round cannot be cancelled; empty where it can."""
    return ENDED.get(run.round.state) or (ONCE if read.was_published(session, run.id) else "")


def cancel(session: Session, run: Run, reason: str) -> None:
    """Cancel a round whose allocation was never published, for a reason that the invited authorities are told.

    Everything of it is kept, and stands again where the round is opened again.
    """
    one = rounds.held(session, run)
    if stays := why_it_stays(session, run):
        raise Conflict(stays)
    why = rounds.reason_of(reason, "Say why the round is cancelled.")
    rounds.happen(session, one, "cancelled", run.actor, why)
    letters.cancelled(session, run, [authority.id for authority in read.invited_to(session, run.id)], why)
    record(session, Tag.ROUND_CANCELLED, run.actor, None, run.path, title=one.name, reason=why)
