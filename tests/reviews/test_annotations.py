"""Noting things on the released text, following them, and answering them."""

import re

import pytest
from sqlmodel import Session, select

from app.assessments.comments.models import CommentThread
from app.core.clock import now
from app.core.security import csrf_for
from app.reviews.annotations.models import Annotation, AnnotationEvent
from app.reviews.releases.models import Review, Reviewer
from tests.assessments.factories import LARGE, token_of, write
from tests.browser import Browser
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import RELEASED

HOME = f"/reviews/annotations/{LARGE}"
TEXT = "Leaders see every audit each month [[E1|p. 2]].\n\nOne audit in ten was good, and nobody says why."
TEXT += "\n\nSo we act."


class Submitting:
    """Reviews as they are once they are submitted."""

    def __init__(self, region: Stage) -> None:
        self.region = region

    def add(self, reviewer: int) -> None:
        """Let a reviewer have submitted."""
        self.region.make(lambda session: session.add(
            Review(reviewer_id=reviewer, begun_at=now(), submitted_at=now())))


@pytest.fixture
def submit(region: Stage) -> Submitting:
    """Submits for a reviewer, by id."""
    return Submitting(region)


def begin(session: Session) -> dict[str, str]:
    """A released text with a challenger and a moderator; what they are called."""
    write(session, "author", "1.1", TEXT)
    factories.publish(session)
    factories.release(session)
    return {kind: factories.assign(session, kind) for kind in ("challenge", "moderation")}


def note(browser: Browser, **typed: str) -> int:
    """Note something on 1.1; its id."""
    form = {"kind": "challenge", "words": "How do you know?", "revision": "1", "section": "1", "prompt": "1.1",
            "quote": "One audit in ten was good", "sent_as": f"sent-{typed}", "about": "words", **typed}
    answer = browser.submit(HOME, form)
    assert answer.status_code == 303, answer.text
    return int(answer.headers["location"].rsplit("-", 1)[1])


def reviewer_id(region: Stage, kind: str) -> int:
    """The reviewer's id."""
    own = region.see(lambda session: factories.reviewing(session, kind)).pair.id
    found = region.see(lambda session: session.exec(select(Reviewer.id).where(Reviewer.pair_id == own)).one())
    assert found
    return found


def row(region: Stage, annotation_id: int) -> Annotation:
    """An annotation as it is kept."""
    found = region.see(lambda session: session.get(Annotation, annotation_id))
    assert found
    return found


def test_words_a_table_an_answer_and_a_section_are_noted(region: Stage) -> None:
    named = region.make(begin)
    browser = Browser(region.app, token_of(named["challenge"]))
    words = row(region, note(browser))
    assert (words.about, words.quote, words.anchor_id is not None) == ("words", "One audit in ten was good", True)
    whole = row(region, note(browser, about="answer", kind="strength"))
    assert (whole.about, whole.quote, whole.anchor_id) == ("answer", "", None)
    section = row(region, note(browser, prompt="", about="answer", kind="question"))
    assert (section.about, section.prompt_key) == ("section", "")
    page = browser.get(f"{RELEASED}/sections/1").text
    offered = [page.split(f'data-composer="{key}"')[1].split("</details>")[0] for key in ("1.1", "1.2")]
    assert ['value="words"' in one for one in offered] == [True, False]  # the second is not answered
    assert page.count("How do you know?") == 3 and f'href="#annotation-{words.id}"' in page
    assert "<mark" in page and "Nobody" not in browser.get(f"{HOME}?kind=strength").text
    assert browser.get(f"{HOME}?kind=strength").text.count("How do you know?") == 1


def test_letters_as_a_page_counts_them_bind_it_to_the_very_words(region: Stage) -> None:
    named = region.make(begin)
    browser = Browser(region.app, token_of(named["challenge"]))
    start = "Leaders see every audit each month ."
    at = len(start)
    found = row(region, note(browser, quote="", start=str(at), end=str(at + len("One audit"))))
    assert found.quote == "One audit"


def test_what_is_typed_is_saved_again_and_again_as_one(region: Stage) -> None:
    named = region.make(begin)
    browser = Browser(region.app, token_of(named["challenge"]))
    for words in ("H", "How do", "How do you know that?"):
        note(browser, words=words, sent_as="same")
    kept = region.see(lambda session: session.exec(select(Annotation)).one())
    assert kept.words == "How do you know that?"
    stranger = Browser(region.app, token_of(named["moderation"]))
    answer = stranger.submit(HOME, {"kind": "challenge", "words": "Mine", "sent_as": "same", "section": "1",
                                    "prompt": "1.1", "about": "answer", "revision": "1"})
    assert answer.status_code == 409 and row(region, kept.id or 0).words == "How do you know that?"


