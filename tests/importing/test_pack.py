"""A pack of several documents: its figures, where things are placed and why the rest is left out."""

from app.importing.inline import nodes
from app.importing.parsed import ParsedDocument, ParsedFile
from app.importing.report import build_report
from app.richtext.schema import node_from
from tests.importing.conftest import ADDENDUM, REGION
from tests.importing.documents import answer, outline


class TestFigures:
    def test_of_the_document_asked_for(self, pack: ParsedFile) -> None:
        report = build_report(pack, REGION)
        counted = ("sections", "statements", "annex_m", "tables", "register_rows")
        assert [report[name] for name in counted] == [4, 7, 3, 10, 16]
        assert (report["words_in"], report["words_placed"]) == (500, 499)

    def test_of_every_line_of_the_file(self, pack: ParsedFile) -> None:
        report = build_report(pack, REGION)
        names = ("lines_in", "lines_placed", "lines_left_out", "lines_unaccounted")
        assert [report[name] for name in names] == [157, 111, 46, 0]
        assert len(report["left_out"]) == 46

    def test_of_the_other_document_found(self, pack: ParsedFile) -> None:
        also = build_report(pack, REGION)["also"]
        assert list(also) == [ADDENDUM]
        assert also[ADDENDUM]["statements"] == 3 and also[ADDENDUM]["words_placed"] >= 63

    def test_asked_from_the_other_side(self, pack: ParsedFile) -> None:
        report = build_report(pack, ADDENDUM)
        assert report["statements"] == 3 and report["also"][REGION]["statements"] == 7


class TestLeftOut:
    def reasons(self, pack: ParsedFile) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for item in build_report(pack, REGION)["left_out"]:
            found.setdefault(item["reason"], []).append(item["line"])
        return found

    def test_other_papers_before_and_after(self, pack: ParsedFile) -> None:
        assert self.reasons(pack)["another document"] == [*range(1, 10), *range(250, 263, 2)]

    def test_the_contents_list(self, pack: ParsedFile) -> None:
        assert self.reasons(pack)["contents list"] == [21, 23, 25, 27, 29, 30, 31]

    def test_what_scanning_left_between_lines_and_in_tables(self, pack: ParsedFile) -> None:
        assert self.reasons(pack)["scanning debris"] == [14, 63, 65, 132, 197, 201]

    def test_the_template_speaking(self, pack: ParsedFile) -> None:
        reasons = self.reasons(pack)
        assert reasons["the template’s own instruction to the author"] == [57, 89, 150]
        labels = reasons["the template’s own label, which stands under many statements"]
        assert labels == [156, 167, 191, 208, 216]
        assert reasons["the template’s own key, which the framework holds"] == [41, 43, 45]

    def test_headings_that_only_group(self, pack: ParsedFile) -> None:
        assert self.reasons(pack)["a heading with nothing of its own under it"] == [85, 109, 173]


class TestStatements:
    def test_consecutive_ones_share_the_answer_that_follows(self, region: ParsedDocument) -> None:
        groups = [item.prompts for item in region.answers if item.kind == "statement"]
        assert groups == [("1.1",), ("1.2", "1.3"), ("2.1",), ("2.2",), ("3.1", "3.2")]

    def test_wording_is_kept_without_number_and_mark(self, region: ParsedDocument) -> None:
        first = next(item for item in region.wording if item.prompt == "1.1")
        assert first.wording == "Those who lead know what the service does well and badly."
        assert first.annex_m

    def test_lettered_parts_have_marks_of_their_own(self, region: ParsedDocument) -> None:
        parts = next(item for item in region.wording if item.prompt == "2.1").sub_items
        assert [(part.mark, part.wording, part.annex_m) for part in parts] == [
            ("a", "early help", False),
            ("b", "social work", True),
        ]

    def test_a_section_title_that_differs_is_found_and_kept(self, region: ParsedDocument) -> None:
        assert region.titles["2"] == "WORKFORCE"
        assert region.titles["3"] == "HOMES WITH FOSTER CARERS"

    def test_a_section_without_statements_is_a_narrative(self, region: ParsedDocument) -> None:
        assert outline(answer(region, "4.0").doc or {}) == ["The risk is low."]

    def test_schedule_numbers_find_statements_that_have_no_number(self, pack: ParsedFile) -> None:
        document = pack.documents[ADDENDUM]
        assert [item.wording for item in document.wording] == [
            "Bullying is seen early by those who can help",
            "Children say what they want, and are asked",
            "Schools and police tell each other",
        ]


