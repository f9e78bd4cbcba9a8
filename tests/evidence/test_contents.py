"""What is read from files of each kind, place by place."""

import io
from datetime import date

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml

from app.core.limited import run_limited
from app.evidence import formats
from app.evidence.passages.cells import shown
from app.evidence.passages.contents import contents
from app.evidence.passages.letters import MAIN
from tests.evidence import samples
from tests.evidence.test_passages_inside import REPORT, ROWS


def read(media_type: str, data: bytes) -> list[list[str]]:
    """What the child finds."""
    found: list[list[str]] = run_limited(contents, media_type, data)["passages"]
    return found


def test_a_pdf_is_read_page_by_page() -> None:
    assert read(formats.PDF, REPORT) == [
        ["p. 1", "Foreword"], ["p. 2", "The children’s voices were heard in 2017"],
        ["p. 3", "Re-referrals fell to 19.5 per cent"],
    ]


def test_a_word_document_is_read_by_paragraphs_and_rows() -> None:
    data = samples.letter(["First.", "", "Second."], [["Measure", "2017"], ["Visits", "95%"]])
    assert read(formats.WORD, data) == [
        ["paragraph 1", "First."], ["paragraph 2", "Second."],
        ["table 1, row 1", "Measure · 2017"], ["table 1, row 2", "Visits · 95%"],
    ]


def test_controls_insertions_nested_tables_headers_and_footers_are_read_and_what_was_deleted_is_not() -> None:
    made, out = docx.Document(), io.BytesIO()
    edges = made.sections[0]
    edges.header._element.append(parse_xml(f"<w:p xmlns:w='{MAIN.strip('{}')}'><w:r><w:pict><w:txbxContent>"
                                           "<w:p><w:r><w:t>Letterhead</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"))
    edges.header.paragraphs[0].text, edges.footer.paragraphs[0].text = "Version 3", "Not final"
    cell = made.add_table(1, 1).cell(0, 0)
    cell.paragraphs[0].text = "Outer"
    cell.add_table(1, 2).cell(0, 1).text = "inner"
    name = f'xmlns:w="{MAIN.strip("{}")}"'
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>".format
    gone = f"<w:del>{run('old')}</w:del><w:moveFrom>{run('moved')}</w:moveFrom>"
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('chosen')}</w:sdtContent></w:sdt>"
    whole = f"<w:p>{run('It is ')}{gone}<w:ins>{run('new and ')}{control}</w:ins></w:p>"
    for xml in (f"<w:sdt {name}><w:sdtContent>{whole}</w:sdtContent></w:sdt>", f"<w:p {name}>{run('End')}</w:p>"):
        made.element.body.insert(len(made.element.body) - 1, parse_xml(xml))
    made.save(out)
    assert read(formats.WORD, out.getvalue()) == [
        ["table 1, row 1", "Outer inner"], ["paragraph 1", "It is new and chosen"], ["paragraph 2", "End"],
        ["header 1", "Version 3 Letterhead"], ["footer 1", "Not final"],
    ]


RUN = "<w:r><w:t>{}</w:t></w:r>".format
PARAGRAPH = f"<w:p>{RUN('{}')}</w:p>".format


def _box(words: str) -> str:
    """A text box as Word writes it: drawn twice, for newer and for older programs."""
    inside = f"<w:txbxContent>{PARAGRAPH(words)}<w:p><w:del>{RUN('gone')}</w:del></w:p></w:txbxContent>"
    twice = f"<mc:Choice>{inside}</mc:Choice><mc:Fallback>{inside}</mc:Fallback>"
    return f"<w:r><mc:AlternateContent>{twice}</mc:AlternateContent></w:r>"


def test_text_boxes_notes_and_comments_are_read_once_and_have_places_of_their_own() -> None:
    def refers(kind: str, key: int, more: str = "") -> str:
        return f'<w:r><w:{kind}Reference w:id="{key}" {more}/></w:r>'

    def note(kind: str, key: int, words: str) -> str:
        return f'<w:{kind} w:id="{key}">{PARAGRAPH(words)}</w:{kind}>'

    gone = f"<w:del>{refers('footnote', 9)}</w:del>"
    own = refers("footnote", 3, 'w:customMarkFollows="1"')
    body = [
        f"<w:p>{_box('Before all')}</w:p>",
        f"<w:p>{RUN('One')}{own}{refers('footnote', 7)}{_box('Beside one')}{gone}</w:p>",
        f"<w:tbl><w:tr><w:tc><w:p>{RUN('Cell')}{_box('In a cell')}</w:p></w:tc></w:tr></w:tbl>",
        f"<w:p>{RUN('Two')}{refers('footnote', 2)}{refers('endnote', 2)}{refers('comment', 0)}</w:p>",
    ]
    foot = [note("footnote", 0, "separator"), note("footnote", 2, "Second"), note("footnote", 3, "Starred"),
            note("footnote", 7, "First"), note("footnote", 9, "Deleted")]
    comments = [note("comment", 1, "At a note"), note("comment", 0, "Is this so?")]
    data = samples.letter_with(body, footnotes=foot, endnotes=[note("endnote", 2, "Last")], comments=comments)
    assert read(formats.WORD, data) == [
        ["text box 1", "Before all"], ["paragraph 1", "One"], ["text box 2", "Beside one"],
        ["table 1, row 1", "Cell"], ["text box 3", "In a cell"], ["paragraph 2", "Two"],
        ["footnote 1", "First"], ["footnote 2", "Second"], ["footnote 3", "Starred"], ["endnote 1", "Last"],
        ["comment 1", "Is this so?"], ["comment 2", "At a note"],
    ]
    broken = samples.letter_with([PARAGRAPH("One")], footnotes=["<w:footnote>"])
    assert read(formats.WORD, broken) == [["paragraph 1", "One"]]


