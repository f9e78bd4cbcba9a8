"""Read what a PDF says that it is, without believing it."""

import io
import re
from xml.etree.ElementTree import Element

import pikepdf
from defusedxml.ElementTree import ParseError, fromstring

from app.publishing.finish import NAMESPACE
from app.publishing.models import Claim

PACKET = re.compile(rb"<x:xmpmeta.*?</x:xmpmeta>", re.DOTALL)
LONGEST_PACKET = 100_000
LONGEST_FIELD = 300


def claims(data: bytes) -> Claim | None:
    """The identity in the metadata of a PDF of ours; None for any other file.

    Works on damaged files too as long as the metadata itself can be read, since it is stored uncompressed.
    """
    for packet in packets(data):
        if claim := claim_in(packet):
            return claim
    return None


def packets(data: bytes) -> list[bytes]:
    """The metadata packets of a file: the one its catalogue names, else any that stand in its bytes."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return [bytes(pdf.Root.Metadata.read_bytes())]
    except (pikepdf.PdfError, AttributeError, KeyError, ValueError):
        return PACKET.findall(data)


def claim_in(packet: bytes) -> Claim | None:
    """The claim in one packet, or None where it holds none or is no XML."""
    found = PACKET.search(packet)
    if not found or len(found[0]) > LONGEST_PACKET:
        return None
    try:
        root = fromstring(found[0], forbid_dtd=True)
        return Claim(field(root, "address"), field(root, "edition"), int(field(root, "revision")),
                     field(root, "contentSHA256"))
    except (ParseError, ValueError):
        return None


def field(root: Element, name: str) -> str:
    """One field of the claim; raises ValueError where it is missing, empty or absurdly long."""
    element = root.find(f".//{{{NAMESPACE}}}{name}")
    text = (element.text or "").strip() if element is not None else ""
    if not text or len(text) > LONGEST_FIELD:
        raise ValueError(name)
    return text
