"""The words of the evidence library: kinds, statuses, sensitivities."""

KINDS = {
    "document": "Document", "data": "Data", "audit": "Audit", "feedback": "Feedback from children and families",
    "inspection": "Inspection finding", "case_audit": "Case audit summary", "minutes": "Minutes", "link": "Link",
}
STATUSES = {"provisional": "Provisional", "published": "Published", "withdrawn": "Withdrawn"}
SENSITIVITIES = {"open": "Open", "partner": "Partners only", "restricted": "Restricted"}


def ref_number(ref: str) -> int:
    """The number in a reference such as E12."""
    return int(ref[1:])
