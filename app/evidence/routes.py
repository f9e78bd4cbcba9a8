"""Searching the library for something to cite, adding to it, changing it and opening its files."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlmodel import Session
from starlette.responses import JSONResponse, Response

from app.accounts.guards import InAuthority, Standing
from app.core.arrivals import GONE, Arrival, Arrivals
from app.core.database import ReadSession, WriteSession, after_commit
from app.core.downloads import handed_out
from app.core.errors import NotFound
from app.core.files import StoreAway
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.evidence import service
from app.evidence.errors import FileRefused, Infected, ItemChanged
from app.evidence.forms import Sent, SentSource, Typed, TypedItem, picture_errors, typed_of
from app.evidence.guards import gate_of
from app.evidence.models import EvidenceItem
from app.evidence.passages.queries import AtFirst, former_at, holding, place_at, places_of
from app.evidence.passages.written import runs_backwards
from app.evidence.permissions import keeper, keeps_library, reads_library
from app.evidence.queries import found, item_at, newest_number, revision_at
from app.evidence.rules import KINDS, SENSITIVITIES, STATUSES, choices
from app.evidence.uploads import StoredFile, clean_name, keep_arrived

router = APIRouter(prefix="/evidence/{authority}", route_class=GuardedRoute)
Reader = Annotated[Standing, Depends(InAuthority(reads_library))]
Keeper = Annotated[Standing, Depends(InAuthority(keeps_library))]
MOST_FOUND, MOST_PLACES, MOST_HELD, LONGEST_PLACE = 20, 100, 10, 120
NOT_KEPT = (FileRefused, StoreAway)
CHOICES: dict[str, Any] = {
    "kinds": KINDS, "statuses": STATUSES, "sensitivities": SENSITIVITIES, "choices": choices,
}


def _kept(request: Request, session: Session, standing: Standing, sent: Sent) -> StoredFile | None:
    """The file that was sent, checked and kept; a harmful one is told in the trail before it is refused."""
    request.app.state.runner.wake_after(session)  # for the text of the file to be read
    if arrival := _arrived(request, standing, sent):
        after_commit(session, arrival.forget)
        return keep_arrived(request.app.state.files, arrival)
    if sent.upload:
        raise FileRefused(GONE)
    if not sent.file_name:
        return None
    try:
        return gate_of(request, standing).keep(request.app.state.files, sent.file_name, sent.data)
    except Infected as infected:
        name = clean_name(sent.file_name)
        service.tell_infected(session, standing.actor, standing.place.id, name, infected.found)
        raise


def _arrived(request: Request, standing: Standing, sent: Sent) -> Arrival | None:
    """The file that was sent in pieces before this form, if it names one of this person's."""
    arrivals: Arrivals = request.app.state.arrivals
    try:
        return arrivals.find(standing.actor.person_id, standing.place.id, sent.upload) if sent.upload else None
    except NotFound:
        return None


@router.get("/search")
def search(standing: Reader, session: ReadSession, q: str = "") -> dict[str, list[dict[str, Any]]]:
    """Items to cite: every word asked for stands in reference, title or owner, or at one place inside the file.

    The newest revision of each; `place` and `words` say where inside, and what stands there.
    """
    offers = found(session, standing.place.id, q[:200], MOST_FOUND)
    return {"items": [
        {**_to_cite(one.held.item, one.held.newest.number), "place": one.place, "words": one.words} for one in offers
    ]}


def _to_cite(item: EvidenceItem, newest: int) -> dict[str, Any]:
    """What the editor shows of an item in its newest revision."""
    return {"ref": item.ref, "revision": newest, "title": item.title, "kind": KINDS[item.kind].lower(),
            "as_at": item.as_at.isoformat(), "status": item.status, "newest": newest}


def _new(request: Request, standing: Standing, typed: Typed, sent: Sent, errors: dict[str, str]) -> Response:
    status = 422 if errors else 200
    return page(request, "evidence/new.html", status, standing=standing, typed=typed, link=sent.link,
                file_name=sent.file_name, errors=errors, megabytes=gate_of(request, standing).megabytes,
                arrived=_arrived(request, standing, sent), **CHOICES)


@router.get("/new")
def new_item(request: Request, standing: Keeper) -> Response:
    """An empty form."""
    return _new(request, standing, Typed(status="published", sensitivity="open"), Sent(), {})


@router.post("/new")
def add_item(
    request: Request, standing: Keeper, session: WriteSession, typed: TypedItem, sent: SentSource
) -> Response:
    """Add the item; the file is checked and kept before the database is locked."""
    errors = typed.errors() | sent.errors()
    if errors:
        return _new(request, standing, typed, sent, errors)
    try:
        file = _kept(request, session, standing, sent)
    except NOT_KEPT as refusal:
        return _new(request, standing, typed, sent, {"file": refusal.sentence})
    item = service.add_item(session, standing.actor, standing.place.id, typed.fields(), sent.link, file)
    return see_other(request, f"/evidence/{standing.place.slug}/{item.ref}", f"{item.ref} is in the library.")


