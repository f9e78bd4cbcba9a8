"""What a guest opened, for the authority that invited them: all of it, page by page, and readable."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlmodel import Session, col, select

from app.accounts.guests import queries
from app.accounts.guests.queries import Opened
from app.accounts.guests.rules import REFUSED
from app.accounts.models import Guest, GuestAccess
from app.reviews.guests.rules import Asked
from tests.assessments.factories import LARGE, token_of
from tests.browser import Browser
from tests.conftest import SignIn
from tests.house.routes import declared
from tests.house.test_queries import count
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import RELEASED
from tests.reviews.test_annotations import begin

MORNING = datetime(2017, 3, 21, 9, 2, tzinfo=UTC)
NOTED = f"/reviews/annotations/{LARGE}"


@pytest.fixture
def there(region: Stage) -> str:
    """The page about a guest of an authority that challenges Peterborough."""
    region.make(begin)
    reviewer = region.make(factories.guest)
    home = region.see(lambda session: factories.reviewing(session, "challenge")).reviewer.lower()
    return f"{factories.PART.replace('peterborough', home)}/guests/{reviewer}"


def _director(there: str) -> str:
    return f"{there.split('/')[2]}-director"


def _open(session: Session, what: str, *minutes: float) -> None:
    guest = session.exec(select(Guest)).one().id or 0
    session.add_all(GuestAccess(guest_id=guest, what=what, at=MORNING + timedelta(minutes=at)) for at in minutes)
    session.flush()


def test_what_pages_do_by_themselves_is_one_line_an_hour(region: Stage, sign_in: SignIn, there: str) -> None:
    every = [number / 5 for number in range(150)]
    region.make(lambda session: _open(session, f"GET {RELEASED}/sections/1", 0, 30))
    region.make(lambda session: _open(session, f"POST {NOTED}", *every))
    region.make(lambda session: _open(session, f"GET {RELEASED}/event/list", *every, 90))
    page = sign_in(_director(there)).get(there).text
    assert page.count("Wrote annotations, 150 times") == 1 and page.count("Followed the challenge event") == 2
    assert "9:02am to 9:31am" in page and page.count("Section 1<") == 2
    assert "POST /" not in page and "GET /" not in page
    assert len(region.see(lambda session: session.exec(select(GuestAccess)).all())) == 2 + 150 + 151


def test_older_ones_are_a_page_further(
    region: Stage, sign_in: SignIn, there: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 4)
    for number in range(10):
        region.make(lambda session, number=number: _open(session, f"GET {RELEASED}/sections/{number}", number))
    director = sign_in(_director(there))
    pages = [director.get(f"{there}?page={number}").text for number in (1, 2, 3)]
    assert [[f"Section {number}<" in page for number in range(10)].count(True) for page in pages] == [4, 4, 2]
    assert "Section 9<" in pages[0] and "Section 0<" in pages[2]
    assert 'href="?page=2"' in pages[0] and "Newer" not in pages[0] and "Older" not in pages[2]
    assert director.get(f"{there}?page=9").status_code == 200
    assert director.get(f"{there}?page=0").status_code == 422


def test_every_access_of_a_running_event_is_kept(app: FastAPI, region: Stage, sign_in: SignIn, there: str) -> None:
    region.make(lambda session: factories.review_whole(session, "guest"))
    guest = Browser(app, token_of("guest"))
    for _ in range(3):
        guest.get(f"{RELEASED}/event/list")
    rows = region.see(lambda session: session.exec(select(GuestAccess).order_by(col(GuestAccess.id))).all())
    assert [row.what for row in rows] == [f"GET {RELEASED}/event/list"] * 3
    assert "Followed the challenge event, 3 times" in sign_in(_director(there)).get(there).text
    before = count(app, _director(there), there)
    guest.get(f"{RELEASED}/event")
    assert count(app, _director(there), there) == before


def test_what_was_refused_is_kept_and_not_told_as_opened(
    app: FastAPI, region: Stage, sign_in: SignIn, there: str
) -> None:
    guest = Browser(app, token_of("guest"))
    for path, status in ((f"{NOTED}/999", 404), (f"{RELEASED}/event", 403), ("/evidence/peterborough", 404)):
        assert guest.get(path).status_code == status
    rows = region.see(lambda session: session.exec(select(GuestAccess).order_by(col(GuestAccess.id))).all())
    assert [row.what for row in rows] == [
        f"Refused GET {NOTED}/999", f"Refused GET {RELEASED}/event", "Refused GET /evidence/peterborough"]
    page = sign_in(_director(there)).get(there).text
    assert "Asked for and refused: Annotation 999" in page and "Asked for and refused: The challenge event" in page


def test_an_act_that_was_refused_is_told_as_tried(app: FastAPI, region: Stage, sign_in: SignIn, there: str) -> None:
    guest = Browser(app, token_of("guest"))
    acts = (({"confirmed": ""}, "review/submit", 422), ({"confirmed": "yes", "revision": "9"}, "review/submit", 409),
            ({"scope": "answer", "key": "1.1", "level": "no such level"}, "ratings", 422))
    for form, path, status in acts:
        assert guest.submit(f"{RELEASED}/{path}", form).status_code == status
    page = sign_in(_director(there)).get(there).text
    assert page.count("Tried to submit their review, refused") == 2 and "Tried to rate, refused" in page
    assert "Submitted their review" not in page and "Rated" not in page


def _routes(app: FastAPI) -> list[str]:
    """What can be asked of the pages of a review and its annotations, in real addresses, and what guests do besides."""
    review, notes = (f"/reviews/{name}/{{authority}}/{{framework}}/{{year}}" for name in ("released", "annotations"))
    found = [f"{one.method} {one.path.replace(review, RELEASED).replace(notes, NOTED)}" for one in declared(app)
             if one.path.startswith((review, notes)) or one.path in ("/reviews", "/sign-out")]
    told = [one.replace("{kind}", kind) for one in found for kind in (("pdf", "zip") if "{kind}" in one else ("",))]
    return [re.sub(r"\{\w+\}", "7", one) for one in told]


def test_whatever_a_guest_may_ask_for_has_words(app: FastAPI) -> None:
    asked, routes = Asked(RELEASED, NOTED), _routes(app)
    told = [asked.told(Opened(before + what, MORNING, MORNING, 1)) for what in routes for before in ("", REFUSED)]
    assert len(routes) > 35 and [one for one in told if "/" in one or "{" in one] == []
    assert len(set(told)) == len(told)
    acts = [asked.told(Opened(REFUSED + what, MORNING, MORNING, 1)) for what in routes if what.startswith("POST")]
    assert [one for one in acts if not one.startswith("Tried to ")] == []
