"""A small stand-alone server of the editor's protocol, in a process of its own so that a test can kill it.

It keeps one response in SQLite, commits before it answers, and applies steps with the application's own
rules; `/control` lets a test sign everybody out or have the next changes refused.
"""

import argparse
import asyncio
import json
import secrets
import sqlite3
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from fastapi.staticfiles import StaticFiles

from app.core.security import content_policy
from app.evidence.formats import recognise
from app.evidence.forms import SentSource, TypedItem, picture_errors
from app.richtext.schema import EMPTY_DOC, SCHEMA_VERSION
from app.richtext.steps import StepRefused, apply_steps

ROOT = Path(__file__).parents[2]
BASE = "/response"
NONCE = "only-in-tests"
PICTURE = {"kind": "document", "owner": "Author", "status": "provisional", "sensitivity": "restricted"}
EVIDENCE = [
    {
        "ref": "E1",
        "revision": 1,
        "title": "Annual report",
        "kind": "report",
        "as_at": "2017-03-31",
        "status": "published",
        "newest": 3,
    },
    {
        "ref": "E12",
        "revision": 2,
        "title": "Quality audit",
        "kind": "audit",
        "as_at": "2016-12-01",
        "status": "provisional",
    },
]
PAGE = Template((Path(__file__).parent / "page.html").read_text("utf-8"))


class Authority:
    """One response: its document, its steps in order, what was recovered, and who listens."""

    def __init__(self, path: str) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.executescript(
            """PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
            CREATE TABLE IF NOT EXISTS step (version INTEGER PRIMARY KEY, client TEXT, body TEXT, doc TEXT);
            CREATE TABLE IF NOT EXISTS recovered (text TEXT, doc TEXT);
            CREATE TABLE IF NOT EXISTS signed_in (token TEXT);"""
        )
        self.listeners: set[asyncio.Queue[dict[str, Any]]] = set()
        known = self.db.execute("SELECT token FROM signed_in").fetchone()
        self.start_over(known[0] if known else "first")

    def start_over(self, token: str) -> None:
        """Nobody writing, nobody signed out."""
        self.pictures: list[dict[str, Any]] = []
        self.writers: dict[str, float] = {}
        self.token = token
        self.signed_out = False
        self.refusals = 0
        self.newest: dict[str, int] = {}  # revisions that items have reached since

    def reset(self) -> None:
        """An empty response, as for the first test; what a page of the last test still sends is not let in."""
        self.db.executescript("DELETE FROM step; DELETE FROM recovered; DELETE FROM signed_in;")
        self.start_over(secrets.token_hex(8))
        self.db.execute("INSERT INTO signed_in VALUES (?)", (self.token,))

    def version(self) -> int:
        return int(self.db.execute("SELECT coalesce(max(version), 0) FROM step").fetchone()[0])

    def doc(self, version: int) -> dict[str, Any]:
        row = self.db.execute("SELECT doc FROM step WHERE version = ?", (version,)).fetchone()
        doc: dict[str, Any] = json.loads(row[0]) if row else EMPTY_DOC
        return doc

    def since(self, version: int) -> dict[str, Any]:
        rows = self.db.execute("SELECT body, client FROM step WHERE version > ? ORDER BY version", (version,))
        return {"base": version, "items": [{"s": json.loads(body), "c": client} for body, client in rows]}

    def add(self, base: int, steps: list[dict[str, Any]], client: str) -> dict[str, Any]:
        """Apply, commit, tell the listeners. Raises StepRefused."""
        if self.refusals:
            self.refusals -= 1
            raise StepRefused("Refused for the test.")
        doc = self.doc(base)
        self.db.execute("BEGIN IMMEDIATE")
        try:
            for number, step in enumerate(steps, base + 1):
                doc = apply_steps(doc, [step])
                self.db.execute(
                    "INSERT INTO step VALUES (?,?,?,?)", (number, client, json.dumps(step), json.dumps(doc))
                )
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")
        batch = self.since(base)
        for listener in self.listeners:
            listener.put_nowait(batch)
        return batch

    def count_writers(self, client: str) -> int:
        now = time.monotonic()
        self.writers = {one: at for one, at in self.writers.items() if now - at < 3} | {client: now}
        return len(self.writers)


def page(user: str, token: str) -> HTMLResponse:
    body = PAGE.substitute(base=BASE, user=escape(user), token=token, nonce=NONCE)
    return HTMLResponse(body, headers={"content-security-policy": content_policy(NONCE)})


