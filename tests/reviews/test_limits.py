"""Words that are too long are refused with their limit, and stay in the form; none are cut."""

from sqlmodel import Session, select

from app.reviews.pairing.models import AllocationRun
from app.reviews.practice.models import Practice
from app.reviews.rounds.models import DeclaredConflict
from tests.browser import Browser
from tests.conftest import SignIn
from tests.reviews import factories
from tests.reviews.conftest import Stage
from tests.reviews.factories import PART, ROUND

REASON = f"{'why ' * 300}so"


def _refused(browser: Browser, path: str, sent: dict[str, str], said: str, typed: str) -> None:
    answer = browser.submit(path, sent)
    assert answer.status_code == 422 and said in answer.text and typed in answer.text


def test_what_the_region_writes_is_not_cut(region: Stage, sign_in: SignIn) -> None:
    region.make(factories.open_round)
    browser, said = sign_in("regional"), "A reason can hold at most 1,000 characters; this one has 1,202."
    _refused(browser, f"{ROUND}/allocation", {"memory": "3", "reason": REASON}, said, REASON)
    assert region.see(lambda session: session.exec(select(AllocationRun)).all()) == []
    assert browser.submit(f"{ROUND}/conflicts", {"one": "essex", "other": "luton", "why": "Kin"}).status_code == 303
    row = region.see(lambda session: session.exec(select(DeclaredConflict)).one())
    _refused(browser, f"{ROUND}/conflicts/{row.id}/lift", {"why": REASON}, said, REASON)
    region.make(factories.allocate)
    region.make(_publish)
    _refused(browser, f"{ROUND}/withdraw", {"reason": REASON}, said, REASON)


def _publish(session: Session) -> None:
    factories.pairing.publish(session, factories.run_of(session))


def test_what_an_authority_writes_is_not_cut(region: Stage, sign_in: SignIn, mail: None) -> None:
    region.make(factories.publish)
    browser, name = sign_in("coordinator"), "x" * 121
    _refused(browser, f"{PART}/release", {"name": name}, "The name of a release can hold at most 120", name)
    offer = {"title": name, "passage": "At least five words here", "note": "y" * 2001}
    _refused(browser, f"{PART}/practice", offer, "A title can hold at most 120 characters", offer["note"])
    _refused(browser, f"{PART}/practice", offer | {"title": "T"}, "A note can hold at most 2,000", offer["note"])
    assert region.see(lambda session: session.exec(select(Practice)).all()) == []
    own = region.see(lambda session: factories.reviewing(session, "challenge"))
    guest = {"pair_id": str(own.pair.id), "name": name, "email": "guest@other-council.example"}
    path = PART.replace("peterborough", own.reviewer.lower())
    director = sign_in(f"{own.reviewer.lower()}-director")
    _refused(director, f"{path}/guests/invite", guest, "The name of a guest can hold at most 120", name)
