"""Pictures from the editor: with a text alternative, checked like every file, and nothing left of a refused one."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlmodel import select

from app.activity.models import Activity
from app.evidence.models import EvidenceItem
from tests.evidence import samples
from tests.evidence.conftest import House, send

AT = "/evidence/peterborough/pictures"
FIELDS = {"title": "Children in care", "text_alternative": "Numbers rise from 340 to 363.", "as_at": "2017-03-31"}


def sent(house: House, name: str, data: bytes, fields: Mapping[str, str] = FIELDS, role: str = "author") -> Any:
    return send(house.client(role), AT, dict(fields), {"file": (name, data)})


def items(house: House) -> list[EvidenceItem]:
    with house.app.state.database.read() as session:
        return list(session.exec(select(EvidenceItem).where(EvidenceItem.ref > "E3")).all())


@pytest.mark.parametrize(("name", "kind"), [("chart.png", "PNG"), ("photo.jpg", "JPEG")])
def test_a_picture_is_added_provisional_and_restricted(house: House, name: str, kind: str) -> None:
    answer = sent(house, name, samples.picture(kind))
    assert answer.status_code == 201
    assert answer.json() == {
        "ref": "E4", "revision": 1, "title": "Children in care", "kind": "document", "as_at": "2017-03-31",
        "status": "provisional", "newest": 1,
    }
    (item,) = items(house)
    assert (item.text_alternative, item.sensitivity, item.owner) == (FIELDS["text_alternative"], "restricted", "Author")
    page = house.client("author").get("/evidence/peterborough/E4").text
    assert FIELDS["text_alternative"] in page and name in page
    with house.app.state.database.read() as session:
        assert "evidence:item:added" in session.exec(select(Activity.tag)).all()


@pytest.mark.parametrize(("change", "field"), [
    ({"title": ""}, "title"), ({"text_alternative": "  "}, "text_alternative"), ({"as_at": "soon"}, "as_at"),
    ({"text_alternative": "x" * 1001}, "text_alternative"),
])
def test_each_field_is_asked_for(house: House, change: dict[str, str], field: str) -> None:
    answer = sent(house, "chart.png", samples.picture("PNG"), FIELDS | change)
    assert answer.status_code == 422 and list(answer.json()["errors"]) == [field]
    assert items(house) == []


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", samples.picture("PNG")[:60], samples.pdf()])
def test_only_whole_pictures_are_taken(house: House, data: bytes) -> None:
    answer = sent(house, "chart.png", data)
    assert answer.status_code == 422 and answer.json()["errors"]["file"].endswith(".")
    assert items(house) == []


def test_the_alternative_can_be_put_right_later(house: House) -> None:
    sent(house, "chart.png", samples.picture("PNG"))
    edit = house.client("author").get("/evidence/peterborough/E4/edit").text
    assert FIELDS["text_alternative"] in edit


def test_whoever_does_not_keep_the_library_adds_nothing(house: House) -> None:
    assert sent(house, "chart.png", samples.picture("PNG"), role="director").status_code == 403
    assert items(house) == []
