"""Read finished PDFs back: text in tag order, bookmarks, links and the tree of tags."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from pypdf import PdfReader

Tree = tuple[str, tuple[Any, ...]]


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def page_texts(data: bytes) -> list[str]:
    """The text of each page, head and foot included, with single spaces."""
    return [re.sub(r"\s+", " ", page.extract_text()).strip() for page in PdfReader(io.BytesIO(data)).pages]


def words_of(data: bytes) -> list[list[str]]:
    """Each page’s words in alphabetical order, since furniture is drawn before or after the rest."""
    return [sorted("".join(text.split())) for text in page_texts(data)]


def bookmarks(data: bytes) -> list[tuple[int, str, int]]:
    """(depth, label, page) of every bookmark."""
    reader = PdfReader(io.BytesIO(data))

    def walk(items: list[Any], depth: int) -> Iterator[tuple[int, str, int]]:
        for item in items:
            if isinstance(item, list):
                yield from walk(item, depth + 1)
            else:
                yield depth, item.title, reader.get_destination_page_number(item)

    return list(walk(reader.outline, 1))


def links(data: bytes) -> list[tuple[int, tuple[int, ...], str]]:
    """(page, rectangle, target) of every link; a target inside is the page and height that it leads to."""
    pdf = opened(data)
    numbers = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
    places = named_places(pdf)
    found = []
    for index, page in enumerate(pdf.pages):
        for note in page.obj.get("/Annots", []):
            rectangle = tuple(round(float(value)) for value in note.Rect)
            if "/A" in note:
                found.append((index, rectangle, str(note.A.URI)))
            else:
                place = places[str(note.Dest)]
                found.append((index, rectangle, f"{numbers[place[0].objgen]} at {round(float(place[3]))}"))
    return found


def named_places(pdf: pikepdf.Pdf) -> dict[str, Any]:
    flat = pdf.Root.Names.Dests.Names
    return {str(flat[i]): flat[i + 1] for i in range(0, len(flat), 2)}


def tags(data: bytes) -> list[Tree]:
    """The tree of tags, with the wrappers that mean nothing (NonStruct, empty spans) taken out."""
    pdf = opened(data)
    return [tree for kid in pdf.Root.StructTreeRoot.K for tree in tag_tree(kid)]


def tag_tree(node: Any) -> Iterator[Tree]:
    if not isinstance(node, pikepdf.Dictionary) or "/S" not in node:
        return
    name = str(node.S).removeprefix("/")
    kids = node.get("/K", [])
    below = tuple(tree for kid in (kids if isinstance(kids, pikepdf.Array) else [kids]) for tree in tag_tree(kid))
    if name in ("NonStruct", "Span"):
        yield from below
    else:
        yield name, below


def headers_of(data: bytes) -> tuple[list[str], list[str]]:
    """The ids of all header cells, and all references from cells to them."""
    ids, references = [], []
    pdf = opened(data)
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and str(item.get("/S", "")) in ("/TH", "/TD"):
            if "/ID" in item:
                ids.append(str(item.ID))
            references += [str(name) for name in item.get("/A", {}).get("/Headers", [])]
    return ids, references
