"""The server as a process of its own: it starts, keeps what people wrote, and stops when told to."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from app.config import ROOT
from app.core.database import Database
from app.demo.files import people
from app.evidence.models import EvidenceItem
from tests.demonstration import copy_of_demonstration

PATIENCE = 120


@contextmanager
def _served(folder: Path, *line: str) -> Iterator[tuple[str, str]]:
    """The address of a server, and everything that it printed before it was ready."""
    command = [sys.executable, "-m", "app.cli", *line]
    environment = {**os.environ, "CANDOUR_DATA_DIR": str(folder)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = ""
            while not (place := re.search(r"127\.0\.0\.1:\d+", said)):
                line_read = process.stdout.readline()
                assert line_read, said
                said += line_read
            yield f"http://{place.group()}", said
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) in (0, -signal.SIGTERM)


def _sign_in(address: str, email: str, password: str) -> httpx.Response:
    with httpx.Client(base_url=address, timeout=PATIENCE, follow_redirects=True) as browser:
        found = re.search(r'name="csrf" value="([^"]+)"', browser.get("/sign-in").text)
        assert found is not None
        return browser.post("/sign-in", data={"csrf": found[1], "email": email, "password": password})


class TestServe:
    """Pages for production."""

    def test_answers_and_sends_cookies_over_https_alone(self, folder: Path) -> None:
        with _served(folder, "serve", "--port", "0") as (address, _):
            assert httpx.get(f"{address}/health", timeout=PATIENCE).status_code == 200
            assert "Secure" in httpx.get(f"{address}/sign-in", timeout=PATIENCE).headers["set-cookie"]


class TestDemo:
    """The demonstration on this machine."""

    def test_everybody_who_is_named_can_sign_in(self, folder: Path) -> None:
        with _served(folder, "demo", "--port", "0") as (address, _):
            everybody = people()
            for one in everybody.people[:2]:
                assert one.name in _sign_in(address, one.email, everybody.password).text

    def test_keeps_what_was_written_until_it_starts_over(
        self, folder: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        copy_of_demonstration(tmp_path_factory).rename(folder)
        database = Database(f"sqlite:///{folder / 'candour.sqlite3'}")
        with database.write() as session:
            item = session.get(EvidenceItem, 1)
            assert item is not None
            title, item.title = item.title, "Changed by hand"
        with _served(folder, "demo", "--port", "0") as (_, said), database.read() as session:
            assert session.get_one(EvidenceItem, 1).title == "Changed by hand" and "Loading" not in said
        database.engine.dispose()
        with _served(folder, "demo", "--port", "0", "--fresh") as (_, said), database.read() as session:
            assert session.get_one(EvidenceItem, 1).title == title and said.startswith("Loading")
