"""Debian's Firefox, driven by its own WebDriver BiDi socket: no driver program stands between."""

import json
import re
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from websockets.sync.client import connect

PATIENCE = 60  # seconds for anything to happen on a busy machine
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
# Nothing of what a browser does by itself: no look for updates, no lists, no welcome.
PREFERENCES = {
    "app.update.enabled": False, "browser.safebrowsing.malware.enabled": False, "network.prefetch-next": False,
    "browser.shell.checkDefaultBrowser": False, "network.connectivity-service.enabled": False,
    "browser.safebrowsing.phishing.enabled": False, "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False, "network.captive-portal-service.enabled": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "services.settings.server": "data:,", "media.gmp-manager.updateEnabled": False,
}
KEYS = {
    "Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004", "Shift": "\ue008", "Control": "\ue009", "Alt": "\ue00a",
    "End": "\ue010", "Home": "\ue011", "ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014",
    "ArrowDown": "\ue015", "Backspace": "\ue003", "F10": "\ue03a",
}
VISIBLE = """(selector, words) => [...document.querySelectorAll(selector)].find(one =>
    one.checkVisibility({ visibilityProperty: true }) &&
    (!words || (one.innerText || one.value || '').trim() === words))"""
MIDDLE = """(one => { if (!one) return null; one.scrollIntoView({ block: 'center' });
    const box = one.getClientRects()[0]; return [box.x + Math.min(box.width / 2, 40), box.y + box.height / 2] })"""


class Firefox:
    """One Firefox without a screen, with a profile of its own."""

    def __init__(self, profile: Path) -> None:
        settings = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
        (profile / "user.js").write_text("\n".join(settings))
        command = ["firefox-esr", "--headless", "--no-remote", "--remote-debugging-port=0", "--profile", str(profile)]
        self.log = profile / "printed.txt"
        with self.log.open("wb") as printed:
            self.process = subprocess.Popen(command, stdout=printed, stderr=printed)
        self.ended = ExitStack()
        self.socket = self.ended.enter_context(connect(f"{self._address()}/session", max_size=None))
        self.last = 0
        self.send("session.new", capabilities={})

    def _address(self) -> str:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            if found := LISTENING.search(self.log.read_text("utf-8", "replace")):
                return found[1]
            time.sleep(0.1)
        raise AssertionError(f"Firefox did not start: {self.log.read_text('utf-8', 'replace')[-2000:]}")

    def send(self, method: str, **parameters: Any) -> Any:
        """One command and its result; AssertionError where Firefox refuses it."""
        self.last += 1
        self.socket.send(json.dumps({"id": self.last, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self.socket.recv(timeout=PATIENCE))
            if answer.get("id") == self.last:
                assert answer["type"] == "success", f"{method}: {answer.get('message')}"
                return answer["result"]

    def person(self) -> "Tab":
        """A window of somebody who shares no cookies with the others."""
        user = self.send("browser.createUserContext")["userContext"]
        return Tab(self, self.send("browsingContext.create", type="window", userContext=user)["context"])

    def close(self) -> None:
        """End it."""
        self.ended.close()
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)


class Tab:
    """A page as a person has it before them: looked at with scripts, used by pointer and keys alone."""

    def __init__(self, firefox: Firefox, context: str) -> None:
        self.firefox, self.context = firefox, context

    def go(self, url: str) -> None:
        """Open an address and wait for the page."""
        self.firefox.send("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def see(self, expression: str) -> Any:
        """The value of a script's expression, or of the promise it gives."""
        wrapped = f"(async () => JSON.stringify((await ({expression})) ?? null))()"
        found = self.firefox.send(
            "script.evaluate", expression=wrapped, target={"context": self.context}, awaitPromise=True
        )
        assert found["type"] == "success", found["exceptionDetails"]["text"]
        return json.loads(found["result"]["value"])

    def wait(self, expression: str) -> Any:
        """The value as soon as it is true; AssertionError after PATIENCE."""
        end, last = time.monotonic() + PATIENCE, None
        while time.monotonic() < end:
            try:
                if last := self.see(expression):
                    return last
            except AssertionError as error:  # the page is just giving way to the next
                last = error
            time.sleep(0.05)
        raise AssertionError(f"never true: {expression} ({last}) at {self.see('location.href')}")

    def click(self, selector: str, words: str = "") -> None:
        """Click what can be seen of the first element that fits, with exactly these words if any are given."""
        wanted = f"{MIDDLE}(({VISIBLE})({json.dumps(selector)}, {json.dumps(words)}))"
        x, y = self.wait(wanted)
        move = {"type": "pointerMove", "x": round(x), "y": round(y)}
        press = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self._act({"type": "pointer", "id": "mouse", "actions": [move, *press]})

    def type(self, words: str) -> None:
        """Press the keys of some words one after another."""
        self._keys([key for letter in words for key in (("keyDown", letter), ("keyUp", letter))])

    def press(self, *names: str) -> None:
        """Press keys by name, such as Control+End, one chord after another."""
        for name in names:
            chord = [KEYS.get(key, key) for key in name.split("+")]
            self._keys([("keyDown", key) for key in chord] + [("keyUp", key) for key in reversed(chord)])

    def fill(self, selector: str, words: str) -> None:
        """Put words in the place of what a field holds."""
        self.click(selector)
        self.press("Control+a")
        self.type(words)

    def _keys(self, keys: list[tuple[str, str]]) -> None:
        self._act({"type": "key", "id": "keys", "actions": [{"type": kind, "value": key} for kind, key in keys]})

    def _act(self, source: dict[str, Any]) -> None:
        self.firefox.send("input.performActions", context=self.context, actions=[source])
