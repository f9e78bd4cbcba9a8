"""Finish a joined document: language, title shown, and its identity in the metadata."""

from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Dictionary, Name, String

from app.publishing.models import Identity

NAMESPACE = "urn:candour:edition:1"
PRODUCER = "Candour"
LANGUAGE = "en-GB"
PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>{producer}</pdf:Producer></rdf:Description>
<rdf:Description rdf:about="" xmlns:candour="{namespace}">
<candour:address>{address}</candour:address>
<candour:edition>{edition}</candour:edition>
<candour:revision>{revision}</candour:revision>
<candour:contentSHA256>{content_sha256}</candour:contentSHA256>
</rdf:Description>{moment}
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
MOMENT = ('\n<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><xmp:CreateDate>{0}</xmp:CreateDate>'
          "<xmp:ModifyDate>{0}</xmp:ModifyDate></rdf:Description>")


def finish(pdf: pikepdf.Pdf, identity: Identity) -> None:
    """Write what a reader’s window, a validator and `claims` look for. No clock is read."""
    pdf.Root.Lang = String(LANGUAGE)
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.Root.PageMode = Name.UseOutlines
    metadata = pdf.make_stream(packet(identity).encode())
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = metadata
    pdf.trailer.Info = pdf.make_indirect(Dictionary({
        "/Title": String(identity.title), "/Author": String(identity.author), "/Producer": String(PRODUCER),
        "/CandourAddress": String(identity.address), "/CandourEdition": String(identity.edition),
        "/CandourRevision": String(str(identity.revision)), "/CandourContentSHA256": String(identity.content_sha256)}))


def packet(identity: Identity) -> str:
    """The XMP packet; the moment of signing is the only date in it."""
    fields = {name: escape(str(getattr(identity, name)))
              for name in ("title", "author", "address", "edition", "revision", "content_sha256")}
    moment = MOMENT.format(escape(identity.signed_at)) if identity.signed_at else ""
    return PACKET.format(**fields, language=LANGUAGE, producer=PRODUCER, namespace=NAMESPACE, moment=moment)
