"""Against trying again and again: how often one place on the network did something lately."""

import hashlib

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


def tries_from(request: HttpRequest, what: str) -> int:
    """How often this place has tried this, since the first try that still counts."""
    return int(cache.get(_key(request, what), 0))


def note_try(request: HttpRequest, what: str, *, seconds: int) -> None:
    """Count one try. The first one starts the seconds after which all are forgotten."""
    key = _key(request, what)
    if not cache.add(key, 1, seconds):
        try:
            cache.incr(key)
        except ValueError:  # it ran out between the two lines
            cache.set(key, 1, seconds)


def _key(request: HttpRequest, what: str) -> str:
    # The same question as for sign-in, so that one setting names the proxies that are trusted.
    place = str(get_adapter(request).get_client_ip(request))
    return f"{what}:" + hashlib.sha256(place.encode()).hexdigest()[:32]
