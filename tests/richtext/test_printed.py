"""What editions print: no notes, whose voice a quotation is, where a table's figures come from; old documents too."""

import json
from typing import Any

import pytest

from app.richtext.compare import compare
from app.richtext.markup import from_markup, to_markup
from app.richtext.models import Citation, CitationView
from app.richtext.printed import printed, spelt
from app.richtext.render import to_html
from app.richtext.schema import EMPTY_DOC, BadDocument, node_from, to_json, to_text, trusted
from app.richtext.steps import apply_steps
from app.richtext.tally import tally
from app.richtext.text import count_words, is_blank, join, plain_text, uncited_claims

NOTED = "Before\n\n!! Ask Sam about the 45% here [[E9]].\n!!\n!! - and again\n\nAfter"
TABLE = "Table: Visits\n| Year | Share |\n| --- | --- |\n| 2016 | 45% |\nSource: Annual return, table 3"
VOICED = "> [child] “They listen.”\n\n> [Inspector]\n> - Leaders know"


def cite(citation: Citation) -> CitationView:
    return CitationView("/e", citation.item, "")


def html(markup: str, **options: Any) -> str:
    return str(to_html(from_markup(markup), cite, **options))


class TestNotes:
    def test_they_are_read_and_written_as_lines_of_their_own(self) -> None:
        doc = from_markup(NOTED)
        assert [block["type"] for block in doc["content"]] == ["paragraph", "note", "paragraph"]
        assert [block["type"] for block in doc["content"][1]["content"]] == ["paragraph", "bulletList"]
        assert to_markup(doc) == NOTED

    def test_they_are_shown_only_to_whoever_asks(self) -> None:
        assert html(NOTED) == "<p>Before</p><p>After</p>"
        shown = html(NOTED, notes=True)
        assert '<div class="note" role="note" aria-label="Note to colleagues – left out of every edition"' in shown
        assert "Ask Sam" in shown

    def test_they_are_no_words_no_claim_no_citation_and_no_text(self) -> None:
        doc = from_markup(NOTED)
        assert (count_words(doc), plain_text(doc), uncited_claims(doc)) == (2, "Before\nAfter", [])
        held = tally(node_from(doc))
        assert (held.words, held.uncited, dict(held.cited)) == (2, 0, {})

    def test_a_note_between_a_table_and_its_citation_parts_them_for_nobody(self) -> None:
        doc = from_markup(f"{TABLE}\n\n!! Check\n\nAs audits say [[E1]].")
        assert uncited_claims(doc) == [] and tally(node_from(doc)).uncited == 0

    def test_a_citation_in_a_note_supports_no_table(self) -> None:
        doc = from_markup(f"{TABLE}\n\n!! See [[E1]]")
        assert len(uncited_claims(doc)) == tally(node_from(doc)).uncited == 1

    def test_printed_there_are_none_left(self) -> None:
        assert printed(from_markup(NOTED)) == from_markup("Before\n\nAfter")
        assert printed(from_markup("!! Only this")) == EMPTY_DOC

    def test_a_document_of_notes_alone_says_nothing_and_still_keeps_them_when_joined(self) -> None:
        alone = from_markup("!! Later")
        assert is_blank(alone)
        assert join([alone, from_markup("Words")])["content"][0]["type"] == "note"

    def test_a_comparison_shows_what_changed_in_them(self) -> None:
        found = compare(from_markup("!! Ask Sam"), from_markup("!! Ask Kim"), cite)
        assert ">removed </span>Sam</del>" in found and ">added </span>Kim</ins>" in found

    def test_no_block_holds_one(self) -> None:
        note = from_markup("!! x")["content"][0]
        with pytest.raises(BadDocument):
            node_from({"type": "doc", "content": [{"type": "blockquote", "content": [note]}]})

    def test_exclamation_marks_within_a_list_or_after_a_break_are_words(self) -> None:
        for text in ("- a\n  !! b", "a\\\n\\!! b", "> !! b"):
            assert "note" not in json.dumps(from_markup(text))


class TestVoicesAndSources:
    def test_a_quotation_says_in_words_whose_voice_it_is(self) -> None:
        assert html(VOICED) == (
            '<blockquote data-voice="child"><p class="voice">Voice of the child or family</p><p>“They listen.”</p>'
            '</blockquote><blockquote data-voice="inspector"><p class="voice">Inspector</p>'
            "<ul><li>Leaders know</li></ul></blockquote>"
        )

    def test_a_table_says_beneath_it_where_it_comes_from(self) -> None:
        assert html(TABLE).endswith('</table><p class="table-source">Source: Annual return, table 3</p>')
        assert html(TABLE, scroll=True).endswith('</div><p class="table-source">Source: Annual return, table 3</p>')

    def test_the_plain_form_keeps_both(self) -> None:
        assert from_markup(to_markup(from_markup(VOICED))) == from_markup(VOICED)
        assert to_markup(from_markup(TABLE)) == TABLE

    def test_a_line_of_that_kind_elsewhere_is_a_paragraph(self) -> None:
        assert from_markup("Text\n\nSource: x")["content"][1]["type"] == "paragraph"
        long = from_markup(TABLE + "x" * 400)
        assert long["content"][0]["attrs"]["source"] == "" and "x" * 400 in plain_text(long)

    def test_a_changed_voice_or_source_is_marked(self) -> None:
        voices = compare(from_markup("> [child] We know"), from_markup("> We know"), cite)
        assert '<p class="voice"><del>' in voices
        sources = compare(from_markup(TABLE), from_markup(TABLE.replace("table 3", "table 4")), cite)
        assert ">removed </span>3</del>" in sources and "<del>" not in sources.partition("</table>")[0]

    @pytest.mark.parametrize("attrs", [{"voice": "parent"}, {"voice": None}, {"voice": 1}])
    def test_no_other_voice_is_known(self, attrs: dict[str, Any]) -> None:
        quote = {"type": "blockquote", "attrs": attrs, "content": [{"type": "paragraph"}]}
        with pytest.raises(BadDocument):
            node_from({"type": "doc", "content": [quote]})


class TestOlderDocuments:
    """What the first version of the schema stored is read as it is."""

    QUOTE = {"type": "blockquote", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Said"}]}]}
    TABLE = {
        "type": "table",
        "attrs": {"caption": "Old"},
        "content": [{"type": "tableRow", "content": [{"type": "tableCell", "content": [{"type": "paragraph"}]}]}],
    }
    OLD = {"type": "doc", "content": [QUOTE, TABLE]}

    def test_they_are_sound_and_gain_what_stands_for_nothing(self) -> None:
        node = node_from(self.OLD)
        assert node.child(0).attrs == {"voice": ""} and node.child(1).attrs == {"caption": "Old", "source": ""}

    def test_spelt_by_either_version_they_are_the_same(self) -> None:
        now = to_json(trusted(self.OLD))
        assert now != self.OLD
        assert printed(now) == printed(to_json(trusted(printed(now)))) and spelt(now)["content"][0] == self.QUOTE
        assert json.loads(to_text(trusted(self.OLD))) == now

    def test_a_comparison_with_a_newer_one_shows_no_change(self) -> None:
        now = to_json(trusted(self.OLD))
        assert compare(self.OLD, now, cite) == to_html(self.OLD, cite)

    def test_steps_of_the_first_version_still_apply(self) -> None:
        piece = {"content": [self.QUOTE, self.TABLE]}
        step = {"stepType": "replace", "from": 0, "to": 0, "slice": piece}
        assert spelt(apply_steps(EMPTY_DOC, [step]))["content"][0] == self.QUOTE
