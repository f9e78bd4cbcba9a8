"""The values that rich text shares with what stores, renders and checks it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

# Whose words a quotation holds, each with the label that stands above it.
VOICES = {"child": "Voice of the child or family", "inspector": "Inspector"}
# What a citation supports; '' where nobody said.
SUPPORTS = {
    "claim": "The claim", "figure": "A figure", "impact": "Impact on children and families", "voice": "Their voice",
}
# How an indicator is shown; all but the table are charts with the table beneath.
FORMS = {"table": "Table", "line": "Chart over time", "bars": "Bars", "panels": "A small chart for each area"}
NOTE_LABEL = "Note to colleagues – left out of every edition"

# A node in the editor's own JSON: type, and where they apply attrs, content, marks, text.
NodeJson: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Citation:
    """One reference to a revision of an evidence item; place is words such as “p. 7”, or empty.

    `supports` is a key of SUPPORTS and `quote` the words of the item that do; both may be empty.
    """

    item: str
    revision: int
    place: str
    supports: str = ""
    quote: str = ""

    @property
    def says(self) -> str:
        """What it supports and by which words, such as “Impact: “Visits are on time””; empty where nobody said."""
        quoted = f"“{self.quote}”" if self.quote else ""
        return ": ".join(part for part in (SUPPORTS.get(self.supports, ""), quoted) if part)


@dataclass(frozen=True, slots=True)
class CitationView:
    """How a citation is shown: where it leads, its visible label, its tooltip and, if wanted, its anchor."""

    href: str
    label: str
    title: str
    element_id: str = ""


Cite: TypeAlias = Callable[[Citation], CitationView]


def citation_of(node: NodeJson) -> Citation:
    """The citation that a node of type `citation` holds."""
    attrs = node["attrs"]
    return Citation(
        attrs["item"], attrs.get("revision", 1), attrs.get("place", ""), attrs.get("supports", ""),
        attrs.get("quote", ""),
    )
