"""A round of peer challenge for the demonstration, brought there by the verbs that people use."""

from collections.abc import Callable

from sqlmodel import Session, select

from app.accounts.actor import Actor
from app.accounts.models import Authority
from app.core.errors import Conflict
from app.demo.files import AgreedPair, DemoRound
from app.demo.region import part_of
from app.frameworks.queries import latest_by_slug
from app.reviews.allocation.rules import WHOLE_MEMORY
from app.reviews.arranging import service as pairing
from app.reviews.pairing.queries import pairs_in
from app.reviews.releases import service as releases
from app.reviews.rounds import service
from app.reviews.rounds.permissions import Part, Run
from app.reviews.rounds.rules import Dates

Who = Callable[[str], Actor]


def add_round(session: Session, wanted: DemoRound, who: Who) -> Run:
    """Open, allocate and publish the round, release what is to be reviewed, and name the reviewers."""
    run = _opened(session, wanted, who(wanted.coordinator))
    for email in wanted.taking_part:
        service.answer(session, part_of(session, wanted, who(email)), "takes_part", "")
    authorities = {one.slug: one.id or 0 for one in session.exec(select(Authority)).all()}
    for one in wanted.agreed:
        pairing.add_pair(session, run, one.kind, authorities[one.reviewer], authorities[one.reviewed], one.why)
    if not pairing.keep(session, run, pairing.draft(session, run, wanted.seed, WHOLE_MEMORY), wanted.reason).found:
        raise Conflict("The demonstration’s round cannot be allocated.")
    pairing.publish(session, run)
    for release in wanted.releases:
        releases.release(session, part_of(session, wanted, who(release.by)), release.name, "")
    for one in wanted.agreed:
        if one.person:
            _name(session, run, one, part_of(session, wanted, who(one.named_by)), who(one.person))
    return run


def _opened(session: Session, wanted: DemoRound, actor: Actor) -> Run:
    framework, region = latest_by_slug(session, wanted.framework), actor.region
    if framework is None or region is None:
        raise Conflict("The demonstration’s round needs its framework and its region.")
    for one in wanted.leadership:
        service.share_leadership(session, actor, region, one.one, one.other, one.why)
    invited = wanted.invited or session.exec(select(Authority.slug).where(Authority.region_id == region.id)).all()
    opened = service.open_round(session, actor, region, framework, wanted.year, Dates(**wanted.dates), invited)
    return Run(actor, region, opened)


def _name(session: Session, run: Run, wanted: AgreedPair, part: Part, person: Actor) -> None:
    """Name the person of a pair, as their own authority does."""
    reviewed = session.exec(select(Authority.id).where(Authority.slug == wanted.reviewed)).one()
    own = next(pair for pair in pairs_in(session, run.id) if (pair.pair.kind, pair.pair.reviewer_id,
               pair.pair.reviewed_id) == (wanted.kind, part.place.id, reviewed))
    releases.assign(session, part, own.pair.id or 0, person.person_id)
