"""Pages of the reviewing authority about its guests: inviting one, and what each opened."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.accounts.guests.queries import accesses
from app.core.clock import aware, now
from app.core.database import ReadSession, WriteSession
from app.core.errors import NOTHING_WRONG, CandourError, Wrong, wrong_of
from app.core.flash import see_other
from app.core.mail.rules import STATES
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.reviews.guests import queries, service
from app.reviews.guests.rules import Asked
from app.reviews.releases.service import our_pair
from app.reviews.rounds.guards import OnPart
from app.reviews.rounds.permissions import Part, decides_part

router = APIRouter(prefix="/reviews/{authority}/{framework}/{year}/guests", route_class=GuardedRoute)
Deciding = Annotated[Part, Depends(OnPart(decides_part))]
Text = Annotated[str, Form()]


def _form(
    request: Request, session: Session, part: Part, pair_id: int, name: str = "", email: str = "",
    error: Wrong = NOTHING_WRONG,
) -> Response:
    return page(
        request, "reviews/invite_guest.html", error.status, part=part, email=email, error=error,
        own=our_pair(session, part, pair_id), name=name, days=request.app.state.settings.guest_link_days,
    )


@router.get("/invite")
def invite_page(request: Request, part: Deciding, session: ReadSession, pair: int = 0) -> Response:
    """The form that invites a guest to one review."""
    return _form(request, session, part, pair)


@router.post("/invite")
def invite(
    request: Request, part: Deciding, session: WriteSession, pair_id: Annotated[int, Form()] = 0, name: Text = "",
    email: Text = "",
) -> Response:
    """Invite them."""
    try:
        known = service.invite(session, request.app.state.settings, part, pair_id, name, email)
    except CandourError as error:
        session.rollback()
        return _form(request, session, part, pair_id, name, email, wrong_of(error, person="email"))
    told = "" if known == " ".join(name.split()) else (
        f" This address is known here as {known}, and goes on by that name; what you typed is not taken.")
    return see_other(request, part.path, f"The invitation goes to {email.strip()}, and to nobody else.{told}")


@router.get("/{reviewer_id}")
def guest_page(
    request: Request, part: Deciding, session: ReadSession, reviewer_id: int,
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    """Who was invited by whom, until when, and what they opened, page by page."""
    one = queries.visiting(session, part, reviewer_id)
    guest = one.invited.guest
    assert guest.id is not None
    asked = Asked(one.path, one.noted)
    opened, more = accesses(session, guest.id, asked.by_itself, number)
    over = bool(guest.withdrawn_at or (one.reviewer.removed_at and not one.reviewer.removed_why))
    stands = not one.reviewer.removed_at and not one.pair.removed_at
    again = stands and part.round.state == "published"
    former = part.round.state == "published" and bool(one.pair.removed_at)
    return page(
        request, "reviews/guest.html", part=part, one=one, guest=guest, opened=opened, told=asked.told, number=number,
        more=more, over=over, again=again, former=former, expired=not over and aware(guest.expires_at) <= now(),
        letters=STATES,
    )


@router.post("/{reviewer_id}/again")
def invite_again(request: Request, part: Deciding, session: WriteSession, reviewer_id: int) -> Response:
    """Send a new link."""
    name = service.invite_again(session, request.app.state.settings, part, reviewer_id)
    return see_other(request, f"{part.path}/guests/{reviewer_id}", f"A new link goes to {name}. The old one has ended.")
