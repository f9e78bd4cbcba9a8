"""Reading the forms of the library: an item's fields, a revision's link or file."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from app.evidence.models import EvidenceItem
from app.evidence.rules import Fields, field_errors, link_error

NEEDS_SOURCE = "Enter a link or choose a file."


@dataclass(frozen=True)
class Typed:
    """An item's fields as somebody typed them, kept whatever they are."""

    title: str = ""
    kind: str = ""
    owner: str = ""
    as_at: str = ""
    status: str = ""
    sensitivity: str = ""

    @property
    def day(self) -> date | None:
        """The as-at date, if it is one."""
        try:
            return date.fromisoformat(self.as_at)
        except ValueError:
            return None

    def errors(self) -> dict[str, str]:
        """A sentence for each field that cannot be saved."""
        chosen = {"kind": self.kind, "status": self.status, "sensitivity": self.sensitivity}
        return field_errors(self.title, self.owner, self.day, chosen)

    def fields(self) -> Fields:
        """The fields, once there are no errors."""
        assert self.day is not None
        return Fields(self.title, self.kind, self.owner, self.day, self.status, self.sensitivity)


def typed_of(item: EvidenceItem) -> Typed:
    """An item as its form shows it."""
    return Typed(item.title, item.kind, item.owner, item.as_at.isoformat(), item.status, item.sensitivity)


@dataclass(frozen=True)
class Sent:
    """What a form sends as the source of a revision: a link, a file, or both."""

    link: str = ""
    file_name: str = ""
    data: bytes = b""

    def errors(self) -> dict[str, str]:
        """What keeps it from being saved, the file's own content apart."""
        if not self.link and not self.file_name:
            return {"link": NEEDS_SOURCE}
        wrong = link_error(self.link) if self.link else ""
        return {"link": wrong} if wrong else {}


def _line(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return " ".join(value.split()) if isinstance(value, str) else ""


async def read_typed(request: Request) -> Typed:
    """The fields of an item that the form sends."""
    form = await request.form()
    return Typed(**{name: _line(form, name) for name in Typed.__dataclass_fields__})


async def read_sent(request: Request) -> Sent:
    """The link and file that the form sends."""
    form = await request.form()
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return Sent(_line(form, "link"))
    return Sent(_line(form, "link"), file.filename, await file.read())


TypedItem = Annotated[Typed, Depends(read_typed)]
SentSource = Annotated[Sent, Depends(read_sent)]
