"""Comments of colleagues on the running product: beside a text that is being written, and without a connection."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.axe import check
from tests.journeys.conftest import NO_STORAGE, PATIENCE, SignIn

HERE = "/assessments/peterborough/eastern-region-2016-17/2016-17/prompts/2.1"
LONG = " ".join(f"Sentence {number} asks how we know that." for number in range(60))
expect.set_options(timeout=PATIENCE)

SELECT = """([selector, words]) => {
  const paragraph = [...document.querySelectorAll(selector)].find(one => one.textContent.includes(words))
  const walk = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT)
  const texts = []
  for (let at = 0; walk.nextNode(); at += walk.currentNode.data.length) texts.push([walk.currentNode, at])
  const start = paragraph.textContent.indexOf(words)
  const place = offset => texts.findLast(([, at]) => at < offset || at === 0)
  const [first, low] = texts.findLast(([, at]) => at <= start), [last, high] = place(start + words.length)
  getSelection().setBaseAndExtent(first, start - low, last, start + words.length - high)
}"""


def _edit(page: Page) -> Page:
    page.goto(f"{HERE}/edit?beside=comments")
    page.wait_for_function("() => window.candourEditor")
    return page


def _select(page: Page, words: str) -> None:
    editing = page.url.split("?")[0].endswith("/edit")
    if editing:
        page.locator(".ProseMirror").focus()
    page.evaluate(SELECT, [".ProseMirror p" if editing else ".cd-prose p", words])
    page.wait_for_function("words => getSelection().toString() === words", arg=words)
    if editing:  # the editor hears of a selection a moment after the browser
        page.wait_for_function(
            "words => { const s = candourEditor.editor.state; "
            "return s.doc.textBetween(s.selection.from, s.selection.to) === words }", arg=words,
        )


def _comment(page: Page, said: str, words: str = "") -> None:
    """Comment on selected words, or on the whole answer; there is nothing more to do when it is on the page."""
    if words:
        _select(page, words)
        page.keyboard.press("Control+Alt+m")
        expect(page.locator("[data-chosen-words]")).to_have_text(words)
    page.get_by_label("Your comment").first.fill(said)
    page.locator("#comment-new").get_by_role("button", name="Comment", exact=True).click()
    expect(_thread(page, said)).to_be_visible()


def _thread(page: Page, said: str) -> object:
    return page.locator("article.cd-thread").filter(has_text=said)


def _marked(page: Page, thread: str) -> str:
    """The words that are marked for a thread."""
    marks = page.locator(f'.ProseMirror [data-thread="{thread}"], .cd-prose mark[data-threads="{thread}"]')
    return "".join(marks.all_text_contents())


def _id(page: Page, said: str) -> str:
    return str(_thread(page, said).get_attribute("data-thread"))  # type: ignore[attr-defined]


def _saved(page: Page) -> None:
    page.wait_for_function("() => candourEditor.pending() === 0")


def _put_caret(page: Page, words: str) -> None:
    """Right before these words."""
    _select(page, words)
    page.keyboard.press("ArrowLeft")


def test_two_people_comment_on_and_edit_the_same_paragraph(sign_in: SignIn) -> None:
    author, coordinator = (_edit(sign_in(f"{who}@peterborough.example")) for who in ("author", "coordinator"))
    _comment(coordinator, "Who sits on it?", "A board chaired by")
    thread = _id(coordinator, "Who sits on it?")
    expect(_thread(author, "Who sits on it?")).to_be_visible()
    _put_caret(author, "A board chaired by")
    author.keyboard.type("It is said that ", delay=5)
    coordinator.locator("#comment-words").click()
    coordinator.keyboard.type("Half a thought ", delay=5)
    author.keyboard.type("since March ", delay=5)
    _comment(author, "Mine, at the same place.", "board chaired")
    for page in (author, coordinator):
        _saved(page)
        expect(_thread(page, "Mine, at the same place.")).to_be_visible()
        page.wait_for_function(
            "thread => [...document.querySelectorAll(`.ProseMirror [data-thread='${thread}']`)]"
            ".map(one => one.textContent).join('').includes('A board chaired by')", arg=thread,
        )
        assert "It is said that since March A board chaired by" in page.evaluate("() => candourEditor.text()")
    assert coordinator.locator("#comment-words").input_value() == "Half a thought "
    assert coordinator.evaluate("() => document.activeElement.id") == "comment-words"
    expect(coordinator.locator("#beside > [role=status]")).to_contain_text("commented on this answer")


def test_a_comment_follows_its_words_and_says_when_they_are_gone(sign_in: SignIn) -> None:
    page, words = _edit(sign_in("author@peterborough.example")), "which audits its providers"
    _comment(page, "Which audits?", words)
    thread = _id(page, "Which audits?")
    state = page.locator(f"#thread-{thread}-state")
    expect(state).to_be_hidden()
    _put_caret(page, words)
    page.keyboard.type("every year ")
    _saved(page)
    assert _marked(page, thread) == words
    _select(page, "audits its")
    page.keyboard.type("inspects")
    expect(state).to_have_text("Changed: other words stand in their place now.")
    _select(page, "which inspects providers")
    page.keyboard.press("Delete")
    _saved(page)
    expect(state).to_have_text("Gone: these words are no longer in the answer.")
    expect(page.locator(f"#thread-{thread}-quote")).to_have_text(words)
    page.keyboard.type(words)
    _saved(page)
    expect(state).to_contain_text("Moved: these words were found at another place")
    expect(page.locator(f'.ProseMirror [data-thread="{thread}"]').first).to_be_visible()
    assert _marked(page, thread) == words


def test_from_the_words_to_the_comment_and_back_by_keyboard(sign_in: SignIn) -> None:
    page = _edit(sign_in("author@peterborough.example"))
    _comment(page, "By keyboard alone.", "Stability is a strength")
    thread = _id(page, "By keyboard alone.")
    page.wait_for_function("id => document.activeElement.id === id", arg=f"thread-{thread}")
    page.keyboard.press("Alt+F9")
    page.wait_for_function("() => getSelection().toString() === 'Stability is a strength'")
    described = page.locator(f'.ProseMirror mark[data-thread="{thread}"]').first.get_attribute("aria-description")
    assert described and described.endswith("By keyboard alone.")
    page.keyboard.press("Alt+F9")
    page.wait_for_function("id => document.activeElement.id === id", arg=f"thread-{thread}")
    assert page.locator(f"#thread-{thread}").get_by_role("heading").count() == 1


def test_somebody_who_only_reads_comments_and_sees_answers_come(sign_in: SignIn) -> None:
    director, author = sign_in("director@peterborough.example"), sign_in("author@peterborough.example")
    director.goto(HERE)
    _select(director, "The weakness is cost")
    director.get_by_role("button", name="Comment on these words").click()
    expect(director.locator("#comment-words")).to_be_focused()
    director.keyboard.type("@Qual")
    expect(director.locator(".cd-calls [role=option]")).to_have_text(["Quality officer (demo)"])
    director.keyboard.press("Enter")
    director.keyboard.type("how large is it?")
    check(director)
    director.locator("#comment-new").get_by_role("button", name="Comment", exact=True).click()
    expect(director.locator(".cd-prose mark")).to_contain_text(["The weakness is cost"])
    author.goto("/")
    author.get_by_role("link", name="how large is it?").click()
    reply = author.locator("article.cd-thread").filter(has_text="how large is it?")
    reply.get_by_text("Reply").first.click()
    reply.get_by_label("Your reply").fill("About £3,500 a week.")
    reply.get_by_role("button", name="Reply").click()
    expect(reply.locator(".cd-said")).to_have_count(2)
    expect(director.locator("article.cd-thread").filter(has_text="About £3,500 a week.")).to_be_visible()
    author.goto("/")
    author.get_by_role("button", name="Done").first.click()
    expect(author.get_by_text("how large is it?")).to_have_count(0)


def test_a_long_comment_survives_a_cut_connection_and_a_closed_page(sign_in: SignIn) -> None:
    page = sign_in("lead@peterborough.example")
    page.goto(f"{HERE}?beside=comments")
    box = page.get_by_label("Your comment").first
    half = len(LONG) // 2
    box.click()
    page.keyboard.insert_text(LONG[:half])
    page.context.set_offline(True)
    page.keyboard.insert_text(LONG[half:])
    page.locator("#comment-new").get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_text("Not sent yet.")).to_be_visible()
    other = page.context.new_page()
    page.close()
    other.context.set_offline(False)
    other.goto(HERE)
    other.get_by_role("link", name="A comment of yours has not been sent yet").click()
    expect(other.get_by_label("Your comment").first).to_have_value(LONG)
    other.locator("#comment-new").get_by_role("button", name="Comment", exact=True).click()
    expect(other.locator(".cd-said__words").filter(has_text=LONG)).to_have_count(1)
    expect(other.get_by_label("Your comment").first).to_have_value("")


def test_where_the_browser_keeps_nothing_comments_say_so_and_are_sent_all_the_same(sign_in: SignIn) -> None:
    page, here = sign_in("lead@peterborough.example"), "on this page alone"
    page.add_init_script(NO_STORAGE)
    page.goto(f"{HERE}?beside=comments")
    box, said = page.get_by_label("Your comment").first, page.locator("#comment-new [data-sending]")
    box.fill("Kept nowhere but here.")
    expect(said).to_contain_text(here)
    box.fill("")
    expect(said).to_have_text("")
    box.fill("Kept nowhere but here.")
    page.context.set_offline(True)
    page.locator("#comment-new").get_by_role("button", name="Comment", exact=True).click()
    expect(said).to_contain_text("Not sent yet. This is sent as soon as the connection is back.")
    expect(said).to_contain_text(here)
    assert page.evaluate("() => !dispatchEvent(new Event('beforeunload', {cancelable: true}))")  # one is asked first
    page.context.set_offline(False)
    page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(page.locator(".cd-said__words").filter(has_text="Kept nowhere but here.")).to_have_count(1)
    expect(said).to_have_text("")
    assert page.evaluate("() => dispatchEvent(new Event('beforeunload', {cancelable: true}))")
    _thread(page, "Kept nowhere but here.").get_by_role("button", name="Resolve").click()  # type: ignore[attr-defined]
    resolved = page.locator("#comments-resolved .cd-said__words").filter(has_text="Kept nowhere but here.")
    expect(resolved).to_have_count(1)


def test_a_lost_answer_says_nothing_twice(sign_in: SignIn) -> None:
    page = sign_in("lead@peterborough.example")
    page.goto(f"{HERE}?beside=comments")
    lost = []

    def lose(route: Route) -> None:
        if lost or route.request.method != "POST":
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort()

    page.route("**/comments", lose)
    page.get_by_label("Your comment").first.fill("Said only once.")
    page.locator("#comment-new").get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator("#comment-words")).to_have_value("")
    expect(page.locator(".cd-said__words").filter(has_text="Said only once.")).to_have_count(1)
    assert lost == [200]


def test_without_script(sign_in: SignIn) -> None:
    page = sign_in("lead@peterborough.example", script=False)
    page.goto(f"{HERE}?beside=comments")
    page.get_by_label("Words that it is about").fill("words that are nowhere")
    page.get_by_label("Your comment").first.fill("Typed without script.")
    page.locator("#comment-new").get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_text("These words stand in the answer more than once, or not at all").first).to_be_visible()
    expect(page.get_by_label("Your comment").first).to_have_value("Typed without script.")
    page.get_by_label("Words that it is about").fill("crisis support that stays with a family")
    page.get_by_label("Call in").first.select_option(label="Quality officer (demo)")
    page.locator("#comment-new").get_by_role("button", name="Comment", exact=True).click()
    thread = page.locator("article.cd-thread").filter(has_text="Typed without script.")
    expect(thread).to_contain_text("@Quality officer (demo)")
    expect(page.locator(".cd-prose mark")).to_contain_text(["crisis support that stays with a family"])
    thread.locator("summary", has_text="Reply").click()
    thread.get_by_label("Your reply").fill("Answered without script.")
    thread.get_by_role("button", name="Reply").click()
    thread.get_by_role("button", name="Resolve").click()
    page.locator("summary", has_text="Resolved (").click()
    expect(page.locator("#comments-resolved article").filter(has_text="Answered without script.")).to_be_visible()
    page.goto(f"{HERE}/edit?beside=comments")
    expect(page.locator("#comment-new")).to_be_hidden()
    expect(page.get_by_role("link", name="comment on the answer’s own page")).to_be_visible()


@pytest.mark.parametrize("where", [f"{HERE}?beside=comments", f"{HERE}/edit?beside=comments"])
def test_axe_finds_nothing_in_any_state_of_comments(sign_in: SignIn, where: str) -> None:
    page = sign_in("author@peterborough.example")
    page.goto(where)
    if "edit" in where:
        page.wait_for_function("() => window.candourEditor")
        page.locator(".ProseMirror mark").first.wait_for()
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        check(page)
    page.evaluate("() => document.querySelectorAll('#beside details').forEach(one => { one.open = true })")
    page.locator("#comment-new").get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_text("Write what you want to say.")).to_be_visible()
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        check(page)


def test_comments_on_a_register_come_to_whoever_looks_at_it(sign_in: SignIn) -> None:
    register = "/assessments/peterborough/eastern-region-2016-17/2016-17/prompts/B1.1?beside=comments"
    director, author = sign_in("director@peterborough.example"), sign_in("author@peterborough.example")
    for page in (director, author):
        page.goto(register)
    author.locator("#comment-words").fill("Which of these are late?")
    director.locator("#comment-words").fill("Half a tho")
    author.locator("#comment-new").get_by_role("button", name="Comment", exact=True).click()
    expect(director.locator("article.cd-thread").filter(has_text="Which of these are late?")).to_be_visible()
    expect(director.locator("#comment-words")).to_have_value("Half a tho")
    check(director)
