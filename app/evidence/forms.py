"""Reading the forms of the library: an item's fields, a revision's link or file."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from app.evidence.models import EvidenceItem
from app.evidence.rules import Fields, field_errors, in_reach, link_error

NEEDS_SOURCE = "Enter a link or choose a file."
NEEDS_REVIEW_DAY = "Enter the date by which to look at the item again, or leave the field empty."
NEEDS_PICTURE = "Choose a PNG or JPEG file."
NEEDS_ALTERNATIVE = "Enter a text alternative that says what the picture shows."
PICTURE_STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Typed:
    """An item's fields as somebody typed them, kept whatever they are."""

    title: str = ""
    kind: str = ""
    owner: str = ""
    as_at: str = ""
    status: str = ""
    sensitivity: str = ""
    text_alternative: str = ""
    review_by: str = ""

    @property
    def day(self) -> date | None:
        """The as-at date, if it is one."""
        return _date(self.as_at)

    @property
    def review_day(self) -> date | None:
        """The date by which to look at the item again, if it is one."""
        return _date(self.review_by)

    def errors(self) -> dict[str, str]:
        """A sentence for each field that cannot be saved."""
        chosen = {"kind": self.kind, "status": self.status, "sensitivity": self.sensitivity}
        found = field_errors(self.title, self.owner, self.day, chosen, self.text_alternative)
        if self.review_by and not (self.review_day and in_reach(self.review_day)):
            found["review_by"] = NEEDS_REVIEW_DAY
        return found

    def fields(self) -> Fields:
        """The fields, once there are no errors."""
        assert self.day is not None
        return Fields(
            self.title, self.kind, self.owner, self.day, self.status, self.sensitivity, self.text_alternative,
            self.review_day,
        )


def typed_of(item: EvidenceItem) -> Typed:
    """An item as its form shows it."""
    return Typed(
        item.title, item.kind, item.owner, item.as_at.isoformat(), item.status, item.sensitivity, item.text_alternative,
        item.review_by.isoformat() if item.review_by else "",
    )


@dataclass(frozen=True)
class Sent:
    """What a form sends as the source of a revision: a link, a file, or both; `upload` names one that came before."""

    link: str = ""
    file_name: str = ""
    data: bytes = b""
    upload: str = ""

    def errors(self) -> dict[str, str]:
        """What keeps it from being saved, the file's own content apart."""
        if not (self.link or self.file_name or self.upload):
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
        return Sent(_line(form, "link"), upload=_line(form, "upload"))
    return Sent(_line(form, "link"), file.filename, await file.read())


def picture_errors(typed: Typed, sent: Sent) -> dict[str, str]:
    """What keeps a picture from being added: it needs a text alternative, and to be one."""
    found = typed.errors()
    if not typed.text_alternative:
        found["text_alternative"] = NEEDS_ALTERNATIVE
    if not sent.data.startswith(PICTURE_STARTS):
        found["file"] = NEEDS_PICTURE
    return found


TypedItem = Annotated[Typed, Depends(read_typed)]
SentSource = Annotated[Sent, Depends(read_sent)]
