"""What people of a round are told by mail when its published allocation changes; queued in the caller’s transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from app.accounts.models import Person
from app.accounts.queries import answering_for
from app.assessments.address import Address
from app.core.mail.service import SITE, addressed, send
from app.reviews.pairing.queries import Standing, pairs_ever
from app.reviews.releases.places import writing_to
from app.reviews.releases.service import Double
from app.reviews.rounds.letters import days_told
from app.reviews.rounds.models import Round
from app.reviews.rounds.queries import dated_since_published

REVIEWS = "/reviews"
KEPT = "Whatever you had saved of your review is kept, and stands under Reviews."
GUEST = "If you were invited as a guest, open the link in your invitation instead.\n"


@dataclass
class _Letter:
    """What one person is told about what they review, and about their authority: `path` is where that stands, `lines`
    what changed for them, `stands` what they have to do with as it is now."""

    person: Person
    path: str
    lines: list[str] = field(default_factory=list)
    stands: list[str] = field(default_factory=list)


_Pairs = Mapping[int | None, Standing]
_Letters = dict[int | None, _Letter]  # by person


def changed(session: Session, one: Round, again: bool, taken: Collection[Double]) -> None:
    """Tell for whom something changed which pairs came and went since the authorities were told last, and whose places
    were `taken` by that; nobody where nothing was published before. After a withdrawal it is published `again`."""
    every = pairs_ever(session, one.id or 0)
    for letter in due(session, one, every, again, taken):
        told = "".join(f"- {line}\n" for line in dict.fromkeys(letter.lines))
        what = "has published again" if again else "changed"
        _send(session, one, letter, f"The region {what} who reviews whom in {one.name}.\n\n{told}")
    for own in _news(every).values():
        own.pair.published = own.pair.removed_at is None
        session.add(own.pair)
    session.flush()


def _news(every: Iterable[Standing]) -> _Pairs:
    """The pairs that stand and nobody was told of, and those that stand no more although everybody was."""
    return {own.pair.id: own for own in every if (own.pair.removed_at is None) != own.pair.published}


def due(
    session: Session, one: Round, every: Sequence[Standing], again: bool, taken: Collection[Double]
) -> list[_Letter]:
    """The letters that `changed` sends, of `every` pair of the round: to those alone for whom something changed. Where
    it is published again, that is everybody if the dates were set since, and else whoever was never written to about
    who reviews whom is told how it stands; at most four queries."""
    if not any(own.pair.published for own in every):
        return []
    news, doubles = _news(every), {double.reviewer.id: double.why for double in taken}
    pairs = {*news, *(double.own.pair.id for double in taken)}
    concerned = [own for own in every if own.pair.id in pairs or (again and own.pair.removed_at is None)]
    found = list(_letters(session, one, concerned, news, doubles).values())
    if again:
        dated = [f"The dates were set anew. {'; '.join(days_told(one))}."] if dated_since_published(
            session, one.id or 0) else []
        known = addressed(session, _subject(one))
        for letter in found:
            letter.lines += dated
            letter.lines += letter.stands if not letter.lines and letter.person.email not in known else []
    return [letter for letter in found if letter.lines]


def withdrawn(session: Session, one: Round) -> None:
    """Tell everybody of a published allocation that it is taken back."""
    there = [own for own in pairs_ever(session, one.id or 0) if own.pair.removed_at is None]
    for letter in _letters(session, one, there, {}, {}).values():
        _send(session, one, letter, (
            f"The region is changing who reviews whom in {one.name}. Until it has published that again, no reviewer "
            "reads what was released or writes of it. What was saved is kept.\n\nYou are written to again only if "
            "something changes for you. If nothing does, go on as before once it is published.\n"))


def _send(session: Session, one: Round, letter: _Letter, text: str) -> None:
    guest = f"\n{GUEST}" if letter.path == REVIEWS else ""
    send(session, letter.person.email, _subject(one),
         f"Dear {letter.person.name},\n\n{text}\nIt stands here:\n\n{SITE}{letter.path}\n{guest}")


def _subject(one: Round) -> str:
    return f"Who reviews whom in {one.name}"


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
