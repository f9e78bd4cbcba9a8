"""Verbs of the allocation: run it, lock a pair, change one by hand, publish the whole."""

import json
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from sqlmodel import Session

from app.activity.service import record
from app.activity.tags import Tag
from app.core.clock import now
from app.core.errors import Conflict, Refused
from app.reviews.allocation.rules import MEMORIES, Pairing, Task
from app.reviews.allocation.solving import Outcome, allocate
from app.reviews.allocation.telling import advice, told
from app.reviews.arranging import letters, queries
from app.reviews.arranging.queries import Ground
from app.reviews.arranging.rules import VERBS, Choice, adding, begun_told, choices
from app.reviews.pairing.models import AllocationRun, Pair
from app.reviews.pairing.queries import Standing, pair_at, pairs_ever
from app.reviews.releases.rules import why_stays
from app.reviews.releases.service import doubles_in, settle
from app.reviews.rounds import service as rounds
from app.reviews.rounds.permissions import Run
from app.reviews.rounds.rules import ENDED, line_within

LARGEST_SEED = 999_999
PUBLISHED = "The allocation is published. Withdraw it before you run it again."
CHANGED = ("Somebody else changed the pairs, or began or submitted a review, since you opened the page. Look at it "
           "as it is now, then do it again.")
NEEDS_REASON = "Say why, so that it can be understood later."


@dataclass(frozen=True)
class Draft:
    """An allocation that was found, or not, for a task; nothing is kept yet."""

    task: Task
    outcome: Outcome


def draft(session: Session, run: Run, seed: int | None, memory: int) -> Draft:
    """Find an allocation, which may take seconds in a large region: apart from keeping it, so that nobody waits."""
    if run.round.state != "preparing":
        raise Conflict(ENDED.get(run.round.state, PUBLISHED))
    if memory not in MEMORIES:
        raise Refused("Choose how many years the rotation looks back.", "memory")
    seed = secrets.randbelow(LARGEST_SEED + 1) if seed is None else seed
    task = queries.ground(session, run.round, seed, memory).task
    if not task.authorities:
        raise Refused("Invite authorities first: there is nobody to allocate.")
    return Draft(task, allocate(task))


def _unchanged(ground: Ground, seen: str) -> None:
    """Conflict where the pairs are no longer those of the page that was looked at; `seen` is empty where none was."""
    if seen and seen != ground.version:
        raise Conflict(CHANGED)


def keep(session: Session, run: Run, found: Draft, reason: str, seen: str = "") -> AllocationRun:
    """Keep a run and, where it found pairs, put them in the place of all that are not locked.

    Conflict where the round is no longer what the allocation was found for, or the pairs those that were `seen`.
    """
    one, task, outcome = rounds.held(session, run), found.task, found.outcome
    ground = queries.ground(session, one, task.seed, task.memory)
    _unchanged(ground, seen)
    if one.state != "preparing" or ground.task != task:
        raise Conflict("Something was changed in the round meanwhile. Look at it, then run the allocation again.")
    row = AllocationRun(
        round_id=run.id, seed=task.seed, memory=task.memory,
        reason=line_within(reason, rounds.LONGEST, "A reason", "reason"),
        found=outcome.found, run_by=run.actor.name, run_by_id=run.actor.person_id, run_at=now(),
        told=json.dumps([] if outcome.found else [
            list(dict.fromkeys(told(broken, ground.names, task.memory) for broken in outcome.broken)),
            advice(outcome.broken, ground.names, ground.task),
        ], ensure_ascii=False),
    )
    session.add(row)
    session.flush()
    if outcome.found:
        _replace(session, run, ground, row, outcome.pairings)
    told_outcome = "pairs found" if outcome.found else "the rules cannot all hold"
    record(session, Tag.ALLOCATION_RUN, run.actor, None, run.path, seed=task.seed, outcome=told_outcome)
    return row


def _replace(session: Session, run: Run, ground: Ground, row: AllocationRun, pairings: Iterable[Pairing]) -> None:
    """Put the new pairs in the place of those that are not locked; one found again stays, with its reviews.

    So does one of which a review is submitted, even where an authority takes part no more.
    """
    wanted = set(pairings) - ground.task.stays
    for own in ground.standing:
        if own.pairing in wanted:
            own.pair.run_id, own.pair.changed_by, own.pair.changed_why, own.pair.breaks = row.id, "", "", ""
            session.add(own.pair)
        elif own.pairing not in ground.task.stays:
            own.pair.removed_at = now()
            session.add(own.pair)
    _make(session, run.id, wanted - {own.pairing for own in ground.standing}, row.id)


