"""How alike two titles are when the words between them have been changed a little."""

import re
from functools import lru_cache

INITIAL = re.compile(r"\b([a-z])-(?=[a-z])")
WORD = re.compile(r"[a-z0-9]+(?:[’'][a-z]+)?|%")
STOP_WORDS = """
    a an the of and or to in on for from by with our we are is be been this that at as their its any all etc
"""
STOP = frozenset(STOP_WORDS.split())
ENDINGS_LONGEST_FIRST = "ations ation ments ment ings ing ally al ors or ed es s e"
ENDINGS = tuple(ENDINGS_LONGEST_FIRST.split())


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A word without the endings that titles change; crude, and the same for both sides."""
    word = re.sub(r"[’'].*$", "", word)
    for ending in ENDINGS * 2:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
    return word


@lru_cache(maxsize=8192)
def words_of(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    found = WORD.findall(INITIAL.sub(r"\1", text.lower()))
    return frozenset(stem(word) for word in found if word not in STOP)


def alike(one: str, other: str) -> float:
    """From 0 (no word shared) to 1 (the same words); a short title inside a longer one scores well."""
    first, second = words_of(one), words_of(other)
    shared = len(first & second)
    if not shared:
        return 0.0
    return shared / (len(first) + len(second)) + shared / (2 * min(len(first), len(second)))


def squashed(text: str) -> str:
    """A line as its bare letters and figures, for telling whether two lines say the same."""
    return "".join(WORD.findall(text.lower()))
