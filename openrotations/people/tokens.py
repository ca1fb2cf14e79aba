"""Tokens of signed links: derived from the row and the secret key, never stored."""

import base64
import hashlib
import hmac
import secrets
from uuid import UUID

from django.conf import settings


def new_salt() -> str:
    """A fresh salt for one link."""
    return secrets.token_urlsafe(18)


def token_for(link_id: UUID, salt: str) -> str:
    """The token of a link: 43 characters, the same every time for the same row, salt and secret key."""
    message = f"openrotations.signed-link:{link_id}:{salt}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def hash_of(token: str) -> str:
    """What the database keeps to find the link by."""
    return hashlib.sha256(token.encode()).hexdigest()
