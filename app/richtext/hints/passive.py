"""Sentences that may be passive: a form of “to be” with a past participle soon after it."""

from collections.abc import Sequence

from app.richtext.hints.sentences import Sentence

BE = frozenset(["am", "is", "are", "was", "were", "be", "been", "being", "isn't", "aren't", "wasn't", "weren't"])
# Words that may stand between the two; adverbs in -ly may as well.
BETWEEN = frozenset([
    "not", "also", "always", "never", "often", "then", "now", "still", "already", "only", "all", "both", "each",
    "being", "been", "first", "and",
])
FURTHEST = 4  # words between the two
IRREGULAR = frozenset(
    [
        "begun", "beaten", "bought", "brought", "broken", "built", "caught", "chosen", "cut", "dealt", "done", "drawn",
        "driven", "fed", "felt", "fought", "found", "forgotten", "given", "grown", "heard", "held", "hidden", "hit",
        "hurt", "kept", "known", "laid", "led", "left", "lent", "let", "lost", "made", "meant", "met", "paid", "put",
        "read", "rewritten", "written", "run", "said", "seen", "sent", "set", "shown", "shut", "sold", "sought",
        "spent", "split", "spoken", "spread", "stolen", "struck", "sworn", "taken", "taught", "thought", "thrown",
        "told", "torn", "understood", "undertaken", "upheld", "won", "withdrawn", "overseen", "undergone", "outgrown",
        "rebuilt", "reset", "upset", "withheld", "misled", "overtaken", "mistaken", "worn", "woken",
    ]
)
# Forms in -ed that mostly tell how somebody or something is.
STATES = frozenset(
    [
        "aged", "committed", "complicated", "concerned", "confused", "dedicated", "delighted", "detailed",
        "determined", "disappointed", "embarrassed", "engaged", "excited", "experienced", "gifted", "hundred",
        "indebted", "indeed", "interested", "involved", "limited", "located", "mixed", "motivated", "naked", "need",
        "pleased", "prepared", "proud", "related", "relaxed", "sacred", "satisfied", "scared", "skilled", "speed",
        "supposed", "talented", "tired", "unaided", "unchanged", "unexpected", "unlimited", "unprecedented",
        "unrelated", "used-to", "varied", "wicked", "worried", "advanced", "well-informed",
    ]
)
AGREED = frozenset(["agreed", "decreed", "freed", "guaranteed"])  # others in -eed are no participles


def passive(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences that may be passive, in order."""
    return [sentence for sentence in sentences if is_passive(sentence.plain)]


def is_passive(words: Sequence[str]) -> bool:
    """Whether words in small letters hold a form of “to be” that a past participle follows."""
    for at, word in enumerate(words):
        if word in BE and not (at and words[at - 1] == "there") and _participle_after(words, at):
            return True
    return False


def _participle_after(words: Sequence[str], at: int) -> bool:
    for word in words[at + 1 : at + 2 + FURTHEST]:
        if is_participle(word):
            return True
        if not (word in BETWEEN or word.endswith("ly")):
            return False
    return False


def is_participle(word: str) -> bool:
    """Whether a word looks like a past participle that tells of an act."""
    if word in IRREGULAR:
        return True
    return len(word) > 4 and word.endswith("ed") and word not in STATES and (word[-3:] != "eed" or word in AGREED)
