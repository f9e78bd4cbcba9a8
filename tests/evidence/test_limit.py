"""How large a file may be: set by the administrator within what the server takes, and held wherever files come in."""

import hashlib
import io

import pytest
from sqlmodel import select

from app.activity.models import Activity
from app.config import MEGABYTE
from app.core.errors import Refused
from app.evidence.rules import read_megabytes
from app.evidence.uploads import Gate
from tests.browser import Browser
from tests.evidence.conftest import House, send
from tests.evidence.test_pages import FORM, HOME
from tests.house.statements import heard

PAGE = "/settings/peterborough/files"
LARGE = b"a,b\n" * (MEGABYTE // 2)  # two megabytes


def set_to(browser: Browser, megabytes: str, seen: str = "") -> int:
    return int(browser.submit(PAGE, {"megabytes": megabytes, "seen": seen}).status_code)


def test_the_limit_is_shown_where_files_are_sent_and_held_there(house: House) -> None:
    administrator, author = house.client("administrator"), house.client("author")
    assert "up to 50 MB" in author.get(HOME + "/new").text
    assert set_to(administrator, "1") == 303
    assert "up to <strong>1 MB</strong>" in administrator.get(PAGE).text
    for page in ("/new", "/E1/revisions"):
        assert "up to 1 MB" in author.get(HOME + page).text
        refused = send(author, HOME + page, FORM, files={"file": ("n.csv", io.BytesIO(LARGE), "text/csv")})
        assert refused.status_code == 422 and "larger than 1 MB" in refused.text
    told = {"name": "n.csv", "size": len(LARGE), "sha256": hashlib.sha256(LARGE).hexdigest()}
    announced = author.submit_json(HOME + "/uploads", told)
    assert announced.status_code == 422 and "larger than 1 MB" in announced.json()["error"]
    assert set_to(administrator, "", "1") == 303
    assert author.submit_json(HOME + "/uploads", told).status_code == 201
    with house.app.state.database.read() as session:
        found = session.exec(select(Activity).where(Activity.tag == "evidence:limit:set")).all()
    assert ["1 MB" in one.detail for one in found] == [True, False]


def test_other_libraries_keep_theirs(house: House) -> None:
    assert set_to(house.client("administrator"), "1") == 303
    assert "up to 50 MB" in house.client("stranger").get("/evidence/cambridgeshire/new").text


def test_it_is_never_above_what_the_server_takes(house: House) -> None:
    administrator = house.client("administrator")
    for wrong in ("51", "0", "-1", "2.5", "many", "9" * 30, "²"):
        assert set_to(administrator, wrong) == 422
    assert "Enter a whole number from 1 to 50" in administrator.submit(PAGE, {"megabytes": "51"}).text
    assert set_to(administrator, "50") == 303
    house.app.state.gate = Gate(10 * MEGABYTE)
    assert "up to <strong>10 MB</strong>" in administrator.get(PAGE).text
    with pytest.raises(Refused):
        read_megabytes("11", house.app.state.gate.whole_megabytes)


def test_two_administrators_never_overwrite_each_other(house: House) -> None:
    administrator = house.client("administrator")
    assert set_to(administrator, "20") == 303
    late = administrator.submit(PAGE, {"megabytes": "30", "seen": ""})
    assert late.status_code == 409 and 'value="20"' in late.text and 'value="30"' in late.text
    assert set_to(administrator, "30", "20") == 303
    assert set_to(administrator, "30", "30") == 303, "nothing to change is no fault"


def test_the_pages_need_few_queries(house: House) -> None:
    for who, page, most in (("administrator", PAGE, 3), ("author", HOME + "/new", 3)):
        browser = house.client(who)
        with heard(house.app) as said:
            assert browser.get(page).status_code == 200
        assert len(said) <= most, said


def test_the_page_tells_how_many_files_are_read_as_this_version_reads_them(house: House) -> None:
    administrator = house.client("administrator")
    assert "No such file is in the library yet" in administrator.get(PAGE).text
    send(house.client("author"), HOME + "/new", FORM, files={"file": ("n.csv", io.BytesIO(b"a,b"), "text/csv")})
    page = administrator.get(PAGE).text
    assert "0 of 1 read" in page and 'hx-trigger="every 3s"' in page
