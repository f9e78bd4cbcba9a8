"""Pages of good practice: the library, what an authority offers and asks for, and what a region is offered."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.accounts.guards import InRegion, SignedInActor, Standing, takes_part_anywhere
from app.core.database import ReadSession, WriteSession
from app.core.errors import NOTHING_WRONG, CandourError, Wrong, wrong_of
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.reviews.practice import queries, service
from app.reviews.practice.rules import STATES
from app.reviews.releases.queries import releases_of
from app.reviews.rounds.guards import OnPart
from app.reviews.rounds.permissions import Part, decides_part
from app.reviews.summary.rules import FEWEST_UNNAMED

router = APIRouter(route_class=GuardedRoute)
Deciding = Annotated[Part, Depends(OnPart(decides_part))]
Runner = Annotated[Standing, Depends(InRegion())]
Text = Annotated[str, Form()]
OWN, REGION = "/reviews/{authority}/{framework}/{year}/practice", "/region/{region}/practice"


@router.get("/reviews/practice")
def library(request: Request, actor: SignedInActor, session: ReadSession) -> Response:
    """What the region accepted, what reviews offer and what is asked for, for who works on assessments there."""
    return page(request, "reviews/practice.html", offers=queries.library(session, actor),
                works=takes_part_anywhere(actor), shared=queries.shared_nearby(session, actor),
                asks=queries.asked_nearby(session, actor))


def _own(request: Request, session: Session, part: Part, error: Wrong = NOTHING_WRONG, **typed: str) -> Response:
    return page(request, "reviews/own_practice.html", error.status, part=part, error=error, states=STATES,
                offers=queries.own_offers(session, part.place.id), asks=queries.own_asks(session, part.place.id),
                released=releases_of(session, part.id, part.place.id),
                typed={"title": "", "passage": "", "note": "", "words": "", "asking": "", **typed},
                sent_as=secrets.token_hex(8))


@router.get(OWN)
def own_page(request: Request, part: Deciding, session: ReadSession) -> Response:
    """What the authority offered and asks for, and the forms for more."""
    return _own(request, session, part)


@router.post(OWN)
def offer(
    request: Request, part: Deciding, session: WriteSession, title: Text = "", passage: Text = "", note: Text = "",
    sent_as: Text = "",
) -> Response:
    """Offer a passage."""
    try:
        service.offer(session, part, title, passage, note, sent_as)
    except CandourError as error:
        session.rollback()
        return _own(request, session, part, wrong_of(error), title=title, passage=passage, note=note)
    return see_other(request, f"{part.path}/practice", "It is offered. The region decides, and you can withdraw it.")


@router.post(OWN + "/{practice_id}/withdraw")
def withdraw(request: Request, part: Deciding, session: WriteSession, practice_id: int) -> Response:
    """Take an offer back."""
    service.withdraw(session, part, practice_id)
    return see_other(request, f"{part.path}/practice", "It is withdrawn, and nobody else reads it any more.")


@router.post(OWN + "/asks")
def ask(
    request: Request, part: Deciding, session: WriteSession, words: Text = "", sent_as: Text = "",
) -> Response:
    """Ask for good practice."""
    try:
        service.ask(session, part, words, sent_as)
    except CandourError as error:
        session.rollback()
        return _own(request, session, part, wrong_of(error), words=words, asking="yes")
    return see_other(request, f"{part.path}/practice", "Every authority of the region reads it now.")


@router.post(OWN + "/asks/{ask_id}/withdraw")
def withdraw_ask(request: Request, part: Deciding, session: WriteSession, ask_id: int) -> Response:
    """Ask no longer."""
    service.withdraw_ask(session, part, ask_id)
    return see_other(request, f"{part.path}/practice", "It is withdrawn, and nobody else reads it any more.")


def _offered(
    request: Request, session: Session, standing: Standing, error: Wrong = NOTHING_WRONG,
    typed: tuple[int, str] = (0, ""),
) -> Response:
    """The page; `typed` is the offer whose reason was refused, and that reason."""
    return page(request, "reviews/offered_practice.html", error.status, standing=standing, error=error, states=STATES,
                typed=typed, offers=queries.offers_to(session, standing.place.id),
                shared=queries.shared_in(session, standing.place.id), fewest=FEWEST_UNNAMED,
                asks=queries.asked_of(session, standing.place.id))


@router.get(REGION)
def offered_page(request: Request, standing: Runner, session: ReadSession) -> Response:
    """What the region is offered and decided, what it may share of reviews, and what its authorities ask for."""
    return _offered(request, session, standing)


@router.post(REGION + "/{practice_id}/accept")
def accept(request: Request, standing: Runner, session: WriteSession, practice_id: int) -> Response:
    """Take it into the library."""
    service.accept(session, standing.actor, standing.place, practice_id)
    return see_other(request, f"/region/{standing.place.slug}/practice", "Every authority of the region reads it now.")


@router.post(REGION + "/{practice_id}/decline")
def decline(
    request: Request, standing: Runner, session: WriteSession, practice_id: int, reason: Text = "",
) -> Response:
    """Say why not."""
    try:
        service.decline(session, standing.actor, standing.place, practice_id, reason)
    except CandourError as error:
        session.rollback()
        return _offered(request, session, standing, wrong_of(error, reason=f"reason-{practice_id}"),
                        (practice_id, reason))
    return see_other(request, f"/region/{standing.place.slug}/practice", "It is not accepted, and they read why.")
