"""Where a passage stands in a released content, what can be asked for, and what states an offer has."""

from app.core.errors import Refused
from app.reviews.releases.frozen import Content, heading, sections_of
from app.richtext.text import plain_text
from app.richtext.walk import lines

SHORTEST, LONGEST = 5, 3000  # words of a passage, and its characters
LONGEST_ASK = 300  # characters

STATES = {"offered": "Waits for the region", "accepted": "In the library", "declined": "Not accepted",
          "withdrawn": "Withdrawn"}


def one_line(text: str) -> str:
    """The words, one space between two."""
    return " ".join(text.split())


def ask_of(typed: str) -> str:
    """What is asked for, in one line; Refused where it is empty or too long to be taken in at a glance."""
    words = one_line(typed)
    if not words:
        raise Refused("Write what you would like to learn from others.", "words")
    if len(words) > LONGEST_ASK:
        raise Refused(f"Ask in at most {LONGEST_ASK} characters; this has {len(words)}.", "words")
    return words


def passage_in(content: Content, typed: str) -> tuple[str, str]:
    """The passage in one line, and the place where it stands word for word; Refused where it stands nowhere."""
    quote = one_line(typed)
    if len(quote.split()) < SHORTEST or len(quote) > LONGEST:
        raise Refused(f"Give a passage of at least {SHORTEST} words and at most {LONGEST:,} characters.", "passage")
    for section in sections_of(content):
        for answer in section.answers:
            doc = answer["doc"] or {"type": "doc"}
            if any(quote in one_line(text) for text in (plain_text(doc), "\n".join(lines(doc)))):
                return quote, f"{section.title}, {heading(answer)}"
    raise Refused("These words are not in what you released. Copy them from there, without references to evidence.",
                  "passage")
