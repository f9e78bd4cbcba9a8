"""Two who do the same at once: the later of them is told what the earlier did, and overwrites nothing of it."""

import re
from datetime import date

from app.core.clock import now
from app.reviews.annotations.models import AnnotationEvent
from app.reviews.releases.models import Review
from app.reviews.rounds.models import Round
from app.reviews.summary.models import RoundSummary
from tests.assessments.factories import write
from tests.conftest import SignIn
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import DATES, PART, ROUND
from tests.reviews.test_annotations import HOME, begin, note, reviewer_id
from tests.reviews.test_rounds import every


def test_two_coordinators_do_not_overwrite_one_another(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.open_round)
    region.make(factories.allocate)
    browser = sign_in("regional")
    page = browser.get(f"{ROUND}/allocation").text
    seen = set(re.findall('name="seen" value="([0-9a-f]{16})"', page))
    assert len(seen) == 1 and page.count('name="seen"') == 2  # to run it again, and to publish it
    before, form = region.see(factories.standing), {"seen": seen.pop(), "memory": "3"}
    assert browser.submit(f"{ROUND}/allocation", {**form, "seed": "7"}).status_code == 303
    after = region.see(factories.standing)
    assert [own.pair.id for own in after] != [own.pair.id for own in before]
    other = {**form, "seed": "8", "choice": "instead-1", "reason": "Mine"}
    for path in ("allocation", f"pairs/{after[0].pair.id}", "publish"):
        answer = browser.submit(f"{ROUND}/{path}", other)
        assert answer.status_code == 409 and "Somebody else changed the pairs" in answer.text, path
    assert [own.told for own in region.see(factories.standing)] == [own.told for own in after]
    assert every(region, Round)[0].state == "preparing"


def test_dates_and_summary_tell_what_another_coordinator_wrote(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.publish)
    browser = sign_in("regional")
    dates = {name: str(day) for name, day in vars(DATES).items()}
    seen = {f"seen_{name}": day for name, day in dates.items()}
    assert all(f'name="{name}" value="{day}"' in browser.get(f"{ROUND}/settings").text for name, day in seen.items())
    assert browser.submit(f"{ROUND}/dates", {**dates, **seen, "response_on": "2017-05-05"}).status_code == 303
    answer = browser.submit(f"{ROUND}/dates", {**dates, **seen, "response_on": "2017-06-06"})
    assert answer.status_code == 409 and "5\xa0May\xa02017" in answer.text and "2017-06-06" in answer.text
    assert every(region, Round)[0].response_on == date(2017, 5, 5)
    first = {"words": "As one has it.", "seen": "0"}
    assert 'name="seen" value="0"' in browser.get(f"{ROUND}/summary").text
    assert [browser.submit(f"{ROUND}/summary", first).status_code for _ in range(2)] == [303, 303]
    answer = browser.submit(f"{ROUND}/summary", {"words": "As another has it.", "seen": "0", "named": "yes"})
    assert answer.status_code == 409 and "As one has it." in answer.text and "As another has it." in answer.text
    assert 'value="yes" aria-describedby="named-hint" checked' in answer.text
    assert [one.words for one in every(region, RoundSummary)] == ["As one has it."]


def test_coordinator_and_director_do_not_answer_an_invitation_over_one_another(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.open_round)
    coordinator, director, there = sign_in("coordinator"), sign_in("director"), f"{PART}/answer"
    assert 'name="seen" value="waiting"' in director.get(PART).text
    assert coordinator.submit(there, {"answer": "takes_part", "seen": "waiting"}).status_code == 303
    declines = {"answer": "declines", "reason": "A merger", "seen": "waiting"}
    answer = director.submit(there, declines)
    assert answer.status_code == 409 and "Coordinator answered meanwhile: takes part" in answer.text
    assert "A merger" in answer.text
    assert director.submit(there, {**declines, "seen": "takes_part"}).status_code == 303


def test_two_officers_do_not_answer_an_annotation_unseen_by_one_another(region: Stage, sign_in: SignIn) -> None:
    named = region.make(begin)
    noted = note(sign_in(named["challenge"]))
    region.make(lambda session: session.add(
        Review(reviewer_id=reviewer_id(region, "challenge"), begun_at=now(), submitted_at=now())))
    author, coordinator, page = sign_in("author"), sign_in("coordinator"), f"{HOME}/{noted}"
    assert [author.get(page).text.count('name="seen" value="0"') for _ in range(2)] == [1, 1]
    assert author.submit(f"{page}/answer", {"kind": "accepted", "words": "True.", "seen": "0"}).status_code == 303
    other = {"kind": "explained", "words": "Not so.", "seen": "0", "sent_as": "other"}
    answer = coordinator.submit(f"{page}/answer", other)
    assert answer.status_code == 409 and "This was answered since you opened the page" in answer.text
    assert "True." in answer.text and re.search(r"<textarea[^>]*>\s*Not so\.</textarea>", answer.text)
    assert re.search('value="explained" checked', answer.text)
    assert [one.words for one in every(region, AnnotationEvent)] == ["True."]
    seen = re.findall('name="seen" value="([1-9][0-9]*)"', answer.text)[0]
    for _ in range(2):  # sent again after a lost answer, it is said once
        assert coordinator.submit(f"{page}/answer", {**other, "seen": seen}).status_code == 303
    assert len(every(region, AnnotationEvent)) == 2
    region.make(lambda session: write(session, "author", "1.1", "Entirely others."))
    close = {"words": "Gone.", "seen": seen}
    assert author.get(page).text.count('name="seen"') == 2  # to answer it again, and to close it
    answer = author.submit(f"{page}/close", close)
    assert answer.status_code == 409 and re.search(r"<textarea[^>]*>\s*Gone\.</textarea>", answer.text)
