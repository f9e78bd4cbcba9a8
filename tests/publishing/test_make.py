"""Making a PDF: valid, calm, repeatable, and quick after a small change."""

import copy
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import page as validation
import pytest
from pikepdf import Dictionary

from app.publishing.cache import PieceCache
from app.publishing.fonts import base_name
from app.publishing.make import make_pdf
from app.publishing.models import PdfFile
from app.publishing.pool import Pool
from app.publishing.typeface import FILES

from .factories import (
    answer,
    awkward_content,
    content_of,
    doc,
    draft,
    heading,
    paragraph,
    part,
    prompt,
    section,
    signed,
    tiny_content,
)
from .reading import opened, page_texts


def failed_rules(pdf: PdfFile) -> list[str]:
    report = validation.validate_pdf_bytes(pdf.data, profile=validation.ValidationProfile.PDF_UA_1)
    return [f"{failure.rule_id}: {failure.message}" for failure in report.failures]


class TestValidity:
    def test_no_rule_of_pdf_ua_is_failed(self, draft_pdf: PdfFile, signed_pdf: PdfFile) -> None:
        assert failed_rules(draft_pdf) == failed_rules(signed_pdf) == []

    def test_statements_of_a_part_that_is_its_only_section_leave_no_gap_in_headings(
            self, make: Callable[..., PdfFile]) -> None:
        only = section("1", "Neglect", [answer("statement", [prompt("23", wording="We see it early.")],
                                               doc(heading(3, "How"), paragraph("By looking.")))])
        assert failed_rules(make(content_of([part("P", "Neglect", [only], lettered=False)], []))) == []

    def test_what_is_hard_to_tag_is_tagged_right(self, make: Callable[..., PdfFile]) -> None:
        made = make(awkward_content())
        assert failed_rules(made) == []
        assert made.warnings == ()
        pdf = opened(made.data)
        outside = [note for page in pdf.pages for note in page.obj.get("/Annots", []) if "/A" in note]
        assert len(outside) == 1

    def test_the_reference_is_valid_too(self, reference_pdf: PdfFile) -> None:
        assert failed_rules(reference_pdf) == []

    def test_the_typesetter_has_nothing_to_remark(self, draft_pdf: PdfFile, signed_pdf: PdfFile,
                                                  reference_pdf: PdfFile) -> None:
        assert draft_pdf.warnings == signed_pdf.warnings == reference_pdf.warnings == ()

    def test_language_title_and_header_scopes_are_set(self, draft_pdf: PdfFile) -> None:
        pdf = opened(draft_pdf.data)
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo["/Title"]) == "Northmere Council: Self-assessment 2016/17"
        heads = [item for item in pdf.objects if hasattr(item, "keys") and str(item.get("/S", "")) == "/TH"]
        assert {str(head.A.Scope) for head in heads} == {"/Row", "/Column"}

    def test_links_are_described_in_words(self, draft_pdf: PdfFile) -> None:
        pdf = opened(draft_pdf.data)
        words = [str(note.Contents) for page in pdf.pages for note in page.obj.get("/Annots", [])]
        assert "Evidence 1: Scorecard & figures, p. 7" in words
        assert "Statement 1.2" in words

    def test_each_font_is_embedded_once(self, draft_pdf: PdfFile) -> None:
        pdf = opened(draft_pdf.data)
        files = [item for item in pdf.objects
                 if hasattr(item, "keys") and str(item.get("/Type", "")) == "/FontDescriptor"]
        assert len(files) == 3


class TestPages:
    def test_every_page_but_the_cover_says_which_it_is(self, draft_pdf: PdfFile) -> None:
        texts = page_texts(draft_pdf.data)
        assert len(texts) == draft_pdf.pages
        for number, text in enumerate(texts[1:], 2):
            assert f"Page {number} of {len(texts)}" in text
        assert "Page 1" not in texts[0]

    def test_a_draft_says_so_on_every_page(self, draft_pdf: PdfFile, signed_pdf: PdfFile) -> None:
        assert all("DRAFT" in text for text in page_texts(draft_pdf.data))
        assert not any("DRAFT" in text for text in page_texts(signed_pdf.data))

    def test_a_signed_copy_records_who_when_and_what(self, signed_pdf: PdfFile) -> None:
        record = page_texts(signed_pdf.data)[1]
        digest = signed(tiny_content()).content_sha256
        assert "The director, Director of Children’s Services" in record
        assert "9 May 2017" in record
        assert digest in record.replace(" ", "")
        assert f"{digest[:12]} · signed 9 May 2017" in page_texts(signed_pdf.data)[3]

    def test_the_contents_name_the_page_where_a_section_is(self, draft_pdf: PdfFile) -> None:
        texts = page_texts(draft_pdf.data)
        there = next(index for index, text in enumerate(texts, 1) if "2 Reviews" in text and index > 3)
        assert f"2 Reviews {there}" in texts[2]

    def test_wide_tables_turn_the_page(self, draft_pdf: PdfFile) -> None:
        pdf = opened(draft_pdf.data)
        boxes = [page.mediabox for page in pdf.pages]
        assert [index for index, box in enumerate(boxes) if box[2] > box[3]] == [4, 7]


