"""Finish the tags of one rendered part: scopes, readable links, ids of its own."""

from typing import Any

import pydyf


def finish_tags(document: Any, pdf: pydyf.PDF, prefix: str) -> None:
    """A WeasyPrint finisher for a part whose ids begin with `prefix`."""
    for page in document.pages:
        describe_links(page)
        for box in page._page_box.descendants():
            give_scope(box)
    for item in list(pdf.objects):
        if isinstance(item, dict) and item.get("Type") == "/StructElem":
            prefix_ids(item, prefix)
            if item["S"] == "/LI":
                give_body(item, pdf)


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



def give_body(item: pydyf.Dictionary, pdf: pydyf.PDF) -> None:
    """All of a list item but its label stands in one body, as the format wants it."""
    kids = [(kid, pdf.objects[int(kid.split()[0])]) for kid in item["K"]]
    loose = [(kid, element) for kid, element in kids if element["S"] not in ("/Lbl", "/LBody")]
    if not loose:
        return
    body = pydyf.Dictionary({"Type": "/StructElem", "S": "/LBody", "P": item.reference, "Pg": item["Pg"],
                             "K": pydyf.Array(kid for kid, element in kids if element["S"] != "/Lbl")})
    pdf.add_object(body)
    for _, element in kids:
        if element["S"] == "/LBody":
            element["S"] = "/Div"
        if element["S"] != "/Lbl":
            element["P"] = body.reference
    item["K"] = pydyf.Array([*(kid for kid, element in kids if element["S"] == "/Lbl"), body.reference])
