"""Compare two documents: one rendering of both, with what was added and what was removed marked in words."""

import json
from collections.abc import Callable, Iterator, Sequence, Set
from functools import cache
from itertools import groupby

from markupsafe import Markup

from app.richtext.align import Range, overlap, pairs, ranges
from app.richtext.compare_tables import Merger, is_plain, merged_rows
from app.richtext.models import Citation, CitationView, Cite, NodeJson
from app.richtext.printed import spelt
from app.richtext.render import Writer
from app.richtext.spoken import caption_of, label_of, source_of, voice_of
from app.richtext.walk import INLINE, TEXT_BLOCKS, children, lines
from app.richtext.words import WORD

MOVED = 5  # words
# Attributes that are shown as words, and so are compared as words.
SPOKEN: dict[str, dict[str, Callable[[NodeJson], list[NodeJson]]]] = {
    "table": {"caption": caption_of, "source": source_of},
    "indicator": {"caption": caption_of},
    "blockquote": {"voice": voice_of},
    "note": {"label": label_of},
}


def compare(old: NodeJson, new: NodeJson, cite: Cite) -> Markup:
    """Both documents as one: removed words in <del>, added ones in <ins>, each said in hidden words too.

    Without its <del> the result reads as the new document, without its <ins> as the old one. Blocks are
    lined up first, then the words within; tables cell by cell. Notes to colleagues are compared too.
    """
    writer = Writer(cite, heading_shift=0, scroll=False, notes=True)
    writer.blocks(children(merged(old, new)))
    return writer.html()


def merged(old: NodeJson, new: NodeJson) -> NodeJson:
    """Both documents as one whose words know whether they were added or removed."""
    return {"type": "doc", "content": _merged_blocks(children(spelt(old)), children(spelt(new)))}


def compare_words(old: str, new: str) -> Markup:
    """The same for two plain texts of some lines; a text that stays as it was has no marks."""
    writer = Writer(_uncited, heading_shift=0, scroll=False, notes=False)
    writer.inline(_merged_words(_inline(old), _inline(new)))
    return writer.html()


def _inline(text: str) -> list[NodeJson]:
    """Lines as text with breaks between them."""
    nodes: list[NodeJson] = []
    for line in text.splitlines():
        nodes += [{"type": "hardBreak"}] if nodes else []
        nodes += [{"type": "text", "text": line}] if line else []
    return nodes


def _uncited(citation: Citation) -> CitationView:
    raise ValueError(f"a plain text cannot cite {citation.item}")


def _merged_blocks(old: Sequence[NodeJson], new: Sequence[NodeJson]) -> list[NodeJson]:
    @cache
    def words(node: int, is_new: bool) -> frozenset[str]:
        return frozenset(" ".join(lines((new if is_new else old)[node])).split())

    def likeness(i: int, j: int) -> float:
        if old[i]["type"] != new[j]["type"] or not _same_shape(old[i], new[j]):
            return 0.0
        return 1.0 if len(old) == len(new) == 1 else overlap(words(i, False), words(j, True))

    old_keys, new_keys = [_key(node) for node in old], [_key(node) for node in new]
    lined_up = list(pairs(old_keys, new_keys, likeness))
    gone = {old_keys[i] for i, j in lined_up if i is not None and j is None}
    come = {new_keys[j] for i, j in lined_up if j is not None and i is None}
    moved = {key for key in gone & come if _says_much(json.loads(key))}
    return [
        new[j] if i is not None and j is not None and old_keys[i] == new_keys[j] else _either(old, new, i, j, moved)
        for i, j in lined_up
    ]


def _says_much(node: NodeJson) -> bool:
    """Whether a block is long enough to be known again where it was moved to."""
    return len(" ".join(lines(node)).split()) >= MOVED


def _either(
    old: Sequence[NodeJson], new: Sequence[NodeJson], i: int | None, j: int | None, moved: Set[str] = frozenset()
) -> NodeJson:
    """Two versions merged, or the one there is marked throughout."""
    if i is not None and j is not None:
        return _merged(old[i], new[j])
    node, change = (new[j or 0], "ins") if i is None else (old[i], "del")
    return marked(node, f"{change} moved" if moved and _key(node) in moved else change)


def _key(node: NodeJson) -> str:
    return json.dumps(node, sort_keys=True, ensure_ascii=False)


def _same_shape(old: NodeJson, new: NodeJson) -> bool:
    """Whether two tables can be merged: where cells span others, rows cannot be put in or left out."""
    left, right = _spans(old), _spans(new)
    return left == right or not any(span != (1, 1) for row in (*left, *right) for span in row)


