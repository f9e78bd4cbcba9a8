"""Two people in one register, on the running product: nothing that either typed is lost, whatever happens."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from app.core.database import Database
from app.core.security import COOKIE
from tests.assessments.factories import LARGE, token_of
from tests.editor.people import OwnChromium, wait_for
from tests.journeys.axe import check
from tests.journeys.conftest import PATIENCE
from tests.registers.conftest import SitDown
from tests.served import Served

AT = f"{LARGE.path}/prompts/A1"
PROUD = f"{LARGE.path}/prompts/B1.3"
expect.set_options(timeout=PATIENCE)


def edit(page: Page, at: str = AT) -> Page:
    """The register with its rows as fields."""
    page.goto(at)
    page.get_by_role("button", name="Edit rows").click()
    return at_work(page)


def at_work(page: Page) -> Page:
    """The same page once its fields are there."""
    page.wait_for_function("() => window.candourRegister")
    return page


def cell(page: Page, column: str, row: str = "Row 1") -> Locator:
    """The field of a cell."""
    return page.get_by_role("group", name=row, exact=True).get_by_role("textbox", name=column)


def state(page: Page, name: str) -> None:
    """Wait until the line says so."""
    expect(page.locator(".editor-status")).to_have_attribute("data-state", name)


def stored(server: Served, key: str = "A1") -> list[dict[str, str]]:
    """The rows that stand on disk, in order."""
    database = Database(f"sqlite:///{server.folder / 'candour.sqlite3'}")
    with database.read() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT cells FROM registerrow WHERE removed_at IS NULL AND response_id = "
            "(SELECT response_id FROM prompt WHERE key = ? ORDER BY id LIMIT 1) ORDER BY position", (key,)).all()
    database.engine.dispose()
    return [json.loads(cells) for cells, in rows]


def kept(page: Page) -> list[dict[str, Any]]:
    """What the browser's disk holds for the server."""
    found: list[dict[str, Any]] = page.evaluate("""() => new Promise(resolve => {
        const request = indexedDB.open('candour-register', 1)
        request.onsuccess = () => {
            const all = request.result.transaction('kept').objectStore('kept').getAll()
            all.onsuccess = () => { request.result.close(); resolve(all.result) }
        }
    })""")
    return found


def leave_behind(page: Page, server: Served, words: str) -> None:
    """Close a page that could not send words; it tries once more as it closes, and then it is not offline."""
    page.context.set_offline(True)
    cell(page, "Name").press_sequentially(words)
    wait_for(lambda: len(kept(page)) == 1, "the words are not on the disk")
    server.kill()
    page.close()
    server.start()


