"""When an allocation is published everybody of it is written to, with what changed for them; and the page says whom."""

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
from tests.assessments.factories import LARGE, email_of, write
from tests.conftest import SignIn
from tests.house.test_queries import count
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import DATES, ROUND
from tests.reviews.test_places import challenged, change, make_again, moderates

SAYS = "with what changed for them: "
OPEN = "Reviews are open again, and what was saved or submitted stays as it was."


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
    names = page.split(SAYS)[1].split(".</p>")[0].split("; ")
    assert f"<strong>{len(names)}\N{NO-BREAK SPACE}letter" in page
    return sorted(email_of(name.lower()) for name in names)


def _begun(region: Stage) -> tuple[str, Standing]:
    """A challenge of Peterborough that is begun, in a round that was withdrawn; by whom, and its pair."""
    name, own = region.make(challenged)
    region.make(_withdraw)
    return name, own


def test_the_first_time_everybody_is_told_how_it_stands(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.open_round)
    region.make(factories.allocate)
    announced, told = _announced(sign_in), _letters(region, _publish)
    assert announced == sorted(told) and {email_of(f"{slug}-director") for slug in factories.ADDED} < set(told)
    stands = {one.told for one in region.see(factories.standing) if "Luton" in one.told}
    letter = told[email_of("luton-director")]
    assert stands == {line.strip("- .") for line in letter.splitlines() if line.startswith("- ")} and len(stands) == 6
    assert "has published who reviews whom" in letter and "again" not in letter
    assert f"/reviews/luton/{LARGE.framework}/{LARGE.year}" in letter


def test_where_nothing_changed_those_are_told_that_it_is_over_who_were_told_that_it_began(
    region: Stage, sign_in: SignIn
) -> None:
    name, own = region.make(challenged)
    withdrawn = _letters(region, _withdraw)
    assert "You are written to again once it is published." in withdrawn[email_of(name)]
    region.make(lambda session: change(session, own))
    region.make(lambda session: _as_it_was(session, own))
    announced, told = _announced(sign_in), _letters(region, _publish)
    assert announced == sorted(told) == sorted(withdrawn)
    letter = told[email_of(name)]
    assert OPEN in letter and "For you nothing changed:\n\n- You challenge Peterborough.\n" in letter
    assert OPEN in told[email_of("coordinator")]


def test_what_was_released_meanwhile_is_told_to_whoever_has_not_submitted(region: Stage) -> None:
    names = region.make(factories.under_review)
    region.make(lambda session: factories.review_whole(session, names["second"]))
    region.make(_withdraw)
    region.make(lambda session: write(session, "author", "1.1", "Seen again, and written anew."))
    assert _all_letters(region, factories.release) == []
    told, says = _letters(region, _publish), "Peterborough has released “For the challenge” for your review."
    assert says in told[email_of(names["challenger"])] and says in told[email_of(names["moderator"])]
    assert says not in told[email_of(names["second"])] and says not in told[email_of("coordinator")]
    region.make(_withdraw)
    assert not any(says in letter for letter in _letters(region, _publish).values())


def _all_letters(region: Stage, work: Callable[[Session], object]) -> list[str]:
    """The subjects of every letter that comes of doing something."""
    before = {one.id for one in region.see(lambda session: session.exec(select(Letter)).all())}
    region.make(work)
    return [one.subject for one in region.see(lambda session: session.exec(select(Letter)).all())
            if one.id not in before]


def _as_it_was(session: Session, own: Standing) -> None:
    """Every pair that was published stands again, and no other one."""
    ground = pairing.queries.ground(session, factories.the_round(session))
    published = {one.pairing for one in pairing.pairs_ever(session, own.pair.round_id) if one.pair.published}
    changed = next(one for one in ground.standing if one.pairing not in published)
    choice = next(one for one in pairing.choices_for(ground, changed)
                  if {*(other.pairing for other in ground.standing)} - one.goes | one.comes == published)
    pairing.change_pair(session, factories.run_of(session), changed.pair.id or 0, choice.key, "Back again")


def test_a_pair_that_changed_is_told_on_both_its_sides_and_to_nobody_else_as_theirs(
    region: Stage, sign_in: SignIn
) -> None:
    name, own = _begun(region)
    before = {one.pairing for one in region.see(factories.standing)}
    region.make(lambda session: change(session, own))
    moved = before ^ {one.pairing for one in region.see(factories.standing)}
    concerned = region.see(lambda session: {
        slug for slug in factories.ADDED
        if any(factories.authority_at(session, slug).id in one.both for one in moved)})
    announced, told = _announced(sign_in), _letters(region, _publish)
    assert announced == sorted(told) and 0 < len(concerned) < len(factories.ADDED)
    unchanged = {address for address, letter in told.items() if "For you nothing changed" in letter}
    directors = {email_of(f"{slug}-director") for slug in factories.ADDED}
    assert directors - unchanged == {email_of(f"{slug}-director") for slug in concerned}
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
    assert not any("The dates were set" in letter for letter in _letters(region, _publish).values())


def test_whoever_was_never_written_to_is_told_how_it_stands(region: Stage, sign_in: SignIn) -> None:
    _begun(region)
    region.make(lambda session: factories.add_person(
        session, "newcomer", factories.authority_at(session, "luton"), Role.DIRECTOR))
    announced, told = _announced(sign_in), _letters(region, _publish)
    assert announced == sorted(told)
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
