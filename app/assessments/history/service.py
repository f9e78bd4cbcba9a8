"""Verbs of a history: folding the steps of a text, which is kept in memory, and giving a version a name."""

import json
from dataclasses import dataclass, replace
from threading import Lock

from sqlmodel import Session

from app.activity.service import record
from app.activity.tags import Tag
from app.assessments.history import queries
from app.assessments.history.fold import Brought, Fold
from app.assessments.history.models import NamedVersion
from app.assessments.history.queries import Side
from app.assessments.history.rows import RowChange, row_changes
from app.assessments.models import Response, Text
from app.assessments.permissions import Desk
from app.assessments.registers.queries import state_at
from app.assessments.registers.revisions import keep_state
from app.assessments.texts.models import TextSource
from app.assessments.texts.queries import doc_at, locked
from app.assessments.texts.service import Hand, keep_revision
from app.assessments.workflow.service import response_of, told, version_of
from app.core.clock import now
from app.core.errors import NotFound, Refused
from app.core.kept import Kept
from app.richtext.blame import Blame
from app.richtext.headings import levelled
from app.richtext.models import NodeJson
from app.richtext.text import citations, count_words

LONGEST_NAME = 100
MOST_FOLDS = 16  # texts whose fold stays in memory: some six bytes for each character
MOST_SOURCES = 64  # versions of one text that are held while it is folded, to be brought back later
DEEPEST = 4  # texts joined with texts that were joined


class Folds:
    """The folds that were asked for last; each goes on from where it was, and one text is folded by one thread."""

    def __init__(self) -> None:
        self._folds: Kept[tuple[str, int], Fold] = Kept(MOST_FOLDS)
        self._locks: Kept[tuple[str, int], Lock] = Kept(MOST_FOLDS * 8)
        self._guard = Lock()

    def lock(self, key: tuple[str, int]) -> Lock:
        """The lock of one text."""
        with self._guard:
            found = self._locks.get(key)
            if found is None:
                found = Lock()
                self._locks.put(key, found)
            return found

    def get(self, key: tuple[str, int], version: int) -> Fold | None:
        """The fold of a text, unless it is of a later version."""
        found = self._folds.get(key)
        return found if found and found.version <= version else None

    def put(self, key: tuple[str, int], fold: Fold) -> None:
        """Keep a fold."""
        self._folds.put(key, fold)


FOLDS = Folds()


@dataclass(frozen=True)
class Traced:
    """Who wrote what in a text at one version, safe to keep and to read."""

    version: int
    fold: Fold


def traced(session: Session, text: Text) -> Traced:
    """The fold of a text as this session sees it. Call it from a thread: steps are many."""
    assert text.id is not None
    key = (str(session.get_bind().engine.url), text.id)
    with FOLDS.lock(key):
        fold = FOLDS.get(key, text.version)
        sources = queries.sources_of(session, text.id)
        if fold is None or any(version > fold.version for version in sources):
            fold = Fold()
        _advance(session, fold, text.id, text.version, sources, 0)
        fold.hold_to(json.loads(text.doc))
        FOLDS.put(key, fold)
        return Traced(text.version, fold.copy())


def _advance(
    session: Session, fold: Fold, text_id: int, until: int, sources: dict[int, TextSource], depth: int
) -> None:
    """Fold the steps up to a version; what an act brought has the origins that it had where it came from."""
    own = [one.source_version for at, one in sorted(sources.items()) if one.source_text_id == text_id]
    wanted, held = set(own[-MOST_SOURCES:]), dict[int, Blame]()
    if 0 in wanted:
        held[0] = fold.blame.copy()
    for step in queries.steps_between(session, text_id, fold.version, until):
        source = sources.get(step.version)
        fold.take(step, _brought(session, fold, held, source, depth) if source else None)
        if step.version in wanted:
            held[step.version] = fold.blame.copy()