class TestNarrative:
    def test_nested_lists_and_bold(self, region: ParsedDocument) -> None:
        assert outline(answer(region, "1.1").doc or {}) == [
            "Leaders read case files every month. Forty were read last year.",
            "- The director reads four.",
            "  - She meets the worker afterwards.",
            "- The lead member reads none, but asks",
        ]
        assert {"type": "text", "text": "Forty", "marks": [{"type": "bold"}]} in nodes("<b>Forty</b> files")

    def test_a_table_cut_by_a_page_break_is_one_table(self, region: ParsedDocument) -> None:
        assert outline(answer(region, "2.2").doc or {}) == [
            "*|*2029|*2030",
            "Cases for each worker, on average|19|16",
            "Workers with more than 25|4|1",
        ]

    def test_headings_and_their_text(self, region: ParsedDocument) -> None:
        assert outline(answer(region, "2.1").doc or {})[:2] == ["### a) Early help", "No vacancies."]

    def test_sentences_cut_by_a_page_break_are_whole(self, region: ParsedDocument) -> None:
        assert outline(answer(region, "introduction").doc or {})[1].endswith("and we have tried to give it one.")
        assert len(outline(answer(region, "1.3").doc or {})) == 1

    def test_the_wording_of_a_marked_narrative_is_no_answer(self, region: ParsedDocument) -> None:
        wording = next(item for item in region.wording if item.prompt == "A3")
        assert wording.annex_m and wording.wording.startswith("Tell the story")
        assert outline(answer(region, "A3").doc or {})[0] == "There are 9,100 children here."

    def test_every_document_is_valid_rich_text(self, pack: ParsedFile) -> None:
        for document in pack.documents.values():
            for item in document.answers:
                if item.doc:
                    node_from(item.doc)


class TestRegisters:
    def test_labels_and_values_are_one_row_and_counted_as_none(self, region: ParsedDocument) -> None:
        contact = answer(region, "contact")
        assert contact.form and len(contact.rows) == 1
        assert contact.rows[0]["name"] == "A. Officer"
        assert contact.rows[0]["email"] == "someone@northmere.example"

    def test_lines_cut_within_cells_are_joined(self, region: ParsedDocument) -> None:
        assert [dict(row) for row in answer(region, "B1").rows] == [
            {
                "area": "Making sure that children in care keep one worker",
                "outcome": "Children see one worker for longer, as the table in 2.2 shows",
            },
            {"area": "Helping young carers", "outcome": "A group now meets"},
        ]

    def test_a_table_goes_on_after_a_page_break(self, region: ParsedDocument) -> None:
        papers = [(row["paper"], row["date"], row["link"]) for row in answer(region, "A2").rows]
        assert papers == [
            ("Children’s Plan", "May 2030", "https://northmere.example/plan"),
            ("Strategy for early help", "2029", "on request"),
        ]

    def test_known_by_title_whatever_its_number(self, region: ParsedDocument) -> None:
        assert [row["phase"] for row in answer(region, "B2").rows] == ["Primary", "Secondary", "Total"]

    def test_text_beside_a_table_goes_to_the_notes_of_its_section(self, region: ParsedDocument) -> None:
        notes = outline(answer(region, "B2.notes").doc or {})
        assert notes[-1] == "One school has not been inspected yet."

    def test_rows_with_numbers_of_their_own(self, region: ParsedDocument) -> None:
        risks = [row["risk"] for row in answer(region, "B3").rows]
        assert risks[1] == "2. Money runs short in Northmere and its neighbours"
        assert len(risks) == 3

    def test_a_row_that_runs_on_as_paragraphs_is_rejoined(self, region: ParsedDocument) -> None:
        rows = [(row["title"], row["dates"], row["description"]) for row in answer(region, "B4").rows]
        assert rows[0] == (
            "Reading friends",
            "2029 - 2031",
            "Older children read with younger ones. Both like it.\nIt costs little.\nTwo more schools want to join.",
        )
        assert rows[1][2].endswith("with one worker and a kettle.")
        assert rows[2][2].endswith("It will be run by volunteers and paid for by the lottery.")

    def test_dates_torn_from_their_rows_return_and_a_person_is_asked(self, region: ParsedDocument) -> None:
        assert [row["dates"] for row in answer(region, "B4").rows[1:3]] == ["June 2030", "March 2031"]
        assert [item.prompt for item in region.to_check] == ["B4"]
