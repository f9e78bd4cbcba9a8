"""Steps recorded from the browser's own library give the same documents, and move places alike, on the server."""

import base64
import gzip
import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from prosemirror.transform import Step

from app.richtext.errors import StepRefused
from app.richtext.schema import check, node_from, to_json
from app.richtext.steps import apply_steps, read_step

RECORDED = Path(__file__).parent / "fuzz_steps.jsonl.gz"
PLACES = 8


def hashed(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()[:12]


def digest(doc: dict[str, Any]) -> str:
    """As the recorder tells documents apart: a hash of the JSON with its keys in order."""
    return hashed(json.dumps(doc, sort_keys=True, separators=(",", ":"), ensure_ascii=False))


def moves(step: Step, size: int) -> str:
    """As the recorder tells where a step moves places spread over a document, on either side."""
    told, by = [], step.get_map()
    for at in (size * k // PLACES for k in range(PLACES + 1)):
        for side in (-1, 1):
            to = by.map_result(at, side)
            lost = (to.deleted, to.deleted_before, to.deleted_across)  # the recorder says why no more
            told.append(",".join(map(str, (to.pos, *map(int, lost)))))
    return hashed(" ".join(told))[:8]


def replay(recorded: Path) -> tuple[Counter[str], set[str]]:
    """Every recorded step applied here; how many of each kind, and what was seen. Fails at the first difference."""
    kinds: Counter[str] = Counter()
    seen: set[str] = set()
    with gzip.open(recorded, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            record = json.loads(line)
            node = node_from(record["doc"])
            told = zip(record["steps"], record["after"], record["moves"], strict=True)
            for place, (step, after, moved) in enumerate(told):
                where = f"line {number}, step {place}: {step}"
                read = read_step(step)
                assert moves(read, node.content.size) == moved, where
                result = read.apply(node)
                assert result.doc is not None, f"{where}: {result.failed}"
                node = result.doc
                check(node)
                assert digest(to_json(node)) == after, where
                kinds[step["stepType"]] += 1
            seen |= {word for word in ("note", "voice", "source", "child", "inspector") if f'"{word}"' in line}
    return kinds, seen


def test_recorded_steps_give_the_same_documents_and_move_places_alike() -> None:
    kinds, seen = replay(RECORDED)
    assert kinds.total() >= 20_000
    assert set(kinds) >= {"replace", "replaceAround", "addMark", "removeMark", "attr", "markSet"}
    assert seen == {"note", "voice", "source", "child", "inspector"}


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
