"""Counts made block by block are the counts of the whole."""

from collections import Counter

from hypothesis import given

from app.richtext.models import NodeJson
from app.richtext.schema import node_from
from app.richtext.tally import tally
from app.richtext.text import citations, count_words, uncited_claims
from app.richtext.walk import without_notes
from tests.richtext.strategies import any_docs


class TestTally:
    @given(any_docs())
    def test_says_what_the_text_says(self, doc: NodeJson) -> None:
        held = tally(node_from(doc))
        assert held.words == count_words(doc)
        assert held.uncited == len(uncited_claims(doc))
        assert held.cited == Counter((citation.item, citation.revision) for citation in citations(without_notes(doc)))
