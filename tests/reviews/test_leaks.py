"""Who opens what of peer challenge at each stage of a round: one readable table, held against every route.

The round reviews Peterborough. Under each person: “.” opens it, 3 is refused (403), 4 is not told that it exists
(404). `challenger` and `moderator` are assigned in the authorities that review it, `colleague` works beside the
challenger, `removed` was assigned and taken off again, `moved` was assigned and now only reads signed documents,
`outsider` directs an authority of the region that does not review it. The round is `closed` with nothing submitted, and
with the challenger’s review alone where it `stood`; what changes something is refused there, and asked elsewhere.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI, Request
from sqlalchemy import true
from sqlmodel import Session, col, update

from app.accounts.actor import Actor, Place
from app.accounts.guards import InRegion, Standing, signed_in
from app.accounts.models import Membership
from app.core.security import csrf_for
from app.publishing.packs import guards
from app.reviews.arranging import service as pairing
from app.reviews.releases import places, queries
from app.reviews.releases import service as releases
from tests.assessments.factories import LARGE, actor_of, token_of, write
from tests.browser import Browser
from tests.house.routes import declared
from tests.reviews import factories
from tests.reviews.conftest import Stage

WHO = (
    "regional", "coordinator", "director", "author", "reader", "administrator", "challenger", "moderator",
    "colleague", "removed", "moved", "outsider",
)
TABLE = """
                       regional coordinator director author reader administrator challenger moderator colleague removed moved outsider
