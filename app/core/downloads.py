"""Handing a kept file out: always to be saved, never shown in place."""

from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

from app.core.files import FileStore


def handed_out(files: FileStore, sha256: str, media_type: str, name: str) -> Response:
    """The file with this digest under a name of its own; NotFound where the store does not have it."""
    found = files.stream(sha256)
    headers = {"content-length": str(found.size), "content-disposition": f"attachment; filename*=utf-8''{quote(name)}"}
    return StreamingResponse(found.chunks, media_type=media_type, headers=headers)