@pytest.mark.parametrize(("typed", "said"), [
    ({"kind": ""}, "Choose what kind"), ({"words": " "}, "Write what you want to say"),
    ({"quote": "audit"}, "more than once, or not at all"), ({"quote": ""}, "Copy the words"),
    ({"section": "99"}, "no such section"), ({"prompt": "9.9"}, "no such answer"), ({"revision": "7"}, "not released"),
    ({"about": "table-1"}, "more than once, or not at all"), ({"reference": "x" * 3000}, "A reference can hold"),
    ({"words": "x" * 10_001}, "An annotation can hold at most 10,000 characters"),
])
def test_bad_input_gets_a_sentence_and_leaves_nothing(region: Stage, typed: dict[str, str], said: str) -> None:
    named = region.make(begin)
    browser = Browser(region.app, token_of(named["challenge"]))
    form = {"kind": "figure", "words": "Which year?", "revision": "1", "section": "1", "prompt": "1.1",
            "quote": "So we act", "about": "words", **typed}
    answer = browser.post(HOME, data=form, headers={
        "x-csrf-token": csrf_for(browser.token), "accept": "application/json"})
    assert answer.status_code == 422 and said in answer.json()["error"]
    assert answer.json()["field"] == next((one for one in typed if one not in ("section", "prompt", "revision")), "")
    if not {"section", "prompt"} & set(typed):
        page = browser.submit(HOME, form).text
        assert said in page and ("govuk-error-summary" in page) is ("revision" not in typed)
        assert ("govuk-error-summary__list" in page) is bool(re.search(r'<a href="#[a-z-]+-again">', page))
    assert region.see(lambda session: session.exec(select(Annotation)).all()) == []


@pytest.mark.parametrize(("typed", "field"), [
    ({"kind": ""}, "kind-again"), ({"words": ""}, "words-of-again"), ({"quote": ""}, "quote-again"),
    ({"quote": "no such words"}, "quote-again"), ({"reference": "x" * 3000}, "reference-again"),
])
def test_without_script_an_error_stands_at_its_field_with_the_text_below(
    region: Stage, typed: dict[str, str], field: str
) -> None:
    browser = Browser(region.app, token_of(region.make(begin)["challenge"]))
    form = {"kind": "figure", "words": "Which year?", "revision": "1", "section": "1", "prompt": "1.1",
            "quote": "So we act", "about": "words", **typed}
    page = browser.submit(HOME, form).text
    assert f'<a href="#{field}">' in page and re.findall(r'id="([a-z-]+)-error"', page) == [field]
    assert f'id="{field}"' in page and "nobody says why" in page and "Select them" not in page


def test_it_follows_its_words_and_says_when_they_are_others_or_gone(region: Stage, submit: Submitting) -> None:
    named = region.make(begin)
    browser = Browser(region.app, token_of(named["challenge"]))
    first, second, third = note(browser), note(browser, quote="So we act"), note(browser, quote="nobody says why")
    submit.add(reviewer_id(region, "challenge"))
    author = Browser(region.app, token_of("author"))
    region.make(lambda session: write(session, "author", "1.1", f"Since then much was said.\n\n{TEXT}"))
    page = author.get(f"{HOME}/prompts/1.1").text
    assert page.count("<mark") == 3 and "Moved" not in page
    changed = TEXT.replace("One audit in ten was good", "One audit in nine was good").replace("\n\nSo we act.", "")
    region.make(lambda session: write(session, "author", "1.1", changed))
    assert "Text changed" in author.get(f"{HOME}/{first}").text
    assert "Gone" in author.get(f"{HOME}/{second}").text
    assert "cd-thread__state" not in author.get(f"{HOME}/{third}").text
    assert "What 2 annotations are about was changed, or is gone" in author.get(HOME).text
    assert author.get(f"{HOME}?state=lost").text.count("<article") == 2


