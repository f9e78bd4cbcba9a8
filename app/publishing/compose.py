"""Compose: frozen content and an edition become HTML fragments, one for each part of the document."""

import re
from collections.abc import Sequence
from html import escape, unescape
from typing import Any
from unicodedata import normalize

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.config import ROOT
from app.publishing.citations import CitationBook, book_of
from app.publishing.data_pack import pack_view
from app.publishing.models import Composition, Edition, Furniture, Identity, PartSource, Unprintable
from app.publishing.registers import day_in_words
from app.publishing.sections import SectionView, contents_lines, section_views
from app.publishing.typeface import printable

Content = dict[str, Any]

PLACE = re.compile(r' data-place="([^"]*)"')
TEMPLATES = Environment(loader=FileSystemLoader(ROOT / "templates" / "publishing"), autoescape=True,
                        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
TEMPLATES.filters["day"] = day_in_words


def compose(content: Content, edition: Edition) -> Composition:
    """The document's parts in reading order: front, sections, evidence index, data pack, key.

    Pure: the same content and edition give the same HTML. Citations are numbered by first appearance.
    """
    book = book_of(content, edition.newer)
    sections = section_views(content, book)
    middle = [sections_part(views) for views in runs_of(sections)]
    back = list(back_parts(content, book))
    parts = [front_part(content, edition, sections, back), *middle, *back]
    return gathered(parts, furniture(content, edition), identity(content, edition))


def gathered(parts: Sequence[PartSource], around: Furniture, who: Identity) -> Composition:
    """Parts as one document, in characters that the print face has."""
    cleaned = [clean(part) for part in parts]
    strange = tuple(one for _, missing in cleaned for one in missing)
    return Composition(who.title, who.author, tuple(part for part, _ in cleaned), around, who, strange)


def title_of(content: Content) -> str:
    """The document's title as shown by a reader's window."""
    assessment = content["assessment"]
    return f"{assessment['authority']['name']}: {assessment['title']}"


def front_part(content: Content, edition: Edition, sections: list[SectionView], back: list[PartSource]) -> PartSource:
    """Cover, sign-off record and contents."""
    lines = contents_lines(sections, [(part.key, part.title) for part in back])
    html = TEMPLATES.get_template("front.html").render(
        assessment=content["assessment"], edition=edition, lines=lines, hash_groups=in_groups(edition.content_sha256))
    return PartSource("front", "Cover and contents", html)


def runs_of(sections: list[SectionView]) -> list[list[SectionView]]:
    """What is laid out together: a section of statements by itself, since it is long and often changed; sections
    of registers and narratives that follow one another in a part as one, since each would leave a page half empty."""
    runs: list[list[SectionView]] = []
    for view in sections:
        joins = runs and not view.opens and not view.has_statements and not runs[-1][-1].has_statements
        if joins:
            runs[-1].append(view)
        else:
            runs.append([view])
    return runs


def sections_part(views: list[SectionView]) -> PartSource:
    """Sections one under the other, with the heading of their part where the first of them opens it."""
    template = TEMPLATES.get_template("section.html")
    html = "".join(template.render(view=view, follows=view is not views[0]) for view in views)
    return PartSource(f"section-{views[0].key}", views[0].title, html)


def back_parts(content: Content, book: CitationBook) -> list[PartSource]:
    """The evidence index, the data pack and the key, each only where there is something to print."""
    parts = []
    if book.entries:
        html = TEMPLATES.get_template("evidence.html").render(entries=list(book.entries.values()))
        parts.append(PartSource("evidence", "Evidence", html))
    return [*parts, *data_pack_parts(content), *key_parts(content)]


def data_pack_parts(content: Content) -> list[PartSource]:
    """The data pack, where the authority has figures."""
    if not content.get("data_pack"):
        return []
    html = TEMPLATES.get_template("data_pack.html").render(view=pack_view(content["data_pack"]))
    return [PartSource("data-pack", "Data pack", html)]


def key_parts(content: Content, noted: bool = False) -> list[PartSource]:
    """What the framework’s marks mean, and those of notes where words are `noted`; nothing where there is no mark."""
    if not content["key"] and not noted:
        return []
    return [PartSource("key", "Key", TEMPLATES.get_template("key.html").render(key=content["key"], noted=noted))]


def furniture(content: Content, edition: Edition) -> Furniture:
    """Head: authority, document, year, edition. Foot: the hash’s first 12, and when it was signed."""
    assessment = content["assessment"]
    head = " · ".join([assessment["authority"]["name"], short_title(assessment), assessment["year"].replace("-", "/"),
                       edition.label])
    signed = "DRAFT" if edition.is_draft else f"signed {edition.signed_on}"
    return Furniture(head, f"{edition.content_sha256[:12]} · {signed}", edition.mark)


def short_title(assessment: dict[str, Any]) -> str:
    """The title without the year that the running head gives beside it."""
    title: str = assessment["title"]
    return title.removesuffix(assessment["year"].replace("-", "/")).strip(" ,·") or title


def identity(content: Content, edition: Edition) -> Identity:
    """What the finished file will say that it is."""
    return Identity(content["assessment"]["address"], edition.kind, edition.number, edition.content_sha256,
                    title_of(content), content["assessment"]["authority"]["name"], edition.signed_at)


def in_groups(digest: str) -> str:
    """A hash in groups of eight, for eyes."""
    return " ".join(digest[start:start + 8] for start in range(0, len(digest), 8))


def clean(part: PartSource) -> tuple[PartSource, list[Unprintable]]:
    """The part in characters of the print face, and those that it lacks, answer by answer."""
    html, missing = printable(part.html)
    return PartSource(part.key, part.title, html), unprintable(part, missing) if missing else []


def unprintable(part: PartSource, missing: set[str]) -> list[Unprintable]:
    """Where in a part these characters stand: under which statement, in which register or text, or before the first."""
    found: dict[str, dict[str, None]] = {}
    _, *pieces = PLACE.split(f' data-place="“{escape(part.title)}”"{normalize("NFC", part.html)}')
    for place, piece in zip(pieces[::2], pieces[1::2], strict=True):
        if here := [one for one in piece if one in missing]:
            found.setdefault(printable(unescape(place))[0], {}).update(dict.fromkeys(here))
    return [Unprintable(place, tuple(characters)) for place, characters in found.items()]
