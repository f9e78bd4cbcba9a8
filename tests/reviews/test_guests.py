"""Guests: invited by an expiring link for one person, let in by a code to the same address, for one review alone."""

import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlmodel import Session, col, select, update

from app.accounts.guests.rules import CODES, kept
from app.accounts.models import Guest, GuestAccess, GuestCode, Membership, Person, SignIn
from app.activity.models import Activity
from app.config import Demonstration, Settings
from app.core.clock import now
from app.core.mail.models import Letter
from app.core.security import digest
from app.core.templating import day
from app.reviews.arranging.service import withdraw
from app.reviews.releases.letters import released
from app.reviews.releases.models import Reviewer
from tests.assessments.factories import LARGE, email_of, token_of
from tests.browser import Browser
from tests.conftest import SignIn as Enter
from tests.house.test_queries import count
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import PART, RELEASED

ADDRESS = "guest@other-council.example"


@pytest.fixture
def part(mail: None, region: Stage) -> str:
    """The page of an authority that challenges Peterborough, which has released; mail is set up."""
    region.make(factories.publish)
    region.make(factories.release)
    return PART.replace("peterborough", _home(region))


def _home(region: Stage) -> str:
    return region.see(lambda session: factories.reviewing(session, "challenge")).reviewer.lower()


def _pair(region: Stage) -> str:
    return str(region.see(lambda session: factories.reviewing(session, "challenge")).pair.id)


def _letters(region: Stage) -> list[Letter]:
    return list(region.see(lambda session: session.exec(
        select(Letter).where(col(Letter.secret).is_(True)).order_by(col(Letter.id))).all()))


def _invite(region: Stage, sign_in: Enter, part: str) -> str:
    """Invite somebody; where their link leads."""
    sent = {"pair_id": _pair(region), "name": "Gwen Guest", "email": ADDRESS.upper()}
    assert sign_in(f"{_home(region)}-director").submit(f"{part}/guests/invite", sent).status_code == 303
    return _link(region)


def _link(region: Stage) -> str:
    found = re.findall(r"\{site\}(/guest/\S+)", " ".join(one.text for one in _letters(region)))
    return str(found[-1])


def _code(region: Stage) -> str:
    return re.findall(r"code is (\d{6})\.", _letters(region)[-1].text)[0]


def _again(session: Session) -> None:
    """As if the last code had been sent a minute ago."""
    for code in session.exec(select(GuestCode)).all():
        code.made_at = code.made_at - timedelta(minutes=1)


def _come_in(region: Stage, browser: Browser, link: str) -> None:
    assert browser.submit(link).status_code == 303
    answer = browser.submit(f"{link}/code", {"code": _code(region)})
    assert answer.status_code == 303 and answer.headers["location"] == "/reviews"


def test_a_guest_comes_in_by_link_and_code_and_reads_one_review(
    region: Stage, sign_in: Enter, client: Browser, part: str
) -> None:
    director = sign_in(f"{_home(region)}-director")
    assert "six" not in director.get(f"{part}/guests/invite?pair={_pair(region)}").text
    link = _invite(region, sign_in, part)
    letter = _letters(region)[0]
    assert letter.recipient == ADDRESS and "the challenge of Peterborough" in letter.text
    assert "g•••@other-council.example" in client.get(link).text and ADDRESS not in client.get(link).text
    _come_in(region, client, link)
    page = client.get("/reviews").text
    assert "Peterborough" in page and "You challenge it" in page and "takes part" not in page
    page = client.get(RELEASED).text
    assert "You challenge this assessment" in page and 'class="cd-nav"' not in page
    assert all(f'href="{RELEASED}/{tab}"' in page for tab in ("review", "feedback"))
    assert f'href="{RELEASED}/event"' not in page  # before their own review is submitted
    assert 'class="cd-header__product" href="/reviews"' in page
    assert "every</strong> audit each month" in client.get(f"{RELEASED}/sections/1").text
    for path in ("/", "/recovered", "/frameworks", LARGE.path, "/evidence/peterborough", part, PART):
        assert client.get(path).status_code == 404, path
    assert client.submit("/sign-out").status_code == 303
    assert client.get(RELEASED).status_code == 303


