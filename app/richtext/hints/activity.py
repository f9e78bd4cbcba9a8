"""Passages that state activity alone: what was done, and nothing about what it changed."""

from collections.abc import Iterator, Sequence

from app.richtext.hints.passive import BE, BETWEEN
from app.richtext.hints.sentences import Passage, Sentence

# What a service does, as people write of it when they have done it.
ACTS = frozenset(
    [
        "appointed", "arranged", "attended", "briefed", "circulated", "commissioned", "completed", "conducted",
        "consulted", "convened", "coordinated", "created", "delivered", "designed", "developed", "devised",
        "disseminated", "distributed", "drafted", "embedded", "employed", "established", "facilitated", "formed",
        "funded", "held", "hosted", "implemented", "initiated", "introduced", "invested", "issued", "launched", "met",
        "organised", "piloted", "prepared", "presented", "procured", "produced", "promoted", "provided", "published",
        "recruited", "redesigned", "refreshed", "relaunched", "reorganised", "reviewed", "revised", "rewritten", "ran",
        "shared", "started", "strengthened", "trained", "undertaken", "undertook", "updated", "visited",
    ]
)
PAIRS = frozenset([("carried", "out"), ("rolled", "out"), ("taken", "place"), ("took", "place"), ("takes", "place"),
                   ("take", "place"), ("put", "in"), ("brought", "in"), ("set", "up"), ("signed", "up")])
ACTORS = frozenset(
    [
        "we", "authority", "authorities", "board", "boards", "centre", "centres", "colleagues", "committee", "council",
        "directorate", "group", "leaders", "managers", "members", "officers", "panel", "partners", "partnership",
        "practitioners", "schools", "service", "services", "staff", "team", "teams", "workers", "workforce", "academy",
        "forum", "network", "police",
    ]
)
HAVE = frozenset(["have", "has", "had", "we've", "they've"])
FURTHEST = 6  # words between who acts and the act
# Words and beginnings of words that tell of a difference.
DIFFERENCE = frozenset(
    [
        "better", "worse", "worsened", "fewer", "less", "lower", "higher", "faster", "quicker", "sooner", "later",
        "safer", "fell", "fallen", "rose", "risen", "dropped", "doubled", "halved", "grew", "grown", "shorter",
        "longer", "stronger", "more", "most", "impact", "impacts", "effect", "outcome", "outcomes", "difference",
        "differences", "benefit", "benefits", "benefited", "success", "confident", "confidence", "able", "progress",
        "change", "changes", "changed", "because", "therefore", "consequently", "means", "meant", "meaning", "so",
        "helped", "helps", "helping", "prevented", "prevents", "reported",
    ]
)
BEGINNINGS = ("improv", "reduc", "increas", "decreas", "declin", "enabl", "result", "achiev", "stabilis",
              "feel", "felt", "told", "tell", "say", "said")
LED = frozenset(["led", "leads", "leading"])


def activity_only(passages: Sequence[Passage]) -> list[Sentence]:
    """The sentences that state activity, of every passage that names no difference, in order."""
    found: list[Sentence] = []
    for passage in passages:
        plain = [sentence.plain for sentence in passage.sentences]
        if not any(map(tells_difference, plain)):
            stated = zip(passage.sentences, plain, strict=True)
            found += [sentence for sentence, words in stated if states_activity(words)]
    return found


def tells_difference(words: Sequence[str]) -> bool:
    """Whether a sentence in small letters says what became of something, or how much it moved."""
    return any(word in DIFFERENCE or word.startswith(BEGINNINGS) for word in words) or _moved(words)


def _moved(words: Sequence[str]) -> bool:
    """“Led to” something, or “from 40 to 60”."""
    for at, word in enumerate(words):
        near = words[at + 1 : at + 7]
        if word in LED and near[:1] == ["to"]:
            return True
        if word == "from" and any(_is_figure(one) for one in near[:3]) and "to" in near and _is_figure(words[at + 1]):
            return True
    return False


def _is_figure(word: str) -> bool:
    return any(letter.isdigit() for letter in word) and not (len(word) == 4 and word.startswith(("19", "20")))


def states_activity(words: Sequence[str]) -> bool:
    """Whether a sentence in small letters says that something was done."""
    return any(_is_done(words, at) for at in _acts(words))


def _acts(words: Sequence[str]) -> Iterator[int]:
    for at, word in enumerate(words):
        if word in ACTS or (word, words[at + 1] if at + 1 < len(words) else "") in PAIRS:
            yield at


def _is_done(words: Sequence[str], at: int) -> bool:
    """Whether the act at this place is told of: of somebody who acts, with “has”, passive, or as taking place."""
    if words[at : at + 2][-1:] == ["place"]:
        return True
    before = words[max(0, at - FURTHEST) : at]
    if any(word in ACTORS or word in HAVE for word in before):
        return "to" not in before[-2:] and "not" not in before
    for word in reversed(before):
        if word in BE:
            return True
        if not (word in BETWEEN or word.endswith("ly")):
            return False
    return False
