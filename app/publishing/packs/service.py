"""Making packs in the background, and handing them out."""

from typing import Any

from sqlmodel import Session

from app.accounts.actor import Actor
from app.accounts.queries import actor_by_guest, actor_by_person
from app.activity.service import record
from app.activity.tags import Tag
from app.assessments.address import parse_address
from app.core.clock import now
from app.core.database import Database
from app.core.errors import NotFound
from app.core.jobs import Progress
from app.publishing.documents.service import Press
from app.publishing.make import set_and_kept, stored_file
from app.publishing.models import PdfFile
from app.publishing.packs import letters, queries
from app.publishing.packs.bundle import bundled
from app.publishing.packs.commission import Commission, for_reviewer, report_at
from app.publishing.packs.models import Pack
from app.publishing.packs.permissions import has_packs, has_report
from app.publishing.packs.reporting import for_authority, for_region
from app.publishing.packs.rules import file_name
from app.reviews.releases.permissions import Reading
from app.reviews.releases.queries import reading_at
from app.reviews.rounds.models import Round
from app.reviews.rounds.permissions import Run


def wanted(reading: Reading, reviewer_id: int | None) -> dict[str, Any]:
    """What the work needs to know, as it waits; without a reviewer it is the feedback report."""
    visit = reading.actor.visit
    return {"address": str(reading.address), "round_id": reading.round.id, "reviewer_id": reviewer_id,
            "person_id": reading.actor.person_id, "guest_id": visit.guest_id if visit else None}


def make_pack(press: Press, database: Database, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The pack of a reviewer, or the feedback report, made unless it was before.

    NotFound where whoever asked may no longer have it.
    """
    with database.read() as session:
        actor = _actor(session, arguments["person_id"], arguments.get("guest_id"))
        reading = reading_at(session, actor, parse_address(arguments["address"]))
        if reading.round.id != arguments["round_id"] or not has_packs(reading):
            raise NotFound
        commission = _commission(session, reading, arguments["reviewer_id"])
    return {"pack_id": made(press, database, commission, actor, progress).id}


def _commission(session: Session, reading: Reading, reviewer_id: int | None) -> Commission:
    if reviewer_id is not None:
        return for_reviewer(session, reading, reviewer_id)
    if not has_report(reading):
        raise NotFound
    return for_authority(session, reading)


def report_wanted(run: Run) -> dict[str, Any]:
    """What the work on the report of a round needs to know, as it waits."""
    return {"round_id": run.id, "person_id": run.actor.person_id}


def make_report(press: Press, database: Database, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The report of a round, made unless it was before; NotFound where whoever asked no longer runs it."""
    with database.read() as session:
        actor, one = _actor(session, arguments["person_id"]), session.get(Round, arguments["round_id"])
        if one is None or actor.region is None or one.region_id != actor.region.id:
            raise NotFound
        commission = for_region(session, Run(actor, actor.region, one))
    return {"pack_id": made(press, database, commission, actor, progress).id}


def _actor(session: Session, person_id: int, guest_id: int | None = None) -> Actor:
    """Whoever asked, with what they may do now and no more than they could when they asked."""
    actor = actor_by_guest(session, guest_id, now()) if guest_id else actor_by_person(session, person_id)
    if actor is None:
        raise NotFound
    return actor


def made(press: Press, database: Database, wanted: Commission, actor: Actor, progress: Progress) -> Pack:
    """The pack of a commission, both files stored before this returns."""
    with database.read() as session:
        known = queries.by_key(session, wanted.key)
    if known is not None and press.files.has(known.pdf_sha256) and press.files.has(known.zip_sha256):
        return known
    steps = len(wanted.composition.parts) + 1
    total = steps + len(wanted.given)
    pdf = _pressed(press, wanted, lambda done, _, label: progress(done, total, label))
    inside = file_name(wanted.address, wanted.kind, wanted.made_for, "pdf")
    archive = bundled(press.files, wanted.told, (inside, pdf.data), wanted.given, wanted.kept,
                      lambda number: progress(steps + number, total, "Adding the evidence"))
    digests = press.files.put(pdf.data), press.files.put(archive)
    with database.write() as session:
        return queries.by_key(session, wanted.key) or _keep(session, wanted, pdf, digests, len(archive), actor)


def _pressed(press: Press, wanted: Commission, progress: Progress) -> PdfFile:
    return stored_file(press.cache, wanted.key) or set_and_kept(
        wanted.composition, wanted.key, pool=press.pool, cache=press.cache, on_progress=progress)


def _keep(session: Session, wanted: Commission, pdf: PdfFile, digests: tuple[str, str], zip_size: int,
          actor: Actor) -> Pack:
    pack = Pack(
        key=wanted.key, kind=wanted.kind, round_id=wanted.round_id, authority_id=wanted.authority_id,
        release_id=wanted.release_id, reviewer_id=wanted.reviewer_id, made_for=wanted.made_for, address=wanted.address,
        content_sha256=wanted.composition.identity.content_sha256, pdf_sha256=digests[0], pdf_size=len(pdf.data),
        pages=pdf.pages, zip_sha256=digests[1], zip_size=zip_size, files=len(wanted.given), given=wanted.listed,
        made_at=now(), made_by=actor.name, made_by_id=actor.person_id, unprinted="\n".join(pdf.unprinted),
    )
    session.add(pack)
    _noted(session, Tag.PACK_MADE, actor, pack)
    session.flush()
    letters.ready(session, actor, wanted)
    return pack


def opened(session: Session, actor: Actor, pack: Pack) -> None:
    """Put in the trail of the authority whose text it holds, or of the region, that a pack was fetched."""
    _noted(session, Tag.PACK_OPENED, actor, pack)


def _noted(session: Session, tag: Tag, actor: Actor, pack: Pack) -> None:
    # The trail of a region is known by the paths of its pages alone.
    subject = pack.address if pack.authority_id is not None else report_at(pack.address)
    record(session, tag, actor, pack.authority_id, subject, kind=pack.kind, made_for=pack.made_for,
           sha256=pack.pdf_sha256[:12])
