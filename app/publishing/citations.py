"""Numbers of citations, and of figures in sentences: by first appearance, each with the places that cite it."""

from dataclasses import dataclass, field
from typing import Any

from app.indicators.extracts.laying import in_short
from app.indicators.extracts.rules import Extract, changes, read
from app.publishing.registers import day_in_words
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

    @property
    def facts(self) -> str:
        """What is said of it beneath its title."""
        return " · ".join(filter(None, (self.facts_apart, self.item.get("file_name", ""))))

    @property
    def facts_apart(self) -> str:
        """The same of what is not handed out: nothing of its file."""
        if "facts" in self.item:
            return " · ".join(filter(None, self.item["facts"]))
        kind, as_at = self.item["kind"], self.item["as_at"]
        revision = f"{self.item['ref']}, revision {self.item['revision']}"
        known = (kind[:1].upper() + kind[1:], f"as at {day_in_words(as_at)}" if as_at else "", self.item["status"],
                 self.item["owner"], revision)
        return " · ".join(filter(None, known))

    @property
    def cited_at(self) -> list[Place]:
        """Each place that has a name of its own once, by where it first cites, in order."""
        first: dict[str, Place] = {}
        for place in self.places:
            first.setdefault(place.label, place)
        return list(first.values())

    @property
    def link(self) -> str:
        """Its address on the web, if it has one."""
        return str(self.item.get("link", ""))


@dataclass
class CitationBook:
    """Gives each evidence revision its number while the text is set in reading order.

    Anchors of citing places count within one section, so that a new citation in one section leaves the HTML
    of every other section as it was. `newer` has by name what a figure would be today, where that is to be told.
    """

    evidence: dict[Key, dict[str, Any]]
    figures: dict[str, Extract] = field(default_factory=dict)
    newer: dict[str, Extract] = field(default_factory=dict)
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

    def figure(self, extract: Extract) -> CitationView:
        """The printed form of where a figure in a sentence comes from, which stands in the index as evidence does."""
        key = (extract.name, 0)
        if key not in self.entries:
            self.entries[key] = Entry(len(self.entries) + 1, f"figure-{extract.name}",
                                      figure_item(extract, self.newer.get(extract.name)))
        entry = self.entries[key]
        self.used += 1
        entry.places.append(Place(f"cite-{self.section}-{self.used}", self.place))
        return CitationView(f"#{entry.anchor}", f"[{entry.number}]", f"Evidence {entry.number}: {extract.says}",
                            entry.places[-1].anchor)

    def entry(self, key: Key) -> Entry:
        """The entry for an evidence revision, numbered when it is first asked for."""
        if key not in self.entries:
            ref, revision = key
            self.entries[key] = Entry(len(self.entries) + 1, f"evidence-{ref}-{revision}",
                                      self.evidence.get(key) or missing_item(ref, revision))
        return self.entries[key]


def figure_item(extract: Extract, newer: Extract | None) -> dict[str, Any]:
    """A figure as a line of the index: what it is of, for whom and when, who published it, and what differs today."""
    row, point = extract.points[0]
    about = extract.measure
    told = f"Newer figures exist: {in_short(changes(extract, newer))}" if newer else ""
    return {"title": f"{about.title}: {row.name}, {point.period}",
            "facts": [about.unit, point.status, extract.source, told]}


def missing_item(ref: str, revision: int) -> dict[str, Any]:
    """What is printed for a citation whose item is not in the content: its reference, and that it is absent."""
    return {"ref": ref, "revision": revision, "title": f"{ref}, not in the evidence library", "kind": "", "as_at": "",
            "status": "", "link": "", "file_name": "", "owner": ""}


def book_of(content: dict[str, Any], newer: dict[str, Any] | None = None) -> CitationBook:
    """An empty book over the evidence and the figures of a content, with those that would be others today."""
    figures, today = (
        {name: read(one) for name, one in each.items()} for each in (content.get("figures", {}), newer or {})
    )
    return CitationBook({(item["ref"], item["revision"]): item for item in content["evidence"]}, figures, today)
