"""Cards, one for each annotation beside a text: kept each for itself, so that a change to one renders that one anew."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import astuple, dataclass
from typing import NamedTuple

from markupsafe import Markup
from sqlmodel import Session

from app.assessments.address import Address
from app.core.kept import Kept
from app.core.security import new_token
from app.core.templating import fragment
from app.reviews.annotations import queries
from app.reviews.annotations.facts import Fact, Facts, Plain, fact_of
from app.reviews.annotations.following import Place, Placing
from app.reviews.annotations.permissions import Review, Writes
from app.reviews.annotations.queries import Seen
from app.reviews.annotations.showing import WORDS, Shown, order_within, task_at
from app.richtext.marking import Mark

MOST, PAGES = 8192, 64  # of some kB each, and of pages with hundreds of them
SIGN, BETWEEN = new_token(), new_token()  # for a number until it is known, and between cards: nobody can write either
ANCHOR = Fact._fields.index("anchor")


@dataclass(frozen=True)
class Page:
    """What cards show besides the annotations: where links lead, and what whoever looks may do."""

    address: Address
    own: bool
    tasks: bool = False
    over: bool = False
    writes: Writes = Writes()


class Card(NamedTuple):
    """An annotation beside a text: where it stands there, and its HTML in the pieces between which its number stands.
    """

    fact: Fact
    place: Place
    pieces: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """What is noted on an answer, or on a section as a whole: how many, as HTML, and what of the text they mark."""

    count: int = 0
    cards: Markup = Markup("")
    marks: tuple[Mark, ...] = ()


# Under everything that decides what a card shows and who may see it: never under a name for it.
_pieces: Kept[Hashable, tuple[str, ...]] = Kept(MOST)
_before: Kept[Hashable, dict[Plain, Card]] = Kept(PAGES)


def column(cards: Iterable[Card], first: int = 1) -> Column:
    """Cards in reading order, numbered from `first` on, and marks where words stand that are not settled."""
    in_order = sorted(cards, key=lambda one: order_within(one.fact.start, one.place, one.fact.id))
    numbered = list(enumerate(in_order, first))
    html = "".join([str(number).join(card.pieces) for number, card in numbered])
    return Column(len(numbered), Markup(html), tuple([
        Mark(place.start, place.end, fact.id, number)
        for number, (fact, place, _) in numbered if fact.is_open and place.start < place.end
    ]))


def cards_for(session: Session, seen: Seen, facts: Facts, on: Page, placing: Placing, page: Hashable) -> list[Card]:
    """A card for each annotation that somebody sees on a page, in no order.

    `page` decides where annotations are placed. Those that are as they were when it was last shown to somebody who sees
    the same are not even looked at; those that are not kept need two queries, and their placing.
    """
    key = (page, on, facts.mine, facts.reviews)
    before, cards, changed = _before.get(key) or {}, dict[Plain, Card](), dict[int, Plain]()
    for one in facts.each():
        card = before.get(one)
        if card is None:
            changed[one[0][0]] = one
        else:
            cards[one] = card
    if changed:
        for card in _found(session, seen, [fact_of(one) for one in changed.values()], on, placing):
            cards[changed[card.fact.id]] = card
    _before.put(key, cards)
    return list(cards.values())


def _found(session: Session, seen: Seen, facts: Iterable[Fact], on: Page, placing: Placing) -> list[Card]:
    theirs = {key: (*astuple(review), _is_mine(seen, review)) for key, review in seen.reviews.items()}
    here = str(on.address), on.own, on.tasks, on.over, on.writes
    found, waiting = [], {}
    for fact in facts:
        place = placing.known(fact)
        pieces = _pieces.get(_shown_by(fact, place, theirs[fact.reviewer_id], here)) if place else None
        if place and pieces:
            found.append(Card(fact, place, pieces))
        else:
            waiting[fact.id] = fact
    for card in _made(session, seen, waiting, on, placing) if waiting else ():
        _pieces.put(_shown_by(card.fact, card.place, theirs[card.fact.reviewer_id], here), card.pieces)
        found.append(card)
    return found


def _is_mine(seen: Seen, review: Review) -> bool:
    return seen.mine is not None and review.reviewer_id == seen.mine.reviewer_id


def _shown_by(fact: Fact, place: Place, whose: Hashable, here: Hashable) -> Hashable:
    """All that a card shows; of its place, not where in the text it is, since that moves with every letter written."""
    return *fact[:ANCHOR], *fact[ANCHOR + 1 :], place.state, place.hand, place.start < place.end, whose, here


def _made(session: Session, seen: Seen, facts: Mapping[int, Fact], on: Page, placing: Placing) -> list[Card]:
    shown = [
        Shown(one, SIGN, placing.known(facts[one.id]) or placing.place_of(one), _is_mine(seen, one.review),
              on.writes.answers(one.annotation.section_key, one.annotation.prompt_key))
        for one in queries.noted(session, seen, queries.among(list(facts)))
    ]
    html = fragment(
        "reviews/_cards.html", shown=shown, tasks=on.tasks, own=on.own, over=on.over, between=BETWEEN,
        home=f"/reviews/annotations/{on.address}", task_at=task_at(on.address), **WORDS,
    )
    return [Card(facts[one.id], one.place, tuple(text.split(SIGN)))
            for one, text in zip(shown, html.split(BETWEEN), strict=True)]
