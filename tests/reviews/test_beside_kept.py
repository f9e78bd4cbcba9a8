"""What stands beside a text is shown again without being rendered, yet always as it would be rendered now."""

import re
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from sqlmodel import Session, select

from app.accounts.models import Authority, Person
from app.core.clock import now
from app.core.security import csrf_for
from app.evidence.models import EvidenceItem
from app.reviews.annotations import answering, beside, cards, following, marked
from app.reviews.annotations.happening import Said
from app.reviews.annotations.models import Annotation
from app.reviews.releases import service as releases
from app.reviews.releases.models import Review
from app.reviews.releases.queries import reading_at
from tests.assessments.factories import LARGE, actor_of, email_of, token_of, write
from tests.browser import Browser
from tests.house.statements import heard
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import RELEASED
from tests.reviews.test_annotations import HOME, TEXT, begin, note

SECTION, STATEMENT = f"{RELEASED}/sections/1", f"{HOME}/prompts/1.1"
NEW_EACH_TIME = re.compile(r'nonce="[^"]+"|name="(sent_as|window)" value="[^"]+"')


def plain(browser: Browser, path: str) -> str:
    """A page without what differs by response."""
    return NEW_EACH_TIME.sub("", browser.get(path).text)


def forget() -> None:
    """Nothing is kept any more."""
    for kept in (beside._columns, cards._pieces, cards._before, following._places, marked._texts, marked._blocks):
        kept._values.clear()


def the_note(session: Session) -> Annotation:
    """What was noted."""
    return session.exec(select(Annotation)).one()


def by_author(session: Session, verb: Callable[..., object], *more: object) -> None:
    """Something that the author does with the first annotation."""
    reading = reading_at(session, actor_of(session, "author"), LARGE)
    verb(session, answering.before(session, reading, the_note(session).id or 0), *more)


def reword(session: Session) -> None:
    """Its reviewer says it in other words."""
    the_note(session).words = "Which audits were these?"


def refer(session: Session) -> None:
    """Its reviewer gives a reference."""
    the_note(session).reference = "https://example.org/audits"


def take_back(session: Session) -> None:
    """Its reviewer takes it back."""
    the_note(session).is_removed = True


def put_back(session: Session) -> None:
    """Its reviewer puts it back."""
    the_note(session).is_removed = False


def submit(session: Session) -> None:
    """Its reviewer submits the review."""
    session.add(Review(reviewer_id=the_note(session).reviewer_id, begun_at=now(), submitted_at=now()))


def answer(session: Session) -> None:
    """The author answers it."""
    by_author(session, answering.answer, "accepted", Said("We shall say so."))


def reply(session: Session) -> None:
    """The author says something more."""
    by_author(session, answering.reply, Said("Ask us in May."))


def make_a_task(session: Session) -> None:
    """The author makes a task of it."""
    by_author(session, answering.make_task)


def settle(session: Session) -> None:
    """It is settled."""
    the_note(session).is_open = False


def reopen(session: Session) -> None:
    """It is opened again."""
    the_note(session).is_open = True


def rename(session: Session) -> None:
    """Its reviewer is called otherwise."""
    own = factories.reviewing(session, "challenge")
    slug = own.reviewer.lower()
    session.exec(select(Person).where(Person.email == email_of(f"{slug}-officer"))).one().name = "Somebody Else"
    session.exec(select(Authority).where(Authority.slug == slug)).one().name = "Elsewhere"


def edit(session: Session) -> None:
    """The author writes before the words."""
    write(session, "author", "1.1", f"Very much was said.\n\n{TEXT}")


def edit_away(session: Session) -> None:
    """The author writes other words in their place."""
    write(session, "author", "1.1", TEXT.replace("One audit in ten was good", "Audits get better"))


def retitle(session: Session) -> None:
    """An item that the text cites is called otherwise."""
    item = session.exec(select(EvidenceItem).where(EvidenceItem.ref == "E1")).one()
    item.title, item.version = "Audit summary, corrected", item.version + 1


# One after the other: whatever was kept after one is not shown after the next.
ONCE_SUBMITTED = (submit, answer, reply, rename, settle)
CHANGES = {
    STATEMENT: ("author", (*ONCE_SUBMITTED, reopen, make_a_task, edit, retitle, edit_away)),
    SECTION: ("challenge", (reword, refer, take_back, put_back, *ONCE_SUBMITTED, factories.release)),
}


def noted(region: Stage) -> dict[str, str]:
    """One annotation, on a text that went on since; what its reviewers are called."""
    named = region.make(begin)
    note(Browser(region.app, token_of(named["challenge"])))
    region.make(lambda session: write(session, "author", "1.1", f"Much was said.\n\n{TEXT}"))
    return named


@pytest.mark.parametrize("path", CHANGES)
def test_whatever_it_shows_shows_at_once(region: Stage, path: str) -> None:
    who, changes = CHANGES[path]
    reader = Browser(region.app, token_of(noted(region).get(who, who)))
    before = plain(reader, path)
    for change in changes:
        region.make(change)
        after = plain(reader, path)
        assert after != before, change
        assert plain(reader, path) == after, change
        forget()
        before = plain(reader, path)
        assert before == after, change