def both(page: Page) -> None:
    """Nothing wrong for axe, wide and narrow."""
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        check(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_two_cells_of_one_row_and_two_rows(sit_down: SitDown, server: Served) -> None:
    author, lead = edit(sit_down("author")), edit(sit_down("lead"))
    cell(author, "Name").press_sequentially("Jo Example")
    cell(lead, "In post since").fill("June 2016")
    for page in (author, lead):
        expect(cell(page, "Name")).to_have_value("Jo Example")
        expect(cell(page, "In post since")).to_have_value("June 2016")
        state(page, "saved")
    expect(author.get_by_text("Lead is writing here")).to_be_visible()
    expect(lead.get_by_role("group", name="Row 1", exact=True).get_by_text("Author is in this row")).to_be_visible()
    both(author)
    lead.get_by_role("button", name="Add a row").last.click()
    cell(lead, "Job title", "New row").fill("Chief executive")
    expect(cell(author, "Job title", "Row 2")).to_have_value("Chief executive")
    cell(author, "Name", "Row 2").fill("Sam Sample")
    expect(cell(lead, "Name", "Row 2")).to_have_value("Sam Sample")
    author.get_by_role("button", name="Move up row 2").click()
    expect(cell(lead, "Job title", "Row 1")).to_have_value("Chief executive")
    assert [row["name"] for row in stored(server)] == ["Sam Sample", "Jo Example"]


def test_a_caret_stays_beside_its_words(sit_down: SitDown, server: Served) -> None:
    author, lead = edit(sit_down("author")), edit(sit_down("lead"))
    cell(author, "Job title").fill("Director of children and families")
    expect(cell(lead, "Job title")).to_have_value("Director of children and families")
    cell(lead, "Job title").focus()
    lead.keyboard.press("End")
    field = cell(author, "Job title")
    field.focus()
    author.keyboard.press("Home")
    for here, there in zip("Acting ", " (job s", strict=True):
        author.keyboard.type(here)
        lead.keyboard.type(there)
    author.keyboard.type("interim ", delay=90)
    lead.keyboard.type("hare)", delay=90)
    whole = "Acting interim Director of children and families (job share)"
    for page in (author, lead):
        expect(cell(page, "Job title")).to_have_value(whole)
        state(page, "saved")
    assert field.evaluate("field => field.selectionStart") == len("Acting interim ")
    assert cell(lead, "Job title").evaluate("field => field.selectionStart") == len(whole)
    assert stored(server)[0]["job_title"] == whole


def test_a_word_that_is_being_composed_is_left_alone(sit_down: SitDown, server: Served) -> None:
    author, lead = edit(sit_down("author")), edit(sit_down("lead"))
    cell(author, "Name").fill("One two three")
    expect(cell(lead, "Name")).to_have_value("One two three")
    cell(author, "Name").press("End")
    keys = author.context.new_cdp_session(author)
    keys.send("Input.imeSetComposition", {"text": " é", "selectionStart": 2, "selectionEnd": 2})
    cell(lead, "Name").fill("Zero one two three")
    state(lead, "saved")
    keys.send("Input.imeSetComposition", {"text": " éco", "selectionStart": 4, "selectionEnd": 4})
    assert cell(author, "Name").input_value() == "One two three éco"
    keys.send("Input.insertText", {"text": " école"})
    for page in (author, lead):
        expect(cell(page, "Name")).to_have_value("Zero one two three école")
    state(author, "saved")
    assert stored(server)[0]["name"] == "Zero one two three école"


def test_signing_out_keeps_the_words_until_signed_in_again(sit_down: SitDown, server: Served) -> None:
    author = edit(sit_down("author"))
    author.context.clear_cookies()
    cell(author, "Name").fill("Typed after the session ended")
    state(author, "signed-out")
    expect(author.locator(".editor-status")).to_contain_text("sign in again in another tab")
    author.context.add_cookies([{"name": COOKIE, "value": token_of("author"), "url": server.url}])
    state(author, "saved")
    assert stored(server)[0]["name"] == "Typed after the session ended"


def test_two_in_one_cell_choose(sit_down: SitDown, server: Served) -> None:
    author, lead = edit(sit_down("author")), edit(sit_down("lead"))
    author.context.set_offline(True)
    cell(author, "Name").fill("Jo Example")
    state(author, "offline")
    cell(lead, "Name").fill("Sam Sample")
    state(lead, "saved")
    author.context.set_offline(False)
    panel = author.get_by_role("group", name="Lead wrote here too. Theirs:")
    expect(panel).to_contain_text("Sam Sample")
    state(author, "choose")
    both(author)
    author.keyboard.type(", interim")  # goes on typing: still nothing is saved by accident
    cell(author, "In post since").fill("June 2016")
    expect(cell(lead, "In post since")).to_have_value("June 2016")
    assert stored(server)[0]["name"] == "Sam Sample"
    cell(lead, "Name").fill("Sam Sample-Smith")
    expect(panel).to_contain_text("Sam Sample-Smith")
    panel.get_by_role("button", name="Put both in the field").click()
    for page in (author, lead):
        expect(cell(page, "Name")).to_have_value("Sam Sample-Smith Jo Example, interim")
    author.get_by_role("button", name="Put back “Sam Sample-Smith” in Name").click()
    expect(cell(lead, "Name")).to_have_value("Sam Sample-Smith")
    state(author, "saved")
    assert kept(author) == []


def test_theirs_can_stand_and_mine_comes_back(sit_down: SitDown, server: Served) -> None:
    author, lead = edit(sit_down("author")), edit(sit_down("lead"))
    author.context.set_offline(True)
    cell(author, "Name").fill("Mine")
    state(author, "offline")
    cell(lead, "Name").fill("Theirs")
    state(lead, "saved")
    author.context.set_offline(False)
    author.get_by_role("button", name="Keep theirs").click()
    expect(cell(author, "Name")).to_have_value("Theirs")
    state(author, "saved")
    author.get_by_role("button", name="Put back “Mine” in Name").click()
    expect(cell(lead, "Name")).to_have_value("Mine")
    assert stored(server)[0]["name"] == "Mine"


def test_ten_seconds_without_a_connection(sit_down: SitDown, server: Served) -> None:
    author, lead = edit(sit_down("author")), edit(sit_down("lead"))
    author.context.set_offline(True)
    cell(author, "Name").press_sequentially("Typed in the tunnel, letter by letter, for a while. ", delay=100)
    cell(author, "In post since").press("End")
    author.keyboard.type(" or so, and in the next cell as well, for the rest.", delay=100)
    state(author, "offline")
    cell(lead, "Job title").fill("Director of Children’s Services")
    author.context.set_offline(False)
    for page in (author, lead):
        expect(cell(page, "Job title")).to_have_value("Director of Children’s Services")
        expect(cell(page, "Name")).to_have_value("Typed in the tunnel, letter by letter, for a while. ")
        expect(cell(page, "In post since")).to_have_value("May 2015 or so, and in the next cell as well, for the rest.")
    state(author, "saved")
    assert stored(server)[0]["name"] == "Typed in the tunnel, letter by letter, for a while. "


def test_a_killed_server_loses_nothing(sit_down: SitDown, server: Served) -> None:
    author = edit(sit_down("author"))
    cell(author, "Name").press_sequentially("Before the fall. ", delay=20)
    server.kill()
    author.keyboard.type("While it lay down. ", delay=20)
    state(author, "offline")
    server.start()
    author.keyboard.type("After it rose.", delay=20)
    state(author, "saved")
    assert stored(server)[0]["name"] == "Before the fall. While it lay down. After it rose."


def test_a_server_killed_again_and_again_while_two_type(sit_down: SitDown, server: Served) -> None:
    author, lead = edit(sit_down("author")), edit(sit_down("lead"))
    typed = Counter[str]()
    cell(author, "Name").focus()
    cell(lead, "In post since").focus()
    lead.keyboard.press("End")
    for turn in range(3):
        for letter in f"abcdefghij{turn}":
            author.keyboard.type(letter, delay=60)
            lead.keyboard.type(letter.upper(), delay=60)
            typed.update(letter + letter.upper())
        server.kill()
        server.start()
    for page in (author, lead):
        wait_for(lambda page=page: page.evaluate("() => !candourRegister.unsaved"), "not everything was sent")
    row = stored(server)[0]
    assert Counter(row["name"] + row["start_date"].removeprefix("May 2015")) == typed


def test_a_server_killed_while_two_type_in_one_cell(sit_down: SitDown, server: Served) -> None:
    author, lead = edit(sit_down("author")), edit(sit_down("lead"))
    cell(author, "Name").fill("First half, middle, second half")
    expect(cell(lead, "Name")).to_have_value("First half, middle, second half")
    cell(lead, "Name").press("End")
    cell(author, "Name").press("Home")
    typed = Counter[str]()
    for turn in range(3):
        for letter in f"abcdefghij{turn}":
            author.keyboard.type(letter, delay=60)
            lead.keyboard.type(letter.upper(), delay=60)
            typed.update(letter + letter.upper())
        server.kill()
        server.start()
    for page in (author, lead):
        wait_for(lambda page=page: page.evaluate("() => !candourRegister.unsaved"), "not everything was sent")
    whole = stored(server)[0]["name"]
    start, end = whole.split("First half, middle, second half")
    assert Counter(start + end) == typed and start.islower() and end.isupper()
    for page in (author, lead):
        expect(cell(page, "Name")).to_have_value(whole)


def test_four_people_at_four_cells(sit_down: SitDown, server: Served) -> None:
    names, at = ("author", "lead", "coordinator", "coordinator"), f"{LARGE.path}/prompts/B1.1"
    columns = ("Area for improvement", "Outcome", "Further information", "Statements")
    people = [edit(sit_down(name), at) for name in names]
    people[0].get_by_role("button", name="Add a row").last.click()
    cell(people[0], columns[0], "New row").fill("Begun. ")
    for page, column in zip(people, columns, strict=True):
        cell(page, column).focus()
        page.keyboard.press("End")
    for turn in range(40):
        for page in people:
            page.keyboard.type(chr(ord("a") + turn % 26))
    letters = "".join(chr(ord("a") + turn % 26) for turn in range(40))
    for page in people:
        for column in columns:
            expect(cell(page, column)).to_have_value(("Begun. " if column == columns[0] else "") + letters)
        state(page, "saved")
    assert list(stored(server, "B1.1")[0].values()) == [f"Begun. {letters}", letters, letters, letters]


def test_a_row_removed_under_the_hands(sit_down: SitDown, server: Served) -> None:
    author, lead = edit(sit_down("author")), edit(sit_down("lead"))
    author.context.set_offline(True)
    cell(author, "Name").press_sequentially("Words that only this browser has")
    state(author, "offline")
    lead.get_by_role("button", name="Remove row 1").click()
    expect(lead.get_by_text("You removed row 1.")).to_be_visible()
    author.context.set_offline(False)
    panel = author.get_by_role("group", name="Removed row 1")
    expect(panel).to_contain_text("Lead removed row 1 while you were writing in it.")
    expect(panel).to_contain_text("Words that only this browser has")
    state(author, "recovered")
    both(author)
    assert stored(server) == []
    panel.get_by_role("button", name="Put the row back with my words").click()
    for page in (author, lead):
        expect(cell(page, "Name")).to_have_value("Words that only this browser has")
        expect(cell(page, "Job title")).to_have_value("Director")
    assert stored(server)[0]["name"] == "Words that only this browser has"
    wait_for(lambda: kept(author) == [], "the browser still keeps words that the server has")


def test_a_fourth_row_of_three_keeps_its_words(sit_down: SitDown, server: Served) -> None:
    one, other = edit(sit_down("coordinator"), PROUD), edit(sit_down("coordinator"), PROUD)
    for number in range(2):
        one.get_by_role("button", name="Add a row").last.click()
        cell(one, "Strength or outcome", "New row").fill(f"Outcome {number}")
        expect(cell(other, "Strength or outcome", f"Row {number + 1}")).to_have_value(f"Outcome {number}")
    other.context.set_offline(True)
    other.get_by_role("button", name="Add a row").last.click()
    cell(other, "Strength or outcome", "New row").fill("The fourth of three")
    state(other, "offline")
    one.get_by_role("button", name="Add a row").last.click()
    cell(one, "Strength or outcome", "New row").fill("The third")
    state(one, "saved")
    other.context.set_offline(False)
    expect(other.get_by_text("This register holds at most 3 rows")).to_be_visible()
    expect(cell(other, "Strength or outcome", "New row")).to_have_value("The fourth of three")
    state(other, "refused")
    both(other)
    one.get_by_role("button", name="Remove row 1").click()
    expect(cell(one, "Strength or outcome", "Row 3")).to_have_value("The fourth of three")
    state(other, "saved")
    assert [row["strength"] for row in stored(server, "B1.3")] == ["Outcome 1", "The third", "The fourth of three"]


def test_a_closed_tab_is_finished_by_the_next(sit_down: SitDown, server: Served) -> None:
    page = edit(sit_down("author"))
    page.context.set_offline(True)
    cell(page, "Name").press_sequentially("Not sent")
    page.get_by_role("button", name="Add a row").last.click()
    cell(page, "Job title", "New row").press_sequentially("Nor this")
    wait_for(lambda: len(kept(page)) == 2, "the words are not on the disk")
    page.close()
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(AT)  # opens its fields by itself
    at_work(again)
    expect(cell(again, "Name")).to_have_value("Not sent")
    expect(cell(again, "Job title", "Row 2")).to_have_value("Nor this")
    state(again, "saved")
    assert [(row["job_title"], row["name"]) for row in stored(server)] == [("Director", "Not sent"), ("Nor this", "")]
    wait_for(lambda: kept(again) == [], "the browser still keeps words that the server has")


def test_words_left_behind_are_offered_where_the_cell_moved_on(sit_down: SitDown, server: Served) -> None:
    page = edit(sit_down("author"))
    leave_behind(page, server, "Left behind")
    lead = edit(sit_down("lead"))
    cell(lead, "Name").fill("Moved on")
    state(lead, "saved")
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(AT)
    at_work(again)
    panel = again.get_by_role("group", name="Recovered words for Name in row 1")
    expect(panel).to_contain_text("Left behind")
    expect(cell(again, "Name")).to_have_value("Moved on")
    both(again)
    panel.get_by_role("button", name="Put it in the field").click()
    expect(cell(lead, "Name")).to_have_value("Left behind")
    state(again, "saved")
    wait_for(lambda: kept(again) == [], "the browser still keeps words that the server has")


def test_words_left_behind_in_a_removed_row_are_offered(sit_down: SitDown, server: Served) -> None:
    page = edit(sit_down("author"))
    leave_behind(page, server, "Left behind")
    lead = edit(sit_down("lead"))
    lead.get_by_role("button", name="Remove row 1").click()
    expect(lead.get_by_text("You removed row 1.")).to_be_visible()
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(AT)
    at_work(again)
    panel = again.get_by_role("group", name="Recovered words for Name")
    expect(panel).to_contain_text("Lead removed the row")
    panel.get_by_role("button", name="Put the row back with my words").click()
    expect(cell(lead, "Name")).to_have_value("Left behind")
    assert stored(server)[0]["name"] == "Left behind"


def test_another_person_at_the_same_computer_sends_nothing_of_mine(sit_down: SitDown, server: Served) -> None:
    page = edit(sit_down("author"))
    context = page.context
    leave_behind(page, server, "Mine")
    context.set_offline(False)
    context.add_cookies([{"name": COOKIE, "value": token_of("lead"), "url": server.url}])
    other = edit(context.new_page())
    state(other, "saved")
    assert cell(other, "Name").input_value() == "" and len(kept(other)) == 1


def test_a_killed_browser_loses_nothing(chromium: Browser, server: Served, tmp_path: Path) -> None:
    own = OwnChromium(tmp_path / "profile")

    def sit() -> Page:
        context = own.context(chromium)
        context.add_cookies([{"name": COOKIE, "value": token_of("author"), "url": server.url}])
        return context.new_page()

    try:
        page = sit()
        page.set_default_timeout(PATIENCE)
        edit(page, f"{server.url}{AT}")
        server.kill()
        words = "Two hundred characters that nobody has seen but this machine. " * 3
        cell(page, "Name").press_sequentially(words)
        wait_for(lambda: [one["text"] for one in kept(page)] == [words], "the words are not on the disk")
        own.kill()
        server.start()
        again = sit()
        again.goto(f"{server.url}{AT}")
        at_work(again)
        wait_for(lambda: stored(server)[0]["name"] == words, "the killed browser's words did not arrive")
    finally:
        own.kill()


def test_without_script_beside_the_fields(sit_down: SitDown, server: Served) -> None:
    plain = sit_down("lead", script=False)
    plain.goto(AT)
    plain.get_by_role("link", name="Change row 1").click()
    plain.get_by_label("Name").fill("Written in the form")
    writer = edit(sit_down("author"))
    cell(writer, "Name").fill("Written in the field")
    state(writer, "saved")
    plain.get_by_role("button", name="Save").click()
    expect(plain.get_by_role("heading", name="Author saved this row first")).to_be_visible()
    assert stored(server)[0]["name"] == "Written in the field"
    plain.get_by_role("button", name="Save").click()
    assert stored(server)[0]["name"] == "Written in the field"
    plain.get_by_label("What I have below").check()
    plain.get_by_role("button", name="Save").click()
    expect(plain.get_by_role("cell", name="Written in the form")).to_be_visible()
    expect(cell(writer, "Name")).to_have_value("Written in the form")
    expect(writer.get_by_text("Changed by Lead just now")).to_be_visible()


def test_who_reads_sees_it_within_a_moment_and_done_shows_it(sit_down: SitDown) -> None:
    reader = sit_down("director")
    reader.goto(AT)
    assert reader.get_by_role("button", name="Edit rows").count() == 0
    writer = sit_down("author")
    writer.goto(AT)
    writer.get_by_role("link", name="Change row 1").click()
    at_work(writer)
    expect(cell(writer, "Job title")).to_be_focused()
    cell(writer, "Name").fill("Jo Example")
    expect(reader.get_by_role("cell", name="Jo Example")).to_be_visible()
    writer.get_by_role("button", name="Done").click()
    expect(writer.get_by_role("cell", name="Jo Example")).to_be_visible()
    assert not writer.url.endswith("#edit")
