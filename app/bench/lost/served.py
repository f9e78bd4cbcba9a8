"""The demonstration as a process that can be killed and started again over the same store."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from app.bench.browser import Browser
from app.bench.processes import environment, free_port
from app.bench.stage import COORDINATOR
from app.config import ROOT
from app.core.errors import CandourError
from app.demo.files import people
from app.richtext.schema import node_from
from app.richtext.text import plain_text

START_SECONDS = 90


class Served:
    """A server at one address for as long as the object lives, dead or alive."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self._reader: Browser | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and return once it answers; CandourError where it does not."""
        command = [sys.executable, "-m", "app.cli", "demo", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment(self.folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise CandourError("The server did not start.")
            time.sleep(0.1)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.url}/health", timeout=5).close()
        except (urllib.error.URLError, OSError):
            return False
        return True

    def signed_in(self, email: str) -> Browser:
        """One of the demonstration's people, without a browser's screen."""
        browser = Browser(self.port)
        browser.sign_in(email, people().password)
        return browser

    @property
    def reader(self) -> Browser:
        """The coordinator, who reads what the server holds."""
        self._reader = self._reader or self.signed_in(COORDINATOR)
        return self._reader

    def doc(self, path: str) -> dict[str, Any]:
        """The document of a statement, as the server has it."""
        doc: dict[str, Any] = json.loads(self.reader.page(f"{path}/doc"))["doc"]
        return doc

    def text(self, path: str) -> str:
        """Its words."""
        return plain_text(self.doc(path))

    def put(self, path: str, *paragraphs: str) -> None:
        """Make these paragraphs the whole text of a statement."""
        found = json.loads(self.reader.page(f"{path}/doc"))
        blocks = [{"type": "paragraph", "content": [{"type": "text", "text": words}]} for words in paragraphs]
        step = {"stepType": "replace", "from": 0, "to": node_from(found["doc"]).content.size,
                "slice": {"content": blocks or [{"type": "paragraph"}]}}
        sent = {"version": found["version"], "clientID": "stage", "steps": [step]}
        response, _ = self.reader.ask("POST", f"{path}/steps", sent=sent)
        if response.status != 200:
            raise CandourError(f"The text of {path} could not be set (status {response.status}).")