def test_the_authority_sees_what_was_opened_and_withdraws_at_once(
    region: Stage, sign_in: Enter, client: Browser, part: str
) -> None:
    _come_in(region, client, _invite(region, sign_in, part))
    client.get(RELEASED)
    client.get(f"{RELEASED}/sections/1")
    director = sign_in(f"{_home(region)}-director")
    row = region.see(lambda session: session.exec(select(Reviewer)).one())
    page = director.get(f"{part}/guests/{row.id}").text
    assert "Section 1" in page and "The assessment, its contents" in page and "Came in by link and code" in page
    assert "Gwen Guest" in director.get(part).text and "Gwen Guest" in sign_in("coordinator").get(PART).text
    assert sign_in(f"{_home(region)}-officer").get(f"{part}/guests/{row.id}").status_code == 403
    assert sign_in("director").get(f"{PART}/guests/{row.id}").status_code == 404
    assert director.submit(f"{part}/reviewers/{row.id}/remove").status_code == 303
    assert client.get(RELEASED).status_code == 303
    told = client.get(_link(region))  # where they are led back to, and whatever they typed is still on their computer
    assert told.status_code == 404 and f'data-held="{row.person_id}" data-under=""' in told.text
    assert "js/held.js" in told.text
    page = director.get(part).text
    assert "Access ended on" in page and f'href="{part}/guests/{row.id}"' in page
    assert "Withdrawn by" in director.get(f"{part}/guests/{row.id}").text
    assert director.submit(f"{part}/guests/{row.id}/again").status_code == 409
    trail = [one.tag for one in region.see(lambda session: session.exec(
        select(Activity).where(col(Activity.tag).startswith("accounts:guest"))).all())]
    assert trail == ["accounts:guest:invited", "accounts:guest:came_in", "accounts:guest:withdrawn"]


def test_a_link_and_a_code_are_kept_as_hashes_and_work_for_one(
    region: Stage, sign_in: Enter, client: Browser, part: str
) -> None:
    link = _invite(region, sign_in, part)
    token = link.rsplit("/", 1)[1]
    guest = region.see(lambda session: session.exec(select(Guest)).one())
    assert guest.token_hash == digest(token) and len(token) == 43
    client.submit(link)
    code = _code(region)
    row = region.see(lambda session: session.exec(select(GuestCode)).one())
    assert row.code_hash == kept(token, code) != kept("another", code)
    assert client.submit(f"{link}x/code", {"code": code}).status_code == 404
    _accept(client, link, code)
    answer = client.submit(f"{link}/code", {"code": code})
    assert answer.status_code == 422 and "has been used: it works once" in answer.text


def _accept(client: Browser, link: str, code: str) -> None:
    assert client.submit(f"{link}/code", {"code": f"{code[:3]} {code[3:]}"}).status_code == 303


def test_a_code_is_tried_five_times_and_lives_ten_minutes(
    region: Stage, sign_in: Enter, client: Browser, part: str
) -> None:
    link = _invite(region, sign_in, part)
    client.submit(link)
    right = _code(region)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for _ in range(5):
        answer = client.submit(f"{link}/code", {"code": wrong})
        assert answer.status_code == 422 and "not the code" in answer.text
    spent = "no longer works: a wrong one was given 5 times. Another one can be sent in "
    assert spent in answer.text and re.search(r"sent in \d+\xa0seconds?\.", answer.text)
    answer = client.submit(f"{link}/code", {"code": right})
    assert answer.status_code == 422 and spent in answer.text and "not the code" not in answer.text
    answer = client.submit(link)
    assert answer.status_code == 429 and spent in answer.text and "Look for it" not in answer.text
    region.make(_again)
    assert "5 times. Ask for another one." in client.submit(f"{link}/code", {"code": right}).text
    client.submit(link)
    region.make(lambda session: session.execute(update(GuestCode).values(expires_at=now())))
    answer = client.submit(f"{link}/code", {"code": _code(region)})
    assert answer.status_code == 422 and "is too old: it works for ten minutes" in answer.text
    assert client.get(RELEASED).status_code == 303


def test_codes_are_not_asked_for_without_end(region: Stage, sign_in: Enter, client: Browser, part: str) -> None:
    link = _invite(region, sign_in, part)
    assert client.submit(link).status_code == 303
    answer = client.submit(link)
    assert answer.status_code == 429 and "a moment ago" in answer.text
    for _ in range(CODES - 1):
        region.make(_again)
        assert client.submit(link).status_code == 303
    region.make(_again)
    assert "Try again tomorrow" in client.submit(link).text
    assert len(region.see(lambda session: session.exec(select(GuestCode)).all())) == CODES


