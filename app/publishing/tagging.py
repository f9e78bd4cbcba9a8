"""Finish the tags of one rendered part: scopes, readable links, ids of its own."""

from typing import Any

import pydyf


def finish_tags(document: Any, pdf: pydyf.PDF, prefix: str) -> None:
    """A WeasyPrint finisher for a part whose ids begin with `prefix`."""
    for page in document.pages:
        describe_links(page)
        for box in page._page_box.descendants():
            give_scope(box)
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Type") == "/StructElem":
            prefix_ids(item, prefix)


def describe_links(page: Any) -> None:
    """A link’s description is what a person would read, not the address it leads to."""
    for _, target, _, box in page.links:
        annotation = getattr(box, "link_annotation", None)
        if annotation is not None and box.element is not None:
            words = box.element.get("title") or " ".join("".join(box.element.itertext()).split())
            annotation["Contents"] = pydyf.String(words or target)


def give_scope(box: Any) -> None:
    """A header cell says whether it heads a row or a column."""
    mark = getattr(box, "mark", None)
    if isinstance(mark, dict) and mark.get("S") == "/TH" and box.element is not None:
        mark["A"]["Scope"] = "/Row" if box.element.get("scope") == "row" else "/Column"


def prefix_ids(element: pydyf.Dictionary, prefix: str) -> None:
    """Ids of header cells, and references to them, made unique across parts."""
    if "ID" in element:
        element["ID"] = pydyf.String(prefixed(element["ID"], prefix))
    attributes = element.get("A")
    if attributes is not None and "Headers" in attributes:
        attributes["Headers"] = pydyf.Array(pydyf.String(prefixed(one, prefix)) for one in attributes["Headers"])


def prefixed(name: pydyf.String, prefix: str) -> str:
    """An id with the part’s prefix."""
    return f"{prefix}-{name.string}"