prepared   REGION      .        4           4        4      4      4             4          4         4         4       4     4
prepared   PART        4        .           .        .      3      3             4          4         4         4       4     4
prepared   DECIDE      4        .           .        3      3      3             4          4         4         4       4     4
prepared   RELEASED    4        4           4        4      4      4             4          4         4         4       4     4
prepared   PACKS       4        4           4        4      4      4             4          4         4         4       4     4
prepared   REPORT      4        4           4        4      4      4             4          4         4         4       4     4
prepared   NOTE        4        4           4        4      4      4             4          4         4         4       4     4
prepared   REPLY       4        4           4        4      4      4             4          4         4         4       4     4
prepared   BESIDE      4        .           .        .      4      4             4          4         4         4       4     4
published  REGION      .        4           4        4      4      4             4          4         4         4       4     4
published  PART        4        .           .        .      3      3             4          4         4         4       4     4
published  DECIDE      4        .           .        3      3      3             4          4         4         4       4     4
published  RELEASED    4        4           4        4      4      4             4          4         4         4       4     4
published  PACKS       4        4           4        4      4      4             4          4         4         4       4     4
published  REPORT      4        4           4        4      4      4             4          4         4         4       4     4
published  NOTE        4        4           4        4      4      4             4          4         4         4       4     4
published  REPLY       4        4           4        4      4      4             4          4         4         4       4     4
published  BESIDE      4        .           .        .      4      4             4          4         4         4       4     4
released   REGION      .        4           4        4      4      4             4          4         4         4       4     4
released   PART        4        .           .        .      3      3             4          4         4         4       4     4
released   DECIDE      4        .           .        3      3      3             4          4         4         4       4     4
released   RELEASED    4        .           .        .      4      4             .          .         4         4       4     4
released   PACKS       4        .           .        3      4      4             .          .         4         4       4     4
released   REPORT      4        .           .        3      4      4             4          4         4         4       4     4
released   NOTE        4        4           4        4      4      4             .          .         4         4       4     4
released   REPLY       4        .           .        .      4      4             4          4         4         4       4     4
released   BESIDE      4        .           .        .      4      4             4          4         4         4       4     4
withdrawn  REGION      .        4           4        4      4      4             4          4         4         4       4     4
withdrawn  PART        4        .           .        .      3      3             4          4         4         4       4     4
withdrawn  DECIDE      4        .           .        3      3      3             4          4         4         4       4     4
withdrawn  RELEASED    4        .           .        .      4      4             4          4         4         4       4     4
withdrawn  PACKS       4        .           .        3      4      4             4          4         4         4       4     4
withdrawn  REPORT      4        .           .        3      4      4             4          4         4         4       4     4
withdrawn  NOTE        4        4           4        4      4      4             4          4         4         4       4     4
withdrawn  REPLY       4        .           .        .      4      4             4          4         4         4       4     4
withdrawn  BESIDE      4        .           .        .      4      4             4          4         4         4       4     4
changed    RELEASED    4        .           .        .      4      4             4          .         4         4       4     4
changed    PACKS       4        .           .        3      4      4             4          .         4         4       4     4
changed    REPORT      4        .           .        3      4      4             4          4         4         4       4     4
changed    NOTE        4        4           4        4      4      4             4          .         4         4       4     4
changed    REPLY       4        .           .        .      4      4             4          4         4         4       4     4
changed    BESIDE      4        .           .        .      4      4             4          4         4         4       4     4
closed     REGION      .        4           4        4      4      4             4          4         4         4       4     4
closed     PART        4        .           .        .      3      3             4          4         4         4       4     4
closed     DECIDE      4        .           .        3      3      3             4          4         4         4       4     4
closed     RELEASED    4        .           .        .      4      4             4          4         4         4       4     4
closed     PACKS       4        .           .        3      4      4             4          4         4         4       4     4
closed     REPORT      4        .           .        3      4      4             4          4         4         4       4     4
closed     NOTE        4        4           4        4      4      4             4          4         4         4       4     4
closed     REPLY       4        .           .        .      4      4             4          4         4         4       4     4
closed     BESIDE      4        .           .        .      4      4             4          4         4         4       4     4
prepared   REVIEW      4           4           4       4      4      4             4          4         4         4       4     4
prepared   RATE        4           4           4       4      4      4             4          4         4         4       4     4
prepared   FEEDBACK    4           4           4       4      4      4             4          4         4         4       4     4
prepared   ANSWER      4           4           4       4      4      4             4          4         4         4       4     4
prepared   EVENT       4           4           4       4      4      4             4          4         4         4       4     4
published  REVIEW      4           4           4       4      4      4             4          4         4         4       4     4
published  RATE        4           4           4       4      4      4             4          4         4         4       4     4
published  FEEDBACK    4           4           4       4      4      4             4          4         4         4       4     4
published  ANSWER      4           4           4       4      4      4             4          4         4         4       4     4
published  EVENT       4           4           4       4      4      4             4          4         4         4       4     4
released   REVIEW      4           4           4       4      4      4             .          .         4         4       4     4
released   RATE        4           4           4       4      4      4             .          3         4         4       4     4
released   FEEDBACK    4           .           .       3      4      4             .          .         4         4       4     4
released   ANSWER      4           .           .       3      4      4             3          3         4         4       4     4
released   EVENT       4           .           .       3      4      4             3          4         4         4       4     4
submitted  REVIEW      4           4           4       4      4      4             .          .         4         4       4     4
submitted  RATE        4           4           4       4      4      4             .          3         4         4       4     4
submitted  FEEDBACK    4           .           .       3      4      4             .          .         4         4       4     4
submitted  ANSWER      4           .           .       3      4      4             3          3         4         4       4     4
submitted  EVENT       4           .           .       3      4      4             .          4         4         4       4     4
withdrawn  REVIEW      4           4           4       4      4      4             4          4         4         4       4     4
withdrawn  RATE        4           4           4       4      4      4             4          4         4         4       4     4
withdrawn  FEEDBACK    4           .           .       3      4      4             4          4         4         4       4     4
withdrawn  ANSWER      4           .           .       3      4      4             4          4         4         4       4     4
withdrawn  EVENT       4           .           .       3      4      4             4          4         4         4       4     4
changed    REVIEW      4           4           4       4      4      4             4          .         4         4       4     4
changed    RATE        4           4           4       4      4      4             4          3         4         4       4     4
changed    FEEDBACK    4           .           .       3      4      4             4          .         4         4       4     4
changed    ANSWER      4           .           .       3      4      4             4          3         4         4       4     4
changed    EVENT       4           .           .       3      4      4             4          4         4         4       4     4
closed     REVIEW      4           4           4       4      4      4             4          4         4         4       4     4
closed     RATE        4           4           4       4      4      4             4          4         4         4       4     4
closed     FEEDBACK    4           .           .       3      4      4             4          4         4         4       4     4
closed     ANSWER      4           .           .       3      4      4             4          4         4         4       4     4
closed     EVENT       4           .           .       3      4      4             4          4         4         4       4     4
submitted  RELEASED    4           .           .       .      4      4             .          .         4         4       4     4
submitted  REPORT      4           .           .       3      4      4             4          4         4         4       4     4
stood      RELEASED    4        .           .        .      4      4             .          4         4         4       4     4
stood      PACKS       4        .           .        3      4      4             4          4         4         4       4     4
stood      REPORT      4        .           .        3      4      4             4          4         4         4       4     4
stood      NOTE        4        4           4        4      4      4             4          4         4         4       4     4
stood      REPLY       4        .           .        .      4      4             4          4         4         4       4     4
stood      REVIEW      4           4           4       4      4      4             .          4         4         4       4     4
stood      RATE        4           4           4       4      4      4             4          4         4         4       4     4
stood      FEEDBACK    4           .           .       3      4      4             .          4         4         4       4     4
stood      ANSWER      4           .           .       3      4      4             4          4         4         4       4     4
stood      EVENT       4           .           .       3      4      4             4          4         4         4       4     4
"""  # noqa: E501
EXPECTED = {
    (stage, group): dict(zip(WHO, marks, strict=True))
    for stage, group, *marks in (line.split() for line in TABLE.strip().splitlines()[1:])
}
OURS = ("/region", "/reviews/{authority}", "/reviews/released", "/reviews/annotations")
DECIDING = ("/guests/", "/practice", "/reviewers/")  # pages of an authority’s part for those alone who decide it
ONE_OF_MANY = re.compile("{(pair|pack|job|annotation|review|reviewer)_id}")
SECRET = "Heron counts nobody has published"


def _published(session: Session) -> dict[str, str]:
    """The round under way with its people; what each is called in the database."""
    write(session, "author", "1.1", f"What we know of our practice. {SECRET} [[E1]].")
    factories.publish(session)
    challenger, moderator = factories.assign(session, "challenge"), factories.assign(session, "moderation")
    slug, other = challenger.removesuffix("-officer"), moderator.removesuffix("-officer")
    reviews = {own.reviewer.lower() for own in factories.standing(session) if own.reviewed == "Peterborough"}
    outsider = next(one for one in factories.ADDED if one not in reviews)
    authority = factories.authority_at(session, slug)
    named = {name: factories.add_person(session, f"{slug}-{name}", authority, factories.Role.AUTHOR)
             for name in ("removed", "moved", "colleague")}
    own, part = factories.reviewing(session, "challenge"), factories.part_of(session, f"{slug}-director")
    for name in ("removed", "moved"):
        releases.assign(session, part, own.pair.id or 0, named[name].id or 0)
    session.flush()
    assigned = places.reviewers_of(session, [own.pair.id])[own.pair.id or 0]
    gone = next(one for one in assigned if one.reviewer.person_id == named["removed"].id)
    releases.take_off(session, part, gone.reviewer.id or 0)
    session.execute(update(Membership).where(col(Membership.person_id) == named["moved"].id).values(role="reader"))
    people = {name: f"{slug}-{name}" for name in ("removed", "moved", "colleague")}
    return people | {"challenger": challenger, "moderator": moderator, "outsider": f"{outsider}-director",
                     "other": other}


def _changed(session: Session) -> None:
    """The challenger's authority is replaced by hand."""
    own, run = factories.reviewing(session, "challenge"), factories.run_of(session)
    ground = pairing.queries.ground(session, run.round)
    choice = next(one for one in pairing.choices_for(ground, own)
                  if own.pairing in one.goes and not any(new.reviewed == own.pair.reviewed_id
                                                        and new.reviewer == own.pair.reviewer_id for new in one.comes)
                  and not any(new.kind == "challenge" and ground.names[new.reviewer] in ("Peterborough",)
                              for new in one.comes))
    pairing.change_pair(session, run, own.pair.id or 0, choice.key, "A test of what follows")