def pages(app: FastAPI, authority: Authority) -> None:
    """The page itself and the test's levers."""
    app.mount("/static", StaticFiles(directory=ROOT / "static"))

    @app.get("/")
    async def index(user: str = "Author") -> HTMLResponse:
        if authority.signed_out:
            return HTMLResponse("<title>Sign in</title>", 200)
        return page(user, authority.token)

    @app.post("/control")
    async def control(request: Request) -> dict[str, Any]:
        for name, value in (await request.json()).items():
            if name == "reset":
                authority.reset()
            else:
                setattr(authority, name, value)
        return {}


def library(app: FastAPI, authority: Authority) -> None:
    """The evidence library: searching it, and adding a picture by the application's own checks."""

    @app.get("/evidence/search")
    async def search(q: str = "") -> dict[str, Any]:
        known = [*EVIDENCE, *authority.pictures]
        known = [{**item, "revision": authority.newest.get(item["ref"], item["revision"])} for item in known]
        return {"items": [item for item in known if q.lower() in f"{item['ref']} {item['title']}".lower()]}

    @app.post("/evidence/pictures")
    async def add_picture(typed: TypedItem, sent: SentSource) -> JSONResponse:
        if errors := picture_errors(replace(typed, **PICTURE), sent):
            return JSONResponse({"errors": errors}, 422)
        item = {"ref": f"E{100 + len(authority.pictures)}", "revision": 1, "title": typed.title, "kind": "document"}
        item |= {"as_at": typed.as_at, "status": "provisional", "newest": 1, "alternative": typed.text_alternative}
        authority.pictures.append(item | {"kept": recognise(sent.file_name, sent.data)})
        return JSONResponse(item, 201)

    @app.get("/evidence/pictures")
    async def pictures() -> list[dict[str, Any]]:
        return authority.pictures


def reading(app: FastAPI, authority: Authority) -> None:
    """The routes that say what the response holds."""

    @app.get(f"{BASE}/doc")
    async def doc(version: int | None = None) -> dict[str, Any]:
        at = authority.version() if version is None else version
        return {"version": at, "doc": authority.doc(at), "schema_version": SCHEMA_VERSION}

    @app.get(f"{BASE}/steps")
    async def steps(since: int) -> dict[str, Any]:
        return authority.since(since)

    @app.get(f"{BASE}/events", response_class=EventSourceResponse)
    async def events(request: Request, since: int = 0) -> AsyncIterator[ServerSentEvent]:
        start = int(request.headers.get("last-event-id") or since)
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        authority.listeners.add(queue)
        queue.put_nowait(authority.since(start))
        try:
            while True:
                batch = await queue.get()
                at = batch["base"] + len(batch["items"])
                yield ServerSentEvent(event="steps", data=batch, id=str(at))
        finally:
            authority.listeners.discard(queue)


def writing(app: FastAPI, authority: Authority) -> None:
    """The routes that take what people typed."""

    @app.post(f"{BASE}/steps")
    async def add(request: Request) -> JSONResponse:
        body = await request.json()
        writers = authority.count_writers(body["clientID"])
        if authority.signed_out or request.headers.get("x-csrf-token") != authority.token:
            return JSONResponse({"error": "Sign in."}, 401)
        if body["version"] != authority.version():
            return JSONResponse({**authority.since(body["version"]), "writers": writers}, 409)
        try:
            batch = authority.add(body["version"], body["steps"], body["clientID"])
        except StepRefused as error:
            return JSONResponse({"error": str(error)}, 422)
        return JSONResponse({**batch, "writers": writers})

    @app.post(f"{BASE}/recovered")
    async def recover(request: Request) -> dict[str, Any]:
        body = await request.json()
        authority.db.execute("INSERT INTO recovered VALUES (?,?)", (body["text"], json.dumps(body["doc"])))
        return {}

    @app.get("/recovered")
    async def recovered() -> list[str]:
        return [row[0] for row in authority.db.execute("SELECT text FROM recovered")]


def create_app(path: str) -> FastAPI:
    app, authority = FastAPI(), Authority(path)
    reading(app, authority)
    writing(app, authority)
    pages(app, authority)
    library(app, authority)
    return app


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--database", required=True)
    options = parser.parse_args()
    uvicorn.run(create_app(options.database), port=options.port, log_level="warning", timeout_graceful_shutdown=1)
