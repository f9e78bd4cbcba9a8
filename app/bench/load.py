"""A process that loads a server: one plan a line on standard input, its figures a line back."""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from time import perf_counter
from typing import Any, cast

import uvloop

HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length: "


class Client(asyncio.Protocol):
    """One kept-alive connection that has one request under way at a time."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        self.transport = cast(asyncio.Transport, transport)
        self.held, self.whole = bytearray(), -1
        self.answered: asyncio.Future[int] | None = None

    def ask(self, request: bytes) -> "asyncio.Future[int]":
        """Send a request; the status of the answer, once its body is whole."""
        self.answered = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self.answered

    def data_received(self, data: bytes) -> None:
        """Collect an answer; every server measured here declares its length."""
        self.held += data
        if self.whole < 0:
            end = self.held.find(HEAD_END)
            if end < 0:
                return
            at = self.held.find(LENGTH, 0, end + 2) + len(LENGTH)
            self.whole = end + len(HEAD_END) + int(self.held[at : self.held.index(b"\r", at)])
        if len(self.held) >= self.whole and self.answered and not self.answered.done():
            status = int(self.held[9:12])
            self.held, self.whole = bytearray(), -1
            self.answered.set_result(status)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits."""
        if self.answered and not self.answered.done():
            self.answered.set_exception(ConnectionError("the server closed the connection"))


async def lane(clients: list[Client], requests: Iterator[bytes], until: float, took: list[float]) -> Counter[int]:
    """Send requests one after another, each by the next client, until they end or the time does."""
    statuses: Counter[int] = Counter()
    for client, request in zip(cycle(clients), requests, strict=False):
        begun = perf_counter()
        statuses[await client.ask(request)] += 1
        ended = perf_counter()
        took.append(ended - begun)
        if ended > until:
            break
    return statuses


async def carry_out(plan: dict[str, Any]) -> dict[str, Any]:
    """Run the lanes of a plan side by side: seconds per request at the median and 95th percentile, and the rate.

    A lane with `repeat` sends its requests over and over for `seconds`; one without sends each once.
    """
    loop, took = asyncio.get_running_loop(), list[float]()
    lanes = [
        ([(await loop.create_connection(Client, plan["host"], plan["port"]))[1] for _ in range(one["clients"])],
         [request.encode() for request in one["requests"]], one["repeat"])
        for one in plan["lanes"]
    ]
    begun = perf_counter()
    until = begun + plan["seconds"]
    counted = await asyncio.gather(*(
        lane(clients, cycle(requests) if repeat else iter(requests), until, took) for clients, requests, repeat in lanes
    ))
    passed = perf_counter() - begun
    for client in (client for clients, _, _ in lanes for client in clients):
        client.transport.close()
    took.sort()
    return {
        "p50": took[len(took) // 2], "p95": took[int(len(took) * 0.95)], "rate": len(took) / passed,
        "statuses": dict(sum(counted, Counter())),
    }


def main() -> None:
    """Carry out plans until the input ends."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        for line in sys.stdin:
            print(json.dumps(runner.run(carry_out(json.loads(line)))), flush=True)


if __name__ == "__main__":
    main()