def _challenger(session: Session) -> str:
    return f"{factories.reviewing(session, 'challenge').reviewer.lower()}-officer"


STAGES: dict[str, tuple[Callable[[Session], object], ...]] = {
    "published": (),
    "released": (factories.release,),
    "submitted": (factories.release, lambda session: factories.review_whole(session, _challenger(session))),
    "withdrawn": (factories.release, lambda session: pairing.withdraw(session, factories.run_of(session), "Again")),
    "changed": (factories.release, _changed),
    "closed": (factories.release, factories.close),
    "stood": (factories.release, lambda session: factories.review_whole(session, _challenger(session)),
              factories.close),
}


def _set(region: Stage, stage: str) -> dict[str, str]:
    """Bring the round to a stage; what the people of the table are called, who are nobody before publication."""
    if stage == "prepared":
        region.make(factories.open_round)
        region.make(factories.allocate)
        slug = "essex"
        return dict.fromkeys(("challenger", "moderator", "colleague", "removed", "moved"), f"{slug}-officer") | {
            "outsider": "luton-director"}
    people = region.make(_published)
    for step in STAGES[stage]:
        region.make(step)
    return people


def _group(method: str, path: str) -> str:
    if path.startswith("/region"):
        return "REGION"
    if found := re.match(r"/reviews/released/(?:[^/]+/){3}(review|remarks|ratings|feedback|event)", path):
        group = {"remarks": "REVIEW", "ratings": "RATE"}.get(found[1], found[1].upper())
        return "ANSWER" if group == "FEEDBACK" and method == "POST" else group
    if path.startswith("/reviews/released"):
        return "REPORT" if path.endswith("/packs/feedback") else "PACKS" if "/packs" in path else "RELEASED"
    if path.startswith("/reviews/annotations"):
        return NOTED.get(path.rsplit("/", 1)[-1], "RELEASED") if method == "POST" or "/prompts/" in path else "RELEASED"
    return "PART" if method == "GET" and not any(one in path for one in DECIDING) else "DECIDE"


