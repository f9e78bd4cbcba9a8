"""Pages: one Jinja environment, strict and always escaping, and what every page knows."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any

from fastapi import Request
from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    select_autoescape,
)
from jinja2.filters import do_filesizeformat
from markupsafe import Markup
from starlette.responses import HTMLResponse

from app.config import ROOT
from app.core.clock import aware, today
from app.core.security import browser_token, csrf_for

STATIC = ROOT / "static"
NO_BREAK = "\u00a0"
MONTHS = 24  # from which on an age is told in years


@cache
def asset(path: str) -> str:
    """The address of a static file, changed whenever its content changes."""
    return f"/static/{path}?v={hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]}"


def day(moment: date | datetime | None) -> str:
    """A date as people write it, such as 3 March 2017; a dash where there is none."""
    if moment is None:
        return "–"
    if isinstance(moment, datetime):
        moment = aware(moment)
    return f"{moment.day}{NO_BREAK}{moment:%B}{NO_BREAK}{moment:%Y}"


def time_of(moment: datetime) -> str:
    """A date with its time, such as 3 March 2017 at 6:05pm (UTC)."""
    return f"{day(moment)} at {clock(moment)}"


def clock(moment: datetime) -> str:
    """The time of day, such as 6:05pm (UTC)."""
    moment = aware(moment)
    return f"{moment.hour % 12 or 12}:{moment:%M}{'am' if moment.hour < 12 else 'pm'}"


def age(moment: date, on: date | None = None) -> str:
    """How old what is true of a date is, or was on a day: in days, then months of the calendar, then years."""
    day = on or today()
    if moment > day:
        return "of a later day"
    months = (day.year - moment.year) * 12 + day.month - moment.month - (day.day < moment.day)
    if months < 1:
        days = (day - moment).days
        return f"{counted_plainly(days, 'day')} old" if days else "new"
    return f"{counted_plainly(months, 'month') if months < MONTHS else counted_plainly(months // 12, 'year')} old"


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun, such as 1 statement or 81 statements."""
    return f"{number:,}{NO_BREAK}{one if number == 1 else many or one + 's'}"


def counted_plainly(number: int, one: str, many: str | None = None) -> str:
    """The same with an ordinary space, for what a terminal shows too."""
    return counted(number, one, many).replace(NO_BREAK, " ")


def size(number: int) -> str:
    """A number of bytes in its largest unit, such as 692 bytes or 1.2 MB."""
    return do_filesizeformat(number).replace("Byte", "byte")


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(ROOT / "templates"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        autoescape=select_autoescape(default=True, default_for_string=True, disabled_extensions=()),
    )
    made.filters.update(day=day, time_of=time_of, clock=clock, age=age, counted=counted, size=size)
    made.globals.update(asset=asset)
    return made


environment = _environment()

# Set once by the application: what a page's frame shows for whoever is looking.
Frame = Callable[[Request], dict[str, Any]]


def rendered(request: Request, template: str, nonce: str, token: str, **own: Any) -> str:
    """A page or fragment as HTML: its own values laid over the frame's, with this nonce and form token."""
    frame: Frame = request.app.state.frame
    return environment.get_template(template).render({
        "request": request, "csp_nonce": nonce, "csrf_token": token,
        "csrf_input": Markup('<input type="hidden" name="csrf" value="{}">').format(token),
        **frame(request), **own,
    })


def page(request: Request, template: str, status: int = 200, **own: Any) -> HTMLResponse:
    """Render a page or fragment."""
    token = csrf_for(browser_token(request))
    return HTMLResponse(rendered(request, template, request.state.csp_nonce, token, status=status, **own), status)


def fragment(template: str, **own: Any) -> Markup:
    """A piece of a page that knows nothing of the request, no token and nobody's name, so that it can be kept."""
    return Markup(environment.get_template(template).render(own))
