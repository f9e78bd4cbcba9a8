"""Counting letters: everybody types running numbers in letters of their own, so that each letter tells whose it is."""

import string
from collections import Counter
from dataclasses import dataclass

EACH = 6  # letters a person has: five digits and the mark that ends a number
MOST = len(string.ascii_letters) // EACH
SHORTEST = 4  # digits of a number


@dataclass
class Script:
    """What one person types, and has typed."""

    letters: str
    typed: str = ""
    number: int = 0

    def next(self) -> str:
        """The next word: a number that nobody has typed before."""
        digits, rest = "", self.number
        while rest or len(digits) < SHORTEST:
            rest, digit = divmod(rest, EACH - 1)
            digits = self.letters[digit] + digits
        self.number += 1
        word = f"{digits}{self.letters[-1]}"
        self.typed += word
        return f"{word} "

    def own(self, text: str) -> str:
        """The letters of a text that this person typed, in the order of the text."""
        return "".join(letter for letter in text if letter in self.letters)


def script(person: int) -> Script:
    """The script of one of at most eight people."""
    return Script(string.ascii_letters[person * EACH : (person + 1) * EACH])


@dataclass(frozen=True)
class Account:
    """Letters typed, in the text at the end, on their authors' recovered pages, in neither, and in excess.

    `jumbled` counts the people whose letters do not stand in the text in the order in which they were typed.
    """

    typed: int
    final: int
    recovered: int
    lost: int
    twice: int
    jumbled: int
    restored: int = 0


def account(scripts: list[Script], final: str, recovered: list[str]) -> Account:
    """What became of everybody's letters; `recovered` holds each one's own recovered page."""
    typed = kept = aside = lost = twice = jumbled = 0
    for one, page in zip(scripts, recovered, strict=True):
        there, set_aside = one.own(final), one.own(page)
        wanted, found = Counter(one.typed), Counter(there + set_aside)
        typed, kept, aside = typed + len(one.typed), kept + len(there), aside + len(set_aside)
        lost, twice = lost + (wanted - found).total(), twice + (found - wanted).total()
        jumbled += not _in_order(there, one.typed)
    return Account(typed, kept, aside, lost, twice, jumbled)


def _in_order(some: str, whole: str) -> bool:
    rest = iter(whole)
    return all(letter in rest for letter in some)
