"""How easily a text reads: Flesch's reading ease, and what makes it so, in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.richtext.hints.sentences import Sentence

ENOUGH = 50  # words: the score of a shorter text says little
LONG_SENTENCES, LONG_WORDS = 20, 1.7  # words a sentence, syllables a word: above these they are the reason
LONGEST = 25  # words, at which GOV.UK's style guide asks for a sentence to be split
VOWELS = frozenset("aeiouy")
# From this score on, how it reads beside what the public is given to read.
BANDS = (
    (60.0, "As easy to read as plain English should be"),
    (50.0, "Slightly harder to read than plain English"),
    (30.0, "Harder to read than most public information"),
    (float("-inf"), "Much harder to read than most public information"),
)


@dataclass(frozen=True)
class Ease:
    """How a text reads; `longest` are its longest sentences, of those that should be split."""

    score: float
    words_in_sentence: float
    syllables_in_word: float
    longest: tuple[Sentence, ...]

    @property
    def told(self) -> str:
        """The score in plain words, with the reason where it is a low one."""
        how = next(words for least, words in BANDS if self.score >= least)
        return f"{how}{self._reasons}."

    @property
    def _reasons(self) -> str:
        reasons = []
        if self.words_in_sentence > LONG_SENTENCES:
            reasons.append(f"long sentences ({round(self.words_in_sentence)} words on average)")
        if self.syllables_in_word > LONG_WORDS:
            reasons.append("many long words")
        return f": {' and '.join(reasons)}" if reasons and self.score < BANDS[0][0] else ""


def ease_of(sentences: Sequence[Sentence]) -> Ease | None:
    """The reading ease of a text; None where it is too short to tell.

    The formula is Rudolf Flesch's: 206.835 − 1.015 × words per sentence − 84.6 × syllables per word, from
    “A new readability yardstick”, Journal of Applied Psychology 32 (1948), pages 221 to 233.
    """
    plain = [sentence.plain for sentence in sentences]
    plain = [words for words in plain if words]
    count = sum(map(len, plain))
    if count < ENOUGH:
        return None
    in_sentence = count / len(plain)
    in_word = sum(syllables(word) for words in plain for word in words) / count
    long = [sentence for sentence in sentences if len(sentence.plain) > LONGEST]
    longest = sorted(long, key=lambda sentence: len(sentence.plain), reverse=True)[:3]
    return Ease(206.835 - 1.015 * in_sentence - 84.6 * in_word, in_sentence, in_word, tuple(longest))


@lru_cache(maxsize=4096)
def syllables(word: str) -> int:
    """Roughly how many syllables a word has: groups of vowels, less an ending that is not heard; a figure has one."""
    letters = "".join(letter for letter in word if letter.isalpha())
    groups, after_vowel = 0, False
    for letter in letters:
        is_vowel = letter in VOWELS
        groups += is_vowel and not after_vowel
        after_vowel = is_vowel
    return max(1, groups - _silent(letters))


def _silent(letters: str) -> int:
    """1 where the word ends in an e that nobody hears."""
    if letters.endswith(("es", "ed")) and len(letters) > 3 and letters[-3] not in VOWELS:
        heard = ("t", "d") if letters.endswith("ed") else ("s", "z", "x", "c", "g", "h")
        return 0 if letters[-3] in heard or letters[-4:-2] in ("bl", "tl", "pl", "dl") else 1
    if letters.endswith("e") and letters[-2:-1] not in VOWELS:
        return 0 if letters.endswith("le") and len(letters) > 3 and letters[-3] not in VOWELS else 1
    return 0
