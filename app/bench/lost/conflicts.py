"""Words that cannot stay where they were typed: deleted under somebody's hands, or refused by the server."""

import asyncio

from app.bench.lost.accounts import Account
from app.bench.lost.room import Room
from app.core.errors import CandourError

PASSAGE, REST = "1234 5678 90 1234.", "2017 + 2018 = 4035."  # in nobody’s letters
DIRECTOR = 5  # of the room’s people, the one who writes here only because every one of them may
CITE = """ref => candourEditor.editor.commands.insertContent(
    { type: 'citation', attrs: { item: ref, revision: 1, place: '' } })"""


async def deleted_under_hands(room: Room, seconds: float) -> Account:
    """A paragraph is deleted while its author types in it offline; the words are put back with one click."""
    path = room.statement(PASSAGE, REST)
    author, other = await room.sit(0, path), await room.sit(1, path)
    await author.turn_to()
    await author.press("Control+Home", "End", *["ArrowLeft"] * 5)
    await author.context.set_offline(True)
    await author.write_for(seconds, 10)
    await author.state("offline")
    await other.turn_to()
    await other.press("Control+Home", "Shift+ArrowDown", "Delete")
    await other.saved()
    await author.context.set_offline(False)
    found = await room.settle(path, author, hands=[author])
    return await room.restored(found, author, path)


async def deleted_unseen(room: Room, seconds: float) -> Account:
    """Somebody offline deletes a paragraph in which its author types and is told that all is saved."""
    path = room.statement(PASSAGE, REST)
    author, other = await room.sit(0, path), await room.sit(1, path)
    await author.turn_to()
    await author.press("Control+Home", "End", *["ArrowLeft"] * 5)
    await other.context.set_offline(True)
    await other.turn_to()
    await other.press("Control+Home", "Shift+ArrowDown", "Delete")
    await author.write_for(seconds, 10)
    await author.saved()
    await other.context.set_offline(False)
    return await room.settle(path, author, other, hands=[author])


async def refused(room: Room, seconds: float) -> Account:
    """The server refuses a citation of something that is not in the library, and all that is typed around it."""
    path = room.statement(REST)
    writer = await room.sit(0, path)
    await writer.write(5)
    typing = asyncio.create_task(writer.write_for(seconds, 20))
    await asyncio.sleep(seconds / 2)
    await writer.ask(CITE, "E99999")
    await typing
    return await room.settle(path, writer)


async def joined(room: Room, seconds: float) -> Account:
    """The coordinator joins the statement with the next one while its author types."""
    path, following = room.statement(PASSAGE), room.statement(REST)
    writer = await room.sit(0, path)
    typing = asyncio.create_task(writer.write_for(seconds, 20))
    await asyncio.sleep(seconds / 2)
    response, _ = room.served.reader.ask("POST", f"{path}/group", form={"with": "next"})
    await typing
    if response.status != 303:
        raise CandourError(f"{path} was not joined with the next statement (status {response.status}).")
    await writer.saved()
    if room.served.text(path) != room.served.text(following):
        raise CandourError(f"{path} and {following} do not share an answer.")
    return await room.settle(following, writer)


async def taken_away(room: Room, seconds: float) -> Account:
    """Somebody types offline in a statement that they may no longer write when they are back."""
    path = room.statement(REST)
    writer = await room.sit(DIRECTOR, path)
    await writer.context.set_offline(True)
    await writer.write_for(seconds, 20)
    await writer.state("offline")
    room.take_away(DIRECTOR)
    await writer.context.set_offline(False)
    return await room.settle(path, hands=[writer])
