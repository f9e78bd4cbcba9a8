"""The signs of light markup that its reader and its writer must agree on."""

import re

ESCAPABLE = r"!-/:-@\[-`{-~•"
ESCAPE = re.compile(rf"\\([{ESCAPABLE} \t])")
HEADING = re.compile(r"(#{3,5})(?:[ \t]+|$)")
BULLET = re.compile(r"([-*•])(?:[ \t]+|$)")
NUMBER = re.compile(r"([0-9]{1,6})([.)])(?:[ \t]+|$)")
KEPT = re.compile(r"\{\{table ([0-9]{1,6}), kept as it is\}\}")
CAPTION = re.compile(r"Table:[ \t]+(?=\S)")
SOURCE = re.compile(r"Source:[ \t]+(?=\S)")
NOTE = re.compile(r"!! ?")
VOICE = re.compile(r"\[(child|inspector)\](?:[ \t]|$)", re.IGNORECASE)
RULE = re.compile(r"\|[ \t:|]*-[ \t:|-]*")
CITE = (
    r"\[\[[ \t]*[Ee](?P<item>[0-9]{1,5})(?:@(?P<revision>[0-9]{1,10}))?[ \t]*"
    r"(?:\|[ \t]*(?P<place>(?:\\.|[^\\\]\n|]){0,300}))?"
    r"(?:\|[ \t]*(?P<supports>[a-z]{0,20})[ \t]*)?(?:\|[ \t]*(?P<quote>(?:\\.|[^\\\]\n|]){0,700}))?\]\]"
)
LINK = (
    r"\[(?P<label>(?:\\.|[^\[\]\\])+)\]"
    r"\((?P<href>(?:https?://|mailto:)(?:\\.|[^\\()\s]|\([^\\()\s]*\))+)\)"
)
FIGURE = r"\{\{figure (?P<extract>[0-9a-f]{16}): ?(?P<figure>(?:\\.|[^\\}\n|]){1,80})\}\}"
INDICATOR = re.compile(r"\{\{(table|line|bars|panels) ([0-9a-f]{16})(?:, (.+))?\}\}")
CELL_PIECE = re.compile(rf"(?P<bar>\|)|\\.|{CITE}|{FIGURE}|[^\\|\[{{]+|.", re.DOTALL)

INDENT = "  "
# A larger table is kept as text: short rows are filled up, and would otherwise grow without bound.
MAX_COLUMNS = 100
MAX_CELLS = 20_000


def kept_line(number: int) -> str:
    """The line that stands for a table which light markup cannot express, by its number in the document."""
    return f"{{{{table {number}, kept as it is}}}}"


def unescape(text: str) -> str:
    """The text that the writer escaped with backslashes."""
    return ESCAPE.sub(r"\1", text)


def trimmed(line: str) -> str:
    """A line or cell without its outer spaces, save a last one that a backslash keeps."""
    line = line.lstrip(" \t")
    bare = line.rstrip(" \t")
    return line[: len(bare) + ends_open(bare)]


def ends_open(line: str) -> bool:
    """Whether a line ends in a backslash that escapes nothing, which is a line break kept."""
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1
