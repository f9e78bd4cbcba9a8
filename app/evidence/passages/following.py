"""Whether what a citation names in one revision of a file stands in another as well, and where; nothing is guessed."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from app.evidence.passages.named import Meant, meant, spanning

MOST_OFFERED = 5
MOST_COMPARED = 500  # places of a file that are compared word for word where none is the same
ENOUGH, LIKE = 8, 0.8  # words that a place must have, and the share of them that another has too
FEWEST = 3  # words that may be recognised elsewhere
MOST_PARTS = 20  # places of a range that are each looked for alone
BULLETS = "▪◦●•·¦"
MINUS = r"(?<![\w)%])-(?=[$£€]?\.?\d)"  # a hyphen after a word or number joins it to the next
BEFORE = rf"(?:[<>≤≥=±≈~+$£€]\s?|{MINUS}){{0,3}}(?:(?<!\w)\.)?"
NUMBER = rf"{BEFORE}\d[^\W_]*(?:[.,]\d[^\W_]*)*(?:\s?[%‰]|\+)?"
SYMBOL = r"[^\w\s!-#&-*,-/:;?@\[-^`{-}]"
TOKEN = re.compile(rf"{NUMBER}|[^\W_]+|{SYMBOL}")


def folded(text: str) -> str:
    """The words of a text with a space before and after each: small letters, no accents, no punctuation.

    A number keeps the signs that change what it says, and so does a tick or another symbol, which is a word by itself.
    """
    plain = unicodedata.normalize("NFC", text.casefold())
    if not plain.isascii():
        plain = "".join(map(_plainly, plain))
    return f" {' '.join(''.join(one.split()) for one in TOKEN.findall(plain))} "


@lru_cache(maxsize=10_000)
def _plainly(sign: str) -> str:
    """A letter without accents, a dash as a hyphen, punctuation as a space; symbols and ², ½ or ① as they are.

    What an earlier reading of a file of Windows left as control characters are the signs that they stand for there.
    """
    if "\x80" <= sign <= "\x9f":
        sign = sign.encode("latin-1").decode("cp1252", "replace")
    kind = unicodedata.category(sign)
    if sign in BULLETS or (kind[0] == "P" and kind != "Pd" and sign not in "%‰,."):
        return " "
    if kind == "Pd" or sign == "−":
        return " " if sign == "—" else "-"
    if kind in ("Sm", "Sc", "So", "No"):
        return sign
    plain = unicodedata.normalize("NFKD", sign)
    return "".join(one for one in plain if unicodedata.category(one) not in ("Mn", "Cf"))  # Cf: a soft hyphen


@dataclass(frozen=True)
class Contents:
    """The text of a revision, place by place; not `read` where there is none, and `cut` where there is more.

    `file` is the SHA-256 of its file, empty for a link. `former` is what an earlier reading of the same file found at
    places where something else was found since, by their names in small letters.
    """

    read: bool = False
    names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    cut: bool = False
    file: str = ""
    former: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def folded(self) -> list[str]:
        """The words of each place."""
        return [folded(text) for text in self.texts]

    @cached_property
    def counted(self) -> list[Counter[str]]:
        """How often each word stands in each place."""
        return [Counter(words.split()) for words in self.folded]

    def at(self, name: str) -> tuple[int, ...]:
        """The places that are meant by a name."""
        return self.meant(name).places

    def meant(self, name: str) -> Meant:
        """The places that are meant by a name, and how they are; none by an empty one."""
        return meant(name, self.names, lambda: self.texts, self.cut) if name else Meant()

    def at_first(self, name: str, places: Sequence[int]) -> list[str]:
        """What stood at each of the places, or at a name that is found no more, when the file was first read."""
        now = {self.names[at].casefold(): self.texts[at] for at in places} or {" ".join(name.split()).casefold(): ""}
        return [self.former.get(place, text) for place, text in now.items()]

    def holding(self, words: str) -> list[int]:
        """The places in which folded words begin; they may go on in the next."""
        follow = [*self.folded[1:], ""]
        return [
            at for at, here in enumerate(self.folded)
            if words in here or (words not in follow[at] and words in here[-len(words):] + follow[at][1 : len(words)])
        ]

    def saying(self, words: str) -> list[int]:
        """The places that say just these folded words; where none does, the one that is most like them, if any is."""
        count = len(words.split())
        if count < FEWEST:
            return []
        same = [at for at, here in enumerate(self.folded) if here == words]
        if same or count < ENOUGH or len(self.names) > MOST_COMPARED:
            return same
        wanted = Counter(words.split())
        alike = [(wanted & there).total() / max(count, there.total()) for there in self.counted]
        best = max(alike, default=0.0)
        return [alike.index(best)] if best >= LIKE else []

    def saying_in_turn(self, parts: Sequence[str]) -> list[int]:
        """The places at which a run of neighbours begins that says these folded words, each its part."""
        if sum(len(part.split()) for part in parts) < FEWEST:
            return []
        begins = [at for at, here in enumerate(self.folded) if here == parts[0]]
        same = [at for at in begins if self.folded[at : at + len(parts)] == parts]
        if same or len(parts) > MOST_PARTS:
            return same
        first, *others = (self.saying(part) for part in parts)
        return [at for at in first if all(at + step in found for step, found in enumerate(others, 1))]


@dataclass(frozen=True)
class Followed:
    """What became of a place and quoted words in a newer revision.

    `state` is kept (all that is named stands there), moved (it stands at `offers`), changed (the place is there and
    says something else), partly (it says the same, as far as it was found: `missing` was not), lost (it was not found)
    or unread (there is no text to look in). `was` and `now` are what
    stood and stands at the place; `place_there` and `quote_there` say what of the two was found anywhere, `old_read`
    whether what stood there is known.
    """

    state: str
    offers: tuple[str, ...] = ()
    was: str = ""
    now: str = ""
    place_there: bool = True
    quote_there: bool = True
    old_read: bool = True
    missing: tuple[str, ...] = ()


def follow(place: str, quote: str, old: Contents, new: Contents) -> Followed:
    """Look for the place and the quoted words of a citation in a newer revision."""
    if not (place or quote) or (new.file and old.file == new.file):
        return Followed("kept")  # the same file sent again says the same, even what was found in neither
    if not new.read:
        return Followed("unread")
    cited, found = old.meant(place), new.meant(place)
    before, there = cited.places, found.places
    missing = tuple(dict.fromkeys(cited.unread + found.unread))
    first = old.at_first(place, before)
    was, now = " ".join(first), _joined(new.texts, there)
    wanted = folded(quote)
    standing = new.holding(wanted) if wanted.strip() else []
    facts = Followed("kept", (), was, now, not place or bool(there), not quote or bool(standing), bool(was), missing)
    if quote:
        same = bool(set(standing) & set(there)) if place else bool(standing)
        offered = _outside(standing, there, new)
    else:
        alike = folded(was) == folded(now) == folded(_joined(old.texts, before))  # however early it was cited
        same = bool(there and before) and alike
        offered = [] if same or not was else _elsewhere([folded(part) for part in first], before, there, new)
    if same:
        return replace(facts, state="partly" if missing and not quote else "kept")
    elsewhere = tuple(offered[:MOST_OFFERED])
    state = "moved" if elsewhere else "changed" if there and not quote else "lost"
    return replace(facts, state=state, offers=elsewhere)


def _elsewhere(parts: list[str], before: Sequence[int], there: Sequence[int], new: Contents) -> list[str]:
    """The names under which folded words stand elsewhere: a range where its places are neighbours there as well, else
    each of its places that was found, where any of them has moved.
    """
    if len(parts) > 1:
        if found := _run(parts, before, there, new):
            return found
        alone = [*dict.fromkeys(at for part in parts[:MOST_PARTS] for at in new.saying(part))]
        if _outside(alone, there, new):
            return [new.names[at] for at in alone]
    return _outside(new.saying(f" {' '.join(' '.join(parts).split())} "), there, new)


def _run(parts: list[str], before: Sequence[int], there: Sequence[int], new: Contents) -> list[str]:
    """The ranges that say what neighbours said, part by part."""
    if list(before) != list(range(before[0], before[0] + len(before))):
        return []
    runs = [range(at, at + len(parts)) for at in new.saying_in_turn(parts)]
    named = [(spanning(new.names[run[0]], new.names[run[-1]]), run) for run in runs if not {*run} <= {*there}]
    return [name for name, run in named if new.at(name) == tuple(run)]


def _outside(found: Sequence[int], there: Sequence[int], new: Contents) -> list[str]:
    return [new.names[at] for at in found if at not in there]


def _joined(texts: Sequence[str], places: Sequence[int]) -> str:
    return " ".join(texts[at] for at in places)
