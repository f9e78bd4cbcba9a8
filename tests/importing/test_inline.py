"""Markup inside a line."""

from app.importing.inline import plain


class TestPlain:
    def test_a_tag_that_the_scanner_took_for_text_is_no_word(self) -> None:
        assert plain("<sup>&</sup>lt;sup>1 This note explains it.") == "1 This note explains it."

    def test_an_ampersand_that_is_raised_for_itself_stays(self) -> None:
        assert plain("Health <sup>&</sup> care") == "Health & care"
