"""The mailbox of the demonstration: what would have been sent, to whom, with its links."""

from fastapi import APIRouter, Depends, Request
from sqlmodel import col, select
from starlette.responses import Response

from app.core.database import ReadSession
from app.core.errors import NotFound
from app.core.mail.models import Letter
from app.core.mail.rules import STATES
from app.core.mail.service import SITE
from app.core.permission import GuardedRoute, Public
from app.core.templating import page

router = APIRouter(route_class=GuardedRoute)
SHOWN = 50


class InDemonstration(Public):
    """A page for anybody at the demonstration; where people really work it does not exist."""

    def __init__(self) -> None:
        super().__init__("in the demonstration alone, where nothing is sent")

    def __call__(self, request: Request) -> None:  # type: ignore[override]
        """Nothing, or 404."""
        if not request.app.state.settings.demonstration:
            raise NotFound


@router.get("/mailbox", dependencies=[Depends(InDemonstration())])
def mailbox(request: Request, session: ReadSession) -> Response:
    """The newest letters first."""
    letters = session.exec(select(Letter).order_by(col(Letter.id).desc()).limit(SHOWN)).all()
    return page(request, "mail/mailbox.html", letters=letters, states=STATES, site=SITE)
