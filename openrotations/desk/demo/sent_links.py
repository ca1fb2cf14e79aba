"""Signed links that went out before today: most have done their work, some still open their page."""

import uuid
from datetime import datetime, timedelta

from openrotations.people.models import Contact, Person, SignedLink
from openrotations.people.tokens import hash_of, new_salt, token_for


def sent_link(
    contact: Contact,
    purpose: str,
    subject_id: uuid.UUID,
    not_for: Person | None,
    *,
    sent_at: datetime,
    days: int = 30,
    used_at: datetime | None = None,
) -> SignedLink:
    """An unsaved link, good for so many days; one that was used then stopped working at that moment."""
    link_id, salt = uuid.uuid4(), new_salt()
    return SignedLink(
        id=link_id,
        created_at=sent_at,
        purpose=purpose,
        holder_kind=contact._meta.model_name or "",
        holder_id=contact.pk,
        email=contact.email,
        subject_id=subject_id,
        not_for=not_for,
        salt=salt,
        token_hash=hash_of(token_for(link_id, salt)),
        expires_at=sent_at + timedelta(days=days),
        revoked_at=used_at,
        opened_at=used_at,
        used_at=used_at,
    )
