"""What owners are asked about their items, owner by owner."""

from datetime import date
from urllib.parse import unquote

from app.assessments.citing.asking import Letter, Question
from app.evidence import service
from app.evidence.models import EvidenceItem
from app.evidence.rules import Fields
from tests.assessments.factories import authority_id
from tests.evidence.conftest import LINK, LOADING, House
from tests.evidence.test_pages import HOME


def test_each_owner_is_asked_about_what_may_no_longer_hold(house: House) -> None:
    fields = Fields("Old plan", "document", "Clerk to the board", date(2015, 1, 31), "published", "open",
                    review_by=date(2016, 1, 31))
    house.do(lambda session: service.put_item(
        session, LOADING, authority_id(session), "E4", fields, LINK) and None)
    shown = house.client("author").get(HOME + "/owners").text
    assert "E4 Old plan: as at 31 January 2015, to be looked at again by 31 January 2016." in shown
    assert "E2 Audit of March: withdrawn, and still cited." in shown
    assert "Clerk to the board" in shown and "Head of quality assurance" in shown and "mailto:?subject=" in shown
    assert "E3" not in shown, "provisional, but cited nowhere"


def test_a_long_message_is_cut_in_the_link_alone() -> None:
    items = [EvidenceItem(ref=f"E{number}", title="A long title of an item") for number in range(80)]  # type: ignore[call-arg]
    letter = Letter("Head & lead", "Peterborough", tuple(Question(one, "Does it still hold?") for one in items))
    assert letter.is_cut and len(letter.mailto) <= 1_800 and "E79" in letter.message
    assert "Head & lead" in unquote(letter.mailto) and "&lead" not in letter.mailto.partition("body=")[2]