def _make(session: Session, round_id: int, pairings: Iterable[Pairing], run_id: int | None) -> list[Pair]:
    """Pairs that stand from now on: one that was removed comes back, with the reviews that hang on it."""
    earlier = queries.earlier_in(session, round_id)
    made = []
    for one in sorted(pairings):
        pair = earlier.get(one) or Pair(
            round_id=round_id, kind=one.kind, reviewer_id=one.reviewer, reviewed_id=one.reviewed, made_at=now())
        pair.run_id, pair.made_at, pair.removed_at = run_id, now(), None
        pair.locked_by = pair.changed_by = pair.changed_why = pair.breaks = ""
        made.append(pair)
    session.add_all(made)
    session.flush()
    return made


def set_lock(session: Session, run: Run, pair_id: int, locked: bool) -> Standing:
    """Lock a pair, so that later runs keep it, or unlock it."""
    if rounds.held(session, run).state != "preparing":
        raise Conflict("The allocation is published, so all its pairs stay.")
    own = pair_at(session, run.id, pair_id)
    own.pair.locked_by = run.actor.name if locked else ""
    session.add(own.pair)
    tag = Tag.PAIR_LOCKED if locked else Tag.PAIR_UNLOCKED
    record(session, tag, run.actor, None, run.path, pair=own.told)
    return own


def choices_for(ground: Ground, own: Standing) -> list[Choice]:
    """What can stand instead of a pair; nothing that would take a review from whoever submitted it."""
    begun, goes = {}, {one.pairing for one in ground.standing if one.pair.id in ground.written.submitted}
    for one in ground.standing:
        if one != own and (names := ground.written.begun.get(one.pair.id or 0)):
            begun[one.pairing] = begun_told(names, one.told)
    return [replace(one, begun=" ".join(begun[other] for other in sorted(one.goes & begun.keys())))
            for one in _all_choices(ground, own) if not one.goes & goes]


def _all_choices(ground: Ground, own: Standing) -> list[Choice]:
    return choices(ground.task, [one.pairing for one in ground.standing], own.pairing, ground.names)


def change_pair(session: Session, run: Run, pair_id: int, key: str, reason: str, seen: str = "") -> None:
    """Change a pair by hand; without a reason Refused with the rules that it would break. What comes is locked.

    Conflict where a review of a pair that would go is submitted, with who submitted it.
    """
    one = rounds.held(session, run)
    own, ground = pair_at(session, run.id, pair_id), queries.ground(session, one)
    choice = next((choice for choice in _all_choices(ground, own) if choice.key == key), None)
    _check_stays(ground, {own.pairing} | (choice.goes if choice else set()))
    _unchanged(ground, seen)
    if choice is None:
        raise Refused("Choose who is to review instead.", "choice-1-1")
    why = _why(choice, reason)
    _carry_out(session, run, ground, choice, why)
    new = "; ".join(_told(pairing, ground) for pairing in sorted(choice.comes)) or "nobody"
    old = "; ".join(_told(pairing, ground) for pairing in sorted(choice.goes))
    record(session, Tag.PAIR_CHANGED, run.actor, None, run.path, old=old, new=new, why=why)


def _check_stays(ground: Ground, goes: Collection[Pairing]) -> None:
    """Conflict where somebody submitted a review of a pair that would go: nobody who submitted is taken off."""
    for own in ground.standing:
        if own.pairing in goes and (names := ground.written.submitted.get(own.pair.id or 0)):
            raise Conflict(f"{own.told}: {why_stays(names)} The pair stays.")


def add_pair(session: Session, run: Run, kind: str, reviewer: int, reviewed: int, reason: str) -> None:
    """Make a further pair by hand, locked: the way to an exception that no run would make."""
    one = rounds.held(session, run)
    ground = queries.ground(session, one)
    known = set(ground.task.authorities)
    if kind not in VERBS or reviewer == reviewed or not {reviewer, reviewed} <= known:
        raise Refused("Choose two different authorities that take part.", "reviewer")
    new, stands = Pairing("challenge" if kind == "challenge" else "moderation", reviewer, reviewed), {
        own.pairing for own in ground.standing}
    if new in stands:
        raise Conflict(f"{_told(new, ground)} already.")
    choice = adding(ground.task, stands, new, ground.names)
    why = _why(choice, reason)
    _carry_out(session, run, ground, choice, why)
    record(session, Tag.PAIR_ADDED, run.actor, None, run.path, pair=_told(new, ground), why=why)


