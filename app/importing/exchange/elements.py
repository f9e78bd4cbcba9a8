"""Word's own elements, in the few shapes that an answer needs."""

import re
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

# Characters that XML cannot hold.
ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
QUOTE, QUOTE_MORE = "Quote", "Quote continued"
WORDING, GUIDANCE = "Statement wording", "Statement guidance"
TABLE_HEADING, AFTER_TABLE = "Table heading", "After table"
CITATION, FIGURE = "Evidence citation", "Figure of a measure"
CONTINUED = "Answer list"  # with the level after it
PROTECTED = (WORDING, GUIDANCE)
LEVELS = 9
PREFIX = "candour:"
BOOKMARK = "candour_"


def element(name: str, /, *children: Any, **attributes: object) -> Any:
    """An element of WordprocessingML; attributes are of the same namespace."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    for child in children:
        made.append(child)
    return made


def style_id(name: str) -> str:
    """The id under which a style is kept."""
    return name.replace(" ", "")


def paragraph(style: str, *content: Any, **more: Any) -> Any:
    """A paragraph of a style; `numbering` may be a list's number and level."""
    properties = element("pPr", element("pStyle", val=style_id(style)))
    if numbering := more.get("numbering"):
        number, level = numbering
        properties.append(element("numPr", element("ilvl", val=level), element("numId", val=number)))
    return element("p", properties, *content)


def run(text: str, bold: bool = False, italic: bool = False, style: str = "") -> Any:
    """A run of text, its tabs as Word writes them."""
    properties = element("rPr")
    for wanted, made in ((style, lambda: element("rStyle", val=style_id(style))), (bold, lambda: element("b")),
                         (italic, lambda: element("i"))):
        if wanted:
            properties.append(made())
    made = element("r", properties) if len(properties) else element("r")
    for number, piece in enumerate(ILLEGAL.sub("", text).split("\t")):
        if number:
            made.append(element("tab"))
        if piece:
            words = element("t")
            words.text = piece
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            made.append(words)
    return made


def control(tag: str, title: str, content: list[Any], identity: int, locked: bool = False) -> Any:
    """A content control around blocks; it cannot be deleted, and where it is `locked` not changed either."""
    lock = "sdtContentLocked" if locked else "sdtLocked"
    properties = element(
        "sdtPr", element("alias", val=title), element("tag", val=tag), element("id", val=identity),
        element("lock", val=lock),
    )
    return element("sdt", properties, element("sdtContent", *content))
