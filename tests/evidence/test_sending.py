"""A large file sent in pieces: gone on with after a break, checked as any other, and nobody else's business."""

import hashlib
import io
import os
import time
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from app.activity.models import Activity
from app.core.arrivals import DAY, MOST_AT_ONCE, Announced, Arrivals, OutOfStep
from app.core.errors import NotFound
from app.core.files import FileStore
from app.core.security import csrf_for
from app.evidence.errors import Infected
from app.evidence.models import EvidenceRevision
from app.evidence.scanner import Scanner
from app.evidence.sending_routes import LARGEST_PIECE, SMALLEST_PIECE
from app.evidence.uploads import Gate
from tests.browser import Browser
from tests.evidence import samples
from tests.evidence.conftest import House, send
from tests.evidence.test_pages import FORM, HOME

UPLOADS = f"{HOME}/uploads"
TABLE = b"measure,count\n" + b"plans,236\n" * 20_000
PIECE = SMALLEST_PIECE


def post(browser: Browser, address: str, **more: Any) -> Any:
    headers = {"x-csrf-token": csrf_for(browser.token), "accept": "application/json", **more.pop("headers", {})}
    return browser.post(address, headers=headers, **more)


def announce(browser: Browser, data: bytes, name: str = "plans.csv", **more: Any) -> Any:
    told = {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest(), **more}
    return post(browser, UPLOADS, json=told)


def piece(browser: Browser, key: str, data: bytes, at: int, size: int = PIECE) -> Any:
    return post(browser, f"{UPLOADS}/{key}", content=data[at : at + size], headers={"upload-offset": str(at)})


def sent(browser: Browser, data: bytes, name: str = "plans.csv") -> str:
    """The key of a file that has arrived whole."""
    key = str(announce(browser, data, name).json()["key"])
    for at in range(0, len(data), PIECE):
        assert piece(browser, key, data, at).status_code == 200
    return key


def left(house: House) -> list[Path]:
    """Every file that is on its way in."""
    return [path for path in house.app.state.arrivals.folder.rglob("*") if path.is_file()]


def test_a_file_sent_in_pieces_is_kept_as_it_was_when_the_form_is_saved(house: House) -> None:
    browser = house.client()
    key = sent(browser, TABLE)
    assert post(browser, f"{UPLOADS}/{key}/check").json() == {"offset": len(TABLE)}
    assert send(browser, HOME + "/new", {**FORM, "upload": key}).status_code == 303
    answer = browser.get(HOME + "/E4/revisions/1/file")
    assert answer.content == TABLE and answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert left(house) == []
    again = sent(browser, TABLE, "newer.csv")
    post(browser, f"{UPLOADS}/{again}/check")
    assert send(browser, HOME + "/E4/revisions", {"link": "", "upload": again}).status_code == 303
    with house.app.state.database.read() as session:
        names = session.exec(select(EvidenceRevision.file_name).where(EvidenceRevision.file_name != "")).all()
    assert names == ["plans.csv", "newer.csv"]


def test_after_a_break_the_server_says_where_to_go_on(house: House) -> None:
    browser = house.client()
    begun = announce(browser, TABLE)
    key = begun.json()["key"]
    assert begun.status_code == 201 and begun.headers["location"] == f"{UPLOADS}/{key}"
    assert begun.headers["upload-offset"] == "0"
    piece(browser, key, TABLE, 0)
    assert browser.get(f"{UPLOADS}/{key}").headers["upload-offset"] == str(PIECE)
    assert announce(browser, TABLE).json() == {"key": key, "offset": PIECE}, "the same file is gone on with"
    assert announce(browser, TABLE, "other.csv").json()["offset"] == 0
    twice = piece(browser, key, TABLE, 0)
    assert (twice.status_code, twice.headers["upload-offset"]) == (409, str(PIECE))
    assert piece(browser, key, TABLE, 2 * PIECE).status_code == 409
    assert post(browser, f"{UPLOADS}/{key}/check").status_code == 409, "not whole yet"
    unready = send(browser, HOME + "/new", {**FORM, "upload": key})
    assert unready.status_code == 422 and "has not arrived whole" in unready.text


