"""The words of the evidence library, and what the fields of an item and its links may hold."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

from app.core.errors import Refused

KINDS = {
    "document": "Document", "data": "Data", "audit": "Audit",
    "feedback": "Feedback from children and families", "inspection": "Inspection finding",
    "case_audit": "Case audit summary", "minutes": "Minutes", "link": "Link",
}
STATUSES = {"provisional": "Provisional", "published": "Published", "withdrawn": "Withdrawn"}
SENSITIVITIES = {"open": "Open", "partner": "Partners only", "restricted": "Restricted"}
LONGEST = 300
LONGEST_LINK = 2_000
LONGEST_ALTERNATIVE = 1_000
QUOTED = re.compile(r"[\"“”]([^\"“”]*)[\"“”]|([^\s\"“”]+)")  # a phrase, or a word alone
UNUSABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


def choices(words: dict[str, str]) -> list[dict[str, str]]:
    """Words as the options of a list to choose from."""
    return [{"value": value, "text": text} for value, text in words.items()]


def ref_number(ref: str) -> int:
    """The number in a reference such as E12."""
    return int(ref[1:])


@dataclass(frozen=True)
class Fields:
    """The fields of an item that people set; `as_at` is what it is true of, `review_by` when to look at it again."""

    title: str
    kind: str
    owner: str
    as_at: date
    status: str
    sensitivity: str
    text_alternative: str = ""
    review_by: date | None = None


def field_errors(
    title: str, owner: str, as_at: date | None, chosen: dict[str, str], alternative: str = ""
) -> dict[str, str]:
    """A sentence for each field that cannot be saved as it is; `chosen` are kind, status and sensitivity."""
    found = {
        "title": _line_error(title, "a title that says what the item is"),
        "kind": "" if chosen["kind"] in KINDS else "Choose what kind of evidence it is.",
        "owner": _line_error(owner, "the role of whoever keeps the item, such as Head of quality assurance"),
        "as_at": "" if as_at and in_reach(as_at) else "Enter the date that the item is true of.",
        "status": "" if chosen["status"] in STATUSES else "Choose a status.",
        "sensitivity": "" if chosen["sensitivity"] in SENSITIVITIES else "Choose who may see it.",
        "text_alternative": _alternative_error(alternative),
    }
    return {name: sentence for name, sentence in found.items() if sentence}


def in_reach(day: date) -> bool:
    """Whether a date can be meant."""
    return 1950 <= day.year <= 2100


def _line_error(text: str, what: str) -> str:
    if not text:
        return f"Enter {what}."
    if len(text) > LONGEST:
        return f"Use at most {LONGEST} characters."
    return "Use letters, figures and ordinary signs only." if UNUSABLE.search(text) else ""


def _alternative_error(text: str) -> str:
    if len(text) > LONGEST_ALTERNATIVE:
        return f"Use at most {LONGEST_ALTERNATIVE:,} characters."
    return "Use letters, figures and ordinary signs only." if UNUSABLE.search(text) else ""


def read_megabytes(text: str, most: int) -> int | None:
    """A limit as somebody typed it: whole megabytes, or None where it is empty; Refused with why not."""
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and 1 <= int(text) <= most):
        raise Refused(f"Enter a whole number from 1 to {most:,}, or leave it empty.")
    return int(text)


def link_error(link: str) -> str:
    """Why a link cannot be kept, or nothing: it leads to a web page by http or https."""
    wrong = "Enter a whole web address that begins with https:// or http://."
    if len(link) > LONGEST_LINK or UNUSABLE.search(link) or re.search(r"[\s<>\"\\]", link):
        return wrong
    try:
        parts = urlsplit(link)
        port_readable = parts.port is None or parts.port > 0
    except ValueError:
        return wrong
    named = bool(parts.hostname) and not parts.username and not parts.password
    return "" if parts.scheme in ("http", "https") and named and port_readable else wrong


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """The text as search compares it: small letters, no accents, straight apostrophes, any dash a hyphen."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return re.sub("[‐‑‒–—]", "-", kept.replace("’", "'").replace("‘", "'"))


@lru_cache(maxsize=50_000)
def _all_plain(*fields: str) -> str:
    return "\n".join(map(plain, fields))  # no phrase goes on from one field to the next


def matches(query: str, *fields: str) -> bool:
    """Whether every word and quoted phrase of the query stands somewhere in the fields; nothing asked matches all."""
    inside = _all_plain(*fields)
    return all(" ".join((phrase or word).split()) in inside for phrase, word in QUOTED.findall(plain(query)))
