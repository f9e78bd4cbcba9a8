"""The document joined from parts equals the one that the renderer makes in one go."""

from app.publishing.models import PdfFile

from .reading import bookmarks, headers_of, links, tags, words_of


class TestAssembledAgainstWhole:
    def test_the_same_letters_stand_on_every_page(self, draft_pdf: PdfFile, reference_pdf: PdfFile) -> None:
        assert words_of(draft_pdf.data) == words_of(reference_pdf.data)

    def test_the_same_bookmarks_lead_to_the_same_pages(self, draft_pdf: PdfFile, reference_pdf: PdfFile) -> None:
        assert bookmarks(draft_pdf.data) == bookmarks(reference_pdf.data)
        assert (1, "Part C. Effectiveness", 6) in bookmarks(draft_pdf.data)

    def test_every_link_stands_at_the_same_place_and_leads_to_the_same(self, draft_pdf: PdfFile,
                                                                       reference_pdf: PdfFile) -> None:
        assert links(draft_pdf.data) == links(reference_pdf.data)
        assert len(links(draft_pdf.data)) > 15

    def test_the_tags_are_the_same(self, draft_pdf: PdfFile, reference_pdf: PdfFile) -> None:
        assert tags(draft_pdf.data) == tags(reference_pdf.data)

    def test_header_cells_of_different_parts_have_different_ids(self, draft_pdf: PdfFile) -> None:
        ids, references = headers_of(draft_pdf.data)
        assert len(ids) == len(set(ids)) > 15
        assert set(references) <= set(ids)
