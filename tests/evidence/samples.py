"""Files for upload tests, good and hostile, each made here."""

import io
import zipfile
from collections.abc import Mapping

import pikepdf
from PIL import Image

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"


def pdf(password: str = "") -> bytes:
    """A one-page PDF, protected where a password is given."""
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(out, encryption=pikepdf.Encryption(owner=password, user=password) if password else None)
    return out.getvalue()


def pdf_of_owner() -> bytes:
    """A PDF that opens without a password but is protected all the same."""
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(out, encryption=pikepdf.Encryption(owner="owner", user=""))
    return out.getvalue()


def packed(entries: Mapping[str, bytes]) -> bytes:
    """A zip file of these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def content_types(kind: str) -> bytes:
    """The part of an Office file that says what it is."""
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/main.xml" ContentType="{kind}"/></Types>'
    ).encode()


def office(kind: str = WORD_TYPE, **more: bytes) -> bytes:
    """A small Office file with further entries."""
    return packed({"[Content_Types].xml": content_types(kind), "main.xml": b"<main/>", **more})


def bomb() -> bytes:
    """A Word file that unpacks to far more than its size."""
    return office(**{"word/media/zeros.bin": bytes(30_000_000)})


def picture(kind: str) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.effect_noise((64, 64), 50).save(out, kind)
    return out.getvalue()


def encrypted_office() -> bytes:
    """The outline of an Office file saved with a password."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")


def entity_bomb() -> bytes:
    """An Office file whose list of types unfolds entities."""
    entities = '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    return packed({"[Content_Types].xml": f"<!DOCTYPE t [{entities}]><t>&b;</t>".encode()})
