"""What tells the text of one agreement from every other."""

import hashlib
import json

from openrotations.hosts.models import Agreement


def fingerprint(agreement: Agreement) -> str:
    """SHA-256 of what is signed: parties, kind, terms, dates and the document's own hash, as sorted JSON in UTF-8."""
    signed = {
        "site": str(agreement.site_id),
        "school": str(agreement.school_id or ""),
        "school_name": agreement.school_name,
        "title": agreement.title,
        "terms": agreement.terms,
        "starts_on": str(agreement.starts_on),
        "ends_on": str(agreement.ends_on or ""),
        "document": agreement.document_sha256,
    }
    return hashlib.sha256(json.dumps(signed, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
