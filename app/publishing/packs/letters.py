"""Who is told by mail that a pack is ready; queued with its making."""

from sqlmodel import Session

from app.accounts.actor import Actor
from app.accounts.queries import answering_for
from app.publishing.packs.commission import Commission
from app.publishing.packs.rules import until
from app.reviews.releases.letters import pack_ready
from app.reviews.rounds.models import Round


def ready(session: Session, actor: Actor, made: Commission) -> None:
    """Tell whoever asked for it, its reader, and the coordinators of the authority whose text it holds, each once."""
    home = [made.authority_id] if made.authority_id is not None else []
    told = {actor.person_id, *(person.id or 0 for person, _ in answering_for(session, home))}
    if made.person_id is not None:
        told.add(made.person_id)
    closes = until(session.get_one(Round, made.round_id).response_on)
    for person_id in sorted(told):
        more = f"You can fetch it {closes}." if person_id == made.person_id else ""
        pack_ready(session, person_id, f"“{made.composition.title}”", made.page, more)
