"""A signed-in person as the server sees one: cookie, token, forms and JSON."""

import http.client
import json
import re
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

from app.core.errors import CandourError

TOKEN = re.compile(r'<meta name="csrf-token" content="([0-9a-f]+)"')
COOKIE = re.compile(r"(?:^|, )candour=([^;]+)")


class Browser:
    """Sends what a browser would send, and keeps the session's cookie and token."""

    def __init__(self, port: int) -> None:
        self.port, self.cookie, self.token = port, "", ""

    def sign_in(self, email: str, password: str) -> None:
        """Sign in; CandourError where the server refuses."""
        self._read_token("/sign-in")
        response, _ = self.ask("POST", "/sign-in", form={"email": email, "password": password})
        if response.status != 303:
            raise CandourError(f"{email} could not sign in (status {response.status}).")
        self._read_token("/")

    def _read_token(self, path: str) -> None:
        _, body = self.ask("GET", path)
        found = TOKEN.search(body.decode())
        if found is None:
            raise CandourError(f"The page {path} gives no token for forms.")
        self.token = found[1]

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None, sent: Any = None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """One request, with a form or with JSON, and its answer."""
        body, headers = "", self.headers()
        if form is not None:
            body, headers["content-type"] = urlencode(form), "application/x-www-form-urlencoded"
        elif sent is not None:
            body, headers["content-type"] = json.dumps(sent), "application/json"
        with closing(http.client.HTTPConnection("127.0.0.1", self.port)) as connection:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            data = response.read()
        if found := COOKIE.search(response.getheader("set-cookie") or ""):
            self.cookie = found[1]
        return response, data

    def page(self, path: str) -> bytes:
        """The body of a page; CandourError where it is not there."""
        response, body = self.ask("GET", path)
        if response.status != 200:
            raise CandourError(f"{path} was answered with {response.status}.")
        return body

    def headers(self) -> dict[str, str]:
        """What goes with every request of this person."""
        return {"cookie": f"candour={self.cookie}", "x-csrf-token": self.token, "accept": "text/html"}

    def raw(self, method: str, path: str, body: str = "") -> str:
        """A whole request as text, for the loader; a body is JSON."""
        headers = {"host": f"127.0.0.1:{self.port}", **self.headers()}
        if body:
            headers |= {"content-type": "application/json", "content-length": str(len(body.encode()))}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"{method} {path} HTTP/1.1\r\n{lines}\r\n{body}"
