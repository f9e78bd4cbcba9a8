"""What our scripts send as JSON, in routes that read it themselves once it is known who asks."""

from fastapi import Request

from app.core.security import FORM_TYPES


async def json_of(request: Request) -> bytes:
    """The body of a request; empty, which is no JSON, where a form was sent: that was read for its token already."""
    if request.headers.get("content-type", "").startswith(FORM_TYPES):
        return b""
    return await request.body()
