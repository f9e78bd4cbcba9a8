"""What becomes of a passage when the text around it changes."""

from dataclasses import dataclass

from prosemirror.transform import Mapping

from app.richtext.quoting import Flat, Quote


@dataclass(frozen=True, slots=True)
class Passage:
    """Where an anchor is, and whether its words are still there; see Anchor for the states."""

    start: int
    end: int
    state: str = "exact"


def carried(passage: Passage, quote: Quote, mapping: Mapping, after: Flat) -> Passage:
    """The passage after steps: it follows them; one that lost its words is looked for by them, and never guessed.

    The same words that stood elsewhere before the steps are not its own. A place between words has none itself: it is
    gone once anything that it stood between is taken away.
    """
    if not quote.words:
        return _place(passage, mapping)
    start, end = mapping.map(passage.start, 1), mapping.map(passage.end, -1)
    if start < end and after.quote(start, end).words == quote.words:
        return Passage(start, end, "moved" if passage.state in ("moved", "gone") else "exact")
    found = after.find(quote)
    if found and not _stood(*found, mapping):
        return Passage(*found, "moved")
    if start < end:
        return Passage(start, end, "changed")
    place = min(start, end)
    return Passage(place, place, "gone")


def _stood(start: int, end: int, mapping: Mapping) -> bool:
    """Whether what is between two places after the steps was there, whole, before them."""
    back = mapping.invert()
    return back.map(end, -1) - back.map(start, 1) == end - start


def _place(passage: Passage, mapping: Mapping) -> Passage:
    after = mapping.map_result(passage.start, 1)
    is_gone = passage.state == "gone" or after.deleted_before or after.deleted_after
    return Passage(after.pos, after.pos, "gone" if is_gone else "exact")
