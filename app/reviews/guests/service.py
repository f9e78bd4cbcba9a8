"""Verbs about guests of a review: invite, and invite again. Taking somebody off a review withdraws their link."""

from sqlmodel import Session

from app.accounts.guests import service as guests
from app.accounts.models import Person
from app.accounts.queries import belongs_to
from app.accounts.rules import address_of
from app.config import Settings
from app.core.errors import Conflict, Refused
from app.reviews.guests import queries
from app.reviews.pairing.queries import Standing, pair_ever
from app.reviews.releases.service import check_apart, our_pair, put_on, what_of
from app.reviews.rounds import service as rounds
from app.reviews.rounds.permissions import Part
from app.reviews.rounds.rules import line_within

LONGEST = 120
HOME = "/reviews"  # which lists the one review that they have


def invite(session: Session, settings: Settings, part: Part, pair_id: int, name: str, email: str) -> str:
    """Invite somebody by e-mail for one review of a published round; the name by which they are known from now on.

    Refused for people of the assessed authority, who would review themselves, of one that may not review it, and of
    one’s own, who are named instead; and for who runs the region’s rounds. Conflict where they review this already,
    for whomever, or the round is not under way.
    """
    name = line_within(name, LONGEST, "The name of a guest", "name")
    _check(settings, name)
    email = address_of(email)
    if rounds.held(session, part).state != "published":
        raise Conflict("Guests are invited while the round is under way.")
    own = our_pair(session, part, pair_id)
    _check_apart(session, part, own, email)
    what = told(part, own)
    guest = queries.guest_before(session, pair_id, email)
    if guest:  # under one record, so that what they opened before stands there too
        guests.invite_again(session, settings, part.actor, part.place, guest, what, name)
    else:
        guest = guests.invite(session, settings, part.actor, part.place, name, email, HOME, what)
    put_on(session, part, pair_id, guest.person_id, guest.id)
    return session.get_one(Person, guest.person_id).name


def _check(settings: Settings, name: str) -> None:
    if not settings.sends_mail:
        raise Conflict("This installation sends no mail yet, and a guest’s link goes by mail alone. Ask your IT team.")
    if not name:
        raise Refused("Give the guest’s name.", "name")


def _check_apart(session: Session, part: Part, own: Standing, email: str) -> None:
    if belongs_to(session, email, part.place.id):
        raise Refused(f"{email} has an account in {part.place.name}. Name them as a reviewer instead.",
                      "email")
    if queries.runs_rounds(session, email, part.round.region_id):
        raise Refused(f"{email} runs the rounds of the region, and reviews in none of them.", "email")
    check_apart(session, part, own, email, email)


def told(part: Part, own: Standing) -> str:
    """The review in words, as the invitation tells it."""
    return f"{what_of(own)} in {part.round.name}"


def invite_again(session: Session, settings: Settings, part: Part, reviewer_id: int) -> str:
    """Send a guest a new link, with a new end; the old one stops. Conflict for who was taken off."""
    one = queries.visiting(session, part, reviewer_id)
    if one.reviewer.removed_at:
        raise Conflict(f"{one.invited.name} was taken off this review. Invite them anew.")
    if rounds.held(session, part).state != "published":
        raise Conflict("Guests are invited while the round is under way.")
    own = pair_ever(session, part.id, one.reviewer.pair_id)
    if own.pair.removed_at:
        raise Conflict(f"The region no longer asks you for {what_of(own)}, so no new link goes to {one.invited.name}.")
    what = told(part, own)
    guests.invite_again(session, settings, part.actor, part.place, one.invited.guest, what)
    return one.invited.name
