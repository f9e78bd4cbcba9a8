"""A small proxy as stands before several server processes: it hands each connection to one that answers."""

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any


class Proxy:
    """Listens on one port; a connection goes to the first of `servers` (ports) that takes it, in `turns` to each.

    A connection whose server dies is cut, as by any proxy, and the next one goes to whoever is left.
    """

    def __init__(self, servers: list[int], turns: bool = False) -> None:
        self.servers, self.turns = list(servers), turns
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> "Proxy":
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=[ready], daemon=True)
        self._thread.start()
        assert ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self, ready: threading.Event) -> None:
        server = self._loop.run_until_complete(asyncio.start_server(self._begin, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        if tasks:
            self._loop.run_until_complete(asyncio.wait(tasks))
        self._loop.close()

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.add(task := self._loop.create_task(self._connected(reader, writer)))
        task.add_done_callback(self._tasks.discard)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        order = list(self.servers)
        if self.turns:
            self.servers.append(self.servers.pop(0))
        for port in order:
            with suppress(OSError):
                theirs, ours = await asyncio.open_connection("127.0.0.1", port)
                await self._both(self._pass(reader, ours), self._pass(theirs, writer))
                return
        writer.close()

    async def _both(self, *ways: Coroutine[Any, Any, None]) -> None:
        """Until either side ends; then the other one is ended too."""
        tasks = [asyncio.ensure_future(way) for way in ways]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(1 << 16):
                writer.write(data)
                await writer.drain()
        finally:
            writer.close()
