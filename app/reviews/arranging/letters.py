"""What people of a round are told by mail when its published allocation changes; queued in the caller’s transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlmodel import Session

from app.accounts.models import Person
from app.accounts.queries import answering_for
from app.assessments.address import Address
from app.core.mail.service import SITE, send
from app.reviews.pairing.queries import Standing, pairs_ever
from app.reviews.releases.models import Reviewer
from app.reviews.releases.places import writing_to
from app.reviews.rounds.models import Round

REVIEWS = "/reviews"
KEPT = "Whatever you had saved of your review is kept, and stands under Reviews."
GUEST = "If you were invited as a guest, open the link in your invitation instead.\n"


@dataclass
class _Letter:
    """What one person is told about what they review, and about their authority: `path` is where that stands."""

    person: Person
    path: str
    lines: list[str] = field(default_factory=list)


_Pairs = Mapping[int | None, Standing]
_Letters = dict[int | None, _Letter]  # by person


def changed(session: Session, one: Round, again: bool, taken: Collection[Reviewer]) -> None:
    """Tell whom it concerns which pairs came and went since the authorities were told last, and whose places were
    `taken` by that; nobody where nothing was published before. After a withdrawal it is published `again`, and those
    too are told for whom nothing changed."""
    every = pairs_ever(session, one.id or 0)
    news = {own.pair.id: own for own in every if (own.pair.removed_at is None) != own.pair.published}
    if any(own.pair.published for own in every):
        pairs = {*news, *(row.pair_id for row in taken)}
        concerned = [own for own in every if own.pair.id in pairs or (again and own.pair.removed_at is None)]
        for letter in _letters(session, one, concerned, news, {row.id for row in taken}).values():
            told = "".join(f"- {line}\n" for line in dict.fromkeys(letter.lines)) or "For you nothing changed.\n"
            what = "has published again" if again else "changed"
            _send(session, one, letter, f"The region {what} who reviews whom in {one.name}.\n\n{told}")
    for own in news.values():
        own.pair.published = own.pair.removed_at is None
        session.add(own.pair)
    session.flush()


def withdrawn(session: Session, one: Round) -> None:
    """Tell everybody of a published allocation that it is taken back."""
    there = [own for own in pairs_ever(session, one.id or 0) if own.pair.removed_at is None]
    for letter in _letters(session, one, there, {}, ()).values():
        _send(session, one, letter, (
            f"The region is changing who reviews whom in {one.name}. Until it has published that again, no reviewer "
            "reads what was released or writes of it. What was saved is kept.\n"))


def _send(session: Session, one: Round, letter: _Letter, text: str) -> None:
    guest = f"\n{GUEST}" if letter.path == REVIEWS else ""
    send(session, letter.person.email, f"Who reviews whom in {one.name}",
         f"Dear {letter.person.name},\n\n{text}\nIt stands here:\n\n{SITE}{letter.path}\n{guest}")


def _letters(
    session: Session, one: Round, concerned: Iterable[Standing], news: _Pairs, taken: Collection[int | None],
) -> _Letters:
    """A letter for each person who reviews one of these pairs, and for whoever answers for its authorities."""
    there, found = {own.pair.id: own for own in concerned}, _Letters()
    lost = defaultdict[int, list[str]](list)
    for row, person in writing_to(session, list(there)):
        own = there[row.pair_id]
        if row.id in taken:
            found.setdefault(person.id, _Letter(person, REVIEWS)).lines.append(f"{row.removed_why} {KEPT}")
            lost[own.pair.reviewer_id].append(f"{person.name} reviews {own.reviewed} for another authority by now.")
        elif row.removed_at is None:
            line = [_to_reviewer(own)] if own.pair.id in news else []
            found.setdefault(person.id, _Letter(person, REVIEWS)).lines += line
    ids = sorted({at for own in there.values() for at in own.pairing.both})
    for person, authority in answering_for(session, ids):
        path, at = f"{REVIEWS}/{Address(authority.slug, one.framework_slug, one.year)}", authority.id or 0
        found.setdefault(person.id, _Letter(person, path)).lines += [
            *(_to_authority(own) for own in news.values() if at in own.pairing.both), *lost[at]]
    return found


def _to_authority(own: Standing) -> str:
    if own.pair.removed_at is None:
        return f"{own.told} from now on."
    verb = "challenges" if own.pair.kind == "challenge" else "moderates"
    return f"{own.reviewer} no longer {verb} {own.reviewed}."


def _to_reviewer(own: Standing) -> str:
    verb = "challenge" if own.pair.kind == "challenge" else "moderate"
    if own.pair.removed_at is None:
        return f"You are asked again to {verb} {own.reviewed}, and go on with whatever you had saved."
    return f"You are no longer asked to {verb} {own.reviewed}. {KEPT}"
