"""A browser without a screen: signed in, sending the form token, and strict about every page it gets."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
from fastapi import FastAPI

from app.core.security import COOKIE, csrf_for
from tests.house.reading import faults_of


class _Loops(threading.local):
    """The event loop of each thread, kept from one request to the next with the threads that answer on it."""

    def __init__(self) -> None:
        self.own = asyncio.new_event_loop()


_LOOPS = _Loops()
_ASIDE = ThreadPoolExecutor(1, "aside")  # for a thread whose loop runs already: one that drives Chromium


class _InProcess(httpx.BaseTransport):
    """Asks the application as a server would, in the thread of the test where no loop runs there."""

    def __init__(self, app: FastAPI, raises: bool) -> None:
        self._inner = httpx.ASGITransport(app, raise_app_exceptions=raises)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The whole answer; where it raises, an exception of the application comes out here."""
        request.read()  # a body that comes in pieces is no stream that can be read without waiting
        return _ASIDE.submit(self._wait, request).result() if _busy() else self._wait(request)

    def _wait(self, request: httpx.Request) -> httpx.Response:
        return _LOOPS.own.run_until_complete(self._answer(request))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self._inner.handle_async_request(request)
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        body = b"".join([part async for part in answer.stream])
        return httpx.Response(answer.status_code, headers=answer.headers, stream=httpx.ByteStream(body))


def _busy() -> bool:
    """Whether an event loop runs in this thread."""
    try:
        return asyncio.get_running_loop() is not None
    except RuntimeError:
        return False


class Browser(httpx.Client):
    """Follows no redirect by itself; every HTML page that comes back must keep the house's rules."""

    def __init__(self, app: FastAPI, token: str, raises: bool = True) -> None:
        transport = _InProcess(app, raises)
        super().__init__(transport=transport, base_url="https://testserver", headers={"accept": "text/html"})
        self.app = app
        self.cookies.set(COOKIE, token, domain="testserver.local", path="/")

    @property
    def token(self) -> str:
        """The cookie that the browser holds now."""
        return [str(cookie.value) for cookie in self.cookies.jar if cookie.name == COOKIE][-1]

    def request(self, method: str, url: Any, **more: Any) -> Any:
        """The response, checked if it is a page."""
        response = super().request(method, url, **more)
        if response.headers.get("content-type", "").startswith("text/html"):
            faults = faults_of(response.text)
            assert not faults, f"{method} {url}: {faults}"
        return response

    def submit(self, url: str, data: dict[str, Any] | None = None) -> httpx.Response:
        """Post a form of ours, with its token."""
        response: httpx.Response = self.post(url, data={"csrf": csrf_for(self.token), **(data or {})})
        return response

    def submit_json(self, url: str, data: dict[str, Any]) -> httpx.Response:
        """Post JSON as our scripts do."""
        response: httpx.Response = self.post(url, json=data, headers={"x-csrf-token": csrf_for(self.token)})
        return response
