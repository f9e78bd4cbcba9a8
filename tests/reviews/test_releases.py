"""Releasing a frozen revision, naming reviewers, and what they read."""

import re

from sqlmodel import Session, select

from app.assessments.freezing.models import FrozenRevision
from app.assessments.freezing.queries import frozen_of
from app.assessments.freezing.service import freeze
from app.core.mail.models import Letter
from app.reviews.releases.models import ReleasedRevision, Reviewer
from tests.assessments.factories import LARGE, SMALL, actor_of, email_of, settle, whole_of, write
from tests.conftest import SignIn
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import PART, RELEASED


def test_a_release_names_and_freezes_what_stands(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.publish)
    browser = sign_in("coordinator")
    assert "never your drafts" in browser.get(PART).text
    assert browser.submit(f"{PART}/release", {"name": " "}).status_code == 422
    assert browser.submit(f"{PART}/release", {"name": "For the challenge"}).status_code == 303
    frozen = region.see(lambda session: session.exec(select(FrozenRevision)).one())
    page = browser.get(PART).text
    assert "For the challenge" in page and frozen.sha256 in page and "Frozen" in page
    answer = browser.submit(f"{PART}/release", {"name": "The same"})
    assert answer.status_code == 409 and "Revision 1 is what reviewers read already." in answer.text


def test_an_earlier_revision_can_be_released(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.publish)
    region.make(lambda session: freeze(session, whole_of(session, "coordinator")))
    region.make(lambda session: write(session, "author", "1.1", "Written after the freeze."))
    browser = sign_in("director")
    assert browser.submit(f"{PART}/release", {"name": "Early", "revision": "9"}).status_code == 422
    assert browser.submit(f"{PART}/release", {"name": "Early", "revision": "1"}).status_code == 303
    assert "Written after the freeze" not in browser.get(f"{RELEASED}/sections/1").text
    assert browser.submit(f"{PART}/release", {"name": "Now"}).status_code == 303
    assert "Written after the freeze" in browser.get(f"{RELEASED}/sections/1").text
    assert "Early (replaced)" in browser.get(PART).text


def test_a_signed_revision_says_who_signed(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.publish)
    region.make(lambda session: settle(session))
    browser = sign_in("director")
    path = f"{LARGE.path}/sign-off"
    sha256 = browser.get(path).text.split('name="sha256" value="')[1][:64]
    signing = {"sha256": sha256, "password": "correct horse battery staple", "declared": "true"}
    assert browser.submit(path, signing).status_code == 303
    assert browser.submit(f"{PART}/release", {"name": "Signed"}).status_code == 303
    page = browser.get(RELEASED).text
    assert "<strong>Signed.</strong> Director" in page and "For review, not signed" not in page
    assert len(region.see(lambda session: frozen_of(session, whole_of(session, "director").id))) == 1
    answer = sign_in("regional").get(factories.ROUND).text
    assert "Released and signed" in answer


def test_nothing_is_released_without_an_assessment_or_to_a_closed_round(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.publish)
    essex = PART.replace("peterborough", "essex")
    assert "Your coordinator opens it first." in sign_in("essex-director").get(essex).text
    answer = sign_in("essex-director").submit(f"{essex}/release", {"name": "Empty"})
    assert answer.status_code == 404 and "no assessment to release" in answer.text
    region.make(factories.close)
    page = sign_in("essex-director").get(essex).text
    assert "opens it first" not in page and "Nothing was released before the round was closed." in page
    assert sign_in("coordinator").submit(f"{PART}/release", {"name": "Late"}).status_code == 409
    assert region.see(lambda session: session.exec(select(ReleasedRevision)).all()) == []


def test_people_are_named_by_their_own_authority_alone(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.publish)
    own = region.see(lambda session: factories.reviewing(session, "challenge"))
    slug = own.reviewer.lower()
    part, director = PART.replace("peterborough", slug), sign_in(f"{slug}-director")
    officer = region.see(lambda session: actor_of(session, f"{slug}-officer").person_id)
    stranger = region.see(lambda session: actor_of(session, "author").person_id)
    wanted = {"pair_id": str(own.pair.id), "person_id": str(officer)}
    assert sign_in("coordinator").submit(f"{PART}/reviewers", wanted).status_code == 404
    assert director.submit(f"{part}/reviewers", {**wanted, "person_id": str(stranger)}).status_code == 422
    assert director.submit(f"{part}/reviewers", wanted).status_code == 303
    assert director.submit(f"{part}/reviewers", wanted).status_code == 409
    assert f"{slug.capitalize()}-officer" in sign_in("coordinator").get(PART).text
    assert _told(region) == []  # there is nothing to read yet
    ours = director.get(part).text.split("Whom you review</h2>")[1].split("</ul>")[0]
    beside = re.findall(r"</h3>\s*<p[^>]*>[^<]*</p>\s*<(\S+ \S+)", ours)  # the two columns hold nothing else
    assert len(beside) > 1 and set(beside) == {'div class="cd-row__wide">'}
    row = region.see(lambda session: session.exec(select(Reviewer)).one())
    assert sign_in("coordinator").submit(f"{PART}/reviewers/{row.id}/remove").status_code == 404
    assert director.submit(f"{part}/reviewers/{row.id}/remove").status_code == 303
    assert director.submit(f"{part}/reviewers/{row.id}/remove").status_code == 404
    region.make(factories.release)
    assert director.submit(f"{part}/reviewers", wanted).status_code == 303
    assert _told(region) == [(email_of(f"{slug}-officer"), True)]


