"""Steps recorded from the browser's own library give the same documents when the server applies them."""

import base64
import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from app.richtext.errors import StepRefused
from app.richtext.steps import apply_steps

RECORDED = Path(__file__).parent / "fuzz_steps.jsonl.gz"


def digest(doc: dict[str, Any]) -> str:
    """As the recorder tells documents apart: a hash of the JSON with its keys in order."""
    text = json.dumps(doc, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()[:12]


def test_recorded_steps_give_the_same_documents() -> None:
    total, kinds = 0, set()
    with gzip.open(RECORDED, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            record = json.loads(line)
            doc = record["doc"]
            for place, (step, after) in enumerate(zip(record["steps"], record["after"], strict=True)):
                doc = apply_steps(doc, [step])
                assert digest(doc) == after, f"line {number}, step {place}: {step}"
                total += 1
                kinds.add(step["stepType"])
    assert total >= 2000
    assert kinds >= {"replace", "replaceAround", "addMark", "removeMark", "attr", "markSet"}


@pytest.mark.parametrize("cut", [0, 1, 2])
def test_a_batch_is_applied_whole_or_not_at_all(cut: int) -> None:
    with gzip.open(RECORDED, "rt", encoding="utf-8") as lines:
        record = next(r for r in map(json.loads, lines) if len(r["steps"]) > 3)
    steps = record["steps"][:3]
    broken = {"stepType": "replace", "from": 100_000, "to": 100_001}
    before = digest(record["doc"])
    with pytest.raises(StepRefused):
        apply_steps(record["doc"], [*steps[:cut], broken, *steps[cut:]])
    assert digest(record["doc"]) == before