def test_pieces_have_a_size_and_never_go_beyond_the_end(house: House) -> None:
    browser = house.client()
    key = announce(browser, TABLE).json()["key"]
    assert piece(browser, key, TABLE, 0, 1_000).status_code == 422
    assert piece(browser, key, bytes(LARGEST_PIECE + 1), 0, LARGEST_PIECE + 1).status_code == 422
    assert piece(browser, key, TABLE + b"x", 0, len(TABLE) + 1).status_code == 409
    assert post(browser, f"{UPLOADS}/{key}", content=TABLE[:PIECE]).status_code == 409, "no offset is said"
    assert browser.get(f"{UPLOADS}/{key}").json() == {"offset": 0}


def test_a_file_over_the_limit_or_empty_is_refused_before_any_of_it_is_sent(house: House) -> None:
    house.app.state.gate = Gate(len(TABLE))
    browser = house.client()
    assert announce(browser, TABLE).status_code == 201
    refused = announce(browser, TABLE + b"x")
    assert refused.status_code == 422 and "is larger than 0.1907 MB" in refused.json()["error"]
    assert announce(browser, b"").json() == {"error": "The file is empty."}
    assert announce(browser, TABLE, size=-1).status_code == announce(browser, TABLE, sha256="x").status_code == 422


@pytest.mark.parametrize(("name", "data", "words"), [
    ("plans.csv", b"\x00" * 200_000, "not of a kind"), ("locked.pdf", samples.pdf("secret"), "protected by a password"),
    ("plans.pdf", TABLE, "Rename it"),
])
def test_a_refused_file_leaves_nothing(house: House, name: str, data: bytes, words: str) -> None:
    browser = house.client()
    key = sent(browser, data, name)
    refused = post(browser, f"{UPLOADS}/{key}/check")
    assert refused.status_code == 422 and words in refused.json()["error"]
    assert left(house) == [] and not list(house.app.state.files.folder.rglob("*"))
    assert browser.get(f"{UPLOADS}/{key}").status_code == 404
    gone = send(browser, HOME + "/new", {**FORM, "upload": key})
    assert gone.status_code == 422 and "Choose the file again" in gone.text


def test_a_file_that_is_not_what_was_announced_is_refused(house: House) -> None:
    browser = house.client()
    key = announce(browser, TABLE, sha256="0" * 64).json()["key"]
    for at in range(0, len(TABLE), PIECE):
        piece(browser, key, TABLE, at)
    assert "did not arrive as it was sent" in post(browser, f"{UPLOADS}/{key}/check").json()["error"]
    assert left(house) == []


