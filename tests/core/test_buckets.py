"""Files in a bucket: kept, found and handed out by a running Swift, and what people read when it is away."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import obstore
import pytest

from app.config import Settings
from app.core.buckets import BucketStore, open_files
from app.core.errors import NotFound
from app.core.files import FileStore, StoreAway
from app.core.jobs import Runner
from app.evidence.passages.service import READ_FILE
from app.tasks import tasks
from tests import swift
from tests.evidence import samples
from tests.evidence.conftest import House, house, send  # noqa: F401
from tests.evidence.test_pages import FORM, HOME

DATA = b"measure,count\nplans,236\n" * 200_000
MANY = samples.pages([f"Page {number} of the report" for number in range(1, 7)] + ["Nine in ten were in time"])


@pytest.fixture(scope="module")
def running() -> Iterator[swift.Swift]:
    if not swift.installed():
        pytest.skip(swift.MISSING)
    with swift.server() as server:
        yield server


@pytest.fixture
def bucket(running: swift.Swift, monkeypatch: pytest.MonkeyPatch) -> BucketStore:
    for name, value in running.environment.items():
        monkeypatch.setenv(name, value)
    store = open_files(f"s3://{swift.BUCKET}/candour/files", Path("nowhere"))
    assert isinstance(store, BucketStore)
    return store


def test_what_is_put_is_found_under_its_sha256(bucket: BucketStore, running: swift.Swift) -> None:
    digest = bucket.put(DATA)
    assert bucket.put(DATA) == digest and bucket.get(digest) == DATA and bucket.has(digest)
    stream = bucket.stream(digest)
    chunks = list(stream.chunks)
    assert stream.size == len(DATA) and b"".join(chunks) == DATA and len(chunks) > 1
    with bucket.on_disk(digest) as path:
        assert path.read_bytes() == DATA
    assert not path.exists()
    key = f"candour/files/{digest[:2]}/{digest}"
    assert obstore.head(running.store(), key)["size"] == len(DATA)


def test_what_is_not_there_is_said(bucket: BucketStore) -> None:
    assert bucket.get("0" * 64) is None and not bucket.has("0" * 64)
    with pytest.raises(NotFound, match="missing from the store"):
        bucket.stream("0" * 64)
    with pytest.raises(NotFound), bucket.on_disk("0" * 64):
        pass


def test_evidence_lives_in_the_bucket(house: House, bucket: BucketStore, tmp_path: Path) -> None:  # noqa: F811
    house.app.state.files = bucket
    browser = house.client()
    file = {"file": ("Visits “2017”.pdf", io.BytesIO(MANY), "application/pdf")}
    assert send(browser, HOME + "/new", FORM, files=file).status_code == 303
    assert not (tmp_path / "files").exists(), "nothing of it is in the folder"
    answer = browser.get(HOME + "/E4/revisions/1/file")
    assert answer.content == MANY and answer.headers["content-length"] == str(len(MANY))
    assert answer.headers["content-disposition"].startswith("attachment;")
    runner = Runner(house.app.state.database, tasks(replace(house.app.state.press, files=bucket)))
    assert READ_FILE in runner.tasks and runner._tried()
    found = browser.get(HOME + '/search?q="nine in ten"').json()["items"]
    assert [one["place"] for one in found] == ["p. 7"]


def test_a_store_that_is_away_is_told_and_nothing_is_half_written(
    house: House, bucket: BucketStore, running: swift.Swift, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:
    """The last one: Swift is stopped."""
    house.app.state.files = bucket
    browser = house.client()
    file = {"file": ("visits.pdf", io.BytesIO(MANY), "application/pdf")}
    assert send(browser, HOME + "/new", FORM, files=file).status_code == 303
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    with pytest.raises(StoreAway):
        open_files(f"s3://{swift.BUCKET}", Path("nowhere")).put(b"x")
    with pytest.raises(StoreAway):
        open_files("s3://no-such-bucket", Path("nowhere")).put(b"x")
    running.stop()
    away = send(browser, HOME + "/new", {**FORM, "title": "Second"}, files={"file": ("n.csv", io.BytesIO(b"a,b"), "")})
    assert away.status_code == 422 and "cannot be reached, so nothing was kept" in away.text and "Second" in away.text
    assert browser.get(HOME + "/E5").status_code == 404, "no item without its file"
    shown = browser.get(HOME + "/E4/revisions/1/file")
    assert shown.status_code == 503 and "cannot be reached at the moment" in shown.text


def test_the_setting_is_checked(tmp_path: Path) -> None:
    assert type(open_files("", tmp_path)) is FileStore
    for wrong in ("http://bucket", "s3://", "s3://Bucket", "bucket"):
        with pytest.raises(ValueError, match="write it as s3://bucket"):
            Settings(files=wrong)
    assert Settings(files="s3://my-bucket/some/prefix").files
