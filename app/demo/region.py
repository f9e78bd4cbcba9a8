"""What the region of the demonstration shares and sums up, by the verbs that people use."""

from collections.abc import Callable

from sqlmodel import Session

from app.accounts.actor import Actor
from app.core.errors import Conflict
from app.demo.files import DemoRound, Entry
from app.reviews.practice import service as practice
from app.reviews.rounds import queries
from app.reviews.rounds.permissions import Part, Run
from app.reviews.summary.service import sum_up

Who = Callable[[str], Actor]


class DemoOffer(Entry):
    """A passage that somebody offers, and the region accepts."""

    by: str
    title: str
    passage: str
    note: str


class DemoAsk(Entry):
    """What somebody asks for."""

    by: str
    words: str


class DemoSummary(Entry):
    """How the region sums the round up."""

    by: str
    words: str
    priorities: list[str]
    named: bool


class DemoRegion(Entry):
    """All of it."""

    offers: list[DemoOffer]
    asks: list[DemoAsk]
    summary: DemoSummary


def add_shared(session: Session, one: DemoRound, wanted: DemoRegion, who: Who) -> None:
    """Offer, accept, ask, and sum up."""
    run = run_of(session, one, who(wanted.summary.by))
    for offer in wanted.offers:
        row = practice.offer(session, part_of(session, one, who(offer.by)), offer.title, offer.passage, offer.note)
        session.flush()
        practice.accept(session, run.actor, run.region, row.id or 0)
    for ask in wanted.asks:
        practice.ask(session, part_of(session, one, who(ask.by)), ask.words)
    sum_up(session, run, wanted.summary.words, wanted.summary.named, "\n".join(wanted.summary.priorities))


def run_of(session: Session, one: DemoRound, actor: Actor) -> Run:
    """The demonstration’s round before whoever runs it."""
    if actor.region is None:
        raise Conflict(f"{actor.name} runs no rounds in the demonstration.")
    return Run(actor, actor.region, queries.round_at(session, actor.region.id, one.framework, one.year))


def part_of(session: Session, one: DemoRound, actor: Actor) -> Part:
    """The part that somebody’s authority has in it."""
    place = actor.places[0]
    return Part(actor, place, *queries.part_of(session, place.id, one.framework, one.year))
