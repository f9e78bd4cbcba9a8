"""Several people in one statement at once."""

import asyncio

from app.bench.lost.accounts import Account, script
from app.bench.lost.room import Room
from app.bench.lost.writer import Hand

WORDS_A_MINUTE = 80
KEYS_A_WORD = 6


async def same_caret(room: Room, seconds: float) -> Account:
    """Two people type as fast as they can at one place."""
    return await _at_once(room, 2, seconds, 0)


async def four_at_pace(room: Room, seconds: float) -> Account:
    """Four people type 80 words a minute."""
    return await _at_once(room, 4, seconds, 60_000 / (WORDS_A_MINUTE * KEYS_A_WORD))


async def eight_flat_out(room: Room, seconds: float) -> Account:
    """Eight people type as fast as they can."""
    return await _at_once(room, 8, seconds, 0)


async def _at_once(room: Room, people: int, seconds: float, delay: float) -> Account:
    path = room.statement()
    writers = [await room.sit(person, path) for person in range(people)]
    await asyncio.gather(*(writer.write_for(seconds, delay) for writer in writers))
    return await room.settle(path, *writers)


async def two_tabs(room: Room, seconds: float) -> Account:
    """One person types in two tabs of one browser at once."""
    path = room.statement()
    one = await room.sit(0, path)
    other = await room.tab(await one.context.new_page(), path, script(1))
    await asyncio.gather(one.write_for(seconds, 20), other.write_for(seconds, 20))
    return await room.settle(path, one, other)


async def plain_form(room: Room, seconds: float) -> Account:
    """Somebody writes in the plain form, without script, while somebody else types in the editor."""
    path = room.statement("2016 + 2017.")
    plain = await (await room.enter(1, script=False)).new_page()
    await plain.goto(f"{path}/edit")
    writer = await room.sit(0, path)
    typing = asyncio.create_task(writer.write_for(seconds, 40))
    hand = Hand(plain.context, script(1))
    area = plain.get_by_label("Your answer")
    await area.fill(f"{await area.input_value()}\n\n{''.join(hand.script.next() for _ in range(30))}")
    await typing
    await writer.saved()
    await plain.get_by_role("button", name="Save").click()
    await plain.get_by_label("Both together, as above").check()
    await plain.get_by_role("button", name="Save").click()
    await plain.wait_for_url(f"**{path}")
    return await room.settle(path, writer, hands=[writer, hand])
