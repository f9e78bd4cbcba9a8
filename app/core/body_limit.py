"""The size limit of what a browser may send, refused inside the application so that a person reads a page of ours."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any

from fastapi import Request
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOO_LARGE = 413
BEGUN = 256 * 1024  # bytes of a refused body that are looked through for what somebody typed
SECONDS, TIMES = 120.0, 20  # how long the rest of a refused body is let run out, and up to how many limits of it


class LimitedBodies:
    """ASGI layer: whoever reads a body larger than `largest` bytes gets a 413 to answer, before it is taken in.

    The rest of such a body is let run out, kept nowhere: a browser that is cut off while it sends shows no answer.
    """

    def __init__(self, app: ASGIApp, largest: int) -> None:
        self.app, self.largest = app, largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        body = _Body(receive, self.largest, Headers(scope=scope).get("content-length", ""))
        scope.setdefault("state", {})["begun"] = body.begun

        async def answer(message: Message) -> None:
            if body.refused and message["type"] == "http.response.body" and not message.get("more_body"):
                await body.run_out()
            await send(message)

        await self.app(scope, body.receive, answer)


class _Body:
    """A body as it arrives; of one that is too large the beginning is kept."""

    def __init__(self, receive: Receive, largest: int, declared: str) -> None:
        self.more, self.largest = receive, largest
        self.announced = int(declared) if declared.isdecimal() else None
        self.begun, self.taken, self.refused, self.ended = bytearray(), 0, False, False

    async def receive(self) -> Message:
        """The next piece, or a 413."""
        if self.announced is None or self.announced <= self.largest:
            message = await self._next()
            if self.taken <= self.largest:
                return message
        while len(self.begun) < BEGUN and not self.ended:
            await self._next()
        self.refused = True
        raise HTTPException(TOO_LARGE)

    async def _next(self) -> Message:
        message = await self.more()
        piece = message.get("body", b"")
        self.taken += len(piece)
        self.ended = not message.get("more_body", False)
        if (self.announced is None or self.announced > self.largest) and len(self.begun) < BEGUN:
            self.begun += piece[: BEGUN - len(self.begun)]
        return message

    async def run_out(self) -> None:
        """Read what is still being sent, up to a limit, and forget it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS):
                while not self.ended and self.taken < TIMES * self.largest:
                    await self._next()


async def typed_before(request: Request) -> dict[str, str]:
    """The fields of a form that was too large, as far as they came before the file in it."""
    begun = bytes(request.scope["state"].get("begun", b""))
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return {}

    async def pieces() -> AsyncGenerator[bytes, None]:
        yield begun

    try:
        form: Any = await MultiPartParser(request.headers, pieces()).parse()
    except MultiPartException:
        return {}
    return {name: value for name, value in form.multi_items() if isinstance(value, str) and value}
