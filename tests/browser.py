"""A browser without a screen: signed in, sending the form token, and strict about every page it gets."""

from typing import Any

import httpx
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.core.security import COOKIE, csrf_for
from tests.house.reading import faults_of


class Browser(TestClient):
    """Follows no redirect by itself; every HTML page that comes back must keep the house's rules."""

    def __init__(self, app: FastAPI, token: str) -> None:
        super().__init__(app, base_url="https://testserver", follow_redirects=False, headers={"accept": "text/html"})
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