def test_everybody_gets_what_is_theirs_to_do_and_their_own_token(region: Stage) -> None:
    named = noted(region)
    region.make(submit)
    said = {}
    for who in ("author", "coordinator", "author-2", "author"):
        browser = Browser(region.app, token_of(who))
        page = browser.get(STATEMENT).text
        said[who] = "Make it a task" in page
        assert set(re.findall(r'name="csrf" value="(\w+)"', page)) == {csrf_for(browser.token)}
    assert said == {"author": True, "coordinator": True, "author-2": False}
    for who, acts in (("author", ["Answer"]), (named["challenge"], ["Reply or settle"]), (named["moderation"], [])):
        page = Browser(region.app, token_of(who)).get(SECTION).text
        assert re.findall(r'cd-thread__acts"><a [^>]*>([\w ]+)<', page) == acts, who


def test_many_are_placed_in_a_later_release_with_as_many_queries_as_one(
    app: FastAPI, region: Stage
) -> None:
    """What is worked out the first time needs no query for each annotation either."""
    browser = Browser(app, token_of(region.make(begin)["challenge"]))
    asked = []
    for many in (1, 9):
        for number in range(many):
            note(browser, quote="So we act", sent_as=f"{many}-{number}")
        region.make(lambda session, many=many: write(session, "author", "1.1", f"Written {many}.\n\n{TEXT}"))
        region.make(factories.release)
        with heard(app) as said:
            assert browser.get(SECTION).text.count("cd-thread__facts") == 1 + (many > 1) * 9
        asked.append(len(said))
    assert asked[1] == asked[0]


def test_numbers_run_through_the_page(region: Stage) -> None:
    browser = Browser(region.app, token_of(region.make(begin)["challenge"]))
    for number, about in enumerate(({"prompt": "1.2", "about": "answer"}, {}, {"quote": "So we act"},
                                    {"prompt": "", "about": "answer"})):
        note(browser, sent_as=f"sent-{number}", **about)
    page = browser.get(SECTION).text
    cards = re.findall(r'Annotation </span>(\d+)</span>.*?class="cd-thread__facts"><span>About ([\w ]+)', page, re.S)
    assert cards == [("1", "the whole section"), ("2", "these words"), ("3", "these words"), ("4", "the whole answer")]
    assert re.findall(r'href="#annotation-(\d+)"><span class="govuk-visually-hidden">Annotation </span>(\d)', page) == [
        ("2", "2"), ("3", "3")]


# Whose words stand on the section's page, by reader: of the guest, the second challenger, the moderator, the author.
TABLE = """
          guest second moderator author
typed     G     S      M         -
moderated GM    SM     M         M
answered  GMA   SMA    MA        MA
first     GMA   SMA    MA        GMA
both      GSMA  GSMA   MA        GSMA
revoked   -     GSMA   MA        GSMA
"""
SAID = {"G": "Said by a guest", "S": "Said by the second", "M": "Said by a moderator", "A": "Said in answer"}


def three_noted(region: Stage) -> dict[str, str]:
    """Notes of three reviewers, one of them a guest, on one answer; what they are called."""
    region.make(lambda session: write(session, "author", "1.1", TEXT))
    named = region.make(factories.under_review)
    region.make(factories.guest)
    for letter, who in zip("GSM", ("guest", named["second"], named["moderator"]), strict=True):
        note(Browser(region.app, token_of(who)), words=SAID[letter], sent_as=f"sent-{letter}")
    return {"guest": "guest", "second": named["second"], "moderator": named["moderator"], "author": "author"}


def of(session: Session, letter: str) -> Annotation:
    """The note with these words."""
    return session.exec(select(Annotation).where(Annotation.words == SAID[letter])).one()


def submitted(letter: str) -> Callable[[Session], None]:
    """Lets the reviewer with these words submit."""
    return lambda session: session.add(
        Review(reviewer_id=of(session, letter).reviewer_id, begun_at=now(), submitted_at=now()))


def answered(session: Session) -> None:
    """The author answers the moderator."""
    reading = reading_at(session, actor_of(session, "author"), LARGE)
    answering.answer(session, answering.before(session, reading, of(session, "M").id or 0), "explained",
                     Said(SAID["A"]))


def revoked(session: Session) -> None:
    """The guest is withdrawn."""
    own = factories.reviewing(session, "challenge")
    part = factories.part_of(session, f"{own.reviewer.lower()}-director")
    releases.take_off(session, part, of(session, "G").reviewer_id)


def test_nothing_kept_reaches_another_reader_or_outlives_a_stage(region: Stage) -> None:
    readers = three_noted(region)
    browsers = {who: Browser(region.app, token_of(name)) for who, name in readers.items()}
    steps = {"moderated": submitted("M"), "answered": answered, "first": submitted("G"), "both": submitted("S"),
             "revoked": revoked}
    heads, *lines = (line.split() for line in TABLE.strip().splitlines())
    for stage, *expected in lines:
        if stage in steps:
            region.make(steps[stage])
        shown = {who: plain(browser, SECTION) for who, browser in browsers.items()}
        found = {who: "".join(letter for letter, words in SAID.items() if words in page) or "-"
                 for who, page in shown.items()}
        assert found == dict(zip(heads, expected, strict=True)), stage
        forget()
        assert {who: plain(browser, SECTION) for who, browser in browsers.items()} == shown, stage