class TestRepeating:
    def test_the_same_content_gives_the_same_bytes(self, make: Callable[..., PdfFile], draft_pdf: PdfFile) -> None:
        assert make(tiny_content()).data == draft_pdf.data

    def test_a_document_made_before_is_served_from_its_file(self, pool: Pool, kept: PieceCache,
                                                            draft_pdf: PdfFile) -> None:
        class NoPool(Pool):
            def run(self, request: dict[str, Any], label: str = "") -> Any:
                raise AssertionError("a stored file needs no worker")

        again = make_pdf(tiny_content(), draft(tiny_content()), pool=NoPool(1), cache=kept)
        assert again == draft_pdf

    def test_only_what_changed_is_rendered(self, pool: Pool, kept: PieceCache, draft_pdf: PdfFile) -> None:
        changed = edited(tiny_content())
        before = set(kept.folder.glob("??/*.pdf"))
        made = make_pdf(changed, draft(changed), pool=pool, cache=kept)
        assert len(set(kept.folder.glob("??/*.pdf")) - before) == 2  # the section, and the joined file
        assert "To begin again." in " ".join(page_texts(made.data))
        assert failed_rules(made) == []

    def test_page_numbers_follow_when_a_section_grows(self, make: Callable[..., PdfFile]) -> None:
        content = tiny_content()
        content["parts"][0]["sections"][0]["answers"][0]["doc"] = doc(*(paragraph("Long. " * 60) for _ in range(30)))
        texts = page_texts(make(content).data)
        there = next(index for index, text in enumerate(texts, 1) if "2 Reviews" in text and index > 3)
        assert there > 6
        assert f"2 Reviews {there}" in texts[2]

    def test_progress_is_told_of_each_part(self, make: Callable[..., PdfFile]) -> None:
        told: list[tuple[int, int, str]] = []
        make(tiny_content(), on_progress=lambda *step: told.append(step))
        assert [done for done, _, _ in told][-1] == told[-1][1] == 7
        assert {total for _, total, _ in told} == {7}
        assert sorted(done for done, _, _ in told) == [done for done, _, _ in told]


class TestCache:
    def test_the_longest_unused_pieces_go_first(self, tmp_path: Path) -> None:
        cache = PieceCache(tmp_path, max_bytes=10)
        for index, key in enumerate(("aa1", "bb2", "cc3")):
            cache.write(key, "pdf", b"12345")
            os.utime(cache.path(key, "pdf"), (index, index))
        cache.prune()
        assert cache.read("aa1", "pdf") is None
        assert cache.read("cc3", "pdf") == b"12345"


LONG = "https://www.example.org/" + "x" * 116


@pytest.mark.parametrize("strange", ["\u4e8c", "\U0001f600"])
def test_a_character_that_the_face_lacks_is_marked_and_told(make: Callable[..., PdfFile], strange: str) -> None:
    content = edited(tiny_content(), f"To {strange}\ufe0f begin. {LONG}")
    content["parts"][2]["sections"][0]["answers"][1]["doc"] = doc(paragraph(strange * 2 + "\u4e09"))
    first, second = (section["answers"][0] for section in content["parts"][1]["sections"])
    for register in (first, second):
        register["rows"][0]["cells"][register["columns"][0]["key"]] = strange
    second["prompts"][0]["title"] = "Tests & \u4e09"
    made = make(content)
    assert made.unprinted == (
        f"{strange} in the register “Areas for improvement”", f"\u4e09 {strange} in the register “Tests & □”",
        f"{strange} in the opening text of “Leadership”", f"{strange} \u4e09 in statement 1.2")
    text = " ".join(page_texts(made.data))
    assert "To □ begin." in text and "xxx" in text
    assert max(map(len, text.split())) < 100, "a very long word breaks, and none of it is cut off by the margin"
    pdf = opened(made.data)
    fonts = {str(one.FontName) for one in pdf.objects if isinstance(one, Dictionary) and "/FontName" in one}
    assert fonts == {f"/{base_name(name)}" for name in FILES}, "no font of the machine’s own"
    assert made.warnings == () and failed_rules(made) == []


def edited(content: dict[str, Any], words: str = "To begin again.") -> dict[str, Any]:
    """The content with one narrative written anew."""
    changed = copy.deepcopy(content)
    changed["parts"][2]["sections"][0]["answers"][0]["doc"] = doc(paragraph(words))
    return changed
