"""Somebody typing in one statement."""

import json
from typing import Any

from app.bench.browser import Browser
from app.core.errors import CandourError


class Desk:
    """A paragraph of their own at the head of a statement, a letter at a time."""

    def __init__(self, browser: Browser, path: str) -> None:
        self.browser, self.path, self.begun = browser, path, False
        self.version: int = json.loads(browser.page(f"{path}/doc"))["version"]

    def save(self) -> str:
        """The next save, as a whole request."""
        return self.browser.raw("POST", f"{self.path}/steps", json.dumps(self._sent()))

    def write(self) -> None:
        """Save the next letter now."""
        response, _ = self.browser.ask("POST", f"{self.path}/steps", sent=self._sent())
        if response.status != 200:
            raise CandourError(f"A change of {self.path} was answered with {response.status}.")

    def _sent(self) -> dict[str, Any]:
        letter = {"type": "text", "text": "a"}
        content = letter if self.begun else {"type": "paragraph", "content": [letter]}
        place = 1 if self.begun else 0
        step = {"stepType": "replace", "from": place, "to": place, "slice": {"content": [content]}}
        sent = {"version": self.version, "clientID": "bench", "steps": [step]}
        self.begun, self.version = True, self.version + 1
        return sent
