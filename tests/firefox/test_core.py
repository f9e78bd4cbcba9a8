"""The core journeys in Firefox: write, cite, work together, agree, sign, get the PDF."""

from tests.firefox.bidi import Tab
from tests.firefox.conftest import Enter, check
from tests.journeys.conftest import PASSWORD

PATH = "/assessments/peterborough/eastern-region-2016-17/2016-17"
HERE = f"{PATH}/prompts/2.1"
SAVED = "document.querySelector('.editor-status').dataset.state === 'saved' && !candourEditor.pending()"
FETCH = """fetch([...document.querySelectorAll('#job a')].find(one => one.textContent.includes('Download')).href)
    .then(answer => answer.arrayBuffer()).then(buffer => new TextDecoder('latin1').decode(buffer.slice(0, 8)))"""


def _edit(tab: Tab, demo: str) -> Tab:
    tab.go(f"{demo}{HERE}/edit")
    tab.wait("Boolean(window.candourEditor)")
    tab.click(".ProseMirror p")
    tab.press("Control+End", "Enter")
    return tab


def test_two_people_write_at_once(enter: Enter, demo: str) -> None:
    """What each types is there for both, in the same order, and on the page afterwards."""
    author, coordinator = _edit(enter("author"), demo), _edit(enter("coordinator"), demo)
    for number in range(3):
        author.type(f"Author {number}. ")
        coordinator.type(f"Coordinator {number}. ")
    said = [f"{who} {number}." for who in ("Author", "Coordinator") for number in range(3)]
    for tab in (author, coordinator):
        for words in said:
            tab.wait(f"candourEditor.text().includes('{words}')")
        tab.wait(SAVED)
    assert author.see("candourEditor.text()") == coordinator.see("candourEditor.text()")
    check(author)
    author.go(f"{demo}{HERE}")
    assert all(words in author.see("document.querySelector('.cd-prose').innerText") for words in said)


def test_the_keyboard_reaches_the_toolbar_and_leaves_the_text(enter: Enter, demo: str) -> None:
    tab = _edit(enter("author"), demo)
    tab.press("Alt+F10")
    assert tab.see("Boolean(document.activeElement.closest('[role=toolbar]'))")
    tab.press("Escape")
    assert tab.see("document.activeElement.classList.contains('ProseMirror')")
    tab.press("Escape", "Tab")
    assert not tab.see("document.activeElement.classList.contains('ProseMirror')")


def test_write_cite_agree_sign_and_get_the_document(enter: Enter, demo: str) -> None:
    """2.1 is all that is left: its author finishes it, its lead agrees, the director signs, the PDF comes."""
    _write_and_cite(_edit(enter("author"), demo), demo)
    _agree(enter("lead"), demo)
    _sign(enter("director"), demo)


def _write_and_cite(tab: Tab, demo: str) -> None:
    tab.type("By June the new service had approved nine households. ")
    tab.press("Control+Shift+e")
    tab.wait("document.querySelector('dialog')?.open")
    tab.type("placement")
    tab.wait("[...document.querySelectorAll('dialog label')].some(one => one.textContent.includes('E22'))")
    check(tab)
    tab.click("dialog label:has(strong)")
    tab.click("dialog button", "Insert citation")
    tab.wait(SAVED)
    tab.go(f"{demo}{HERE}")
    last = "[...document.querySelectorAll('.cd-prose p')].find(one => one.textContent.includes('nine households'))"
    assert tab.see(f"Boolean({last}.querySelector('a.cite'))")


def _agree(tab: Tab, demo: str) -> None:
    tab.go(f"{demo}{HERE}")
    check(tab)
    tab.click("button", "Agree this answer")
    tab.wait("document.body.innerText.includes('Agreed.')")


def _sign(tab: Tab, demo: str) -> None:
    tab.go(f"{demo}{PATH}/sign-off")
    check(tab)
    tab.click("label[for=declared], form input[type=checkbox] + label")
    tab.fill("input[type=password]", PASSWORD)
    tab.click("button", "Sign off")
    tab.wait("location.pathname.endsWith('/documents')")
    tab.click("button", "Make the signed document")
    tab.wait("document.querySelector('#job a')?.textContent.includes('Download')")
    assert tab.see(FETCH).startswith("%PDF-")
