"""An authority's figures beside others with the answers that tell of them, and taking newer ones over there."""

from itertools import groupby
from typing import Annotated, Any, Self
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query, Request
from markupsafe import Markup
from pydantic import BaseModel, Field, model_validator
from sqlmodel import Session
from starlette.responses import Response

from app.accounts.guards import InAuthority, Standing
from app.assessments.citing.queries import Spot
from app.assessments.figured import queries, service
from app.assessments.finding.queries import replacement_of
from app.assessments.finding.routes import told
from app.assessments.finding.undoing import put_back
from app.assessments.guards import OnPrompt, OnWhole
from app.assessments.permissions import Desk, Whole, drafts, writes
from app.core.database import ReadSession, WriteSession
from app.core.errors import CandourError, Conflict, NotFound, Refused
from app.core.flash import see_other
from app.core.permission import GuardedRoute
from app.core.templating import page
from app.evidence.permissions import reads_library
from app.indicators import queries as figures
from app.indicators.charts.building import charts_of
from app.indicators.charts.drawing import draw, fingerprint
from app.indicators.charts.sparks import sparks_of
from app.indicators.extracts import service as taking
from app.indicators.extracts.laying import laid_out
from app.indicators.extracts.offering import offers
from app.indicators.extracts.rules import ENGLAND, FIGURE, GROUPS, OWN, REGION, Choice, Extract
from app.indicators.extracts.showing import on_screen
from app.indicators.extracts.taking import others
from app.indicators.joining import apart
from app.indicators.listed import lists_used
from app.indicators.models import Area, Measure
from app.indicators.permissions import imports, reads_figures
from app.indicators.profile import SHOWN, Wanted, line_of, lines_of
from app.indicators.routes import frame
from app.indicators.rules import POLARITIES, PUBLISHED, is_count
from app.indicators.tabled import differences, table_of
from app.richtext.limits import MAX_CAPTION
from app.richtext.models import FORMS, CitationView
from app.richtext.render import to_html

router = APIRouter(prefix="/figures/{authority}", route_class=GuardedRoute)
prompt_router = APIRouter(
    prefix="/assessments/{authority}/{framework}/{year}/prompts/{prompt}/figures", route_class=GuardedRoute)
whole_router = APIRouter(prefix="/assessments/{authority}/{framework}/{year}/figures", route_class=GuardedRoute)
Drafter = Annotated[Whole, Depends(OnWhole(drafts))]
Writer = Annotated[Desk, Depends(OnPrompt(writes))]
Reader = Annotated[Standing, Depends(InAuthority(reads_figures))]
Worker = Annotated[Standing, Depends(InAuthority(reads_library))]  # an administrator reads figures, and no answers


def _told_in(session: Session, standing: Standing, slug: str = "") -> dict[str, Any]:
    """The answers that tell of a measure, for whoever may know of them."""
    may_know = reads_library(standing.actor, standing.place.id)
    found: dict[str, list[Spot]] = queries.told_in(session, standing.place, slug) if may_know else {}
    return {"told_in": found.get(slug, []) if slug else found}


@router.get("")
def profile(
    request: Request, standing: Reader, session: ReadSession, q: str = "", topic: str = "", show: str = "",
) -> Response:
    """Every measure of the authority beside region, England and neighbours, outliers first."""
    wanted, beside = Wanted(q[:200], topic, show), figures.around(session, standing.place.id)
    latest = figures.latest_figures(session, beside)
    lines = lines_of(figures.measures(session), latest, beside)
    kept = [line for line in lines if wanted.keeps(line)]
    groups = {topic: [line for line in kept if line.measure.topic == topic and not line.outlier]
              for topic in dict.fromkeys(line.measure.topic for line in kept)}
    return page(
        request, "figures/profile.html", wanted=wanted, beside=beside, total=len(lines), kept=kept,
        used=lists_used(kept or lines),
        outliers=[line for line in kept if line.outlier], groups={name: own for name, own in groups.items() if own},
        topics=sorted({line.measure.topic for line in lines}), shows=SHOWN,
        sparks=sparks_of(kept, latest, beside), **_told_in(session, standing), **frame(standing),
    )


@router.get("/measures/{measure}")
def measure_page(request: Request, standing: Reader, session: ReadSession, measure: str) -> Response:
    """One measure: how it compares, its charts, and every figure of it."""
    found, beside = figures.measure_at(session, measure), figures.around(session, standing.place.id)
    known = figures.figures_of(session, found, beside.own)
    areas = figures.areas_at(session, {one.area_id for one in known} | set(beside.ids))
    charts = charts_of(found, known, beside)
    return page(
        request, "figures/measure.html", measure=found, beside=beside, polarity=POLARITIES[found.polarity],
        is_count=is_count(found.unit),
        line=line_of(found, [one for one in known if one.area_id in beside.ids], beside),
        table=table_of(found, known, areas, beside), differences=differences(found, known, beside.own),
        charts=[(chart.kind, Markup(draw(chart)), fingerprint(chart)[:12]) for chart in charts],
        **_told_in(session, standing, found.slug),
        **_years(session, standing, found, beside.own), **frame(standing),
    )


def _years(session: Session, standing: Standing, measure: Measure, own: Area) -> dict[str, Any]:
    """Years that stand under two names, for whoever may join them."""
    may = imports(standing.actor, standing.place.id)
    return {"apart": apart(session, measure, own, PUBLISHED in may) if may else None, "whole": PUBLISHED in may}


