"""Against guessing: after too many wrong codes from one place, no code is looked up for a while."""

import hashlib

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

MOST_WRONG = 10
SECONDS = 600


def is_throttled(request: HttpRequest) -> bool:
    """Whether this place has tried too many wrong codes within ten minutes."""
    return int(cache.get(_key(request), 0)) >= MOST_WRONG


def note_wrong_code(request: HttpRequest) -> None:
    """Count one wrong code. The first one starts the ten minutes."""
    key = _key(request)
    if not cache.add(key, 1, SECONDS):
        try:
            cache.incr(key)
        except ValueError:  # it ran out between the two lines
            cache.set(key, 1, SECONDS)


def _key(request: HttpRequest) -> str:
    # The same question as for sign-in, so that one setting names the proxies that are trusted.
    place = str(get_adapter(request).get_client_ip(request))
    return "wrong-codes:" + hashlib.sha256(place.encode()).hexdigest()[:32]
