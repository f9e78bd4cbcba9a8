"""Compose: what changed between two versions of an answer becomes one fragment of HTML for print."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from app.assessments.history.queries import Side
from app.assessments.history.service import Changes
from app.assessments.permissions import Desk
from app.core.templating import time_of
from app.evidence.queries import Cited
from app.evidence.rules import ref_number
from app.indicators.extracts.laying import Showing, laid_out
from app.indicators.extracts.rules import Extract
from app.publishing.cache import key_of
from app.publishing.charts import chart_html
from app.publishing.compose import TEMPLATES, clean
from app.publishing.models import Composition, Furniture, Identity, PartSource
from app.publishing.prose import prose
from app.publishing.registers import shape
from app.publishing.widths import column_group, column_widths
from app.richtext.compare import merged
from app.richtext.models import Citation, CitationView

MARKS = {"added": "Added", "removed": "Removed", "changed": "Changed", "same": "As it was"}
ROOM = {"": 110.0, "broad": 130.0, "turned": 200.0}


@dataclass(frozen=True)
class Subject:
    """Whose answer to what it is, and who asked for the changes."""

    desk: Desk
    name: str
    standards: list[tuple[str, str]]
    asked_by: str

    @property
    def title(self) -> str:
        """The title of the PDF."""
        return f"What changed in {self.name}"


def compose_changes(
    subject: Subject, changes: Changes, cited: dict[tuple[str, int], Cited], known: Mapping[str, Extract]
) -> Composition:
    """The changes ready to be laid out; the same versions give the same HTML."""
    desk = subject.desk
    html = TEMPLATES.get_template("changes.html").render(
        subject=subject, whole=desk.assessment, place=desk.place, old=said(changes.old), new=said(changes.new),
        body=body(changes.docs, cited, known) if changes.docs else None,
        register=None if changes.docs else register(desk, changes),
        cited=sorted(cited.values(), key=lambda one: (ref_number(one.ref), one.revision)),
    )
    part, strange = clean(PartSource("changes", subject.title, html))
    span = f"From version {changes.old.version} to version {changes.new.version}"
    head = " · ".join([desk.place.name, subject.name, desk.assessment.year.replace("-", "/"), "Changes"])
    digest = hashlib.sha256(part.html.encode()).hexdigest()
    identity = Identity(f"{desk.address}/{desk.prompt.key}", "changes", changes.new.version, digest,
                        f"{desk.place.name}: {subject.title}", desk.place.name)
    return Composition(identity.title, desk.place.name, (part,), Furniture(head, f"{span} · {digest[:12]}"),
                       identity, tuple(strange))


def body(
    docs: tuple[dict[str, Any], dict[str, Any]], cited: dict[tuple[str, int], Cited], known: Mapping[str, Extract]
) -> Markup:
    """Both versions as one, with the figures that they show."""
    figures = Showing(known, chart_html, lambda extract: CitationView("#figures", "", extract.says))
    return prose(merged(*(laid_out(doc, figures) for doc in docs)), citer(cited), 2)


def key_of_changes(composition: Composition) -> str:
    """The name of the file that a composition makes."""
    return key_of("changes", composition.parts[0].html, composition.furniture.head)


def said(side: Side) -> str:
    """One version in words: its names, who made it and when."""
    made = f"; last written by {side.author}, {time_of(side.at)}" if side.at else ""
    return f"{side.title[0].upper()}{side.title[1:]}{made}"


def citer(cited: dict[tuple[str, int], Cited]):  # type: ignore[no-untyped-def]
    """Citations as references that lead to the list at the end."""

    def view(citation: Citation) -> CitationView:
        item = cited.get((citation.item, citation.revision))
        label = f"[{citation.item}, {citation.place}]" if citation.place else f"[{citation.item}]"
        where = f"#evidence-{citation.item}-{citation.revision}" if item else "#evidence"
        return CitationView(where, label, f"{citation.item}: {item.title}" if item else f"{citation.item}, not listed")

    return view


@dataclass(frozen=True)
class Table:
    """A register with its changes, ready for its template."""

    shape: str
    columns: Markup
    heads: list[str]
    rows: list[tuple[str, list[Markup]]]


def register(desk: Desk, changes: Changes) -> Table:
    """The rows with what became of each, the columns that nobody filled left out."""
    asked = desk.reading.prompts[desk.prompt.key].columns
    used = [at for at in range(len(asked)) if any(row.cells[at] for row in changes.rows)]
    heads = ["Row", *(asked[at].title for at in used)]
    rows = [(MARKS[row.kind], [row.cells[at] for at in used]) for row in changes.rows]
    form = shape([{"type": "text"} for _ in heads])
    lines = [[mark, *(cell.striptags() for cell in cells)] for mark, cells in rows]
    texts = [[head, *(line[at] for line in lines)] for at, head in enumerate(heads)]
    return Table(form, column_group(column_widths(texts, ROOM[form])), heads, rows)
