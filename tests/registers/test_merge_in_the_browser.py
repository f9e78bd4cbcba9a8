"""What the browser lays together by itself is what the server would have made of it."""

import random

from playwright.sync_api import Browser

from app.config import ROOT
from app.richtext.merge import merged

SOURCE = (ROOT / "static" / "js" / "register" / "merge.js").read_text("utf-8").replace("export ", "")
WORDS = ("plans", "audit", "84%", "March", "2017", "école", "we", "know", "12.5", "(draft)", "\n", "children’s", "🙂")


def _text(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randint(0, 8)))


def _changed(chance: random.Random, text: str) -> str:
    """Somebody's change: words put in, taken out or written over, sometimes in the middle of a word."""
    start = chance.randint(0, len(text))
    end = min(len(text), start + chance.choice((0, 0, 1, 4, 9)))
    return text[:start] + chance.choice(("", "x", " new", "new ", "two words", *WORDS)) + text[end:]


def test_both_agree_wherever_the_browser_decides(chromium: Browser) -> None:
    chance = random.Random(2017)
    cases = [(base := _text(chance), _changed(chance, base), _changed(chance, base)) for _ in range(5000)]
    page = chromium.new_page()
    found = page.evaluate(f"cases => {{ {SOURCE}\nreturn cases.map(one => together(...one)) }}", cases)
    page.close()
    decided = [(case, text) for case, text in zip(cases, found, strict=True) if text is not None]
    assert len(decided) > 2000
    assert [(case, text, both) for case, text in decided if (both := merged(*case)) not in (text, None)] == []
    silent = [case for case, text in decided if merged(*case) is None]
    assert silent == []
