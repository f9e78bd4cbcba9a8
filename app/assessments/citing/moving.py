"""Citations of earlier revisions set against a newer one, and what somebody decides about each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from app.assessments.citing.rules import sentences
from app.evidence.passages.following import Contents, Followed, follow
from app.richtext.models import Citation
from app.richtext.walk import citations

Doc = dict[str, Any]
STAY, KEEP, BARE, AT = "stay", "keep", "bare", "at:"


@dataclass(frozen=True)
class Move:
    """A citation of an answer, or several that say the same, with what became of it in the newer revision."""

    key: str
    citation: Citation
    revision: int
    sentence: str
    followed: Followed

    @property
    def name(self) -> str:
        """What the choice about it is called in a form: the same for the same citation of the same answer, always."""
        cited = self.citation
        said = "\x00".join((self.key, str(cited.revision), cited.place, cited.supports, cited.quote))
        return "move-" + sha256(said.encode()).hexdigest()[:16]

    @property
    def is_kept(self) -> bool:
        """Whether nothing needs to be decided: all that it names stands in the newer revision where it says."""
        return self.followed.state == "kept"

    def decided(self, choice: str) -> Citation:
        """The citation that a choice makes of it; as it was for none, or for one that was not offered."""
        newer = replace(self.citation, revision=self.revision)
        if self.is_kept or choice == KEEP:
            return newer
        if choice == BARE:
            place = newer.place if self._place_stays else ""
            return replace(newer, place=place, quote=newer.quote if self.followed.quote_there else "")
        if choice.startswith(AT) and choice.removeprefix(AT) in self.followed.offers:
            return replace(newer, place=choice.removeprefix(AT))
        return self.citation

    @property
    def _place_stays(self) -> bool:
        """Whether, of place and quote, the quote alone is wrong."""
        return bool(self.citation.quote) and not self.followed.quote_there and self.followed.place_there

    @property
    def choices(self) -> dict[str, str]:
        """What can be decided, each with its words; to leave it as it is comes first."""
        cited, place = self.citation, self.citation.place
        words = {STAY: f"Go on citing revision {cited.revision}"}
        words |= {f"{AT}{offer}": f"Cite revision {self.revision}, {offer}" for offer in self.followed.offers}
        named = " and ".join(part for part in (place, "the quoted words" if cited.quote else "") if part)
        words[KEEP] = f"Cite revision {self.revision} with {named} all the same"
        dropped = [] if self._place_stays or not place else ["a place"]
        dropped += ["the quoted words"] if cited.quote and not self.followed.quote_there else []
        return words | ({BARE: f"Cite revision {self.revision} without {' or '.join(dropped)}"} if dropped else {})


def moves(
    key: str, doc: Doc, ref: str, revision: int, contents: Mapping[int, Contents]
) -> dict[Citation, Move]:
    """What an answer cites of the item's revisions before this one, set against it; `contents` by revision number."""
    said = sentences(doc, ref)
    nothing = Contents()
    return {
        one: Move(key, one, revision, said.get(one, ""),
                  follow(one.place, one.quote, contents.get(one.revision, nothing), contents.get(revision, nothing)))
        for one in dict.fromkeys(citations(doc)) if one.item == ref and one.revision < revision
    }
