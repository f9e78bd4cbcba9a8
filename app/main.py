"""The application: wiring only."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Depends, FastAPI, Request
from sqlmodel import Session
from starlette.datastructures import State
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app.accounts import routes as accounts
from app.accounts import settings_routes
from app.accounts.actor import Actor, Place
from app.accounts.guards import GuestsWrittenDown, maybe_actor
from app.accounts.guests.routes import router as guests
from app.accounts.navigation import navigation
from app.accounts.regional.routes import router as regional
from app.assessments.routes import prompts
from app.assessments.routes import routers as assessments
from app.assessments.work import Elsewhere
from app.assessments.writing.announcing import hear_steps
from app.assessments.writing.live import Live
from app.assessments.writing.presence import Presence
from app.config import Settings
from app.core import error_pages
from app.core.arrivals import Arrivals
from app.core.body_limit import LimitedBodies
from app.core.buckets import open_files
from app.core.database import Database
from app.core.flash import take_flash
from app.core.jobs import Runner
from app.core.kept_pages import MOST, KeptPages
from app.core.mail.carriers import carrier_of
from app.core.mail.postman import Postman
from app.core.mail.routes import router as mailbox
from app.core.security import SecureResponses, check_csrf
from app.core.templating import STATIC
from app.core.wire import Wire
from app.evidence.limit_routes import router as limits
from app.evidence.routes import router as evidence
from app.evidence.scanner import Scanner
from app.evidence.sending_routes import router as sending
from app.evidence.uploads import Gate
from app.frameworks.routes import router as frameworks
from app.importing.exchange.routes import router as exchange
from app.importing.routes import router as importing
from app.indicators.extracts.routes import router as extracts
from app.indicators.intake.routes import router as intake
from app.indicators.pack.routes import router as packs
from app.indicators.routes import router as figures
from app.publishing.cache import PieceCache
from app.publishing.changes.routes import router as changes
from app.publishing.documents.routes import router as documents
from app.publishing.documents.service import Press
from app.publishing.packs.ready import ready_for
from app.publishing.packs.round_routes import router as round_reports
from app.publishing.packs.routes import router as review_packs
from app.publishing.pool import Pool
from app.reviews.annotations.waiting import notes_waiting_for
from app.reviews.feedback.queries import points_waiting_for
from app.reviews.rating.queries import waiting_for
from app.reviews.routes import routers as reviews
from app.tasks import tasks

# Asked in this order for every request: what is wanted most comes first.
ROUTERS = (
    *prompts, accounts.router, settings_routes.router, frameworks, limits, sending, evidence, intake, extracts,
    packs, figures, importing, exchange, *assessments, documents, changes, *reviews,
    guests, mailbox, review_packs, round_reports, regional,
)


class Assets(StaticFiles):
    """Static files; a versioned address may be kept for a year."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with how long it may be kept."""
        if path.startswith("editor"):  # the sources of the editor; what pages need is built from them
            raise HTTPException(404)
        response = await super().get_response(path, scope)
        versioned = b"v=" in scope.get("query_string", b"")
        response.headers["cache-control"] = "public, max-age=31536000, immutable" if versioned else "no-cache"
        return response


def frame(request: Request) -> dict[str, Any]:
    """What the frame of every page shows."""
    actor = getattr(request.state, "actor", None)
    return {
        "actor": actor, "nav": navigation(actor, request.url.path), "flash": take_flash(request),
        "authority_name": place.name if (place := _home(actor)) else "",
        "front_page": actor.visit.path if actor and actor.visit else "/",
    }


def _elsewhere(session: Session, actor: Actor) -> list[Elsewhere]:
    """What waits for a person beyond their own assessments: reviews, invitations, answers, and packs that are ready."""
    return [*waiting_for(session, actor), *points_waiting_for(session, actor), *notes_waiting_for(session, actor),
            *ready_for(session, actor)]


def _home(actor: Actor | None) -> Place | None:
    """The authority or region whose pages somebody looks at."""
    if actor is None:
        return None
    return actor.places[0] if actor.places else actor.region


@asynccontextmanager
async def _running(app: FastAPI) -> AsyncIterator[None]:
    state: State = app.state
    state.arrivals.sweep()
    state.live.start()
    state.runner.start()
    state.postman.start()
    yield
    state.live.close()
    state.live.stop()
    state.postman.stop()
    state.runner.stop()
    state.press.pool.close()


def _live(database: Database) -> Live:
    """What goes out to browsers, and on PostgreSQL to other server processes as well."""
    live = Live(None if database.engine.dialect.name == "sqlite" else Wire(database.engine))
    hear_steps(live, database)
    return live


def create_app(settings: Settings) -> FastAPI:
    """The application over one installation's settings."""
    app = FastAPI(
        title="Candour", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_running,
        dependencies=[Depends(check_csrf)],
    )
    app.state.settings, app.state.frame = settings, frame
    app.state.recognise, app.state.waiting_elsewhere = maybe_actor, _elsewhere
    app.state.kept_pages = KeptPages(MOST)
    app.state.database = Database(settings.database)
    app.state.live = _live(app.state.database)
    app.state.presence = Presence(app.state.live)
    app.state.files = open_files(settings.files, settings.data_dir / "files")
    app.state.arrivals = Arrivals(settings.data_dir / "arriving")
    app.state.gate = Gate(settings.largest_file, Scanner(settings.clamav) if settings.clamav else None)
    pool = Pool(settings.render_workers, settings.render_timeout_seconds)
    app.state.press = Press(pool, PieceCache(settings.data_dir / "parts"), app.state.files)
    app.state.runner = Runner(app.state.database, tasks(app.state.press))
    app.state.postman = Postman(app.state.database, carrier_of(settings), settings.address)
    error_pages.install(app)
    app.add_middleware(GuestsWrittenDown)
    app.add_middleware(LimitedBodies, largest=settings.largest_request)
    app.add_middleware(SecureResponses, secure_cookies=settings.secure_cookies)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", Assets(directory=STATIC), name="static")
    return app