def test_what_lost_its_words_is_placed_or_closed_by_a_person(region: Stage, submit: Submitting) -> None:
    named = region.make(begin)
    browser = Browser(region.app, token_of(named["challenge"]))
    first, second = note(browser), note(browser, quote="So we act")
    submit.add(reviewer_id(region, "challenge"))
    author = Browser(region.app, token_of("author"))
    assert author.submit(f"{HOME}/{first}/close", {"words": "No"}).status_code == 409
    assert author.submit(f"{HOME}/{first}/place", {"version": "1", "quote": "So we act"}).status_code == 409
    region.make(lambda session: write(session, "author", "1.1", "Entirely other words. We publish why now."))
    version = author.get(f"{HOME}/{first}").text.split('name="version" value="')[1].split('"')[0]
    assert author.submit(f"{HOME}/{first}/place", {"version": version, "quote": "nowhere"}).status_code == 422
    stale = author.submit(f"{HOME}/{first}/place", {"version": "0", "quote": "We publish why now"})
    assert stale.status_code == 409 and "We publish why now" in stale.text and '<a href="#quote">' in stale.text
    placed = {"version": version, "quote": "We publish why now"}
    assert author.submit(f"{HOME}/{first}/place", placed).status_code == 303
    assert row(region, first).quote == "One audit in ten was good"
    assert "We publish why now" in author.get(f"{HOME}/{first}").text
    told = browser.get(f"{HOME}/{first}").text  # that it was placed, and not at which words of the draft
    assert "placed this at words" in told and "We publish why now" not in told
    assert "<mark" in author.get(f"{HOME}/prompts/1.1").text
    assert author.submit(f"{HOME}/{second}/close", {"words": "The claim was taken out."}).status_code == 303
    assert not row(region, second).is_open
    assert browser.submit(f"{HOME}/{second}/reopen").status_code == 303 and row(region, second).is_open


def test_an_annotation_has_one_number_and_one_place_in_the_order(region: Stage, submit: Submitting) -> None:
    named = region.make(begin)
    browser, author = Browser(region.app, token_of(named["challenge"])), Browser(region.app, token_of("author"))
    gone, acts = note(browser), note(browser, quote="So we act")
    other = note(browser, section="2", prompt="2.1", about="answer", words="And this?")
    answer = note(browser, about="answer", words="All of it?")
    section = note(browser, section="1", prompt="", about="section", words="Of the whole.")
    submit.add(reviewer_id(region, "challenge"))
    numbers = lambda who, path: [(int(id_), int(number)) for id_, number in re.findall(  # noqa: E731
        r'id="annotation-(\d+)-title"><span[^>]*><span[^>]*>Annotation </span>(\d+)<', who.get(path).text)]
    released = [(section, 1), (gone, 2), (acts, 3), (answer, 4)]
    assert numbers(browser, f"{RELEASED}/sections/1") == released
    assert numbers(browser, HOME) == [*released, (other, 1)]
    region.make(lambda session: write(session, "author", "1.1", TEXT.replace("One audit in ten was good, and ", "")))
    now_on = [(section, 1), (acts, 2), (gone, 3), (answer, 4)]
    assert numbers(author, HOME) == [*now_on, (other, 1)]
    assert numbers(author, f"{HOME}/prompts/1.1") == now_on[1:]
    told = re.findall(r'<h([23]) class="govuk-heading-[ms]">', author.get(HOME).text)
    assert told == ["2", "3", "3", "2", "3"]  # each section and each answer once


def test_a_thread_is_answered_replied_to_settled_and_made_a_task(region: Stage, submit: Submitting) -> None:
    named = region.make(begin)
    browser = Browser(region.app, token_of(named["challenge"]))
    noted = note(browser, reference="https://example.org/report")
    assert browser.submit(f"{HOME}/{noted}/reply", {"words": "Early"}).status_code == 409
    submit.add(reviewer_id(region, "challenge"))
    author = Browser(region.app, token_of("author"))
    page = author.submit(f"{HOME}/{noted}/answer", {"kind": "", "words": "So"}).text
    assert re.search(r'<a href="#(kind-\w+)">Choose whether', page)[1] in re.findall(r' id="(kind-\w+)"', page)
    empty = author.submit(f"{HOME}/{noted}/answer", {"kind": "acted", "words": " "})
    assert empty.status_code == 422 and "Write what you want to say" in empty.text
    for path, what in (("answer", "An answer"), ("reply", "A reply")):
        long = author.submit(f"{HOME}/{noted}/{path}", {"kind": "acted", "words": "x" * 10_001})
        assert long.status_code == 422 and f"{what} can hold at most 10,000 characters" in long.text
    answer = {"kind": "acted", "words": "We publish the reasons from May.", "sent_as": "a"}
    assert author.submit(f"{HOME}/{noted}/answer", answer).status_code == 303
    assert author.submit(f"{HOME}/{noted}/answer", answer).status_code == 303  # a lost reply: said once
    other_words = author.submit(f"{HOME}/{noted}/answer", answer | {"words": "And we add their dates."})
    assert other_words.status_code == 409 and "And we add their dates." in other_words.text
    assert len(region.see(lambda session: session.exec(select(AnnotationEvent)).all())) == 1
    task = author.submit(f"{HOME}/{noted}/task")
    assert task.status_code == 303
    thread = region.see(lambda session: session.get(CommentThread, row(region, noted).task_thread_id))
    assert thread and thread.anchor_id and thread.assigned_to_id
    page = author.get("/").text
    assert "How do you know?" in page and "From the review: Challenge, " in page
    page = author.get(f"{LARGE.path}/prompts/1.1?beside=comments").text
    assert re.search(r"From the review</strong>[^<]*<span[^>]*>Challenge, [^<]*challenger[^<]*</span></p>"
                     r"<blockquote[^>]*>How do you know\?</blockquote>", page)
    boxes = re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page)
    assert any("Made a task of this" in one for one in boxes) and not any("How do you know?" in one for one in boxes)
    assert author.submit(f"{HOME}/{noted}/task").status_code == 409
    assert "We publish the reasons from May." in browser.get(f"{RELEASED}/sections/1").text
    assert browser.submit(f"{HOME}/{noted}/reply", {"words": "Good."}).status_code == 303
    assert browser.submit(f"{HOME}/{noted}/resolve").status_code == 303
    assert author.submit(f"{HOME}/{noted}/answer", answer | {"sent_as": "b"}).status_code == 409
    assert author.submit(f"{HOME}/{noted}/resolve").status_code == 404
    assert browser.submit(HOME, {"kind": "question", "words": "More", "section": "1", "prompt": "1.1",
                                 "about": "answer", "revision": "1"}).status_code == 409
    other = Browser(region.app, token_of("author-2")).submit(f"{HOME}/{noted}/reply", {"words": "Mine"})
    assert other.status_code == 403 and "Whoever writes this answer" in other.text