def test_a_newer_code_takes_the_place_of_the_older(region: Stage, sign_in: Enter, client: Browser, part: str) -> None:
    link = _invite(region, sign_in, part)
    client.submit(link)
    first = _code(region)
    region.make(_again)
    client.submit(link)
    if first != _code(region):
        assert client.submit(f"{link}/code", {"code": first}).status_code == 422
    _accept(client, link, _code(region))


def test_opening_the_link_changes_nothing(region: Stage, sign_in: Enter, client: Browser, part: str) -> None:
    link = _invite(region, sign_in, part)
    for _ in range(3):
        assert client.get(link).status_code == 200 and client.get(f"{link}/code").status_code == 200
    assert region.see(lambda session: session.exec(select(GuestCode)).all()) == []
    assert len(_letters(region)) == 1


def test_a_session_ends_with_the_link(region: Stage, sign_in: Enter, client: Browser, part: str) -> None:
    link = _invite(region, sign_in, part)
    _come_in(region, client, link)
    rows = region.see(lambda session: (session.exec(select(Guest)).one(), session.exec(
        select(SignIn).where(col(SignIn.guest_id).is_not(None))).one()))
    assert rows[1].expires_at <= rows[0].expires_at
    region.make(lambda session: session.execute(update(Guest).values(expires_at=now())))
    assert client.get(RELEASED).status_code == 303 and client.get(link).status_code == 404
    director, row = sign_in(f"{_home(region)}-director"), rows[0]
    reviewer = region.see(lambda session: session.exec(select(Reviewer).where(Reviewer.guest_id == row.id)).one())
    assert "Ended on" in director.get(f"{part}/guests/{reviewer.id}").text
    assert director.submit(f"{part}/guests/{reviewer.id}/again").status_code == 303
    assert _link(region) != link and client.get(link).status_code == 404
    region.make(_again)
    _come_in(region, client, _link(region))


def test_an_access_that_expired_is_told_and_not_withdrawn(
    app: FastAPI, region: Stage, sign_in: Enter, part: str
) -> None:
    row, director = region.make(factories.guest), sign_in(f"{_home(region)}-director")
    page = f"{part}/guests/{row}"
    assert "Access ended" not in director.get(part).text and "Withdraw access now" in director.get(page).text
    region.make(lambda session: factories.review_whole(session, "guest"))
    ended = now() - timedelta(days=2)
    region.make(lambda session: session.execute(update(Guest).values(expires_at=ended)))
    assert f"Access ended on {day(ended)}" in director.get(part).text
    told = director.get(page).text
    assert "Withdraw access" not in told and "Send a new link" in told and f"Ended on {day(ended)}" in told
    assert director.submit(f"{part}/reviewers/{row}/remove").status_code == 303
    assert region.see(lambda session: session.exec(select(Guest)).one()).withdrawn_at is None
    region.make(lambda session: withdraw(session, factories.run_of(session), "To change it"))
    assert f"Access ended on {day(ended)}" in director.get(part).text
    assert "Withdraw access" not in director.get(part).text and "Withdraw access" not in director.get(page).text


@pytest.mark.parametrize(("sent", "status", "says"), [
    ({"name": " "}, 422, "Give the guest’s name"), ({"email": "nobody"}, 422, "not an e-mail address"),
    ({"email": "zoë@example.org"}, 422, "not an e-mail address"),
    ({"email": f"{'x' * 300}@example.org"}, 422, "at most 64 characters before the @"),
    ({"email": email_of("author")}, 422, "nobody reviews their own authority"),
    ({"email": email_of("regional")}, 422, "runs the rounds"),
    ({"email": "HOME"}, 422, "Name them as a reviewer instead"), ({"pair_id": "0"}, 404, ""),
])
def test_who_is_not_invited(
    region: Stage, sign_in: Enter, part: str, sent: dict[str, str], status: int, says: str
) -> None:
    home = _home(region)
    wanted = {"pair_id": _pair(region), "name": "Gwen", "email": ADDRESS, **sent}
    wanted["email"] = wanted["email"].replace("HOME", email_of(f"{home}-officer"))
    answer = sign_in(f"{home}-director").submit(f"{part}/guests/invite", wanted)
    assert answer.status_code == status and says in answer.text
    leads = re.findall(r'error-summary__list">\s*<li><a href="#(\w+)"', answer.text)
    assert leads == ([] if status == 404 else list(sent))
    assert region.see(lambda session: session.exec(select(Guest)).all()) == []


