"""Numbers of citations: by first appearance, each with the places that cite it."""

from dataclasses import dataclass, field
from typing import Any

from app.richtext.models import Citation, CitationView

Key = tuple[str, int]


@dataclass(frozen=True)
class Place:
    """One citing place: its anchor in the text and the words that name it in the evidence index."""

    anchor: str
    label: str


@dataclass
class Entry:
    """One numbered line of the evidence index."""

    number: int
    anchor: str
    item: dict[str, Any]
    places: list[Place] = field(default_factory=list)


@dataclass
class CitationBook:
    """Gives each evidence revision its number while the text is set in reading order.

    Anchors of citing places count within one section, so that a new citation in one section leaves the HTML
    of every other section as it was.
    """

    evidence: dict[Key, dict[str, Any]]
    entries: dict[Key, Entry] = field(default_factory=dict)
    section: str = ""
    place: str = ""
    used: int = 0

    def open_section(self, key: str) -> None:
        """Start counting places anew for the section `key`."""
        self.section, self.used = key, 0

    def cite(self, citation: Citation) -> CitationView:
        """The printed form of one citation; the place is remembered for the index."""
        entry = self.entry((citation.item, citation.revision))
        self.used += 1
        place = Place(f"cite-{self.section}-{self.used}", self.place)
        entry.places.append(place)
        where = f", {citation.place}" if citation.place else ""
        says = f"; {citation.says}" if citation.says else ""
        title = f"Evidence {entry.number}: {entry.item['title']}{where}{says}"
        return CitationView(href=f"#{entry.anchor}", label=f"[{entry.number}{where}]", title=title,
                            element_id=place.anchor)

    def entry(self, key: Key) -> Entry:
        """The entry for an evidence revision, numbered when it is first asked for."""
        if key not in self.entries:
            ref, revision = key
            self.entries[key] = Entry(len(self.entries) + 1, f"evidence-{ref}-{revision}",
                                      self.evidence.get(key) or missing_item(ref, revision))
        return self.entries[key]


def missing_item(ref: str, revision: int) -> dict[str, Any]:
    """What is printed for a citation whose item is not in the content: its reference, and that it is absent."""
    return {"ref": ref, "revision": revision, "title": f"{ref}, not in the evidence library", "kind": "", "as_at": "",
            "status": "", "link": "", "file_name": "", "owner": ""}


def book_of(content: dict[str, Any]) -> CitationBook:
    """An empty book over the evidence of a content."""
    return CitationBook({(item["ref"], item["revision"]): item for item in content["evidence"]})
