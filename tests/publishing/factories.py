"""Contents to publish: a tiny one for tests, and one the size of a real self-assessment for measuring."""

import hashlib
import json
import random
from typing import Any

from app.publishing.models import Edition

Node = dict[str, Any]
VOCABULARY = """children families practice leaders visits plans weekly audit outcome timely support service partner
school early help review quality figures improve month social worker care leaver voice record decision manager
evidence shows that the and of in with for is are was has been by from their our which when more than"""
WORDS = VOCABULARY.split()


def text(words: str, *marks: str) -> Node:
    node: Node = {"type": "text", "text": words}
    return {**node, "marks": [{"type": mark} for mark in marks]} if marks else node


def cite(item: str, place: str = "", revision: int = 1) -> Node:
    return {"type": "citation", "attrs": {"item": item, "revision": revision, "place": place}}


def paragraph(*nodes: Node | str) -> Node:
    return {"type": "paragraph", "content": [text(node) if isinstance(node, str) else node for node in nodes]}


def heading(level: int, words: str) -> Node:
    return {"type": "heading", "attrs": {"level": level}, "content": [text(words)]}


def bullets(*items: str) -> Node:
    return {"type": "bulletList", "content": [{"type": "listItem", "content": [paragraph(item)]} for item in items]}


def table(caption: str, rows: list[list[str]]) -> Node:
    def row(kind: str, cells: list[str]) -> Node:
        return {"type": "tableRow", "content": [
            {"type": kind, "attrs": {"colspan": 1, "rowspan": 1, "colwidth": None}, "content": [paragraph(cell)]}
            for cell in cells]}
    return {"type": "table", "attrs": {"caption": caption},
            "content": [row("tableHeader", rows[0]), *(row("tableCell", cells) for cells in rows[1:])]}


def doc(*blocks: Node) -> Node:
    return {"type": "doc", "content": list(blocks)}


def prompt(key: str, title: str = "", wording: str = "", **more: Any) -> Node:
    number = key if wording else None
    return {"key": key, "number": number, "title": title, "wording": wording, "annex_m": False, "esn": [],
            "sub_items": [], **more}


def answer(kind: str, prompts: list[Node], document: Node | None = None, **more: Any) -> Node:
    return {"kind": kind, "prompts": prompts, "state": "agreed", "reason": None, "doc": document, "version": 1,
            "columns": None, "rows": None, **more}


def evidence(ref: str, title: str, **more: Any) -> Node:
    return {"ref": ref, "revision": 1, "title": title, "kind": "data set", "owner": "Performance team",
            "as_at": "2017-03-31", "status": "published", "link": "", "file_name": "", "file_sha256": "", **more}


def content_of(parts: list[Node], items: list[Node]) -> Node:
    return {"schema": 1, "assessment": {
        "address": "northmere/regional/2016-17", "authority": {"slug": "northmere", "name": "Northmere Council"},
        "framework": {"slug": "regional", "title": "Regional self-assessment", "owner": "The region", "version": 1},
        "year": "2016-17", "title": "Self-assessment 2016/17"},
        "parts": parts, "evidence": items,
        "key": [{"mark": "(M)", "meaning": "Asked for in Annex M."}, {"mark": "ESN", "meaning": "Schedule number."}]}


def part(key: str, title: str, sections: list[Node], lettered: bool = True) -> Node:
    return {"key": key, "title": title, "lettered": lettered, "sections": sections}


def section(key: str, title: str, answers: list[Node], number: str | None = None) -> Node:
    return {"key": key, "number": number, "title": title, "answers": answers}


def columns(*pairs: tuple[str, str]) -> list[Node]:
    return [{"key": title.lower().replace(" ", "_"), "title": title, "type": kind} for title, kind in pairs]


def rows(heads: list[Node], *lines: tuple[str, ...]) -> list[Node]:
    return [{"cells": {head["key"]: cell for head, cell in zip(heads, line, strict=True)}} for line in lines]


WIDE = columns(("Area", "text"), ("Action", "long_text"), ("Owner", "text"), ("Due", "date"), ("Measure", "number"),
               ("Statements", "statements"))
PLAIN = columns(("Review", "text"), ("Held on", "date"), ("Found", "long_text"))


def grouped_answer() -> Node:
    """Two standards with one answer: headings, citations, tables narrow and wide, a list."""
    figures = table("Children looked after", [["Quarter", "Number", "Rate"], ["One", "357", "78.2"],
                                              ["Two", "1,363", "9.5"]])
    many = table("Months", [[f"Month {n}" for n in range(1, 11)], [str(n * 7) for n in range(1, 11)]])
    return answer("statement", [prompt("1.1", wording="Leaders know their services.", annex_m=True),
                                prompt("1.2", wording="Leaders act on what they know.", sub_items=[
                                    {"mark": "a", "wording": "within a month", "annex_m": True}])],
                  doc(heading(5, "How we know"), paragraph("Fewer than 40 of 357 children moved", cite("E2", "p. 7"),
                                                           " and café staff ≥ 5 → fine."),
                      figures, paragraph("See ", text("the plan", "bold"), cite("E1"), "."), many,
                      bullets("First things", "Second things")))


