"""What people of a round are told by mail when its published allocation changes; queued in the caller’s transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from app.accounts.models import Person
from app.accounts.queries import answering_for
from app.assessments.address import Address
from app.reviews.pairing.queries import Standing, pairs_ever
from app.reviews.rating.queries import submitted
from app.reviews.releases.letters import REVIEWS, tell
from app.reviews.releases.places import writing_to
from app.reviews.releases.queries import released_since
from app.reviews.releases.service import Double
from app.reviews.rounds.letters import days_told
from app.reviews.rounds.models import Round
from app.reviews.rounds.queries import dated_since_published, withdrawn_at

KEPT = "Whatever you had saved of your review is kept, and stands under Reviews."
OPEN_AGAIN = " again. Reviews are open again, and what was saved or submitted stays as it was."


@dataclass
class _Letter:
    """What one person is told about what they review, and about their authority: `path` is where that stands, `lines`
    what changed for them, `stands` what they have to do with as it is now, `reviews` the pairs that they review, by
    their places in them."""

    person: Person
    path: str
    lines: list[str] = field(default_factory=list)
    stands: list[str] = field(default_factory=list)
    reviews: dict[int, Standing] = field(default_factory=dict)


_Pairs = Mapping[int | None, Standing]
_Letters = dict[int | None, _Letter]  # by person


def changed(session: Session, one: Round, again: bool, taken: Collection[Double]) -> None:
    """Tell for whom something changed which pairs came and went since the authorities were told last, and whose places
    were `taken` by that. Where the whole is published, the first time or `again` after a withdrawal, everybody of it is
    told."""
    every = pairs_ever(session, one.id or 0)
    head = f"The region {'has published' if again else 'changed'} who reviews whom in {one.name}"
    head += OPEN_AGAIN if again and _told_before(every) else "."
    for letter in due(session, one, every, again, taken):
        told = _listed(letter.lines) or f"For you nothing changed:\n\n{_listed(letter.stands)}"
        _send(session, one, letter, f"{head}\n\n{told}")
    for own in _news(every).values():
        own.pair.published = own.pair.removed_at is None
        session.add(own.pair)
    session.flush()


def _listed(lines: Iterable[str]) -> str:
    return "".join(f"- {line}\n" for line in dict.fromkeys(lines))


def _told_before(every: Iterable[Standing]) -> bool:
    return any(own.pair.published for own in every)


def _news(every: Iterable[Standing]) -> _Pairs:
    """The pairs that stand and nobody was told of, and those that stand no more although everybody was."""
    return {own.pair.id: own for own in every if (own.pair.removed_at is None) != own.pair.published}


def due(
    session: Session, one: Round, every: Sequence[Standing], again: bool, taken: Collection[Double]
) -> list[_Letter]:
    """The letters that `changed` sends, of `every` pair of the round; at most six queries."""
    news, doubles = _news(every), {double.reviewer.id: double.why for double in taken}
    pairs = {*news, *(double.own.pair.id for double in taken)}
    concerned = [own for own in every if own.pair.id in pairs or (again and own.pair.removed_at is None)]
    found = list(_letters(session, one, concerned, news, doubles).values())
    if not _told_before(every):
        for letter in found:
            letter.lines = letter.stands
    elif again:
        _add_since(session, one, found)
    return [letter for letter in found if letter.lines or again]


def _add_since(session: Session, one: Round, found: Iterable[_Letter]) -> None:
    """What else came while the allocation was withdrawn: what was released, of which reviewers were not told then, for
    those who have not submitted; and new dates, for all."""
    since = released_since(session, one.id or 0, withdrawn_at(session, one.id or 0))
    done = submitted(session, [place for letter in found for place in letter.reviews]) if since else set()
    dated = [f"The dates were set anew. {'; '.join(days_told(one))}."] if dated_since_published(
        session, one.id or 0) else []
    for letter in found:
        letter.lines += [f"{own.reviewed} has released “{since[own.pair.reviewed_id]}” for your review."
                         for place, own in letter.reviews.items()
                         if own.pair.reviewed_id in since and place not in done]
        letter.lines += dated


def withdrawn(session: Session, one: Round) -> None:
    """Tell everybody of a published allocation that it is taken back."""
    there = [own for own in pairs_ever(session, one.id or 0) if own.pair.removed_at is None]
    for letter in _letters(session, one, there, {}, {}).values():
        _send(session, one, letter, (
            f"The region is changing who reviews whom in {one.name}. Until it has published that again, no reviewer "
            "reads what was released or writes of it. What was saved is kept.\n\nYou are written to again once it is "
            "published.\n"))


def _send(session: Session, one: Round, letter: _Letter, text: str) -> None:
    tell(session, letter.person, f"Who reviews whom in {one.name}", text, letter.path)


def _letters(
    session: Session, one: Round, concerned: Iterable[Standing], news: _Pairs, taken: Mapping[int | None, str],
) -> _Letters:
    """A letter for each person who reviews one of these pairs, and for whoever answers for its authorities."""
    there, found = {own.pair.id: own for own in concerned}, _Letters()
    lost = defaultdict[int, list[str]](list)
    for row, person in writing_to(session, list(there)):
        own = there[row.pair_id]
        if row.id in taken:
            found.setdefault(person.id, _Letter(person, REVIEWS)).lines.append(f"{taken[row.id]} {KEPT}")
            lost[own.pair.reviewer_id].append(f"{person.name} reviews {own.reviewed} for another authority by now.")
        elif row.removed_at is None:
            letter = found.setdefault(person.id, _Letter(person, REVIEWS))
            letter.lines += [_to_reviewer(own)] if own.pair.id in news else []
            letter.stands.append(f"You {_verb(own)} {own.reviewed}.")
            letter.reviews[row.id or 0] = own
    ids = sorted({at for own in there.values() for at in own.pairing.both})
    for person, authority in answering_for(session, ids):
        path, at = f"{REVIEWS}/{Address(authority.slug, one.framework_slug, one.year)}", authority.id or 0
        letter = found.setdefault(person.id, _Letter(person, path))
        letter.lines += [*(_to_authority(own) for own in news.values() if at in own.pairing.both), *lost[at]]
        letter.stands += [f"{own.told}." for own in there.values() if at in own.pairing.both]
    return found


def _to_authority(own: Standing) -> str:
    if own.pair.removed_at is None:
        return f"{own.told} from now on."
    verb = "challenges" if own.pair.kind == "challenge" else "moderates"
    return f"{own.reviewer} no longer {verb} {own.reviewed}."


def _to_reviewer(own: Standing) -> str:
    if own.pair.removed_at is None:
        return f"You are asked again to {_verb(own)} {own.reviewed}, and go on with whatever you had saved."
    return f"You are no longer asked to {_verb(own)} {own.reviewed}. {KEPT}"


def _verb(own: Standing) -> str:
    return "challenge" if own.pair.kind == "challenge" else "moderate"