def _spans(node: NodeJson) -> list[list[tuple[int, int]]]:
    if node["type"] != "table":
        return []
    rows = [[cell.get("attrs", {}) for cell in children(row)] for row in children(node)]
    return [[(attrs.get("colspan", 1), attrs.get("rowspan", 1)) for attrs in row] for row in rows]


def _merged(old: NodeJson, new: NodeJson) -> NodeJson:
    """One node that says what was and what is, of two of the same type."""
    kind = new["type"]
    if kind in TEXT_BLOCKS:
        return {**new, "content": _merged_words(children(old), children(new))}
    said = {name: _merged_words(of(old), of(new)) for name, of in SPOKEN.get(kind, {}).items()}
    inside = _merged_rows(old, new) if kind == "table" else _merged_blocks(children(old), children(new))
    return {**new, "attrs": {**new.get("attrs", {}), **said}, "content": inside}


def _merged_rows(old: NodeJson, new: NodeJson) -> list[NodeJson]:
    """The rows of two tables; of two with the same spans each row is a version of the one in its place."""
    if is_plain(old) and is_plain(new):
        return merged_rows(old, new, Merger(_merged, marked))
    if any(span != (1, 1) for row in _spans(new) for span in row):
        return [_merged_row(*rows) for rows in zip(children(old), children(new), strict=True)]
    both = [children(old), children(new)]
    keys = [[_key(row) for row in rows] for rows in both]
    words = [[frozenset(" ".join(lines(row)).split()) for row in rows] for rows in both]
    rows: list[NodeJson] = []
    for i, j in pairs(keys[0], keys[1], lambda i, j: overlap(words[0][i], words[1][j])):
        if i is not None and j is not None:
            rows.append(_merged_row(both[0][i], both[1][j]))
        else:
            rows.append(_either(both[0], both[1], i, j))
    return rows


def _merged_row(old: NodeJson, new: NodeJson) -> NodeJson:
    """A row cell by cell; cells of rows of unequal length are lined up by what they say."""
    left, right = children(old), children(new)
    if len(left) == len(right):
        cells = [_merged(*both) for both in zip(left, right, strict=True)]
    else:
        lined_up = pairs([_key(cell) for cell in left], [_key(cell) for cell in right], lambda i, j: 0.3)
        cells = [_either(left, right, i, j) for i, j in lined_up]
    return {**new, "content": cells}


def marked(node: NodeJson, change: str, **more: str) -> NodeJson:
    """The node with every word in it marked as added or removed; `more` may say whose suggestion that is."""
    if node["type"] in INLINE:
        return {**node, "change": change, **more}
    whole = {**node, "content": [marked(child, change, **more) for child in children(node)]}
    if spoken := SPOKEN.get(node["type"]):
        said = {name: [marked(part, change, **more) for part in of(node)] for name, of in spoken.items()}
        whole["attrs"] = {**node.get("attrs", {}), **said}
    return {**whole, "change": change, **more} if node["type"] == "indicator" else whole


def _merged_words(old: list[NodeJson], new: list[NodeJson]) -> list[NodeJson]:
    before, after = list(_tokens(old)), list(_tokens(new))
    merged: list[NodeJson] = []
    for equal, (i1, i2, j1, j2) in _smooth(before, after):
        if equal:
            merged += after[j1:j2]
        else:
            merged += [marked(token, "del") for token in before[i1:i2]]
            merged += [marked(token, "ins") for token in after[j1:j2]]
    return list(_joined(merged))


def _tokens(nodes: list[NodeJson]) -> Iterator[NodeJson]:
    """Words, spaces, signs and atoms, one by one."""
    for node in nodes:
        if node["type"] == "text":
            yield from ({**node, "text": word} for word in WORD.findall(node["text"]))
        else:
            yield node


def _smooth(old: list[NodeJson], new: list[NodeJson]) -> list[tuple[bool, Range]]:
    """Equal and different stretches, where a space alone between two changes counts as changed with them."""
    found = list(ranges([_key(token) for token in old], [_key(token) for token in new]))
    smooth: list[tuple[bool, Range]] = []
    for at, (equal, (i1, i2, j1, j2)) in enumerate(found):
        if equal and 0 < at < len(found) - 1:
            equal = any(token.get("text", "x").strip() for token in old[i1:i2])
        if not equal and smooth and not smooth[-1][0]:
            _, (i1, _, j1, _) = smooth.pop()
        smooth.append((equal, (i1, i2, j1, j2)))
    return smooth


def _joined(tokens: list[NodeJson]) -> Iterator[NodeJson]:
    """Neighbouring words of one kind as one text again."""
    for _, run in groupby(tokens, lambda token: (token["type"], token.get("change"), token.get("marks"))):
        first, *rest = run
        if first["type"] == "text":
            yield {**first, "text": "".join(token["text"] for token in (first, *rest))}
        else:
            yield from (first, *rest)
