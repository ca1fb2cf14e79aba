"""Against guessing: after too many wrong codes from one place, no code is looked up for a while."""

from django.http import HttpRequest

from openrotations.people.throttling import note_try, tries_from

MOST_WRONG = 10
SECONDS = 600
_WHAT = "wrong-codes"


def is_throttled(request: HttpRequest) -> bool:
    """Whether this place has tried too many wrong codes within ten minutes."""
    return tries_from(request, _WHAT) >= MOST_WRONG


def note_wrong_code(request: HttpRequest) -> None:
    """Count one wrong code. The first one starts the ten minutes."""
    note_try(request, _WHAT, seconds=SECONDS)
