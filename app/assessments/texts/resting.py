"""What a text rests on: the evidence that it cites and the figures that it shows, checked and counted at every step."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import delete
from sqlmodel import Session, col

from app.assessments.texts.models import CitationUse, FigureUse, HeldText
from app.assessments.texts.queries import CITED, SHOWN
from app.core.errors import Refused
from app.evidence.queries import revision_ids
from app.indicators.extracts.queries import texts_of
from app.richtext.tally import Tally

NAMES_FIGURES = '"extract":'
UNKNOWN = "These figures were not taken for this authority. Put them in from the list of measures."
OTHERWISE = "A figure in the text is not the one that was taken. Put it in again from the list of measures."


@dataclass(frozen=True)
class Resting:
    """How often each evidence revision is cited and each extract shown; None where that is known already."""

    cited: dict[int, int] | None
    shown: Counter[str] | None


def resting_on(session: Session, authority_id: int, text: HeldText, held: Tally) -> Resting:
    """What the text rests on after a change. Refused where the authority has no such evidence or figures."""
    return Resting(_cited(session, authority_id, text, held.cited), _shown(session, authority_id, text, held.shown))


def _cited(
    session: Session, authority_id: int, text: HeldText, wanted: Counter[tuple[str, int]]
) -> dict[int, int] | None:
    if {(ref, number): times for ref, number, times in CITED.rows(session, text_id=text.id)} == wanted:
        return None
    known = revision_ids(session, authority_id, list(wanted))
    for item, revision in wanted:
        if (item, revision) not in known:
            raise Refused(f"{item} (revision {revision}) is not in the evidence library. Add it there, then cite it.")
    return {known[pair]: times for pair, times in wanted.items()}


def _shown(
    session: Session, authority_id: int, text: HeldText, wanted: Counter[tuple[str, str | None]]
) -> Counter[str] | None:
    """Looks nothing up for a text without figures, as nearly all are."""
    if not wanted and NAMES_FIGURES not in text.doc:
        return None
    known = texts_of(session, authority_id, (name for name, _ in wanted))
    for name, figure in wanted:
        if name not in known:
            raise Refused(UNKNOWN)
        if figure is not None and figure != known[name]:
            raise Refused(OTHERWISE)
    times: Counter[str] = Counter()
    for (name, _), count in wanted.items():
        times[name] += count
    return None if dict(SHOWN.rows(session, text_id=text.id)) == times else times


def settle_use(session: Session, text_id: int, rests: Resting) -> None:
    """Keep what the text rests on now."""
    if rests.cited is not None:
        session.execute(delete(CitationUse).where(col(CitationUse.text_id) == text_id))
        session.add_all(CitationUse(text_id=text_id, evidence_revision_id=key, times=times)
                        for key, times in rests.cited.items())
    if rests.shown is not None:
        session.execute(delete(FigureUse).where(col(FigureUse.text_id) == text_id))
        session.add_all(FigureUse(text_id=text_id, extract=name, times=times) for name, times in rests.shown.items())
    if rests.cited is not None or rests.shown is not None:
        session.flush()
