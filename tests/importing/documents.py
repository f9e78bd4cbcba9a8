"""Reading parsed documents in tests: an answer by its prompt, a text document as an outline, a made-up file."""

from collections.abc import Iterator
from typing import Any

from app.frameworks.rules import Framework, Section
from app.importing.parsed import ParsedAnswer, ParsedDocument


def answer(document: ParsedDocument, prompt: str) -> ParsedAnswer:
    """The answer that covers this prompt."""
    return next(item for item in document.answers if prompt in item.prompts)


def outline(node: dict[str, Any]) -> list[str]:
    """One line for each heading, paragraph and table row, in a notation that is easy to compare."""
    return list(_outline(node, ""))


def written_out(framework: Framework) -> list[str]:
    """A file that answers every statement and narrative of a framework in a sentence, and has no registers."""
    lines = [f"# {framework.title}", ""]
    for part in framework.parts:
        if part.lettered:
            lines += [f"# PART {part.key}: {part.title.upper()}", ""]
        for section in part.sections:
            lines += _section(section)
    return lines


def _section(section: Section) -> list[str]:
    lines = [f"## {section.number}. {section.title}" if section.number else f"## {section.title}", ""]
    for prompt in section.prompts:
        mark = " (M)" if prompt.annex_m else ""
        if prompt.kind == "statement":
            esn = "".join(f" (ESN {number})" for number in prompt.esn)
            lines += [f"{'' if prompt.esn else prompt.number + ') '}{prompt.wording}{mark}{esn}", ""]
            lines += [f"- {i.mark}) {i.wording}{' (M)' * i.annex_m}" for i in prompt.sub_items]
        elif prompt.kind == "narrative" and prompt.annex_m:
            lines += [f"{prompt.wording}{mark}", ""]
        if prompt.kind != "register":
            lines += ["", f"What is true of {prompt.key} stands here.", ""]
    return lines


def _outline(node: dict[str, Any], indent: str) -> Iterator[str]:
    kind = node["type"]
    if kind == "heading":
        yield f"{indent}{'#' * node['attrs']['level']} {_words(node)}"
    elif kind == "tableRow":
        cells = (("*" if cell["type"] == "tableHeader" else "") + _words(cell) for cell in node["content"])
        yield indent + "|".join(cells)
    elif kind == "paragraph":
        yield indent + _words(node)
    elif kind in ("bulletList", "orderedList"):
        sign = "- " if kind == "bulletList" else f"{node['attrs']['start']}. "
        for item in node["content"]:
            first, *rest = item["content"]
            yield indent + sign + _words(first)
            for child in rest:
                yield from _outline(child, indent + "  ")
    else:
        for child in node["content"]:
            yield from _outline(child, indent)


def _words(node: dict[str, Any]) -> str:
    return node.get("text", "") + "".join(map(_words, node.get("content", [])))
