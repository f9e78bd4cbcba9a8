"""What stands in a text in the place of older figures: the newer ones, under a caption that says when they are of."""

import re
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from app.indicators.extracts.rules import Extract
from app.richtext.limits import MAX_CAPTION
from app.richtext.models import FORMS

OUTDATED = "The caption “{}” names {}, which the newer figures do not show: change it by hand."
CAPTION_TOLD = 60  # characters of a caption by which it is known again
STAYS = "The figure “{}” stays. {}"


@dataclass(frozen=True)
class Renewal:
    """What is different of a figure or block by attribute, nothing where it stays, and what to tell whoever asked."""

    attrs: dict[str, Any]
    told: str = ""


def renewal(attrs: dict[str, Any], old: Extract, new: Extract) -> Renewal:
    """A figure or block of a text that shows `old`, by its attributes, as it shows `new`.

    The caption that was written for the old figures gives way to that of the new ones; one that somebody wrote stays.
    A figure in a sentence stays where the source now has only a mark, which is no word.
    """
    if "text" in attrs:
        if new.unsaid:
            return Renewal({}, STAYS.format(attrs["text"], new.unsaid))
        return Renewal({"extract": new.name, "text": new.text})
    caption, form = attrs["caption"], attrs["form"]
    if caption in {_line(old.caption(one)) for one in FORMS}:
        return Renewal({"extract": new.name, "caption": _line(new.caption(form))})
    return Renewal({"extract": new.name}, _outdated(caption, form, old, new))


def _line(caption: str) -> str:
    """A caption as a text keeps it."""
    return " ".join(caption.split())[:MAX_CAPTION].strip()


def _outdated(caption: str, form: str, old: Extract, new: Extract) -> str:
    """A sentence of the periods that a caption names and that are not shown any more; nothing where there are none."""
    gone = [one for one in old.shown(form) if one not in new.shown(form) and _names(caption, one)]
    return OUTDATED.format(shorten(caption, CAPTION_TOLD, placeholder=" …"), " and ".join(gone)) if gone else ""


def _names(caption: str, period: str) -> bool:
    """Whether a caption names a period by itself, and not another that begins or ends as it does."""
    plain = re.sub(r"(?<=\d)[–/](?=\d)", "-", caption)
    return re.search(rf"(?<![\w-]){re.escape(period)}(?!\w|-\d)", plain) is not None
