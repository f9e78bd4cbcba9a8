"""What a pack is to hold, gathered from the store."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.core.clock import aware
from app.core.errors import NotFound
from app.evidence.queries import cited
from app.frameworks.queries import latest_scales
from app.publishing.cache import key_of
from app.publishing.models import Composition, Edition
from app.publishing.packs import queries
from app.publishing.packs.bundle import Exhibit, Withheld, free_of, sorted_out
from app.publishing.packs.challenge import ChallengePack, Occasion, Recipient, compose_challenge, digest_of
from app.publishing.packs.enquiry import EventLine, Said
from app.publishing.packs.points import of_moderators
from app.reviews.event.queries import Line, event_of
from app.reviews.rating.permissions import CHALLENGE
from app.reviews.rating.queries import submitted
from app.reviews.releases.permissions import Reading
from app.reviews.releases.queries import content_at


@dataclass(frozen=True)
class Commission:
    """A pack ready to be made: what it is and for whom, the composed PDF, and which files go beside it.

    `free` is of which evidence it hands out the file or the address. `person_id` is the reviewer whose copy it is, None
    for reports.
    """

    kind: str
    title: str
    made_for: str
    address: str
    round_id: int
    composition: Composition
    given: Sequence[Exhibit] = ()
    kept: Sequence[Withheld] = ()
    free: Sequence[tuple[str, int]] = ()
    authority_id: int | None = None
    release_id: int | None = None
    reviewer_id: int | None = None
    person_id: int | None = None

    @property
    def key(self) -> str:
        """The name of what this makes, of everything in it."""
        files = json.dumps([[one.path, one.sha256] for one in self.given])
        return key_of("pack", self.kind, str(self.reviewer_id), digest_of(self.composition), files, self.listed)

    @property
    def listed(self) -> str:
        """The evidence whose file or address it hands out, as JSON."""
        return json.dumps(self.free)

    @property
    def page(self) -> str:
        """The path of the page where it can be fetched."""
        return page_of(self.address, self.authority_id)

    @property
    def told(self) -> dict[str, str | int]:
        """What its manifest says of it."""
        who = self.composition.identity
        return {"kind": self.kind, "title": self.title, "made_for": self.made_for, "address": self.address,
                "revision": who.revision, "content_sha256": who.content_sha256}


def page_of(address: str, authority_id: int | None) -> str:
    """The path of the page where the packs of an authority, or without one the reports of a round, can be fetched."""
    return f"/reviews/released/{address}/packs" if authority_id is not None else report_at(address)


def report_at(address: str) -> str:
    """The path of the page where the report of a round can be fetched, by its region, framework and year."""
    region, _, rest = address.partition("/")
    return f"/region/{region}/rounds/{rest}/report"


def edition_of(reading: Reading) -> Edition:
    """What was released, signed or not."""
    frozen, signed = reading.frozen, reading.sign_off
    if signed is None:
        return Edition("review", frozen.number, frozen.sha256)
    return Edition("signed", frozen.number, frozen.sha256, signed.name, signed.role,
                   aware(signed.signed_at).isoformat(timespec="seconds"))


def for_reviewer(session: Session, reading: Reading, reviewer_id: int) -> Commission:
    """The pack of one reviewer of what is read; NotFound where the actor may not have it. A fixed number of queries."""
    named = next((one for one in queries.named_on(session, reading) if one.reviewer_id == reviewer_id), None)
    if named is None:
        raise NotFound
    content = json.loads(content_at(session, reading.frozen.id))
    wanted = [(item["ref"], item["revision"]) for item in content["evidence"]]
    found = list(cited(session, reading.place.id, wanted).values())
    (given, kept), free = sorted_out(found), free_of(found)
    begins = reading.round.challenge_on if named.kind == "challenge" else reading.round.moderation_on
    notes = queries.submitted_annotations(session, reading.release, content) if named.kind == "challenge" else []
    pack = ChallengePack(
        content, edition_of(reading), Recipient(named.name, named.authority, named.kind),
        Occasion(reading.round.name, reading.release.name, begins, reading.round.response_on), tuple(notes),
        {(one.about["evidence"], one.about["revision"]): one.path for one in given}, tuple(latest_scales(session)),
        running_list(session, reading, named),
        tuple(of_moderators(session, reading)) if named.kind == CHALLENGE else (),
        frozenset(wanted).difference(free),
    )
    return Commission(
        named.kind, pack.title, f"{named.name}, {named.authority}", str(reading.address), reading.round.id or 0,
        compose_challenge(pack), given, kept, sorted(free), reading.place.id, reading.release.id, reviewer_id,
        named.person_id,
    )


def running_list(session: Session, reading: Reading, named: queries.Named) -> tuple[EventLine, ...]:
    """The running list of the challenge event, for a challenger who has submitted their own review.

    It draws on what every challenger wrote. So for anybody else there is none, whoever asks for their pack.
    """
    if named.kind != CHALLENGE or not submitted(session, [named.reviewer_id]):
        return ()
    return tuple(EventLine(one.enquiry.words, tuple(said_on(one))) for one in event_of(session, reading).lines)


def said_on(line: Line) -> Iterator[Said]:
    """What was noted on a line, then what was agreed."""
    yield from (Said(note.words, f"{note.person} ({note.side})") for note in line.notes)
    yield from (Said(one.words, one.agreed_by, one.owner, one.due_on) for one in line.actions)
