"""A region of seven authorities with a round at any stage: prepared, published, released, closed."""

from datetime import date, timedelta

from sqlmodel import Session, select

from app.accounts.actor import Actor
from app.accounts.models import Authority, Guest, Membership, Person, Region, RegionalCoordinator, SignIn
from app.accounts.queries import actor_by_token, region_by_slug
from app.accounts.roles import Role
from app.config import Settings
from app.core.clock import now
from app.core.security import digest
from app.frameworks.queries import latest_by_slug
from app.reviews.arranging import service as pairing
from app.reviews.guests import service as guests
from app.reviews.pairing.queries import Standing, pairs_in
from app.reviews.rating import service as rating
from app.reviews.rating.outline import outline_of
from app.reviews.rating.permissions import Reviewing
from app.reviews.rating.queries import reviewing_of
from app.reviews.rating.service import Typed, Window
from app.reviews.releases import service as releases
from app.reviews.releases.models import Reviewer
from app.reviews.releases.queries import reading_at
from app.reviews.rounds import queries, service
from app.reviews.rounds.models import Round
from app.reviews.rounds.permissions import Part, Run
from app.reviews.rounds.rules import Dates
from app.reviews.submitting.service import submit
from tests.assessments.factories import FOREIGN, LARGE, actor_of, email_of, token_of

ADDED = ("essex", "luton", "norfolk", "suffolk", "thurrock")
DATES = Dates(date(2017, 3, 3), date(2017, 3, 10), date(2017, 3, 20), date(2017, 4, 28))
ROUND = f"/region/eastern/rounds/{LARGE.framework}/{LARGE.year}"
PART = f"/reviews/{LARGE}"
RELEASED = f"/reviews/released/{LARGE}"
SEED = 1
MAIL = Settings(smtp_host="mail.example.org", mail_from="candour@example.org", address="https://candour.example.org")


def add_region(session: Session) -> None:
    """The Eastern Region with its coordinator, and in each added authority one director and one officer."""
    region = Region(slug="eastern", name="Eastern Region")
    session.add(region)
    session.flush()
    for slug in ADDED:
        session.add(Authority(slug=slug, name=slug.capitalize()))
    session.flush()
    for authority in session.exec(select(Authority)).all():
        authority.region_id = region.id
        if authority.slug in ADDED:
            add_person(session, f"{authority.slug}-director", authority, Role.DIRECTOR)
            add_person(session, f"{authority.slug}-officer", authority, Role.AUTHOR)
    coordinator = add_person(session, "regional", None)
    assert coordinator.id and region.id
    session.add(RegionalCoordinator(person_id=coordinator.id, region_id=region.id))
    session.flush()


def add_person(session: Session, name: str, authority: Authority | None, *roles: Role) -> Person:
    """Somebody who is signed in."""
    person = Person(email=email_of(name), name=name.capitalize(), created_at=now())
    session.add(person)
    session.flush()
    assert person.id
    if authority:
        session.add_all(
            Membership(person_id=person.id, authority_id=authority.id or 0, role=role) for role in roles)
    expires = now() + timedelta(hours=1)
    session.add(SignIn(token_hash=digest(token_of(name)), person_id=person.id, created_at=now(), expires_at=expires))
    session.flush()
    return person


def authority_at(session: Session, slug: str) -> Authority:
    """An authority by its name in addresses."""
    return session.exec(select(Authority).where(Authority.slug == slug)).one()


def open_round(session: Session, invite: tuple[str, ...] = (*ADDED, "peterborough", "cambridgeshire")) -> Run:
    """A round being prepared, before the regional coordinator."""
    actor, view = actor_of(session, "regional"), latest_by_slug(session, LARGE.framework)
    assert actor.region and view
    service.open_round(session, actor, actor.region, view, LARGE.year, DATES, invite)
    session.flush()
    return run_of(session)


def run_of(session: Session) -> Run:
    """The round before the regional coordinator."""
    actor, region = actor_of(session, "regional"), region_by_slug(session, "eastern")
    assert actor.region and region and region.id
    return Run(actor, actor.region, queries.round_at(session, region.id, LARGE.framework, LARGE.year))


def part_of(session: Session, name: str) -> Part:
    """The part of somebody's authority in the round."""
    actor: Actor = actor_of(session, name)
    place = actor.places[0]
    return Part(actor, place, *queries.part_of(session, place.id, LARGE.framework, LARGE.year))


def allocate(session: Session) -> None:
    """Pairs for the round."""
    run = run_of(session)
    assert pairing.keep(session, run, pairing.draft(session, run, SEED, 3), "First run").found


