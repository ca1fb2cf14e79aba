"""A served test says with its answer what broke: the server's log is far from the screen that shows the apology."""

import traceback
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

BROKE = "X-Broke"
_PLACES = 6


class Telling:
    """An answer to a request that broke carries the exception and the last places of its way, in one line."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        if BROKE in request.META:
            response[BROKE] = request.META[BROKE]
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Django calls this with whatever a view raised."""
        places = traceback.extract_tb(exception.__traceback__)[-_PLACES:]
        way = " > ".join(f"{place.filename.rsplit('openrotations/')[-1]}:{place.lineno}" for place in places)
        request.META[BROKE] = ascii(" ".join(f"{type(exception).__name__}: {exception} at {way}".split()))[:2000]
