"""Files that LibreOffice Writer 7.4 saved: one only opened and saved, one with words changed, added and taken out."""

from pathlib import Path

from app.importing.exchange.identity import opened
from app.importing.exchange.placing import finder, placed, restored
from app.importing.exchange.reading import read
from app.richtext.markup import from_markup, to_markup
from tests.importing.exchange.test_round_trip import HEADING, KEY

FILES = Path(__file__).parent / "files"
TEXT = """Leaders see **every** audit *each* month [[E1|p. 2]].

### What we found

- One in ten was good.
- Two were not:
  - one was late,
  - one was thin.

1. First we asked.
2. Then we acted.

> “Nobody had asked me before.”

Table: Places by year
| Year | Places |
|---|---|
| 2016 | 12 |
| 2017 | 14 |

See [the report](https://example.org/report). The last paragraph."""
BASE = from_markup(TEXT)


def brought(name: str) -> str:
    """What a file brings back, as light markup."""
    found = read((FILES / name).read_bytes())
    assert opened(found["identity"])
    parts = placed(found["stretches"], opened(found["identity"]), {HEADING: KEY})
    assert parts.outside == []
    doc, lost = restored(BASE, parts.by_key[KEY], finder(BASE, {}))
    assert lost == []
    return to_markup(doc)


def test_opened_and_saved_is_no_difference() -> None:
    assert brought("saved.docx") == to_markup(BASE)


def test_what_was_changed_and_no_more() -> None:
    expected = TEXT.replace("month", "week").replace("- one was late,", "- one was very late,").replace(
        "| 14 |", "| 15 |").replace("The last paragraph.", "The last paragraph.\n\nAdded in LibreOffice.")
    assert brought("edited.docx") == to_markup(from_markup(expected))
