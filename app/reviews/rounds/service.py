"""Verbs of a round: open it, set its dates, invite, answer, and keep apart who may not review one another."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from app.accounts.actor import Place
from app.accounts.models import Authority
from app.accounts.queries import authorities_in
from app.activity.service import Doer, record
from app.activity.tags import Tag
from app.assessments.address import year_typed
from app.core.clock import now
from app.core.errors import Conflict, NotFound, Refused
from app.core.templating import day
from app.frameworks.queries import Reading
from app.reviews.rounds import letters, queries
from app.reviews.rounds.models import DeclaredConflict, Invitation, Round, RoundEvent, SharedLeadership
from app.reviews.rounds.permissions import Part, Run
from app.reviews.rounds.rules import ENDED, FIELDS, Dates, Kind, State, check_near, fold, line_within

LONGEST = 1000


def happen(session: Session, one: Round, kind: Kind, doer: Doer, reason: str = "") -> None:
    """Write one event of a round and fold it in; the only place that writes its state."""
    assert one.id is not None
    state: State = one.state  # type: ignore[assignment]
    one.state = fold([kind], state)
    session.add(one)
    session.add(RoundEvent(
        round_id=one.id, kind=kind, reason=reason, person=doer.name, person_id=doer.person_id, at=now(),
    ))


def held(session: Session, run: Run | Part) -> Round:
    """The round as it stands now, held until the transaction ends; Conflict once it is closed or cancelled."""
    one = _held(session, run)
    if one.state in ENDED:
        raise Conflict(ENDED[one.state])
    return one


def _held(session: Session, run: Run | Part) -> Round:
    return session.get_one(Round, run.id, with_for_update=True, populate_existing=True)


def not_closed(session: Session, one: Round) -> None:
    """Conflict where a round is closed or cancelled by now. Held until the transaction ends, so that whoever writes
    takes turns."""
    assert one.id is not None
    state = session.get_one(Round, one.id, with_for_update=True, populate_existing=True).state
    if state in ENDED:
        raise Conflict(ENDED[state])


def reason_of(text: str, missing: str, field: str = "reason") -> str:
    """A reason in one line; Refused for the `field` where there is none, or where it is too long."""
    reason = line_within(text, LONGEST, "A reason", field)
    if not reason:
        raise Refused(missing, field)
    return reason


def open_round(
    session: Session, doer: Doer, region: Place, reading: Reading, year: str, dates: Dates, invite: Iterable[str]
) -> Round:
    """Open a round and invite these authorities, by their slugs; Conflict if it exists already."""
    slug = reading.framework.slug
    year = year_typed(year)
    check_near(dates, year)
    taken = session.exec(select(Round).where(
        Round.region_id == region.id, Round.framework_slug == slug, Round.year == year)).first()
    if taken:
        how = "It is cancelled: open it again from its settings" if taken.state == "cancelled" else (
            "Open it from the list")
        raise Conflict(f"There is a round of this framework for {year} already. {how}.")
    one = Round(
        region_id=region.id, framework_slug=slug, year=year, title=reading.framework.title, state="",
        **vars(dates),
    )
    session.add(one)
    session.flush()
    happen(session, one, "opened", doer)
    record(session, Tag.ROUND_OPENED, doer, None, f"/region/{region.slug}", title=one.name)
    _invite(session, one, region, invite)
    return one


def _invite(session: Session, one: Round, region: Place, slugs: Iterable[str]) -> list[Authority]:
    wanted = set(slugs)
    chosen = [authority for authority in authorities_in(session, region.id) if authority.slug in wanted]
    assert one.id is not None
    there = {invited.id for invited in queries.invited_to(session, one.id)}
    added = [authority for authority in chosen if authority.id not in there]
    session.add_all(Invitation(round_id=one.id, authority_id=authority.id or 0) for authority in added)
    session.flush()
    letters.invited(session, one, region, added)
    return added


def invite(session: Session, run: Run, slugs: Iterable[str]) -> int:
    """Invite more authorities of the region; how many."""
    one = held(session, run)
    added = _invite(session, one, run.region, slugs)
    if not added:
        raise Refused("Choose at least one authority to invite.", "invited-1")
    names = ", ".join(authority.name for authority in added)
    happen(session, one, "invited", run.actor, names)
    record(session, Tag.ROUND_INVITED, run.actor, None, run.path, authorities=names, title=one.name)
    return len(added)


def set_dates(session: Session, run: Run, dates: Dates, seen: Dates | None = None) -> None:
    """Set the days of a round; Conflict where they are no longer those that were `seen`."""
    one = held(session, run)
    stand = Dates(**{name: getattr(one, name) for name in FIELDS})
    if stand == dates:
        return
    check_near(dates, one.year)
    if seen and seen != stand:
        told = ", ".join(f"{label} {day(getattr(stand, name))}" for name, label in FIELDS.items())
        raise Conflict(f"Somebody else set the dates since you opened the page: {told}. Yours are still in the form.")
    for name, value in vars(dates).items():
        setattr(one, name, value)
    happen(session, one, "dated", run.actor)
    record(session, Tag.ROUND_DATED, run.actor, None, run.path, title=one.name)


def close(session: Session, run: Run, reason: str = "") -> None:
    """Close a round: nobody writes in it any more, and reviewers read on only what they submitted a review of.

    What it closes with, progress asks for.
    """
    one = held(session, run)
    happen(session, one, "closed", run.actor, reason)
    record(session, Tag.ROUND_CLOSED, run.actor, None, run.path, title=one.name)


def reopen(session: Session, run: Run, reason: str) -> State:
    """Open a closed or cancelled round again, for a reason; the state that it had."""
    one, why = _held(session, run), reason_of(reason, "Say why the round is opened again.")
    before: State = one.state  # type: ignore[assignment]
    happen(session, one, "reopened", run.actor, why)
    record(session, Tag.ROUND_REOPENED, run.actor, None, run.path, title=one.name, reason=why)
    return before


ANSWERS = {"takes_part": "takes part", "declines": "declines"}


def answer(session: Session, part: Part, chosen: str, reason: str, seen: str = "") -> None:
    """Answer the invitation for an authority, while the round is being prepared; declining needs a reason.

    Who had not answered when the allocation was published can still accept. Conflict where somebody else answered
    otherwise than was `seen`.
    """
    if chosen not in ANSWERS:
        raise Refused("Choose whether your authority takes part.", "answer-1")
    why = reason_of(reason, "Say why your authority does not take part.") if chosen == "declines" else ""
    one = held(session, part)
    invitation = session.get_one(Invitation, (part.id, part.place.id), populate_existing=True)
    if one.state != "preparing" and (invitation.answer, chosen) != ("waiting", "takes_part"):
        raise Conflict("The allocation is published, so the answer can no longer change. Ask the region.")
    if seen and invitation.answer not in (seen, chosen):
        told = f"{invitation.answered_by} answered meanwhile: {ANSWERS[invitation.answer]}"
        raise Conflict(f"{told}. Speak to one another, then answer again if it is to change.")
    invitation.answer, invitation.reason = chosen, why
    invitation.answered_by, invitation.answered_at = part.actor.name, now()
    session.add(invitation)
    record(session, Tag.INVITATION_ANSWERED, part.actor, part.place.id, part.path, title=part.round.name,
           answer=ANSWERS[chosen])


def share_leadership(session: Session, doer: Doer, region: Place, one: str, other: str, why: str) -> None:
    """Declare that two authorities of the region share leadership."""
    first, second = _two(session, region.id, one, other)
    reason = reason_of(why, "Say what they share, such as one director for both.", "why")
    both = {first.id, second.id}
    if any({row.one_id, row.other_id} == both for row in queries.leadership_in(session, region.id)):
        raise Conflict(f"{first.name} and {second.name} are on the list already.")
    assert first.id and second.id
    session.add(SharedLeadership(
        region_id=region.id, one_id=first.id, other_id=second.id, why=reason, declared_by=doer.name,
        declared_at=now(),
    ))
    record(session, Tag.LEADERSHIP_DECLARED, doer, None, f"/region/{region.slug}/leadership",
           one=first.name, other=second.name, why=reason)


def _two(session: Session, region_id: int, one: str, other: str) -> tuple[Authority, Authority]:
    known = {authority.slug: authority for authority in authorities_in(session, region_id)}
    if one not in known or other not in known or one == other:
        raise Refused("Choose two different authorities.", "one" if one not in known else "other")
    return known[one], known[other]


def end_leadership(session: Session, doer: Doer, region: Place, leadership_id: int) -> None:
    """Declare that two authorities no longer share leadership; what was stays on record."""
    row = session.get(SharedLeadership, leadership_id)
    if row is None or row.region_id != region.id or row.ended_at:
        raise NotFound
    row.ended_by, row.ended_at = doer.name, now()
    one, other = _names(session, row)
    record(session, Tag.LEADERSHIP_ENDED, doer, None, f"/region/{region.slug}/leadership", one=one, other=other)


def _names(session: Session, row: SharedLeadership | DeclaredConflict) -> tuple[str, str]:
    rows = session.exec(select(Authority).where(col(Authority.id).in_([row.one_id, row.other_id]))).all()
    names = {authority.id: authority.name for authority in rows}
    return names[row.one_id], names[row.other_id]


def declare_conflict(session: Session, by: Run | Part, one: str, other: str, why: str) -> None:
    """Declare that two authorities may not review one another in this round: by one of them, or by the region."""
    if held(session, by).state != "preparing":
        raise Conflict("The allocation is published. The region withdraws it first, or changes the pair by hand.")
    first, second = _two(session, by.round.region_id, one, other)
    reason = reason_of(why, "Say what the conflict is, so that it can be understood later.", "why")
    for_whom, subject = (by.region.name, None) if isinstance(by, Run) else (by.place.name, by.place.id)
    both = {first.id, second.id}
    if any({row.one_id, row.other_id} == both and row.declared_for == for_whom
           for row in queries.conflicts_in(session, by.id)):
        raise Conflict(f"This conflict between {first.name} and {second.name} is declared already.")
    assert first.id and second.id
    session.add(DeclaredConflict(
        round_id=by.id, one_id=first.id, other_id=second.id, why=reason, declared_by=by.actor.name,
        declared_for=for_whom, declared_at=now(),
    ))
    record(session, Tag.CONFLICT_DECLARED, by.actor, subject, by.path, one=first.name, other=second.name)


def lift_conflict(session: Session, by: Run | Part, conflict_id: int, why: str) -> None:
    """Lift a conflict, for a reason: the region any, an authority those that it declared itself."""
    row = session.get(DeclaredConflict, conflict_id)
    if row is None or row.round_id != by.id:
        raise NotFound
    if isinstance(by, Part) and (row.one_id != by.place.id or row.declared_for != by.place.name):
        raise NotFound
    if row.lifted_at:
        raise Conflict(f"{row.lifted_by} lifted this conflict meanwhile: {row.lifted_why}")
    if held(session, by).state != "preparing":
        raise Conflict("The allocation is published, so its conflicts stay as they were.")
    row.lifted_why = reason_of(why, "Say why the conflict is lifted.", "lifting")
    row.lifted_by, row.lifted_at = by.actor.name, now()
    one, other = _names(session, row)
    subject = None if isinstance(by, Run) else by.place.id
    record(session, Tag.CONFLICT_LIFTED, by.actor, subject, by.path, one=one, other=other)
