"""What a PDF must not hold: a program, a file inside the file, a form that runs, or a way to start something.

Names are those of ISO 32000-1: JavaScript and Launch actions (12.6.4), embedded files (7.11.4), XFA forms (12.7.8),
rich media (ISO 32000-2, 13.7).
"""

from collections.abc import Iterator
from typing import Any

SCRIPT = "The PDF holds a program (JavaScript). Print it to a new PDF and send that."
EMBEDDED = "The PDF holds other files inside it. Take them out, or add each of them as an item of its own."
LAUNCHES = "The PDF can start programs or fetch other files when it is opened. Print it to a new PDF and send that."
MEDIA = "The PDF holds sound, film or a 3D model. Print it to a new PDF and send that."
XFA = "The PDF is a dynamic form (XFA), which most readers cannot open. Print it to a new PDF and send that."

ACTIONS = {
    "/JavaScript": SCRIPT, "/Rendition": MEDIA, "/Launch": LAUNCHES, "/ImportData": LAUNCHES, "/GoToE": EMBEDDED,
    "/RichMediaExecute": MEDIA, "/Movie": MEDIA, "/Sound": MEDIA,
}
NOTES = {
    "/RichMedia": MEDIA, "/3D": MEDIA, "/Movie": MEDIA, "/Sound": MEDIA, "/Screen": MEDIA, "/FileAttachment": EMBEDDED,
}
KEYS = {"/JS": SCRIPT, "/JavaScript": SCRIPT, "/EmbeddedFiles": EMBEDDED, "/EF": EMBEDDED, "/XFA": XFA,
        "/RichMediaContent": MEDIA}


def forbidden(pdf: Any) -> str:
    """Why a PDF that pikepdf has opened cannot be kept; empty where nothing in it is amiss.

    Every object is looked at, whether or not anything refers to it: what no page leads to, a reader may still find.
    """
    return next((sentence for one in _dictionaries(pdf) if (sentence := _amiss(one))), "")


def _dictionaries(pdf: Any) -> Iterator[Any]:
    import pikepdf  # only the child process needs it

    for found in pdf.objects:
        waiting = [found]
        while waiting:
            one = waiting.pop()
            if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
                yield one
                inside = one.values() if isinstance(one, pikepdf.Dictionary) else one.stream_dict.values()
            elif isinstance(one, pikepdf.Array):
                inside = one
            else:
                continue
            waiting += [each for each in inside if isinstance(each, pikepdf.Object) and not each.is_indirect]


def _amiss(one: Any) -> str:
    for key in one.keys():  # noqa: SIM118  a stream's keys, not its bytes
        if key in KEYS:
            return KEYS[key]
    return ACTIONS.get(_name(one, "/S"), "") or NOTES.get(_name(one, "/Subtype"), "")


def _name(one: Any, key: str) -> str:
    value = one.get(key)
    return str(value) if value is not None and not isinstance(value, bytes) else ""