def publish(session: Session) -> None:
    """The round under way."""
    open_round(session)
    allocate(session)
    pairing.publish(session, run_of(session))


def release(session: Session) -> None:
    """Peterborough's assessment, as it stands, for the reviewers."""
    releases.release(session, part_of(session, "coordinator"), "For the challenge", "")
    session.flush()


def standing(session: Session) -> list[Standing]:
    """The pairs of the round."""
    return pairs_in(session, run_of(session).id)


def reviewing(session: Session, kind: str) -> Standing:
    """A pair in which one of the added authorities reviews Peterborough."""
    return next(own for own in standing(session) if own.pair.kind == kind and own.reviewed == "Peterborough"
                and own.reviewer.lower() in ADDED)


def assign(session: Session, kind: str, who: str = "officer") -> str:
    """Name somebody of an added authority for Peterborough; what they are called here."""
    own = reviewing(session, kind)
    slug = own.reviewer.lower()
    name = f"{slug}-{who}"
    assert own.pair.id
    releases.assign(session, part_of(session, f"{slug}-director"), own.pair.id, actor_of(session, name).person_id)
    session.flush()
    return name


def guest(session: Session, kind: str = "challenge", name: str = "guest") -> int:
    """Somebody invited to review Peterborough and let in, their cookie being that of `name`; their reviewer id."""
    own = reviewing(session, kind)
    part = part_of(session, f"{own.reviewer.lower()}-director")
    guests.invite(session, MAIL, part, own.pair.id or 0, name.capitalize(), email_of(name))
    session.flush()
    invited = session.exec(select(Guest).where(Guest.email == email_of(name))).one()
    session.add(SignIn(token_hash=digest(token_of(name)), person_id=invited.person_id, created_at=now(),
                       expires_at=now() + timedelta(hours=1), guest_id=invited.id))
    session.flush()
    return session.exec(select(Reviewer).where(Reviewer.guest_id == invited.id)).one().id or 0


def close(session: Session) -> None:
    """The round closed as it stands."""
    service.close(session, run_of(session))


def the_round(session: Session) -> Round:
    """The round itself."""
    return run_of(session).round


def under_review(session: Session) -> dict[str, str]:
    """The round under way with Peterborough released; its first and second challenger and its moderator, by name."""
    publish(session)
    release(session)
    return named_for_review(session)


def named_for_review(session: Session) -> dict[str, str]:
    """Name somebody for each review of Peterborough: its first and second challenger and its moderator, by name."""
    there = [own for own in standing(session) if own.reviewed == "Peterborough"]
    named = {"moderator": next(own for own in there if own.pair.kind == "moderation")}
    named |= dict(zip(("challenger", "second"), (own for own in there if own.pair.kind == "challenge"), strict=True))
    return {who: _named(session, own) for who, own in named.items()}


def _named(session: Session, own: Standing) -> str:
    """The officer of a reviewing authority, named for a pair."""
    slug, assigner = own.reviewer.lower(), FOREIGN
    officer = FOREIGN
    if slug in ADDED:
        officer, assigner = f"{slug}-officer", f"{slug}-director"
    part, pair = part_of(session, assigner), own.pair.id or 0
    releases.assign(session, part, pair, actor_of(session, officer).person_id)
    session.flush()
    return officer


def reviewing_as(session: Session, name: str) -> Reviewing:
    """Somebody’s review of Peterborough, a guest’s too: whoever has the cookie of that name."""
    actor = actor_by_token(session, digest(token_of(name)), now())
    assert actor
    found = reviewing_of(session, reading_at(session, actor, LARGE))
    assert found
    return found


def write_review(session: Session, name: str, words: str = "Audit is used well.") -> None:
    """Write a whole review, with these words in everything it says, and leave it unsubmitted."""
    one = reviewing_as(session, name)
    window = Window("factory", 0)
    if one.rates:
        for section in outline_of(session, one.reading):
            if section.asked:
                rating.rate(session, one, ("section", section.key), Typed("partly", words, "in_part"), window)
    said = {"strengths": f"{words}\n\nAnother point.", "areas": words, "questions": f"{words} Is it so?"}
    rating.remark(session, one, "", said, window)
    session.flush()


def submit_review(session: Session, name: str) -> None:
    """Submit what somebody wrote."""
    one = reviewing_as(session, name)
    submit(session, one, one.reading.frozen.number, True)
    session.flush()


def review_whole(session: Session, name: str, words: str = "Audit is used well.") -> None:
    """Write a whole review and submit it."""
    write_review(session, name, words)
    submit_review(session, name)
