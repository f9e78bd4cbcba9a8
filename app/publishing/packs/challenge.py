"""Compose the pack of one reviewer: the released text with notes, and all that its reader needs beside it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.frameworks.naming import in_year
from app.frameworks.rules import Scale
from app.publishing.citations import CitationBook, book_of
from app.publishing.compose import (
    TEMPLATES,
    data_pack_parts,
    gathered,
    in_groups,
    key_parts,
    runs_of,
    sections_part,
)
from app.publishing.models import Composition, Edition, Furniture, Identity, PartSource
from app.publishing.notes import Note, NoteBook
from app.publishing.packs.ageing import age
from app.publishing.packs.enquiry import WHOLE, EventLine, enquiries
from app.publishing.packs.feedback import Point, under
from app.publishing.packs.sheet import RATINGS, leaves_of
from app.publishing.sections import SectionView, contents_lines, section_views
from app.publishing.typeface import printable

TITLES = {"challenge": "Challenge pack", "moderation": "Moderation pack"}
DIRECTIONS = {
    "higher_is_better": "A higher number is better.", "lower_is_better": "A lower number is better.",
    "none": "It has no numbers.",
}
EVIDENCE = "evidence"  # the key of the part that lists it
OWN_LINES = 8  # to write on

Content = dict[str, Any]


@dataclass(frozen=True)
class Recipient:
    """Whose copy it is: their name, their authority, and whether they challenge or moderate."""

    name: str
    authority: str
    kind: str


@dataclass(frozen=True)
class Occasion:
    """The round, what was released to it, and the days that count; ages of evidence are reckoned on `begins`."""

    name: str
    release: str
    begins: date
    response_on: date


@dataclass(frozen=True)
class ChallengePack:
    """Everything that goes into the pack of one reviewer; `files` are paths in the zip by reference and revision, and
    `apart` is what is cited and not handed out.

    `running` is the list of the challenge event, empty for whoever may not read it; `points` are those of the
    submitted moderations, those about the whole first.
    """

    content: Content
    edition: Edition
    recipient: Recipient
    occasion: Occasion
    notes: tuple[Note, ...]
    files: Mapping[tuple[str, int], str]
    scales: tuple[Scale, ...]
    running: tuple[EventLine, ...] = ()
    points: tuple[Point, ...] = ()
    apart: frozenset[tuple[str, int]] = frozenset()

    @property
    def document(self) -> str:
        """What the released text is called, in its year whatever its framework was called in another."""
        return in_year(self.content["assessment"]["title"], self.content["assessment"]["year"])

    @property
    def title(self) -> str:
        """What it is."""
        return TITLES[self.recipient.kind]


def compose_challenge(pack: ChallengePack) -> Composition:
    """The pack in reading order; sections without notes are the very parts of the plain document."""
    book, notes = book_of(pack.content), NoteBook(pack.notes)
    sections = section_views(pack.content, book, notes)
    middle = [sections_part(views) for views in runs_of(sections)]
    back = [*points_parts(pack), *notes_parts(pack, notes), *sheet_parts(pack), *evidence_parts(pack, book),
            *data_pack_parts(pack.content), *scale_parts(pack),
            *key_parts(pack.content, any(one.shown for one in notes.told))]
    parts = [front_part(pack, sections, back, notes), *middle, *back]
    return gathered(parts, furniture(pack), identity(pack))


def front_part(pack: ChallengePack, sections: list[SectionView], back: list[PartSource], notes: NoteBook) -> PartSource:
    """Cover, what the pack is and how it is read, and contents."""
    lines = contents_lines(sections, [(part.key, part.title) for part in back])
    html = TEMPLATES.get_template("pack_front.html").render(
        pack=pack, assessment=pack.content["assessment"], edition=pack.edition, lines=lines, notes=notes,
        begins=pack.occasion.begins.isoformat(), response_on=pack.occasion.response_on.isoformat(),
        holds=[part.title for part in back], cites=any(part.key == EVIDENCE for part in back),
        hash_groups=in_groups(pack.edition.content_sha256))
    return PartSource("front", "Cover and contents", html)


def points_parts(pack: ChallengePack) -> list[PartSource]:
    """What the moderators' reviews say, with the answers; nothing where none is submitted."""
    if not pack.points:
        return []
    html = TEMPLATES.get_template("pack_points.html").render(sections=under(pack.points, "section"), whole=WHOLE)
    return [PartSource("points", "What the moderators say", html)]