def _brought(
    session: Session, fold: Fold, held: dict[int, Blame], source: TextSource, depth: int
) -> Brought:
    """What an act brought: a version of this text, or another text as it was then."""
    if source.source_text_id == source.text_id:
        blame = held.get(source.source_version) or fold.blame.copy()
        return Brought(source.kind, source.source_version, blame, fold.origins[:])
    other = Fold()
    if depth < DEEPEST:
        sources = queries.sources_of(session, source.source_text_id)
        _advance(session, other, source.source_text_id, source.source_version, sources, depth + 1)
    return Brought(source.kind, source.source_version, other.blame, other.origins)


@dataclass(frozen=True)
class Changes:
    """Two versions of an answer side by side: their documents, or what became of each row of a register."""

    old: Side
    new: Side
    docs: tuple[NodeJson, NodeJson] | None
    rows: list[RowChange]

    @property
    def cited(self) -> list[tuple[str, int]]:
        """The revisions of evidence that either document cites."""
        return sorted({(cite.item, cite.revision) for doc in self.docs or () for cite in citations(doc)})


def changes(session: Session, desk: Desk, old: int, new: int) -> Changes:
    """What changed between two versions; NotFound where one was never there."""
    response = session.get(Response, desk.prompt.response_id)
    assert response is not None and response.id is not None
    before, after = queries.sides(session, response, (old, new))
    if response.text_id is None:
        columns = desk.reading.prompts[desk.prompt.key].columns
        was, stands = (_rows_at(session, response, number) for number in (old, new))
        return Changes(before, after, None, row_changes(columns, was, stands))
    text = session.get(Text, response.text_id)
    assert text is not None
    docs = levelled(doc_at(session, text, old)), levelled(doc_at(session, text, new))
    return Changes(before, after, docs, [])


def _rows_at(session: Session, response: Response, number: int) -> dict[int, dict[str, str]]:
    """The cells of a register's rows at a version; none at the beginning."""
    if number == 0:
        return {}
    found = state_at(session, response, number)
    if found is None:
        raise NotFound
    return {row["id"]: row["cells"] for row in found}


def keep_version(session: Session, desk: Desk, name: str, version: int | None) -> NamedVersion:
    """Give a version a name, the one that stands now unless another is given; Refused where it cannot be told apart."""
    response = response_of(session, desk)
    name = " ".join(name.split())
    if not name:
        raise Refused("Give the version a name, so that it can be found again.")
    if len(name) > LONGEST_NAME:
        raise Refused(f"A name has at most {LONGEST_NAME} characters. Shorten it.")
    assert response.id is not None
    stands = version_of(session, response)
    chosen = stands if version is None else version
    if not 0 < chosen <= stands:
        raise NotFound("That version does not exist.") if chosen else Refused("There is nothing here to keep yet.")
    if any(one.name.casefold() == name.casefold() for one in queries.names_of(session, response.id)):
        raise Refused(f"A version of this answer is called “{name}” already. Choose another name.")
    hand = Hand(desk.actor.name, desk.actor.person_id)
    _keep_whole(session, response, chosen, hand)
    row = NamedVersion(
        response_id=response.id, version=chosen, name=name, person=hand.name, person_id=hand.person_id, at=now()
    )
    session.add(row)
    record(
        session, Tag.VERSION_NAMED, desk.actor, desk.place.id, desk.path,
        version=chosen, prompts=told(session, response), name=name,
    )
    return row


def _keep_whole(session: Session, response: Response, version: int, hand: Hand) -> None:
    """Keep the whole text of a version, so that it opens at once for ever."""
    if response.text_id is None:
        return keep_state(session, response)
    if queries.is_kept(session, response.text_id, version):
        return
    text = locked(session, response.text_id)
    if version != text.version:
        doc = doc_at(session, text, version)
        text = replace(text, version=version, doc=json.dumps(doc, ensure_ascii=False), words=count_words(doc))
    keep_revision(session, text, "named", hand)