def _why(choice: Choice, reason: str) -> str:
    broken = " ".join(choice.breaks)
    return rounds.reason_of(reason, f"This would break a rule. {broken} {NEEDS_REASON}" if broken else NEEDS_REASON)


def _told(one: Pairing, ground: Ground) -> str:
    return f"{ground.names[one.reviewer]} {VERBS[one.kind]} {ground.names[one.reviewed]}"


def _carry_out(session: Session, run: Run, ground: Ground, choice: Choice, why: str) -> None:
    for own in ground.standing:
        if own.pairing in choice.goes:
            own.pair.removed_at = now()
            session.add(own.pair)
    for pair in _make(session, run.id, choice.comes, None):
        pair.locked_by = run.actor.name
        _explain(session, run, pair, why, choice.breaks)
    session.flush()
    if run.round.state == "published":
        _tell(session, run, again=False)


def _explain(session: Session, run: Run, pair: Pair, why: str, breaks: Iterable[str]) -> None:
    pair.changed_by, pair.changed_at, pair.changed_why, pair.breaks = run.actor.name, now(), why, "\n".join(breaks)
    session.add(pair)


def _tell(session: Session, run: Run, again: bool) -> None:
    """What is published now is told by letter, and nobody reviews the same authority in two places by it."""
    taken = settle(session, run.round, run.actor, queries.writers_in(session, run.id))
    letters.changed(session, run.round, again, taken)


def letters_due(session: Session, run: Run, ground: Ground) -> list[str] | None:
    """Whom publishing the pairs as they stand would write to, by name; None where they are published."""
    if run.round.state != "preparing":
        return None
    every = pairs_ever(session, run.id)
    doubles = doubles_in(session, ground.standing, ground.written.places)
    return sorted(letter.person.name for letter in letters.due(session, run.round, every, True, doubles))


def keep_pair(session: Session, run: Run, pair_id: int, reason: str, seen: str = "") -> None:
    """Give the reason why a pair stands that breaks a rule by now. One that could go is locked by that."""
    one = rounds.held(session, run)
    own, ground = pair_at(session, run.id, pair_id), queries.ground(session, one)
    _unchanged(ground, seen)
    left = queries.unexplained(ground)
    breaks = left.of(pair_id)
    if not breaks:
        raise Conflict("This pair breaks no rule for good, or its reason is given, so it needs none.")
    why = rounds.reason_of(reason, NEEDS_REASON)
    before = list(filter(None, own.pair.breaks.split("\n")))
    _explain(session, run, own.pair, f"{own.pair.changed_why} {why}".strip(), [*before, *breaks])
    if pair_id in left.keepable:
        own.pair.locked_by = run.actor.name
    record(session, Tag.PAIR_KEPT, run.actor, None, run.path, pair=own.told, why=why)


def publish(session: Session, run: Run, seen: str = "") -> None:
    """Publish the allocation: authorities see who reviews them and whom they review, and may assign people."""
    one = rounds.held(session, run)
    ground = queries.ground(session, one)
    _unchanged(ground, seen)
    if not ground.standing:
        raise Refused("There are no pairs yet. Run the allocation first.")
    left = queries.unexplained(ground)
    if left.others:
        raise Refused(f"{left.others[0]} Run the allocation again, or change the pair by hand with a reason.")
    if broken := next(iter(left.keepable.values()), None):
        raise Refused(f"{broken[0]} Keep that pair with a reason, change it by hand, or run the allocation again.")
    if kept := next(iter(left.stays.values()), None):
        raise Refused(f"{kept[0]} That pair stays, since its review is submitted: keep it with a reason.")
    _tell(session, run, again=True)  # of what came since it was published last, and so before it is again
    rounds.happen(session, one, "published", run.actor)
    record(session, Tag.ROUND_PUBLISHED, run.actor, None, run.path, title=one.name)


def withdraw(session: Session, run: Run, reason: str) -> None:
    """Take a published allocation back, for a reason; reviewers no longer read what was released."""
    one, why = rounds.held(session, run), rounds.reason_of(reason, "Say why the allocation is withdrawn.")
    letters.withdrawn(session, one)
    rounds.happen(session, one, "withdrawn", run.actor, why)
    record(session, Tag.ROUND_WITHDRAWN, run.actor, None, run.path, title=one.name, reason=why)