@router.post("/pictures")
def add_picture(
    request: Request, standing: Keeper, session: WriteSession, typed: TypedItem, sent: SentSource
) -> Response:
    """Add a picture from the editor, provisional and restricted until somebody settles its details here."""
    owner = keeper(standing.actor, standing.place.id)
    typed = replace(typed, kind="document", owner=owner, status="provisional", sensitivity="restricted")
    errors = picture_errors(typed, sent)
    if not errors:
        try:
            file = _kept(request, session, standing, sent)
        except NOT_KEPT as refusal:
            errors = {"file": refusal.sentence}
    if errors:
        return JSONResponse({"errors": errors}, 422)
    item = service.add_item(session, standing.actor, standing.place.id, typed.fields(), "", file)
    return JSONResponse(_to_cite(item, 1), 201)


def _edit(
    request: Request, standing: Standing, ref: str, typed: Typed, version: int, status: int = 200, **more: Any
) -> Response:
    own: dict[str, Any] = {"errors": {}, "theirs": None, "keep_error": "", **more}
    return page(request, "evidence/edit.html", status, standing=standing, ref=ref, typed=typed,
                version=version, **own, **CHOICES)


@router.get("/{ref}/edit")
def edit_page(request: Request, standing: Keeper, session: ReadSession, ref: str) -> Response:
    """An item's fields in a form."""
    item = item_at(session, standing.place.id, ref)
    return _edit(request, standing, ref, typed_of(item), item.version)


@router.post("/{ref}/edit")
def change_item(
    request: Request, standing: Keeper, session: WriteSession, ref: str, typed: TypedItem,
    version: Annotated[int, Form()], keep: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Save the fields; where somebody saved first, both are shown and the person says which to keep.

    `keep` comes from the form that shows both: an empty first value, then the choice, if one was made.
    """
    home, errors = f"/evidence/{standing.place.slug}/{ref}", typed.errors()
    if keep and keep[-1] == "theirs":
        return see_other(request, home, "The other version of the item is kept.")
    if keep and keep[-1] != "mine":
        item = item_at(session, standing.place.id, ref)
        return _both(request, standing, item, typed, "Choose which of the two to keep.")
    if errors:
        return _edit(request, standing, ref, typed, version, 422, errors=errors)
    try:
        service.change_item(session, standing.actor, standing.place.id, ref, version, typed.fields())
    except ItemChanged as changed:
        return _both(request, standing, changed.theirs, typed, "")
    return see_other(request, home, "The item is saved.")


def _both(request: Request, standing: Standing, theirs: EvidenceItem, typed: Typed, error: str) -> Response:
    """What was typed beside what stands, with the newer version's number and no choice made."""
    return _edit(request, standing, theirs.ref, typed, theirs.version, ItemChanged.status,
                 theirs=typed_of(theirs), keep_error=error)


def _revision_form(
    request: Request, standing: Standing, item: EvidenceItem, sent: Sent, errors: dict[str, str]
) -> Response:
    status = 422 if errors else 200
    return page(request, "evidence/revision.html", status, standing=standing, item=item, link=sent.link,
                file_name=sent.file_name, errors=errors, megabytes=gate_of(request, standing).megabytes,
                arrived=_arrived(request, standing, sent))


@router.get("/{ref}/revisions")
def new_revision(request: Request, standing: Keeper, session: ReadSession, ref: str) -> Response:
    """The form that adds a revision."""
    return _revision_form(request, standing, item_at(session, standing.place.id, ref), Sent(), {})


@router.post("/{ref}/revisions")
def add_revision(
    request: Request, standing: Keeper, session: WriteSession, ref: str, sent: SentSource
) -> Response:
    """Add a revision; what cites an earlier one goes on citing that."""
    errors = sent.errors()
    try:
        file = None if errors else _kept(request, session, standing, sent)
    except NOT_KEPT as refusal:
        errors = {"file": refusal.sentence}
    if errors:
        return _revision_form(request, standing, item_at(session, standing.place.id, ref), sent, errors)
    revision = service.add_revision(session, standing.actor, standing.place.id, ref, sent.link, file)
    message = f"Revision {revision.number} is added. Earlier citations stay as they are."
    return see_other(request, f"/evidence/{standing.place.slug}/{ref}", message)


@router.get("/{ref}/revisions/{number}")
def revision_page(
    request: Request, standing: Reader, session: ReadSession, ref: str, number: int, place: str = ""
) -> Response:
    """What stands at the places that a citation names, where it leads; without a place, all places with text."""
    item = item_at(session, standing.place.id, ref)
    revision = revision_at(session, item, number)
    assert revision.id is not None
    place = place[:LONGEST_PLACE]
    shown = place_at(session, revision.id, place) if place else None
    former = former_at(session, revision.id, place) if place else AtFirst()
    held = [] if shown else holding(session, revision.id, place, MOST_HELD)
    places = [] if shown else places_of(session, revision.id, MOST_PLACES)
    return page(
        request, "evidence/place.html", standing=standing, item=item, revision=revision, asked=place, shown=shown,
        backwards=runs_backwards(place), former=former, held=held, places=places,
        newest=newest_number(session, item), most=MOST_PLACES, most_held=MOST_HELD,
    )


@router.get("/{ref}/revisions/{number}/file")
def open_file(request: Request, standing: Reader, session: WriteSession, ref: str, number: int) -> Response:
    """A revision's file, to be saved and never shown in place; the opening is recorded."""
    revision = service.open_file(session, standing.actor, standing.place.id, ref, number)
    return handed_out(request.app.state.files, revision.file_sha256, revision.media_type, revision.file_name)
