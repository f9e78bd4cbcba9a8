"""When an allocation is published again those are written to for whom something changed, and the page says whom."""

import html
from collections.abc import Callable
from datetime import timedelta

from fastapi import FastAPI
from sqlmodel import Session, select

from app.accounts.roles import Role
from app.core.mail.models import Letter
from app.reviews.arranging import service as pairing
from app.reviews.pairing.queries import Standing
from app.reviews.rounds import service as rounds
from app.reviews.rounds.rules import Dates
from tests.assessments.factories import email_of
from tests.conftest import SignIn
from tests.house.test_queries import count
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import DATES, ROUND
from tests.reviews.test_places import challenged, change, make_again, moderates

SAYS = "those for whom something changed since it was published last, or who were never written to about it: "


def _withdraw(session: Session) -> None:
    pairing.withdraw(session, factories.run_of(session), "A typing error")


def _publish(session: Session) -> None:
    pairing.publish(session, factories.run_of(session))


def _letters(region: Stage, work: Callable[[Session], object]) -> dict[str, str]:
    """The letters about who reviews whom that come of doing something, by address, one to each."""
    def there(session: Session) -> list[Letter]:
        return [one for one in session.exec(select(Letter)).all() if one.subject.startswith("Who reviews whom")]

    before = {one.id for one in region.see(there)}
    region.make(work)
    found = [one for one in region.see(there) if one.id not in before]
    told = {one.recipient: one.text for one in found}
    assert len(told) == len(found)
    return told


def _announced(sign_in: SignIn) -> list[str]:
    """The addresses of those whom the page names, who are as many as it says."""
    page = html.unescape(sign_in("regional").get(f"{ROUND}/allocation").text).split('id="publish"')[1].split("<form")[0]
    if "No letter leaves" in page:
        return []
    names = page.split(SAYS)[1].split(".</p>")[0].split("; ")
    assert f"<strong>{len(names)}\N{NO-BREAK SPACE}letter" in page
    return sorted(email_of(name.lower()) for name in names)


def _begun(region: Stage) -> tuple[str, Standing]:
    """A challenge of Peterborough that is begun, in a round that was withdrawn; by whom, and its pair."""
    name, own = region.make(challenged)
    region.make(_withdraw)
    return name, own


def test_the_first_time_nobody_is_written_to(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.open_round)
    region.make(factories.allocate)
    assert "No letter leaves.</p>" in sign_in("regional").get(f"{ROUND}/allocation").text
    assert _letters(region, _publish) == {}


def test_where_nothing_changed_no_letter_leaves(region: Stage, sign_in: SignIn) -> None:
    name, own = region.make(challenged)
    told = _letters(region, _withdraw)
    assert "You are written to again only if something changes for you." in told[email_of(name)]
    region.make(lambda session: change(session, own))
    assert _announced(sign_in)
    region.make(lambda session: _as_it_was(session, own))
    page = sign_in("regional").get(f"{ROUND}/allocation").text
    assert "No letter leaves, since nothing changed for anybody since it was published last." in page
    assert _letters(region, _publish) == {}


def _as_it_was(session: Session, own: Standing) -> None:
    """Every pair that was published stands again, and no other one."""
    ground = pairing.queries.ground(session, factories.the_round(session))
    published = {one.pairing for one in pairing.pairs_ever(session, own.pair.round_id) if one.pair.published}
    changed = next(one for one in ground.standing if one.pairing not in published)
    choice = next(one for one in pairing.choices_for(ground, changed)
                  if {*(other.pairing for other in ground.standing)} - one.goes | one.comes == published)
    pairing.change_pair(session, factories.run_of(session), changed.pair.id or 0, choice.key, "Back again")


def test_a_pair_that_changed_is_told_on_both_its_sides_and_to_nobody_else(region: Stage, sign_in: SignIn) -> None:
    name, own = _begun(region)
    before = {one.pairing for one in region.see(factories.standing)}
    region.make(lambda session: change(session, own))
    moved = before ^ {one.pairing for one in region.see(factories.standing)}
    concerned = region.see(lambda session: {
        slug for slug in factories.ADDED
        if any(factories.authority_at(session, slug).id in one.both for one in moved)})
    announced, told = _announced(sign_in), _letters(region, _publish)
    assert announced == sorted(told) and 0 < len(concerned) < len(factories.ADDED)
    directors = {email_of(f"{slug}-director") for slug in factories.ADDED}
    assert directors & set(told) == {email_of(f"{slug}-director") for slug in concerned}
    assert "You are no longer asked to challenge Peterborough." in told[email_of(name)]


def test_new_dates_are_told_to_everybody(region: Stage, sign_in: SignIn) -> None:
    name, _ = region.make(challenged)
    everybody = _letters(region, _withdraw)
    days = {**vars(DATES), "response_on": DATES.response_on + timedelta(days=7)}
    region.make(lambda session: rounds.set_dates(session, factories.run_of(session), Dates(**days)))
    announced, told = _announced(sign_in), _letters(region, _publish)
    assert announced == sorted(told) == sorted(everybody)
    assert "Responses by: 5 May 2017." in told[email_of(name)]
    region.make(_withdraw)
    assert _announced(sign_in) == []


def test_whoever_was_never_written_to_is_told_how_it_stands(region: Stage, sign_in: SignIn) -> None:
    _begun(region)
    region.make(lambda session: factories.add_person(
        session, "newcomer", factories.authority_at(session, "luton"), Role.DIRECTOR))
    announced, told = _announced(sign_in), _letters(region, _publish)
    assert announced == sorted(told) == [email_of("newcomer")]
    assert {one.told for one in region.see(factories.standing) if "Luton" in one.told} == {
        line.strip("- .") for line in told[email_of("newcomer")].splitlines() if line.startswith("- ")}


def test_who_loses_a_second_place_is_announced_too(region: Stage, sign_in: SignIn) -> None:
    name, own = region.make(challenged)
    region.make(lambda session: change(session, own))
    region.make(lambda session: moderates(session, name, own))
    region.make(_withdraw)
    region.make(lambda session: make_again(session, own))
    announced, told = _announced(sign_in), _letters(region, _publish)
    assert announced == sorted(told) and "nobody reviews an authority twice" in told[email_of(name)]


def test_saying_whom_needs_no_more_queries_for_more(app: FastAPI, region: Stage) -> None:
    _, own = _begun(region)
    region.make(lambda session: change(session, own))
    before = count(app, "regional", f"{ROUND}/allocation")
    region.make(_publish)
    region.make(factories.named_for_review)
    region.make(_withdraw)
    region.make(lambda session: change(session, factories.standing(session)[-1]))
    assert count(app, "regional", f"{ROUND}/allocation") == before