def tiny_content() -> Node:
    """Every kind of thing once, on a dozen pages."""
    silent = answer("statement", [prompt("1.3", wording="Nothing to say.")], state="no_answer",
                    reason="The service moved to a partner.")
    return content_of([
        part("opening", "Introduction", [section("introduction", "Introduction", [
            answer("narrative", [prompt("introduction", "Introduction")],
                   doc(heading(4, "Who we are"), paragraph("A council by the sea", cite("E2"), ".")))])],
             lettered=False),
        part("B", "Progress", [
            section("B1", "Areas for improvement", [answer("register", [prompt("B1", "Areas for improvement")],
                    columns=WIDE, rows=rows(WIDE, ("Visits", "Do them\nsooner", "Head of service", "2017-05-01", "95",
                                                   "1.2, 9.9")))], "1"),
            section("B2", "Reviews", [answer("register", [prompt("B2", "Reviews")], columns=PLAIN,
                    rows=rows(PLAIN, ("Peer review", "2016-11-02", "Much that is good.")))], "2")]),
        part("C", "Effectiveness", [section("1", "Leadership", [
            answer("narrative", [prompt("1.0", "Opening text")], doc(paragraph("To begin."))), grouped_answer(),
            silent], "1")])],
        [evidence("E1", "Improvement plan", link="https://example.org/plan"), evidence("E2", "Scorecard & figures")])


def awkward_content() -> Node:
    """What people write that is hard to tag: bold links, lists in lists, merged cells, header columns, voices."""
    link = {"type": "text", "text": "bold", "marks": [{"type": "link", "attrs": {"href": "https://example.org/"}},
                                                      {"type": "bold"}]}
    nested = {"type": "bulletList", "content": [{"type": "listItem", "content": [
        paragraph("One"), paragraph("Two"), bullets("Below"), table("", [["A", "B"], ["1", "2"]])]},
        {"type": "listItem", "content": [paragraph()]}]}
    merged = table("Merged", [["A", "B"], ["1", "2"], ["3", "4"]])
    merged["content"][1]["content"][0]["attrs"]["rowspan"] = 2
    del merged["content"][2]["content"][0]
    merged["attrs"]["source"] = "A return, table 2"
    for row in merged["content"][1:]:
        row["content"][0]["type"] = "tableHeader" if len(row["content"]) > 1 else "tableCell"
    quote = {"type": "blockquote", "attrs": {"voice": "inspector"}, "content": [
        heading(5, "Deep"), paragraph("Quoted", {"type": "hardBreak"}, "twice")]}
    return content_of([part("C", "Effectiveness", [section("1", "Leadership", [answer(
        "statement", [prompt("1.1", wording="Leaders lead.")],
        doc(heading(4, "  "), paragraph("A ", link, " link"), nested, merged, quote))], "1")])], [])


def signed(content: Node) -> Edition:
    return Edition("signed", 3, sha256_of(content), "The director", "Director of Children’s Services",
                   "2017-05-09T14:30:00+00:00")


def draft(content: Node) -> Edition:
    return Edition("draft", 0, sha256_of(content))


def sha256_of(content: Node) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


class Writer:
    """Writes paragraphs of nonsense, the same ones each time."""

    def __init__(self, seed: int) -> None:
        self.dice, self.cited = random.Random(seed), 0

    def words(self, count: int) -> str:
        return " ".join(self.dice.choices(WORDS, k=count)).capitalize() + "."

    def prose(self, count: int, citations: int) -> list[Node]:
        blocks: list[Node] = []
        while count > 0:
            length = self.dice.randint(45, 110)
            nodes: list[Node | str] = [self.words(length)]
            if citations > 0:
                self.cited += 1
                citations -= 1
                nodes.append(cite(f"E{self.dice.randint(1, 60)}", self.dice.choice(["", "p. 7", "table 2"])))
            blocks.append(paragraph(*nodes))
            if self.dice.random() < 0.1:
                blocks.append(bullets(*(self.words(14) for _ in range(4))))
                count -= 56
            count -= length
        return blocks

    def table(self, lines: int, across: int) -> Node:
        heads = ["Measure", *(f"20{year}/{year + 1}" for year in range(17 - across, 17))]
        return table(self.words(6), [heads, *([self.words(4), *(f"{self.dice.randint(10, 4000) / 10:,.1f}"
                                                               for _ in range(across))] for _ in range(lines))])


def big_content() -> Node:
    """About 45,000 words: 24 sections, 81 statements, 30 tables, 200 citations of 60 entries."""
    writer = Writer(7)
    areas = [areas_section(writer, index) for index in range(6)]
    statements = [statement_section(writer, number, 5 if number <= 9 else 4) for number in range(1, 19)]
    return content_of([part("B", "Registers of progress", areas), part("C", "Effectiveness", statements)],
                      [evidence(f"E{n}", writer.words(7).rstrip("."), link=f"https://example.org/{n}")
                       for n in range(1, 61)])


def areas_section(writer: Writer, index: int) -> Node:
    heads = WIDE if index < 3 else PLAIN
    lines = [tuple(writer.words(25 if head["type"] == "long_text" else 4) if head["type"].endswith("text")
                   else {"date": "2017-05-01", "number": "95", "statements": "4.1, 5.2"}[head["type"]]
                   for head in heads) for _ in range(9)]
    return section(f"B{index}", writer.words(4).rstrip("."), [answer(
        "register", [prompt(f"B{index}", "Register")], columns=heads, rows=rows(heads, *lines))], str(index + 1))


def statement_section(writer: Writer, number: int, statements: int) -> Node:
    answers = []
    for index in range(1, statements + 1):
        blocks = writer.prose(520, 200 // 81 + (1 if (number + index) % 2 else 0))
        if index == 1 or (number % 3 == 0 and index == 2):
            blocks.insert(2, writer.table(9, 6))
        blocks.insert(0, heading(3, writer.words(3)))
        answers.append(answer("statement", [prompt(f"{number}.{index}", wording=writer.words(22), annex_m=index == 2)],
                              doc(*blocks)))
    return section(str(number), writer.words(5).rstrip("."), answers, str(number))
