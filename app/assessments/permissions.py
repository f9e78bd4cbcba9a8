"""Who may do what with an assessment, read aloud: named predicates over an actor and what they look at."""

from dataclasses import dataclass

from app.accounts.actor import Actor, Place
from app.accounts.guards import takes_part
from app.accounts.roles import Role
from app.assessments.address import Address
from app.assessments.models import Assessment, Prompt
from app.frameworks.queries import Reading


@dataclass(frozen=True)
class Whole:
    """An assessment as one actor has it before them."""

    actor: Actor
    place: Place
    assessment: Assessment
    reading: Reading
    address: Address

    @property
    def id(self) -> int:
        """The assessment's id."""
        assert self.assessment.id is not None
        return self.assessment.id


@dataclass(frozen=True)
class Desk(Whole):
    """One prompt of an assessment before an actor."""

    prompt: Prompt

    @property
    def path(self) -> str:
        """Where the prompt's pages begin."""
        return f"{self.address.path}/prompts/{self.prompt.key}"


def opens_assessments(actor: Actor, authority_id: int) -> bool:
    """Coordinates in this authority."""
    return actor.has(authority_id, Role.COORDINATOR)


def is_member(actor: Actor, whole: Whole) -> bool:
    """Holds any role in the authority."""
    return actor.has(whole.place.id)


def reads_drafts(actor: Actor, whole: Whole) -> bool:
    """Works on the assessment; readers and administrators see signed documents alone."""
    return takes_part(actor, whole.place.id)


def coordinates(actor: Actor, whole: Whole) -> bool:
    """Opens, assigns, imports and freezes."""
    return actor.has(whole.place.id, Role.COORDINATOR)


def writes(actor: Actor, desk: Desk) -> bool:
    """Is this prompt's author or lead, or coordinates the whole."""
    return writes_line(desk, desk.prompt)


def writes_line(whole: Whole, prompt: Prompt) -> bool:
    """Whether the actor may write in a prompt shown in a list of the whole."""
    return writes_prompt(whole.actor, whole.place.id, prompt)


def writes_prompt(actor: Actor, authority_id: int, prompt: Prompt) -> bool:
    """Is this prompt's author or lead, or coordinates in the authority."""
    mine = prompt.author_id == actor.person_id and actor.has(authority_id, Role.AUTHOR, Role.LEAD)
    leads_it = prompt.lead_id == actor.person_id and actor.has(authority_id, Role.LEAD)
    return mine or leads_it or actor.has(authority_id, Role.COORDINATOR)


def drafts(actor: Actor, whole: Whole) -> bool:
    """May write in the authority; in which prompts is checked one by one."""
    return actor.has(whole.place.id, Role.AUTHOR, Role.LEAD, Role.COORDINATOR)


def agrees(actor: Actor, desk: Desk) -> bool:
    """Leads this prompt."""
    return agrees_line(desk, desk.prompt)


def agrees_line(whole: Whole, prompt: Prompt) -> bool:
    """Whether the actor leads a prompt shown in a list of the whole."""
    return prompt.lead_id == whole.actor.person_id and whole.actor.has(whole.place.id, Role.LEAD)


def leads(actor: Actor, whole: Whole) -> bool:
    """Leads something in the authority; which prompts is checked one by one."""
    return actor.has(whole.place.id, Role.LEAD)


def directs(actor: Actor, whole: Whole) -> bool:
    """Is the director, who signs."""
    return actor.has(whole.place.id, Role.DIRECTOR)