def test_a_harmful_file_is_told_in_the_trail(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def found(_: Scanner, __: bytes) -> None:
        raise Infected("Eicar")

    monkeypatch.setattr(Scanner, "check", found)
    house.app.state.gate = Gate(scanner=Scanner("nowhere:1"))
    browser = house.client()
    assert "Eicar" in post(browser, f"{UPLOADS}/{sent(browser, TABLE)}/check").json()["error"]
    with house.app.state.database.read() as session:
        assert [act.tag for act in session.exec(select(Activity))][-1] == "evidence:file:infected"
    assert left(house) == []


def test_nobody_else_comes_upon_it(house: House) -> None:
    browser, other = house.client("coordinator"), house.client("author")
    key = sent(browser, TABLE)
    post(browser, f"{UPLOADS}/{key}/check")
    assert other.get(f"{UPLOADS}/{key}").status_code == 404
    for way in ("", "/check", "/cancel"):
        assert post(other, f"{UPLOADS}/{key}{way}").status_code == 404
    assert send(other, HOME + "/new", {**FORM, "upload": key}).status_code == 422
    assert browser.get(f"{UPLOADS}/..%2f{key}").status_code == 404
    assert browser.get(f"{UPLOADS}/{key}").status_code == 200


def test_a_cancelled_file_leaves_nothing(house: House) -> None:
    browser = house.client()
    key = sent(browser, TABLE)
    assert post(browser, f"{UPLOADS}/{key}/cancel").status_code == 204
    assert left(house) == [] and post(browser, f"{UPLOADS}/{key}/cancel").status_code == 404


def test_a_form_with_mistakes_need_not_send_its_file_again(house: House) -> None:
    browser = house.client()
    key = sent(browser, TABLE)
    post(browser, f"{UPLOADS}/{key}/check")
    wrong = send(browser, HOME + "/new", {**FORM, "title": "", "upload": key})
    assert wrong.status_code == 422 and f'name="upload" value="{key}"' in wrong.text
    assert "“plans.csv” has arrived" in wrong.text
    assert send(browser, HOME + "/new", {**FORM, "upload": key}).status_code == 303


def test_the_plain_form_takes_a_large_file_whole(house: House) -> None:
    browser = house.client()
    file = {"file": ("plans.csv", io.BytesIO(TABLE * 10), "text/csv")}
    assert send(browser, HOME + "/new", {**FORM, "upload": ""}, files=file).status_code == 303


class TestOnDisk:
    ANNOUNCED = Announced("plans.csv", len(TABLE), hashlib.sha256(TABLE).hexdigest(), 1)

    def test_only_so_many_at_once(self, tmp_path: Path) -> None:
        arrivals = Arrivals(tmp_path)
        made = []
        for number in range(MOST_AT_ONCE + 2):
            made.append(arrivals.begin(7, Announced(f"{number}.csv", 10, "", 1)))
            os.utime(made[-1].folder, (time.time() + number, time.time() + number))
        assert [one.folder.exists() for one in made] == [False, False] + [True] * MOST_AT_ONCE
        assert arrivals.begin(8, self.ANNOUNCED).folder.exists(), "other people have their own"

    def test_what_is_left_alone_for_a_day_is_cleared(self, tmp_path: Path) -> None:
        arrivals = Arrivals(tmp_path)
        old, new = arrivals.begin(7, self.ANNOUNCED), arrivals.begin(8, self.ANNOUNCED)
        os.utime(old.folder, (time.time() - DAY - 60,) * 2)
        arrivals.sweep()
        assert not old.folder.exists() and new.folder.exists()
        with pytest.raises(NotFound):
            old.add(0, b"x")

    def test_several_processes_take_pieces_of_one_file(self, tmp_path: Path) -> None:
        begun = Arrivals(tmp_path).begin(7, self.ANNOUNCED)
        for at in range(0, len(TABLE), PIECE):
            Arrivals(tmp_path).find(7, 1, begun.key).add(at, TABLE[at : at + PIECE])
        assert begun.whole and begun.data() == TABLE
        with pytest.raises(OutOfStep):
            begun.add(len(TABLE), b"x")
        with pytest.raises(NotFound):
            Arrivals(tmp_path).find(7, 2, begun.key)

    def test_what_is_still_written_when_it_is_taken_away_leaves_nothing(self, tmp_path: Path) -> None:
        begun = Arrivals(tmp_path).begin(7, self.ANNOUNCED)
        begun.add(0, TABLE)
        begun.forget()
        with pytest.raises(NotFound):
            begun.note_checked("text/csv")
        assert not begun.folder.exists()

    def test_nothing_is_kept_before_it_is_checked(self, tmp_path: Path) -> None:
        files = FileStore(tmp_path / "files")
        begun = Arrivals(tmp_path / "arriving").begin(7, self.ANNOUNCED)
        begun.add(0, TABLE)
        Gate().check_arrived(begun)
        assert not list((tmp_path / "files").rglob("*")) and begun.media_type.startswith("text/csv")
        assert files.get(self.ANNOUNCED.sha256) is None