def test_a_workbook_is_read_by_sheets_and_rows() -> None:
    assert read(formats.EXCEL, samples.workbook(ROWS)) == [
        ["sheet Visits, row 1", "Month · Count"], ["sheet Visits, row 2", "March · 236 visits"],
        ["sheet Notes, row 1", "Café talks"],
    ]


@pytest.mark.parametrize(("stored", "form", "seen"), [
    ("0.734", "0.0%", "73.4%"), ("0.735", "0%", "74%"), ("42825", "d mmmm yyyy", "31 March 2017"),
    ("42825", "[$-809]dd mmm yy;@", "31 Mar 17"), ("42825.5", "dd/mm/yyyy hh:mm", "31/03/2017 12:00"),
    ("1234.5", "#,##0.00", "1,234.50"), ("-1234.5", '"£"#,##0;[Red]-"£"#,##0', "-£1,235"), ("-12", "0;(0)", "(12)"),
    ("0", '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', "-"), ("12", "[$£-809]#,##0.0", "£12.0"), ("-0.5", "0.0", "-0.5"),
    ("0.1234567890123", "General", "0.123456789"), ("42", "General", "42"), ("1234567", '0.0,,"m"', "1.2m"),
    ("0.5", "# ?/?", "0.5"), ("0.0625", "h:mm AM/PM", "1:30 AM"), ("1.5", "[h]:mm", "36:00"), ("7", "0000", "0007"),
    ("3", '[<5]"fewer than 5";0', "3"), ("1e400", "0", "1e400"), ("12.5", "0.##", "12.5"), ("5", "0\\%", "5%"),
])
def test_a_number_is_read_as_its_format_shows_it(stored: str, form: str, seen: str) -> None:
    assert shown(stored, form) == seen


def test_a_workbook_is_read_as_excel_shows_it_without_hidden_sheets() -> None:
    made, out = openpyxl.Workbook(), io.BytesIO()
    sheet = made.active
    sheet.append(["Timely", 0.734, date(2017, 3, 31), date(2017, 3, 31), 1234, True])
    forms = ("General", "0.0%", "d mmmm yyyy", "mm-dd-yy", "#,##0", "General")
    for cell, form in zip(sheet[1], forms, strict=True):
        cell.number_format = form
    made.create_sheet("Working").append(["not shown"])
    made["Working"].sheet_state = "hidden"
    made.save(out)
    seen = "Timely · 73.4% · 31 March 2017 · 31/03/2017 · 1,234 · TRUE"
    assert read(formats.EXCEL, out.getvalue()) == [["sheet Sheet, row 1", seen]]


def test_tables_and_plain_text_are_read_by_rows_and_lines() -> None:
    assert read("text/csv; charset=utf-8", "a,b\n\n1,é\n".encode()) == [["row 1", "a · b"], ["row 3", "1 · é"]]
    assert read("text/plain; charset=iso-8859-1", b"caf\xe9\r\nend") == [["line 1", "café"], ["line 2", "end"]]


@pytest.mark.parametrize("charset", ["windows-1252", "iso-8859-1"])  # the second is how it was once kept
def test_a_table_of_windows_is_read_with_its_own_signs(charset: str) -> None:
    data = "The council’s plans;2016–17\n“Timely”…;€5\n".encode("cp1252")
    assert read(f"text/csv; charset={charset}", data) == [
        ["row 1", "The council’s plans · 2016–17"], ["row 2", "“Timely”… · €5"]]
    assert read(f"text/plain; charset={charset}", b"a\x81b") == [["line 1", "a\ufffdb"]]


@pytest.mark.parametrize(("media_type", "data"), [
    ("text/csv; charset=utf-8", b"Measure;2017\nVisits, all;95,5\n"),
    ("text/csv; charset=utf-8", b"Measure\t2017\nVisits, all\t95,5\n"),
    ("text/plain; charset=utf-16", "Measure\t2017\r\nVisits, all\t95,5\r\n".encode("utf-16")),
])
def test_a_table_is_read_whatever_stands_between_its_cells(media_type: str, data: bytes) -> None:
    assert read(media_type, data) == [["row 1", "Measure · 2017"], ["row 2", "Visits, all · 95,5"]]


def test_a_quotation_mark_that_is_never_closed_leaves_what_was_before_it() -> None:
    assert read("text/csv; charset=utf-8", b'a,b\n"' + b"word," * 40_000)[0] == ["row 1", "a · b"]


def test_a_long_file_is_read_up_to_a_place_that_is_told() -> None:
    found = run_limited(contents, "text/plain; charset=utf-8", b"line\n" * 30_000)
    assert len(found["passages"]) == 20_000 and "up to line 20000 was read" in found["note"]