def notes_parts(pack: ChallengePack, notes: NoteBook) -> list[PartSource]:
    """Lines of enquiry: the running list, notes on the whole document, what notes leave open, and room for more."""
    rest = notes.left_over()
    general, gone = ([one for one in rest if one.note.place.gone is lost] for lost in (False, True))
    html = TEMPLATES.get_template("pack_enquiry.html").render(
        running=pack.running, general=general, gone=gone, lines=enquiries(pack.content, notes.told),
        own=range(OWN_LINES))
    return [PartSource("enquiry", "Lines of enquiry", html)]


def sheet_parts(pack: ChallengePack) -> list[PartSource]:
    """The ratings sheet, for whoever rates."""
    if pack.recipient.kind != "challenge":
        return []
    html = TEMPLATES.get_template("pack_sheet.html").render(
        leaves=leaves_of(pack.content), ratings=RATINGS)
    return [PartSource("ratings", "Ratings sheet", html)]


def evidence_parts(pack: ChallengePack, book: CitationBook) -> list[PartSource]:
    """The evidence list with ages, and where each file is; nothing where nothing is cited."""
    if not book.entries:
        return []
    on = pack.occasion.begins
    lines = [(entry, age(entry.item.get("as_at", ""), on), where(pack, key), key in pack.apart)
             for key, entry in book.entries.items()]
    html = TEMPLATES.get_template("pack_evidence.html").render(lines=lines, on=on.isoformat())
    return [PartSource(EVIDENCE, "Evidence", html)]


def where(pack: ChallengePack, key: tuple[str, int]) -> str:
    """Where the file of an item is, or that it is not handed out, or its address; empty for what has neither."""
    if path := pack.files.get(key):
        return f"In the folder of this pack: {path}"
    items = [item for item in pack.content["evidence"] if (item["ref"], item["revision"]) == key]
    if any(item["file_name"] for item in items):
        return "The file is not handed out with this pack: ask the authority."
    if key in pack.apart and any(item["link"] for item in items):
        return "Its address is not handed out with this pack: ask the authority."
    return ""


def scale_parts(pack: ChallengePack) -> list[PartSource]:
    """What the judgements that the text names mean, each on its own scale."""
    html = TEMPLATES.get_template("pack_scales.html").render(scales=pack.scales, directions=DIRECTIONS)
    return [PartSource("scales", "Notes on scales", html)] if pack.scales else []


def furniture(pack: ChallengePack) -> Furniture:
    """Head: authority, document, year, pack. Foot: hash, signature, and whose copy it is, who also stands across."""
    assessment, edition = pack.content["assessment"], pack.edition
    head = " · ".join([assessment["authority"]["name"], pack.document, pack.title])
    signed = f"signed {edition.signed_on}" if edition.is_signed else f"revision {edition.number}, not signed"
    name = printable(pack.recipient.name)[0]
    foot = f"{edition.content_sha256[:12]} · {signed} · copy for {name}"
    return Furniture(head, foot, edition.mark, name)


def identity(pack: ChallengePack) -> Identity:
    """What the finished file will say that it is."""
    assessment = pack.content["assessment"]
    name = assessment["authority"]["name"]
    title = f"{pack.title} for {pack.recipient.name}: {name}, {pack.document}"
    return Identity(assessment["address"], f"{pack.recipient.kind}-pack", pack.edition.number,
                    pack.edition.content_sha256, title, name, pack.edition.signed_at)


def digest_of(composition: Composition) -> str:
    """The name of what a composition makes: of every part and of all that stands around them."""
    digest = hashlib.sha256(repr((composition.furniture, composition.identity)).encode())
    for part in composition.parts:
        digest.update(hashlib.sha256(part.html.encode()).digest())
    return digest.hexdigest()
