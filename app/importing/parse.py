"""From a source file to its documents, with every line accounted for."""

from collections.abc import Mapping, Sequence

from app.frameworks.rules import Framework
from app.importing import ledger
from app.importing.answers import Gathered, gather
from app.importing.blocks import Block, blocks_of
from app.importing.contents import contents_of
from app.importing.counting import placed_words, source_words, table_count
from app.importing.documents import Found, documents_in
from app.importing.errors import NoSuchDocument
from app.importing.parsed import Entry, ParsedDocument, ParsedFile, Source
from app.importing.prose import heading_levels
from app.importing.regions import Cut, cut


def parse_source(source: Source, frameworks: Sequence[Framework], wanted: str) -> ParsedFile:
    """The file's documents by framework slug; raises NoSuchDocument where the wanted one is missing."""
    parsed = take_apart(source, frameworks)
    if wanted not in parsed.documents:
        title = next(framework.title for framework in frameworks if framework.slug == wanted)
        raise NoSuchDocument(
            f"“{source.name}” does not hold the document “{title}”: its statements were not found in it."
        )
    return parsed


def take_apart(source: Source, frameworks: Sequence[Framework]) -> ParsedFile:
    """The file with whatever known documents it holds, none included; every line has its ledger entry."""
    blocks = blocks_of(source)
    contents = contents_of(blocks)
    documents: dict[str, ParsedDocument] = {}
    entries: list[Entry] = []
    inside: set[int] = set()
    for found in documents_in(blocks, frameworks, contents):
        document, accounted = _document(found, blocks, contents, source)
        documents[document.slug] = document
        entries += accounted
        inside.update(range(found.start, found.stop))
    outside = [block for index, block in enumerate(blocks) if index not in inside]
    entries += ledger.left(outside, ledger.ANOTHER)
    return ParsedFile(source.name, source.lines, documents, ledger.in_order(entries))


def _document(
    found: Found, blocks: list[Block], contents: frozenset[int], source: Source
) -> tuple[ParsedDocument, list[Entry]]:
    pieces = cut(found, blocks, contents)
    read = gather(pieces.regions, _levels(found, blocks, pieces), source.whole_rows)
    entries = [*pieces.entries, *read.entries]
    words_in = source_words(source.lines[entry.line - 1] for entry in entries if not entry.furniture)
    words_placed = placed_words(read.answers, read.wording, read.structure) & words_in
    document = ParsedDocument(
        slug=found.framework.slug,
        title=pieces.title,
        titles=read.titles,
        wording=tuple(read.wording),
        answers=tuple(read.answers),
        to_check=tuple(read.to_check),
        first_line=min(entry.line for entry in entries),
        last_line=max(entry.line for entry in entries),
        sections=_sections(found, read),
        statements=sum(region.slot.kind == "statement" for region in pieces.regions),
        annex_m=_annex_m(pieces, read),
        tables=sum(map(table_count, read.answers)),
        words_in=words_in.total(),
        words_placed=words_placed.total(),
    )
    return document, entries


def _levels(found: Found, blocks: list[Block], pieces: Cut) -> Mapping[int, int]:
    opening = [blocks[a.block] for a in found.anchors if found.slots[a.slot].kind == "section"]
    outer = [block.level for block in opening if block.kind == "heading"]
    inner = [block.level for region in pieces.regions for block in region.body if block.kind == "heading"]
    return heading_levels(outer, inner)


def _sections(found: Found, read: Gathered) -> int:
    """Sections of the parts that hold statements; registers and narratives before and after are none."""
    with_statements = {slot.part.key for slot in found.slots if slot.kind == "statement"}
    parts = [part for part in found.framework.parts if not with_statements or part.key in with_statements]
    return sum(section.key in read.counted for part in parts for section in part.sections)


def _annex_m(pieces: Cut, read: Gathered) -> int:
    """Marks on statements and their lettered parts, as the file has them."""
    statements = {region.slot.key for region in pieces.regions if region.slot.kind == "statement"}
    return sum(
        item.annex_m + sum(part.annex_m for part in item.sub_items)
        for item in read.wording
        if item.prompt in statements
    )
