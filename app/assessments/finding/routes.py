"""Finding words across a section or the whole, replacing what is ticked, and putting it back."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.assessments.finding import queries, service, undoing
from app.assessments.finding.rules import query_of, read_place, substitute
from app.assessments.guards import OnWhole
from app.assessments.permissions import Whole, drafts, reads_drafts
from app.assessments.workflow.rules import SETTLED
from app.core.database import ReadSession, WriteSession
from app.core.errors import Conflict, NotFound, Refused
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import counted, page

router = APIRouter(prefix="/assessments/{authority}/{framework}/{year}/find", route_class=GuardedRoute)
Reader = Annotated[Whole, Depends(OnWhole(reads_drafts))]
Drafter = Annotated[Whole, Depends(OnWhole(drafts))]
LONGEST_KEPT = 600  # characters of an address that go into a message
MOST_REFUSED = 3  # answers whose reasons are told
MOST_NOTES = 3  # things to look at by hand that are told


@dataclass(frozen=True)
class Asked:
    """The search as it stands in the address and in both forms."""

    q: str = ""
    case: bool = False
    whole: bool = False
    section: str = ""

    @property
    def address(self) -> str:
        """The same search again."""
        kept = {"q": self.q, "case": self.case, "whole": self.whole, "section": self.section}
        return urlencode({name: "true" if value is True else value for name, value in kept.items() if value})


def asked_in_address(
    q: Annotated[str, Query()] = "", case: bool = False, whole: bool = False, section: str = "",
) -> Asked:
    """The search of an address."""
    return Asked(q, case, whole, section)


def asked_in_form(
    q: Annotated[str, Form()] = "", case: Annotated[bool, Form()] = False, whole: Annotated[bool, Form()] = False,
    section: Annotated[str, Form()] = "",
) -> Asked:
    """The search that a form belongs to."""
    return Asked(q, case, whole, section)


@dataclass(frozen=True)
class Typed:
    """The replacing form as it was filled in; where nobody has yet, `places` is None and `tick` may be all or none."""

    by: str = ""
    remove: bool = False
    places: tuple[str, ...] | None = None
    tick: str = ""

    def ticks(self, answer: queries.Answer, place: str) -> bool:
        """Whether a place is ticked; at first, wherever replacing does not open an agreed answer again."""
        if self.places is not None:
            return place in self.places
        return self.tick == "all" or (self.tick != "none" and answer.state not in SETTLED)


def typed_in_form(
    by: Annotated[str, Form()] = "", remove: Annotated[bool, Form()] = False,
    places: Annotated[list[str] | None, Form()] = None,
) -> Typed:
    """The replacing form."""
    return Typed(by, remove, tuple(places or ()))


def _page(
    request: Request, whole: Whole, session: Session, asked: Asked, typed: Typed, error: str = "", status: int = 200
) -> Response:
    if asked.section and asked.section not in whole.reading.sections:
        raise NotFound
    query, found = None, None
    try:
        query = query_of(asked.q, asked.case, asked.whole)
    except Refused as refusal:
        error, status = refusal.sentence, refusal.status
    if query:
        found = queries.search(session, whole, asked.section, query)
    return page(
        request, "assessments/find.html", status, whole=whole, asked=asked, found=found, typed=typed, error=error,
        section=whole.reading.sections.get(asked.section), recent=queries.recent_of(session, whole),
    )


@router.get("")
def find_page(
    request: Request, whole: Reader, session: ReadSession, asked: Annotated[Asked, Depends(asked_in_address)],
    tick: str = "",
) -> Response:
    """What matches, by answer and in context, and the form that replaces it."""
    return _page(request, whole, session, asked, Typed(tick=tick))


@router.post("")
def replace(
    request: Request, whole: Drafter, session: WriteSession, asked: Annotated[Asked, Depends(asked_in_form)],
    typed: Annotated[Typed, Depends(typed_in_form)],
) -> Response:
    """Replace what is ticked; a refusal shows the form again as it was filled in, and nothing is changed."""
    try:
        query = query_of(asked.q, asked.case, asked.whole)
        if query is None:
            raise Refused("Write what to look for.")
        by, places = substitute(typed.by, typed.remove), [read_place(place) for place in typed.places or ()]
        outcome = service.replace_places(session, request.app.state.live, whole, query, by, places)
    except Refused as refusal:
        return _page(request, whole, session, asked, typed, refusal.sentence, refusal.status)
    kept = asked.address if len(asked.address) <= LONGEST_KEPT else ""  # the message is a cookie, which holds 4 kB
    undo = f"{whole.address.path}/find/{outcome.id}/undo?{kept}" if outcome.id else ""
    address = f"{whole.address.path}/find?{asked.address}"
    return see_other(request, address, told(outcome, "Replaced in"), kind="success" if undo else "info", undo=undo)


@router.post("/{replacement_id}/undo")
def undo(
    request: Request, whole: Drafter, session: WriteSession, replacement_id: int,
    asked: Annotated[Asked, Depends(asked_in_address)],
) -> Response:
    """Put back what nobody has touched since."""
    address = f"{whole.address.path}/find?{asked.address}"
    replacement = queries.replacement_of(session, whole, replacement_id)
    try:
        outcome = undoing.put_back(session, request.app.state.live, whole, replacement)
    except Conflict as conflict:
        return see_other(request, address, conflict.sentence, kind="error")
    return see_other(request, address, told(outcome, "Put back in"))


def told(outcome: service.Outcome, verb: str) -> str:
    """What became of it, in sentences."""
    answers = len({part["key"] for part in outcome.parts})
    words = f"{verb} {counted(outcome.times, 'place')}"
    words = f"{words} of {counted(answers, 'answer')}." if answers else "Nothing was changed."
    if outcome.left:
        words += f" {counted(outcome.left, 'place has', 'places have')} changed meanwhile and stay as they are."
    if outcome.reopened:
        words += f" {counted(outcome.reopened, 'agreed answer is', 'agreed answers are')} open again."
    if outcome.agreed:
        words += f" {counted(outcome.agreed, 'answer is agreed as it was', 'answers are agreed as they were')}."
    if len(outcome.refused) > MOST_REFUSED:
        words += f" {counted(len(outcome.refused), 'answer stays', 'answers stay')} as they were, among them:"
    more = len(outcome.notes) - MOST_NOTES
    looks = [f"There is as much to look at in {counted(more, 'further place')}."] if more > 0 else []
    return " ".join([words, *outcome.refused[:MOST_REFUSED], *outcome.notes[:MOST_NOTES], *looks])
