"""A running demonstration, a Chromium, and eight people who may write everywhere."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright
from sqlmodel import Session, select

from app.accounts.models import Membership, Person
from app.accounts.roles import Role
from app.bench.lost.accounts import Account, Script, account, script
from app.bench.lost.served import Served
from app.bench.lost.writer import PATIENCE, Hand, Writer, wait_for
from app.bench.stage import Stage
from app.core.security import COOKIE
from app.publishing.chromium import program

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
LOOKING = 20.0  # seconds that letters are looked for which are nowhere yet
WRITERS = (
    "author@peterborough.example", "author2@peterborough.example", "lead@peterborough.example",
    "lead2@peterborough.example", "coordinator@peterborough.example", "director@peterborough.example",
    "reader@peterborough.example", "administrator@peterborough.example",
)


class Room:
    """Where everything happens; each scenario has a statement of its own."""

    def __init__(self, stage: Stage, served: Served, browser: Browser) -> None:
        self.database, self.served, self.browser = stage.database, served, browser
        self.paths = iter([f"{stage.pages.path}/prompts/{line.key}" for line in stage.statements(stage.pages)])
        self.cookies = {email: served.signed_in(email).cookie for email in WRITERS}
        self.contexts: list[BrowserContext] = []
        self.writers: list[Writer] = []

    def statement(self, *paragraphs: str) -> str:
        """The next statement, holding these paragraphs alone."""
        path = next(self.paths)
        self.served.put(path, *paragraphs)
        return path

    async def enter(self, person: int, context: BrowserContext | None = None, script: bool = True) -> BrowserContext:
        """A browser of their own for one of the eight, who is signed in."""
        if context is None:
            context = await self.browser.new_context(base_url=self.served.url, java_script_enabled=script)
            self.contexts.append(context)
        context.set_default_timeout(PATIENCE * 1000)
        cookie = {"name": COOKIE, "value": self.cookies[WRITERS[person]], "url": self.served.url}
        await context.add_cookies([cookie])  # type: ignore[list-item]
        return context

    async def sit(self, person: int, path: str) -> Writer:
        """One of the eight, at a statement."""
        return await self.tab(await (await self.enter(person)).new_page(), path, script(person))

    async def tab(self, page: Page, path: str, own: Script) -> Writer:
        """A tab with a statement open."""
        writer = Writer(page, f"{self.served.url}{path}", own)
        self.writers.append(writer)
        return await writer.open()

    async def agree(self, path: str, *writers: Writer) -> None:
        """Wait until everything is sent, and all tabs show the document that the server has."""
        for writer in writers:
            await writer.saved()

        async def same() -> bool:
            doc = self.served.doc(path)
            return all([await writer.shows(doc) for writer in writers])

        await wait_for(same, "Browsers and server do not show the same document.")

    async def settle(self, path: str, *writers: Writer, hands: Sequence[Hand] = ()) -> Account:
        """The account of a statement once all is quiet, for these hands or else for the writers.

        Letters that are missing are looked for, with patience.
        """
        await self.agree(path, *writers)
        hands = hands or writers
        until = time.monotonic() + LOOKING
        while True:
            pages = [await self.recovered(hand, path) for hand in hands]
            found = account([hand.script for hand in hands], self.served.text(path), pages)
            if found.lost == 0 or time.monotonic() > until:
                return found
            await asyncio.sleep(0.5)

    async def recovered(self, hand: Hand, path: str) -> str:
        """What stands on somebody's recovered page under a statement."""
        page = await hand.context.new_page()
        words = "\n".join(await (await self._panels(page, path)).locator(":scope > p").all_text_contents())
        await page.close()
        return words

    async def _panels(self, page: Page, path: str) -> Locator:
        await page.goto(f"{self.served.url}/recovered")
        return page.locator(".cd-panel", has=page.locator(f'a[href="{path}"]'))

    async def restored(self, found: Account, hand: Hand, path: str) -> Account:
        """Put recovered words back, one click each; the account with how many letters came back into the text."""
        before = len(hand.script.own(self.served.text(path)))
        page = await hand.context.new_page()
        for at in range(await (await self._panels(page, path)).count()):
            panels = await self._panels(page, path)
            await panels.nth(at).get_by_role("button", name="Put at the end of the answer").click()
            await page.wait_for_url("**/edit")
        await page.close()
        return replace(found, restored=len(hand.script.own(self.served.text(path))) - before)

    def take_away(self, person: int) -> None:
        """Somebody may no longer write everywhere."""
        with self.database.write() as session:
            found = session.exec(select(Person).where(Person.email == WRITERS[person])).one()
            held = select(Membership).where(Membership.person_id == found.id, Membership.role == Role.COORDINATOR)
            session.delete(session.exec(held).one())

    async def leave(self) -> list[str]:
        """Close every browser; what went wrong in their scripts."""
        faults = [fault for writer in self.writers for fault in writer.errors]
        for context in self.contexts:
            await context.close()
        self.contexts, self.writers = [], []
        return faults


@asynccontextmanager
async def room(stage: Stage, served: Served) -> AsyncIterator[Room]:
    """The room over a store and a server of it that has not started; the store is everybody's to write in."""
    with stage.database.write() as session:
        _let_write(session)
    served.start()
    try:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=program(), args=FLAGS)
            yield Room(stage, served, browser)
            await browser.close()
    finally:
        served.kill()


def _let_write(session: Session) -> None:
    for person in session.exec(select(Person).where(Person.email.in_(WRITERS))).all():  # type: ignore[attr-defined]
        held = session.exec(select(Membership).where(Membership.person_id == person.id)).all()
        if not any(one.role == Role.COORDINATOR for one in held):
            session.add(Membership(
                person_id=held[0].person_id, authority_id=held[0].authority_id, role=Role.COORDINATOR
            ))

