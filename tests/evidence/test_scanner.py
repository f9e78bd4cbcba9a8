"""Files and the virus scanner: a real clamd where one is installed, else something that speaks its protocol."""

import shutil
import socket
import socketserver
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from hashlib import md5
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from sqlmodel import select

from app.activity.models import Activity
from app.core.files import FileStore
from app.evidence import scanner as scanning
from app.evidence.errors import FileRefused, Infected
from app.evidence.forms import read_sent
from app.evidence.scanner import Scanner
from app.evidence.uploads import Gate
from tests.assessments.factories import LARGE
from tests.evidence.conftest import House, send
from tests.evidence.test_pages import FORM, HOME

HARMFUL = b"pretend that this is harmful, and nothing else is"
NAME = "Test.Harmful"


class Clamd(socketserver.BaseRequestHandler):
    """INSTREAM as clamd(8) describes it: pieces with their length, an empty one last, one answer."""

    def handle(self) -> None:
        """Read one stream and answer."""
        assert self.request.recv(10, socket.MSG_WAITALL) == b"zINSTREAM\0"
        data = b""
        while (size := struct.unpack(">I", self.request.recv(4, socket.MSG_WAITALL))[0]) and len(data) < 1_000_000:
            data += self.request.recv(size, socket.MSG_WAITALL)
        answer = f"stream: {NAME}.UNOFFICIAL FOUND" if data == HARMFUL else "stream: OK"
        if len(data) >= 1_000_000:
            answer = "INSTREAM size limit exceeded. ERROR"
        self.request.sendall(answer.encode() + b"\0")


@pytest.fixture(scope="module", params=["TCP", "socket"])
def clamd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scanner]:
    """A scanner that knows one harmful file."""
    folder = tmp_path_factory.mktemp("clamd")
    if shutil.which("clamd"):
        yield from _real(folder, request.param)
        return
    kind = socketserver.ThreadingTCPServer if request.param == "TCP" else socketserver.ThreadingUnixStreamServer
    at = ("127.0.0.1", 0) if request.param == "TCP" else str(folder / "clamd.sock")
    with kind(at, Clamd) as server:  # type: ignore[arg-type]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Scanner(f"127.0.0.1:{server.server_address[1]}" if request.param == "TCP" else str(at))
        server.shutdown()


def _real(folder: Path, kind: str) -> Iterator[Scanner]:
    (folder / "own.hdb").write_text(f"{md5(HARMFUL).hexdigest()}:{len(HARMFUL)}:{NAME}\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "clamd.conf").write_text(
        f"DatabaseDirectory {folder}\nForeground yes\nStreamMaxLength 1M\n"
        f"LocalSocket {folder / 'clamd.sock'}\nTCPSocket {port}\nTCPAddr 127.0.0.1\n"
    )
    running = subprocess.Popen(["clamd", "-c", folder / "clamd.conf"], stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while not (folder / "clamd.sock").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        yield Scanner(f"127.0.0.1:{port}" if kind == "TCP" else str(folder / "clamd.sock"))
    finally:
        running.terminate()
        running.wait()


def test_a_harmless_file_is_kept(clamd: Scanner, tmp_path: Path) -> None:
    files = FileStore(tmp_path)
    kept = Gate(scanner=clamd).keep(files, "note.txt", b"nothing to see here " * 10_000)
    assert files.get(kept.sha256)


def test_a_harmful_file_is_refused_by_name(clamd: Scanner, tmp_path: Path) -> None:
    with pytest.raises(Infected, match=f"something harmful in the file .{NAME}") as refusal:
        Gate(scanner=clamd).keep(FileStore(tmp_path), "note.txt", HARMFUL)
    assert refusal.value.found.startswith(NAME)
    assert not list(tmp_path.rglob("*"))


def test_a_file_that_the_scanner_does_not_take_is_refused(clamd: Scanner) -> None:
    with pytest.raises(FileRefused, match="larger than the virus scanner takes"):
        clamd.check(bytes(3_000_000))


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.sock", "no address"])
def test_a_scanner_that_is_away_keeps_nothing(address: str, tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refusal:
        Gate(scanner=Scanner(address)).keep(FileStore(tmp_path), "note.txt", b"words")
    assert refusal.value.sentence == scanning.AWAY and not list(tmp_path.rglob("*"))


def test_a_scanner_that_says_nothing_is_not_waited_for(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(FileRefused, match="cannot be reached"):
            Scanner(address, seconds=0.2).check(b"words")


LIBRARY = {f"/evidence/{{authority}}{end}" for end in ("/new", "/pictures", "/{ref}/revisions")}
READ = {
    "/assessments/{authority}/import": ("coordinator", "/assessments/peterborough/import",
                                        {"framework": LARGE.framework, "year": "2031-32"}, "old.md"),
    "/assessments/{authority}/{framework}/{year}/word": ("author", f"{LARGE.path}/word", {"partner": "A"}, "a.docx"),
    "/figures/{authority}/import": ("coordinator", "/figures/peterborough/import",
                                    {"what": "figures:provisional"}, "figures.csv"),
}
# A file is compared with those made here, and not kept.
COMPARED = "/assessments/{authority}/{framework}/{year}/documents/verify"


def _takes_file(dependant: Dependant) -> bool:
    given = any("UploadFile" in str(field.field_info.annotation) for field in dependant.body_params)
    return given or dependant.call is read_sent or any(map(_takes_file, dependant.dependencies))


def test_no_form_takes_a_file_that_is_not_known_here(app: FastAPI) -> None:
    routes = (context for context in iter_route_contexts(app.routes))
    taking = {
        str(one.path) for one in routes
        if isinstance(one.original_route, APIRoute) and _takes_file(one.original_route.dependant)
    }
    assert taking == LIBRARY | set(READ) | {COMPARED}


@pytest.mark.parametrize("form", READ)
def test_files_that_are_read_and_not_kept_in_the_library_are_asked_about_too(
    house: House, clamd: Scanner, form: str
) -> None:
    role, address, fields, name = READ[form]
    house.app.state.gate = Gate(scanner=clamd)
    before = list(house.app.state.files.folder.rglob("*"))
    answer = send(house.client(role), address, fields, {"file": (name, HARMFUL)})
    assert answer.status_code == 422 and "something harmful" in answer.text
    assert list(house.app.state.files.folder.rglob("*")) == before
    with house.app.state.database.read() as session:
        assert name in session.exec(select(Activity).where(Activity.tag == "evidence:file:infected")).one().detail
    house.app.state.gate = Gate(scanner=Scanner("127.0.0.1:1"))
    away = send(house.client(role), address, fields, {"file": (name, b"harmless")})
    assert away.status_code == 422 and "scanner cannot be reached" in away.text


def test_the_trail_tells_who_sent_a_harmful_file(house: House, clamd: Scanner) -> None:
    house.app.state.gate = Gate(scanner=clamd)
    answer = send(house.client("author"), HOME + "/new", FORM, {"file": ("plan.txt", HARMFUL)})
    assert answer.status_code == 422 and "something harmful" in answer.text
    with house.app.state.database.read() as session:
        act = session.exec(select(Activity).where(Activity.tag == "evidence:file:infected")).one()
    assert "plan.txt" in act.detail and NAME in act.detail