def _told(region: Stage) -> list[tuple[str, bool]]:
    """Who was told that something is released, and whether by which name."""
    letters = region.see(lambda session: session.exec(select(Letter)).all())
    return [(one.recipient, "“For the challenge”" in one.text and RELEASED in one.text) for one in letters
            if "has released" in one.subject]


def test_who_submitted_is_not_taken_off(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.publish)
    name = region.make(lambda session: factories.assign(session, "challenge"))
    region.make(factories.release)
    region.make(lambda session: factories.review_whole(session, name))
    slug = name.removesuffix("-officer")
    part, director = PART.replace("peterborough", slug), sign_in(f"{slug}-director")
    row = region.see(lambda session: session.exec(select(Reviewer)).one())
    assert "Take off" not in director.get(part).text
    answer = director.submit(f"{part}/reviewers/{row.id}/remove")
    assert answer.status_code == 409 and "stays theirs" in answer.text
    assert name.capitalize() in sign_in("coordinator").get(PART).text


def test_who_submitted_is_told_of_a_release_and_not_asked_to_review_it(region: Stage, sign_in: SignIn) -> None:
    called = region.make(factories.under_review)
    region.make(lambda session: factories.review_whole(session, called["challenger"]))
    region.make(lambda session: write(session, "author", "1.1", "Entirely others."))
    assert sign_in("coordinator").submit(f"{PART}/release", {"name": "Second release"}).status_code == 303
    sent = {one.recipient: one.text for one in region.see(lambda session: session.exec(select(Letter)).all())
            if "Second release" in one.text}
    assert set(sent) == {email_of(called[who]) for who in ("challenger", "second", "moderator")}
    asked = {who: "for your review in" in sent[email_of(called[who])] for who in called}
    assert asked == {"challenger": False, "second": True, "moderator": True}
    assert "submitted and stays as it is" in sent[email_of(called["challenger"])]


def test_a_reviewer_finds_their_review_and_reads_it(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.publish)
    name = region.make(lambda session: factories.assign(session, "challenge"))
    browser = sign_in(name)
    assert "Nothing is released yet" in browser.get("/reviews").text
    region.make(factories.release)
    page = browser.get("/reviews").text
    assert RELEASED in page and "You challenge it" in page
    assert RELEASED in browser.get("/").text
    page = browser.get(RELEASED).text
    assert "You challenge this assessment" in page and f"{RELEASED}/sections/A1" in page
    page = browser.get(f"{RELEASED}/sections/1").text
    assert "every</strong> audit each month" in page and "E1, p. 2" in page and 'id="E1-1"' in page
    assert "Director" in browser.get(f"{RELEASED}/sections/A1").text
    assert browser.get(f"{RELEASED}/sections/none").status_code == 404
    assert "You review nothing at present" in sign_in("author").get("/reviews").text


def test_only_the_assessment_of_the_round_is_read(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.publish)
    name = region.make(lambda session: factories.assign(session, "challenge"))
    region.make(factories.release)
    assert sign_in(name).get(f"/reviews/released/{SMALL}").status_code == 404
    assert sign_in(name).get(LARGE.path).status_code == 404


def _late(session: Session) -> None:
    factories.publish(session)
    factories.release(session)


def test_the_region_sees_stages_and_who_is_late(region: Stage, sign_in: SignIn) -> None:
    region.make(_late)
    page = sign_in("regional").get(factories.ROUND).text
    assert "Released, not signed" in page and "Not started" in page and "Not opened" in page
    signature, release = page.split('class="cd-blockers"')[1].split("</ul>")[0].split("</li>")[:2]
    assert "Signature" in signature and "Essex" in signature and "Peterborough" in signature
    assert "Release" in release and "Essex" in release and "Peterborough" not in release
    assert "Reviews without a name" in page
