"""The loss report: what was found, what was placed, and every line that was left out with the reason."""

from typing import Any

from app.importing.ledger import unaccounted
from app.importing.parsed import ParsedDocument, ParsedFile

EXCERPT = 80


def build_report(parsed: ParsedFile, slug: str) -> dict[str, Any]:
    """The report as JSON values: one document's figures, the file's lines, the other documents found."""
    placed = sum(entry.placed for entry in parsed.ledger)
    document = parsed.documents[slug]
    return {
        **figures(document),
        "lines_in": sum(bool(line.strip()) for line in parsed.lines),
        "lines_placed": placed,
        "lines_left_out": len(parsed.ledger) - placed,
        "lines_unaccounted": len(unaccounted(parsed.lines, parsed.ledger)),
        "left_out": [
            {"line": entry.line, "reason": entry.note, "text": _excerpt(parsed.lines[entry.line - 1])}
            for entry in parsed.ledger
            if not entry.placed
        ],
        "to_check": [
            {"prompt": item.prompt, "lines": list(item.lines), "what": item.sentence} for item in document.to_check
        ],
        "also": {other: figures(found) for other, found in parsed.documents.items() if other != slug},
    }


def figures(document: ParsedDocument) -> dict[str, int]:
    """One document's counts."""
    return {
        "sections": document.sections,
        "statements": document.statements,
        "annex_m": document.annex_m,
        "tables": document.tables,
        "register_rows": document.register_rows,
        "words_in": document.words_in,
        "words_placed": document.words_placed,
    }


def _excerpt(line: str) -> str:
    words = " ".join(line.split())
    return words if len(words) <= EXCERPT else words[: EXCERPT - 1].rstrip() + "…"
