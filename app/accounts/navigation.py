"""What stands at the top of a page for whoever is looking."""

from app.accounts.actor import Actor, Place
from app.accounts.guards import administers, follows_activity, takes_part

Entry = dict[str, str | bool]


def navigation(actor: Actor | None, path: str) -> list[Entry]:
    """The entries that this person's roles let them open, the current one marked."""
    if actor is None:
        return []
    entries = [("Region", f"/region/{actor.region.slug}")] if actor.region else []
    if actor.places:
        entries += [("My work", "/"), ("Assessments", "/assessments"), *_of_place(actor, actor.places[0])]
    elif entries:
        entries.append(("Frameworks", "/frameworks"))
    return [{"text": text, "href": href, "current": _is_current(href, path)} for text, href in entries]


def _of_place(actor: Actor, place: Place) -> list[tuple[str, str]]:
    entries = [("Evidence", f"/evidence/{place.slug}")] if takes_part(actor, place.id) else []
    if takes_part(actor, place.id) or administers(actor, place.id):
        entries.append(("Figures", f"/figures/{place.slug}"))
    if takes_part(actor, place.id):
        entries.append(("Reviews", "/reviews"))
    entries.append(("Frameworks", "/frameworks"))
    if administers(actor, place.id):
        entries.append(("Settings", f"/settings/{place.slug}/people"))
    elif follows_activity(actor, place.id):
        entries.append(("Activity", f"/settings/{place.slug}/activity"))
    return entries


def _is_current(href: str, path: str) -> bool:
    return path == href if href == "/" else path.startswith("/".join(href.split("/")[:2]))
