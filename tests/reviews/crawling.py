"""Everything that somebody comes upon by following what their pages link to, from their first page on."""

import re
from collections import Counter, deque
from collections.abc import Iterator

from tests.browser import Browser

LINK = re.compile(r'(?:href|hx-get|data-poll|src)="(/[^"#]*)')
ELSEWHERE = re.compile(r"^/(static|sign-out|mailbox)|/(events|file)$")
ONE_OF_MANY = re.compile(r"\b[A-Z]?\d+(\.\d+)*\b|(?<=/measures/)[a-z0-9-]+|(?<==)[^&]*")
ALIKE = 1  # page of those whose addresses differ by one such part alone


def pages_of(browser: Browser) -> dict[str, str]:
    """The text of each page by its address."""
    waiting, seen, shapes = deque(["/"]), {"/"}, Counter[str]()
    found: dict[str, str] = {}
    while waiting:
        address = waiting.popleft()
        answer = browser.get(address)
        found[address] = answer.text if answer.headers.get("content-type", "").startswith("text/html") else ""
        for link in _links_in(answer.headers.get("location", ""), found[address]):
            shape = ONE_OF_MANY.sub("#", link)
            if link not in seen and shapes[shape] < ALIKE:
                shapes[shape] += 1
                seen.add(link)
                waiting.append(link)
    return found


def _links_in(location: str, text: str) -> Iterator[str]:
    for found in [location, *LINK.findall(text)]:
        link = found.replace("&amp;", "&").partition("#")[0]
        if link.startswith("/") and not ELSEWHERE.search(link.partition("?")[0]):
            yield link