def test_what_waits_is_told_to_whoever_answers_it_and_offered_to_nobody_else(
    region: Stage, submit: Submitting,
) -> None:
    named = region.make(begin)
    browser = Browser(region.app, token_of(named["challenge"]))
    noted = note(browser)
    note(browser, section="2", prompt="2.1", about="answer", words="And this?")
    note(browser, section="1", prompt="", about="section", words="Of the whole.")
    told = lambda who: re.findall(  # noqa: E731
        r"(\d)\xa0annotations? on the text", Browser(region.app, token_of(who)).get("/").text)
    assert told("coordinator") == []
    submit.add(reviewer_id(region, "challenge"))
    assert [told(who) for who in ("coordinator", "author", "author-2", "director")] == [["3"], ["3"], [], []]
    author, other = (Browser(region.app, token_of(who)) for who in ("author", "author-2"))
    assert author.get(f"{HOME}?state=yours").text.count('<article class="cd-thread') == 3
    assert other.get(f"{HOME}?state=yours").text.count('<article class="cd-thread') == 0
    for page in (HOME, f"{HOME}/prompts/1.1"):
        links = [re.findall(r'>(\w+)<span class="govuk-visually-hidden"> annotation', who.get(page).text)
                 for who in (author, other)]
        assert set(links[0]) == {"Answer"} and set(links[1]) == {"Open"}
    page = other.get(f"{HOME}/{noted}").text
    assert "or a coordinator, answers this" in page and "<form action=\"/reviews/annotations" not in page
    assert "answers this" not in author.get(f"{HOME}/{noted}").text
    assert author.submit(f"{HOME}/{noted}/answer", {"kind": "acted", "words": "Done."}).status_code == 303
    assert told("author") == ["2"]
    region.make(factories.close)
    assert told("author") == []


def test_one_changes_removes_and_puts_back_ones_own(region: Stage) -> None:
    named = region.make(begin)
    browser = Browser(region.app, token_of(named["challenge"]))
    noted = note(browser)
    assert browser.submit(f"{HOME}/{noted}/change", {"kind": "figure", "words": " "}).status_code == 422
    assert browser.submit(f"{HOME}/{noted}/change", {"kind": "figure", "words": "Which?"}).status_code == 303
    assert (row(region, noted).kind, row(region, noted).words) == ("figure", "Which?")
    assert browser.submit(f"{HOME}/{noted}/remove").status_code == 303
    assert browser.get(f"{HOME}/{noted}").status_code == 404
    assert browser.submit(f"{HOME}/{noted}/put-back").status_code == 303
    assert "Which?" in browser.get(f"{RELEASED}/sections/1").text


def test_a_later_release_shows_it_where_its_words_went(region: Stage) -> None:
    named = region.make(begin)
    browser = Browser(region.app, token_of(named["challenge"]))
    first, second = note(browser), note(browser, quote="So we act")
    later = f"Before.\n\n{TEXT.replace('So we act.', 'So we shall act.')}"
    region.make(lambda session: write(session, "author", "1.1", later))
    region.make(factories.release)
    page = browser.get(f"{RELEASED}/sections/1").text
    assert "Text changed" in page
    mark = page.split(f'data-threads="{first}">')[1].split("</mark>")[0]
    assert mark == "One audit in ten was good"
    assert note(browser, quote="So we act", revision="1", sent_as="old") != second
    assert "So we act" in row(region, second).quote