# Who notes things, who answers them, and the statement with them beside it; all others are of both sides.
NOTED = dict.fromkeys(("{year}", "change", "remove", "put-back", "resolve"), "NOTE") | dict.fromkeys(
    ("answer", "close", "place", "task"), "REPLY") | {"{prompt}": "BESIDE"}


def _address(path: str) -> str:
    values = {"region": "eastern", "authority": "peterborough", "framework": LARGE.framework, "year": LARGE.year,
              "section": "1", "prompt": "1.1"}
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], "1"), path)


def _ask(browser: Browser, method: str, path: str) -> int:
    answer = browser.request(method, _address(path), headers={"x-csrf-token": csrf_for(browser.token)})
    assert answer.status_code < 500
    return int(answer.status_code)


def _differences(app: FastAPI, called: dict[str, str], stage: str) -> Iterator[tuple[str, str, str]]:
    """Where the application answers otherwise than the table says, as it is found: who, method and path."""
    for one in declared(app):
        expected = EXPECTED.get((stage, _group(one.method, one.path)))
        if expected is None or not one.path.startswith(OURS):
            continue
        for who in WHO:
            changes = one.method == "POST" or ONE_OF_MANY.search(one.path) or "/guests/" in one.path
            if expected[who] == "." and changes:
                continue  # what it does is tested elsewhere; here it would change the stage, or there is none such
            status = _ask(Browser(app, token_of(called.get(who, who))), one.method, one.path)
            if {403: "3", 404: "4"}.get(status, ".") != expected[who]:
                yield who, one.method, one.path


def test_the_table_speaks_of_every_route(app: FastAPI) -> None:
    paths = [one for one in declared(app) if one.path.startswith(OURS)]
    assert len(paths) >= 33
    assert {_group(one.method, one.path) for one in paths} == {group for _, group in EXPECTED}


@pytest.mark.parametrize("stage", ["prepared", *STAGES])
def test_nobody_opens_more_than_the_table_says_at_any_stage(app: FastAPI, region: Stage, stage: str) -> None:
    assert list(_differences(app, _set(region, stage), stage)) == []


async def _anybody(_: InRegion, request: Request, region: str) -> Standing:
    return Standing(await signed_in(request), Place(1, region, region))


# Each guard with what stands in its place when it is gone, and a stage at which the table notices.
GONE = {
    "a pair counts while it stands in a round under way": ("closed", queries, "UNDER_WAY", true()),
    "only who is assigned reviews": ("released", queries, "_own_reviewer", lambda *_: (1, "challenge")),
    "reviewers work on assessments": ("released", queries, "_workplaces", lambda actor: list(actor.roles)),
    "own people work on assessments": ("released", queries, "takes_part", lambda actor, at: actor.has(at)),
    "who runs the rounds of a region": ("prepared", InRegion, "__call__", _anybody),
    "own people coordinate or direct to have packs": ("released", guards, "has_packs", lambda _: True),
    "the authority alone has its feedback report": ("released", guards, "has_report", lambda _: True),
    "roles in an authority": ("prepared", Actor, "has", lambda actor, at, *_: at in actor.roles),
}


@pytest.mark.parametrize("guard", GONE)
def test_the_table_notices_when_a_guard_is_gone(
    app: FastAPI, region: Stage, monkeypatch: pytest.MonkeyPatch, guard: str
) -> None:
    stage, where, name, instead = GONE[guard]
    called = _set(region, stage)
    monkeypatch.setattr(where, name, instead)
    assert next(_differences(app, called, stage), None)


@pytest.mark.parametrize("stage", ["published", "released", "closed"])
def test_the_region_reads_no_word_of_an_assessment(app: FastAPI, region: Stage, stage: str) -> None:
    _set(region, stage)
    browser = Browser(app, token_of("regional"))
    for one in declared(app):
        if one.method == "GET":
            answer = browser.request("GET", _address(one.path).replace("/events", "/none"))
            assert SECRET not in answer.text and "Audit summary" not in answer.text, one.path


def test_reviewers_read_what_was_frozen_and_no_later_draft(app: FastAPI, region: Stage) -> None:
    called = _set(region, "released")
    region.make(lambda session: write(session, "author", "1.1", "Entirely rewritten since. [[E1]]"))
    for who in ("challenger", "moderator"):
        page = Browser(app, token_of(called[who])).get(f"{factories.RELEASED}/sections/1").text
        assert SECRET in page and "Entirely rewritten" not in page
        assert "For review, not signed" in page
        assert "/evidence/" not in page.split("<main")[1] and "/assessments/" not in page.split("<main")[1]


def test_an_actor_of_the_region_holds_no_role_anywhere(region: Stage) -> None:
    actor = region.see(lambda session: actor_of(session, "regional"))
    assert actor.places == () and not actor.roles and actor.region
