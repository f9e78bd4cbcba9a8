"""The roles that a person may hold in an authority."""

from enum import StrEnum


class Role(StrEnum):
    """One role; a person may hold several in one authority, and others elsewhere."""

    AUTHOR = "author"
    LEAD = "lead"
    COORDINATOR = "coordinator"
    DIRECTOR = "director"
    READER = "reader"
    ADMINISTRATOR = "administrator"


DRAFTING = (Role.AUTHOR, Role.LEAD, Role.COORDINATOR, Role.DIRECTOR)  # who writes, agrees, coordinates or signs

MEANINGS = {
    Role.AUTHOR: "writes the statements assigned to them and cites evidence",
    Role.LEAD: "agrees each answer of their sections, or returns it with a reason",
    Role.COORDINATOR: "opens the assessment, assigns it and imports files",
    Role.DIRECTOR: "signs off what others have drafted and agreed",
    Role.READER: "reads signed documents, changes nothing",
    Role.ADMINISTRATOR: "adds and disables people and sets their roles",
}
