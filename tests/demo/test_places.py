"""Where the demonstration’s citations lead: the rows and findings that they name were read of its files."""

import json
import re

from sqlmodel import Session, col, select

from app.assessments.models import Text
from app.assessments.texts.models import CitationUse
from app.evidence.models import EvidenceItem, EvidenceRevision
from app.evidence.passages.queries import place_at
from app.richtext.walk import citations

OPENED = re.compile(r"\b(rows?|pages?|tables?|sheet|cells?) |\b(findings?|points?) \d|\bp\. ", re.IGNORECASE)


def _cited(look: Session) -> set[tuple[int, str]]:
    """Each row, page, table or numbered finding that answers cite of an item with a file, with the revision."""
    rows = look.execute(
        select(Text.doc, EvidenceItem.ref, EvidenceRevision.number, EvidenceRevision.id)
        .join(CitationUse, col(CitationUse.text_id) == Text.id)
        .join(EvidenceRevision, col(EvidenceRevision.id) == CitationUse.evidence_revision_id)
        .join(EvidenceItem, col(EvidenceItem.id) == EvidenceRevision.item_id)
        .where(EvidenceRevision.file_sha256 != "")
    ).all()
    return {
        (key, one.place) for doc, ref, number, key in rows for one in citations(json.loads(doc))
        if (one.item, one.revision) == (ref, number) and OPENED.search(one.place)
    }


def _opened(look: Session, ref: str, place: str) -> str:
    key = look.exec(
        select(EvidenceRevision.id).join(EvidenceItem, col(EvidenceItem.id) == EvidenceRevision.item_id)
        .where(EvidenceItem.ref == ref, EvidenceRevision.file_sha256 != "")
    ).one()
    found = place_at(look, key or 0, place)
    return " ".join(text for _, text in found.texts) if found else ""


def test_every_row_page_table_and_finding_that_is_cited_opens(look: Session) -> None:
    cited = _cited(look)
    assert len(cited) >= 85
    assert not [place for key, place in sorted(cited) if place_at(look, key, place) is None]


def test_what_opens_is_what_the_answer_speaks_of(look: Session) -> None:
    cited = {place for _, place in _cited(look)}
    for ref, place, words in (
        ("E4", "rows 2–3", "Our own foster carers · 48"),
        ("E21", "sheet Figures, rows 5–10", "Dedicated schools grant before recoupment"),
        ("E3", "sheet Figures, row 2", "Children subject to a protection plan · 236"),
    ):
        assert place in cited and words in _opened(look, ref, place)


def test_a_sheet_is_found_by_its_name_and_a_row_is_not_guessed_among_two(look: Session) -> None:
    assert "236" in _opened(look, "E3", "sheet figures cell B2") and _opened(look, "E3", "sheet About these figures")
    assert not _opened(look, "E3", "row 2")
