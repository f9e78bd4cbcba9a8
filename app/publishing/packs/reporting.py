"""What the report of an authority’s feedback and that of a round hold, gathered from what is submitted."""

from collections.abc import Iterator

from sqlmodel import Session

from app.core.clock import aware, today
from app.frameworks.naming import in_year
from app.publishing.packs.commission import Commission
from app.publishing.packs.enquiry import WHOLE
from app.publishing.packs.feedback import Action, FeedbackReport, Rated, Reviewed, Unrated, compose_feedback
from app.publishing.packs.noted import noted_on
from app.publishing.packs.points import as_printed
from app.publishing.packs.region import Compared, Covered, Practice, RoundReport, Theme, compose_round
from app.publishing.packs.rules import FEEDBACK, NAMES, ROUND
from app.reviews.annotations.rules import KINDS
from app.reviews.feedback.queries import Feedback, actions_of, feedback_for
from app.reviews.practice.queries import accepted_in, asked_in
from app.reviews.progress.queries import standings, works
from app.reviews.progress.rules import STAGES, Work
from app.reviews.rating.rules import AGREEMENT, HEADS, LEVELS, NOT_RATED
from app.reviews.releases.frozen import content_of
from app.reviews.releases.permissions import Reading
from app.reviews.rounds.permissions import Run
from app.reviews.summary import queries as summary
from app.reviews.summary.rules import shares

MOVED_ON = "The words have changed since."
WHAT = {**KINDS, "areas": HEADS["areas"]}


def for_authority(session: Session, reading: Reading) -> Commission:
    """The feedback report of an authority, as far as the reader may read of its reviews. A fixed number of queries."""
    found, content = feedback_for(session, reading), content_of(session, reading)
    report = FeedbackReport(
        str(reading.address), reading.place.name, in_year(content["assessment"]["title"], reading.round.year),
        reading.round.year, reading.round.name, reading.frozen.number, reading.frozen.sha256, today(),
        [Reviewed(one.person, one.authority, one.kind, aware(one.at).date()) for one in found.reviews],
        [one.title for one in found.outline],
        [as_printed(title, one) for title, points in found.by_section(found.points) for one in points],
        list(noted_on(session, reading, content)),
        list(_ratings(found)),
        [one.title for one in found.outline if one.to_rate and found.unrated(("section", one.key))],
        list(_answers_unrated(found)),
        [Action(one.words, one.owner, one.due_on) for one in actions_of(session, reading)],
    )
    return Commission(
        FEEDBACK, NAMES[FEEDBACK], reading.place.name, report.address, reading.round.id or 0,
        compose_feedback(report), authority_id=reading.place.id, release_id=reading.release.id,
    )


def _ratings(found: Feedback) -> Iterator[Rated]:
    """Every rating that is given, in the order of the document, each by its challenger’s authority where that tells
    who it was; who came from there stands at the beginning."""
    for section in found.outline:
        for target, title, sha256 in section.targets:
            for review in found.challenges:
                given = found.given(review, target, sha256)
                if given.rating and given.rating.level:
                    reason = " ".join(words for words in (given.rating.reason, MOVED_ON if given.moved_on else "")
                                      if words)
                    agrees = AGREEMENT.get(given.rating.agrees, "")
                    yield Rated(section.title, title, found.challenger(review), given.level, reason, agrees)


def _answers_unrated(found: Feedback) -> Iterator[Unrated]:
    """The answers that nobody rated although there is something to read in them, by section."""
    for section in found.outline:
        names = [one.title for one in section.apart if one.written and found.unrated(("answer", one.key))]
        if names:
            yield Unrated(section.title, names)


def for_region(session: Session, run: Run) -> Commission:
    """The report of a round: counts of what is submitted, and words that were written for the region alone.

    A fixed number of queries.
    """
    kept = summary.summary_of(session, run.id)
    named = kept is not None and kept.names_authorities
    report = RoundReport(
        "/".join((run.region.slug, run.round.framework_slug, run.round.year)), run.region.name, run.round.name,
        run.round.year, today(), [line for line in kept.words.splitlines() if line.strip()] if kept else [],
        _coverage(session, run), _themes(session, run), *_offers(session, run, named),
        [Practice(one.authority, one.ask.words) for one in asked_in(session, run.id)],
        kept.priorities.splitlines() if kept else [], _compared(session, run), named,
    )
    made_for = f"{run.region.name}, {report.which}"
    return Commission(ROUND, NAMES[ROUND], made_for, report.address, run.id, compose_round(report))


def _coverage(session: Session, run: Run) -> list[Covered]:
    """How far each authority is, counted as on the page of the round: who was replaced keeps what they submitted."""
    done, found = works(session, run.round), []
    for one in standings(session, run.round):
        work = done.get(one.id, Work())
        moderated, challenged = (_of(work.submitted(kind), work.expected(kind)) for kind in ("moderation", "challenge"))
        found.append(Covered(one.name, STAGES[one.stage], moderated, challenged, _of(work.answered, work.points)))
    return found


def _of(some: int, every: int) -> str:
    return f"{some} of {every}" if every else "–"


def _themes(session: Session, run: Run) -> list[Theme]:
    """What is said, first what concerns most authorities, then what is said most often, in the document’s order."""
    titles = {"": WHOLE, **summary.titles_of(session, run.round)}
    found = summary.noted(session, [run.id]) + summary.areas(session, [run.id])
    order = summary.in_order(titles, {one.section for one in found})
    found.sort(key=lambda one: (-one.authorities, -one.times, order.index(one.section), list(WHAT).index(one.kind)))
    return [Theme(WHAT[one.kind], titles.get(one.section, one.section), one.times, one.authorities) for one in found]


def _offers(session: Session, run: Run, named: bool) -> tuple[list[Practice], int]:
    """What the region accepted for its library, under its authority’s name as there; what authorities accepted of their
    reviews’ words for sharing, as authorities read it once the round is closed; and how much of that they do not."""
    told = [Practice(offer.authority, _told(offer.practice.title, offer.practice.quote, offer.practice.note))
            for offer in accepted_in(session, run.id)]
    shared = summary.practice(session, [run.id])
    if not shares(True, named, summary.authorities_in(session, [run.id]).get(run.id, 0)):
        return told, len(shared)
    words = [Practice(one.authority if named else "", one.words) for one in shared]
    return told + (words if named else sorted(words, key=lambda one: one.words)), 0  # no order of theirs tells whose


def _told(title: str, quote: str, note: str) -> str:
    return f"{title}: “{quote}”{'' if quote[-1] in '.!?' else '.'} {note}".strip()


def _compared(session: Session, run: Run) -> list[Compared]:
    """Every challenge’s rating of every section that it rates or that there was to rate."""
    challenges = summary.challenged(session, [run.id])
    titles = summary.titles_of(session, run.round)
    keys = summary.in_order(titles, {key for one in challenges for key in one.levels.keys() | one.to_rate})
    return [Compared(titles.get(key, key), one.authority, LEVELS.get(one.levels.get(key, ""), NOT_RATED))
            for key in keys for one in challenges if key in one.levels or key in one.to_rate]