def test_nobody_is_invited_twice_without_mail_or_once_the_round_is_over(
    app: FastAPI, region: Stage, sign_in: Enter, part: str
) -> None:
    _invite(region, sign_in, part)
    director = sign_in(f"{_home(region)}-director")
    again = {"pair_id": _pair(region), "name": "Gwen", "email": ADDRESS}
    answer = director.submit(f"{part}/guests/invite", again)
    assert answer.status_code == 409 and "reviews this already" in answer.text
    assert len(_letters(region)) == 1
    region.make(factories.close)
    assert director.submit(f"{part}/guests/invite", {**again, "email": "other@example.net"}).status_code == 409
    app.state.settings = Settings()
    answer = director.submit(f"{part}/guests/invite", {**again, "email": "other@example.net"})
    assert answer.status_code == 409 and "sends no mail" in answer.text


def test_a_name_is_put_right_by_inviting_again_unless_others_know_them_by_it(
    app: FastAPI, region: Stage, sign_in: Enter, part: str
) -> None:
    director, pair = sign_in(f"{_home(region)}-director"), _pair(region)

    def invite(name: str, email: str) -> str:
        answer = director.submit(f"{part}/guests/invite", {"pair_id": pair, "name": name, "email": email})
        assert answer.status_code == 303
        return str(director.get(part).text)

    invite("Gwen Gest", ADDRESS)
    row = region.see(lambda session: session.exec(select(Reviewer)).one())
    director.submit(f"{part}/reviewers/{row.id}/remove")
    page = invite("Gwen  Guest", ADDRESS)
    assert "Gwen Guest" in page and "Gwen Gest" not in page and "is known here" not in page
    assert "Dear Gwen Guest," in _letters(region)[-1].text
    assert "Gwen Guest" in director.get(f"{part}/guests/{row.id}").text
    other = next(one for one in ("thurrock", "suffolk", "norfolk") if one != _home(region))
    known = f"{other.capitalize()}-director"
    page = invite("Someone", email_of(known.lower()))
    assert f"known here as {known}, and goes on by that name; what you typed is not taken" in page
    assert f"Dear {known}," in _letters(region)[-1].text
    region.make(lambda session: session.execute(update(Guest).values(
        authority_id=factories.authority_at(session, other).id)))
    director.submit(f"{part}/reviewers/{row.id}/remove")
    assert "known here as Gwen Guest" in invite("Another", ADDRESS)


def test_somebody_with_an_account_elsewhere_has_no_role_as_a_guest(
    app: FastAPI, region: Stage, sign_in: Enter, client: Browser, part: str
) -> None:
    """The foreign director signs in as a guest: they see the review and nothing of their own authority."""
    other = next(one for one in ("thurrock", "suffolk", "norfolk") if one != _home(region))
    sent = {"pair_id": _pair(region), "name": "Someone", "email": email_of(f"{other}-director")}
    assert sign_in(f"{_home(region)}-director").submit(f"{part}/guests/invite", sent).status_code == 303
    _come_in(region, client, _link(region))
    assert client.get(PART.replace("peterborough", other)).status_code == 404
    assert client.get("/assessments").status_code == 404
    assert "Rounds" not in client.get("/reviews").text
    assert "Rounds" in sign_in(f"{other}-director").get("/reviews").text


def _released_to(region: Stage) -> list[str]:
    """Who is told that something is released."""
    with region.app.state.database.write() as session:
        released(session, factories.part_of(session, "coordinator"), "Another one")
        session.flush()
        found = session.exec(select(Letter.recipient).where(col(Letter.subject).contains("has released"))).all()
        session.rollback()
    return list(found)


def test_who_is_invited_anew_keeps_one_record_and_no_letter_follows_who_cannot_come(
    region: Stage, sign_in: Enter, client: Browser, part: str
) -> None:
    director = sign_in(f"{_home(region)}-director")
    _come_in(region, client, _invite(region, sign_in, part))
    client.get(f"{RELEASED}/sections/1")
    assert ADDRESS in _released_to(region)
    row = region.see(lambda session: session.exec(select(Reviewer)).one())
    assert director.submit(f"{part}/reviewers/{row.id}/remove").status_code == 303
    assert ADDRESS not in _released_to(region)
    region.make(lambda session: session.execute(update(GuestCode).values(made_at=now() - timedelta(minutes=1))))
    _come_in(region, client, _invite(region, sign_in, part))
    page = director.get(f"{part}/guests/{row.id}").text
    assert page.count("Came in by link and code") == 2 and "Section 1" in page and "Withdrawn by" not in page
    region.make(lambda session: session.execute(update(Guest).values(expires_at=now())))
    assert ADDRESS not in _released_to(region)
    assert director.submit(f"{part}/reviewers/{row.id}/remove").status_code == 303
    region.make(lambda session: _name(session, _home(region)))
    page = director.get(part).text  # who is named now was a guest before, and what they opened then is still told
    places = region.see(lambda session: session.exec(select(Reviewer).order_by(col(Reviewer.id))).all())
    assert [bool(one.guest_id) for one in places] == [False, True] and f"{part}/guests/{places[1].id}" in page
    assert "Section 1" in director.get(f"{part}/guests/{places[1].id}").text


