"""What a file says of itself, and what is made of that."""

import dataclasses

import pytest

from app.publishing.claims import claims
from app.publishing.models import Claim, PdfFile
from app.publishing.rules import verdict

from .factories import draft, signed, tiny_content
from .reading import opened

MADE = Claim("northmere/regional/2016-17", "signed", 3, "ab" * 32)


class TestClaims:
    def test_a_signed_file_names_its_address_revision_and_content(self, signed_pdf: PdfFile) -> None:
        content = tiny_content()
        assert claims(signed_pdf.data) == Claim("northmere/regional/2016-17", "signed", 3,
                                                signed(content).content_sha256)

    def test_a_draft_says_that_it_is_one(self, draft_pdf: PdfFile) -> None:
        found = claims(draft_pdf.data)
        assert found and (found.edition, found.revision) == ("draft", 0)
        assert found.content_sha256 == draft(tiny_content()).content_sha256

    def test_the_document_information_says_the_same(self, signed_pdf: PdfFile) -> None:
        pdf = opened(signed_pdf.data)
        assert str(pdf.docinfo["/CandourAddress"]) == "northmere/regional/2016-17"
        assert str(pdf.docinfo["/CandourRevision"]) == "3"

    def test_a_file_with_a_broken_end_still_says_what_it_was(self, signed_pdf: PdfFile) -> None:
        found = claims(signed_pdf.data[:-3000])
        assert found and found.revision == 3

    def test_one_changed_byte_leaves_the_claim(self, signed_pdf: PdfFile) -> None:
        data = bytearray(signed_pdf.data)
        data[len(data) // 2] ^= 1
        assert claims(bytes(data))

    @pytest.mark.parametrize("data", [b"", b"not a pdf", b"%PDF-1.7\n%%EOF", b"<x:xmpmeta><a></x:xmpmeta>",
                                      b'<x:xmpmeta><!DOCTYPE a [<!ENTITY b "c">]></x:xmpmeta>'])
    def test_any_other_file_claims_nothing(self, data: bytes) -> None:
        assert claims(data) is None


class TestVerdict:
    def test_the_very_file_that_was_made_is_unaltered(self) -> None:
        judged = verdict(MADE, MADE, True)
        assert (judged.status, judged.sentence) == (0, "Unaltered: this is signed revision 3 of "
                                                       "northmere/regional/2016-17, content abababababab.")

    def test_another_file_with_the_claim_of_one_we_made_is_altered(self) -> None:
        judged = verdict(MADE, None, True)
        assert judged.status == 1
        assert "says it is signed revision 3 of northmere" in judged.sentence

    def test_a_claim_that_the_store_never_made_is_unknown(self) -> None:
        draft_claim = dataclasses.replace(MADE, edition="draft", revision=0)
        judged = verdict(draft_claim, None, False)
        assert judged.status == 2
        assert "a draft of northmere" in judged.sentence

    def test_a_file_without_a_claim_is_unknown(self) -> None:
        assert verdict(None, None, False).status == 2