@router.get("/answers")
def answers(request: Request, standing: Worker, session: ReadSession, show: str = "") -> Response:
    """Every answer of the current assessments that shows figures, and which of those are different today."""
    found = queries.shown_at(session, standing.place)
    kept = [one for one in found if one.has_newer or show != "newer"]
    assessments = [(spot, list(group)) for spot, group in groupby(kept, key=lambda one: one.spot.address)]
    keys = {one.spot.path: one.renewed_by(standing.actor, standing.place.id) for one in found}
    return page(
        request, "figures/answers.html", standing=standing, home=f"/figures/{standing.place.slug}", keys=keys,
        assessments=assessments, show=show, total=len(found), newer=sum(one.has_newer for one in found),
    )


@whole_router.post("/newer")
def renew(
    request: Request, whole: Drafter, session: WriteSession, keys: Annotated[list[str] | None, Form()] = None,
    back: Annotated[str, Form()] = "",
) -> Response:
    """Let these answers show the figures of today; `back` is the prompt from whose page it was asked, if from one."""
    outcome = service.renew(session, request.app.state.live, whole, keys or [])
    undo = f"{whole.address.path}/figures/newer/{outcome.id}/undo?back={quote(back)}" if outcome.id else ""
    words = told(outcome, "The newer figures now stand in")
    return see_other(request, _back(whole, back), words, kind="success" if undo else "info", undo=undo)


@whole_router.post("/newer/{replacement_id}/undo")
def go_back(request: Request, whole: Drafter, session: WriteSession, replacement_id: int, back: str = "") -> Response:
    """Show the earlier figures again, where nobody has changed them since."""
    replacement = replacement_of(session, whole, replacement_id)
    try:
        outcome = put_back(session, request.app.state.live, whole, replacement)
    except Conflict as conflict:
        return see_other(request, _back(whole, back), conflict.sentence, kind="error")
    return see_other(request, _back(whole, back), told(outcome, "Put back in"))


def _back(whole: Whole, key: str) -> str:
    """The page of the prompt where it is one of these, else the list of figures in the answers."""
    prompt = f"{whole.address.path}/prompts/{key}"
    return prompt if key in whole.reading.prompts else f"/figures/{whole.place.slug}/answers"


class Asked(BaseModel):
    """A choice of figures as the form without script sends it."""

    q: str = Field(default="", max_length=200)
    measure: str = Field(default="", max_length=200)
    form: str = Field(default="line", max_length=20)
    areas: list[str] = Field(default=[OWN, REGION, ENGLAND], max_length=60)
    first: str = Field(default="", max_length=40)
    last: str = Field(default="", max_length=40)
    caption: str = Field(default="", max_length=MAX_CAPTION)
    chosen: bool = False  # the form was sent: a browser says nothing of boxes that are not ticked

    @model_validator(mode="after")
    def none_ticked(self) -> Self:
        """No areas where the form was sent without any."""
        if self.chosen and "areas" not in self.model_fields_set:
            self.areas = []  # which counts as said from now on
        return self

    @property
    def choice(self) -> Choice:
        """It as it is kept: a single figure is the own one, of one period."""
        if self.form == FIGURE:
            return Choice(tuple(self.areas[:1]), self.last, self.last)
        return Choice(tuple(dict.fromkeys(self.areas)), self.first, self.last)


@prompt_router.get("")
def choose(request: Request, desk: Writer, session: ReadSession, asked: Annotated[Asked, Query()]) -> Response:
    """Choosing figures without script: a measure, then areas, periods and form, then how it would look."""
    if desk.prompt.kind == "register":
        raise NotFound
    return _chosen(request, session, desk, asked)


def _chosen(request: Request, session: Session, desk: Desk, asked: Asked, error: str = "") -> Response:
    beside = figures.around(session, desk.place.id)
    offered = offers(session, beside, asked.q, asked.measure)
    measure = next((one for one in offered if one["slug"] == asked.measure), None)
    groups = GROUPS | {OWN: beside.own.name, REGION: beside.region_name}
    looks = Markup("")
    if measure and "areas" in asked.model_fields_set and not error:
        try:
            looks = _looks(desk, taking.chosen(session, desk.place.id, asked.measure, asked.choice, asked.form), asked)
        except CandourError as refused:
            error = refused.sentence
    return page(
        request, "assessments/choose_figures.html", 422 if error else 200, desk=desk, asked=asked, offered=offered,
        measure=measure, groups=groups, others=others(beside), looks=looks, error=error,
        forms={FIGURE: "One figure in a sentence", **FORMS},
    )


def _looks(desk: Desk, extract: Extract, asked: Asked) -> Markup:
    form = asked.form
    if form == FIGURE and extract.text:
        return Markup("<p><strong>{}</strong> – {}</p>").format(extract.text, extract.says)
    if form not in extract.forms:
        raise Refused(service.NOT_SO.format(", ".join(FORMS[one].lower() for one in extract.forms)))
    attrs = {"extract": extract.name, "form": form, "caption": " ".join(asked.caption.split()) or extract.caption(form)}
    shown = on_screen(desk.place.slug, {extract.name: extract}, {})
    doc = {"type": "doc", "content": [{"type": "indicator", "attrs": attrs}]}
    return to_html(laid_out(doc, shown), _uncited, scroll=True)


def _uncited(_citation: object) -> CitationView:
    raise ValueError("a block of figures cites nothing")


@prompt_router.post("")
def put_in(request: Request, desk: Writer, session: WriteSession, asked: Annotated[Asked, Form()]) -> Response:
    """Put what was chosen at the end of the saved answer."""
    try:
        with session.begin_nested():
            extract = taking.chosen(session, desk.place.id, asked.measure, asked.choice, asked.form)
            caption = " ".join(asked.caption.split()) or extract.caption(asked.form)
            service.put_in(session, request.app.state.live, desk, extract, asked.form, caption)
    except CandourError as error:
        return _chosen(request, session, desk, asked, error.sentence)
    return see_other(request, f"{desk.path}/edit", "The figures stand at the end of the answer.")