def _name(session: Session, home: str) -> None:
    """Who was a guest belongs to the reviewing authority by now, and is named for the same review."""
    person = session.exec(select(Person).where(Person.email == ADDRESS)).one()
    authority = factories.authority_at(session, home)
    session.add(Membership(person_id=person.id or 0, authority_id=authority.id or 0, role="author"))
    session.flush()
    own, part = factories.reviewing(session, "challenge"), factories.part_of(session, f"{home}-director")
    factories.releases.assign(session, part, own.pair.id or 0, person.id or 0)


def test_a_guest_can_be_given_an_account_later(region: Stage, sign_in: Enter, part: str) -> None:
    _invite(region, sign_in, part)
    administrator = sign_in("administrator")
    sent = {"name": "Gwen Newcomer", "email": ADDRESS, "roles": ["author"]}
    assert administrator.submit("/settings/peterborough/people", sent).status_code == 200
    assert administrator.submit("/settings/peterborough/people", sent).status_code == 409
    assert len(region.see(lambda session: session.exec(select(Person).where(Person.email == ADDRESS)).all())) == 1


def test_every_page_that_a_guest_opens_is_written_down(app: FastAPI, region: Stage, part: str) -> None:
    region.make(factories.guest)
    browser = Browser(app, token_of("guest"))
    for path in (RELEASED, f"{RELEASED}/sections/A1", "/reviews", f"/reviews/released/{LARGE.path}"):
        browser.get(path)
    rows = region.see(lambda session: session.exec(select(GuestAccess).order_by(col(GuestAccess.id))).all())
    assert [row.what for row in rows] == [f"GET {RELEASED}", f"GET {RELEASED}/sections/A1", "GET /reviews"]


def test_pages_need_no_more_queries_however_much_was_opened(app: FastAPI, region: Stage, part: str) -> None:
    row, director = region.make(factories.guest), f"{_home(region)}-director"
    pages = ((director, f"{part}/guests/{row}"), (director, f"{part}/guests/invite?pair={_pair(region)}"),
             (director, part), ("guest", "/reviews"), ("guest", f"{RELEASED}/sections/1"))
    before = [count(app, name, path) for name, path in pages]
    region.make(lambda session: factories.guest(session, name="second-guest"))
    for _ in range(5):
        Browser(app, token_of("guest")).get(RELEASED)
    assert [count(app, name, path) for name, path in pages] == before


def test_letters_are_shown_in_the_demonstration_alone(app: FastAPI, region: Stage, client: Browser, part: str) -> None:
    region.make(factories.guest)
    assert client.get("/mailbox").status_code == 404
    app.state.settings = Demonstration()
    page = client.get("/mailbox").text
    assert email_of("guest") in page and f'href="{_link(region)}"' in page
    before = count(app, "nobody", "/mailbox")
    region.make(lambda session: factories.guest(session, name="second-guest"))
    assert count(app, "nobody", "/mailbox") == before


def test_who_submitted_stays_the_reviewer_and_may_be_let_in_again(
    region: Stage, sign_in: Enter, client: Browser, part: str
) -> None:
    region.make(factories.guest)
    region.make(lambda session: factories.review_whole(session, "guest"))
    director = sign_in(f"{_home(region)}-director")
    row = region.see(lambda session: session.exec(select(Reviewer)).one())
    assert "Take off" not in director.get(part).text
    assert director.submit(f"{part}/reviewers/{row.id}/remove").status_code == 303
    assert Browser(client.app, token_of("guest")).get(RELEASED).status_code == 303
    page = director.get(part).text
    assert "Access ended on" in page and f'href="{part}/guests/{row.id}"' in page and "Review submitted" in page
    assert "Guest" in sign_in("coordinator").get(PART).text
    assert director.submit(f"{part}/guests/{row.id}/again").status_code == 303
    _come_in(region, client, _link(region))
    assert client.get(RELEASED).status_code == 200
