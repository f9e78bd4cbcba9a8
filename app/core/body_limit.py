"""The size limit of what a browser may send, refused inside the application so that a person reads a page of ours."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOO_LARGE = 413


class LimitedBodies:
    """ASGI layer: whoever reads a body larger than `largest` bytes gets a 413 to answer, before it is taken in."""

    def __init__(self, app: ASGIApp, largest: int) -> None:
        self.app, self.largest = app, largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        declared = Headers(scope=scope).get("content-length", "")
        announced, taken = int(declared) if declared.isdecimal() else 0, 0

        async def limited() -> Message:
            nonlocal taken
            if announced > self.largest:
                raise HTTPException(TOO_LARGE)
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.largest:
                raise HTTPException(TOO_LARGE)
            return message

        await self.app(scope, limited, send)
