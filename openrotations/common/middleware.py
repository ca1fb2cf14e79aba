"""What happens around every request: one log line, a limit of size, and refusals as pages."""

import time
from collections.abc import Callable

import structlog
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected

from openrotations.common.refusals import Reason, Refused

log = structlog.get_logger("openrotations.requests")
# Ten spreadsheets of 5 MB each, and what a browser puts around them.
LARGEST_REQUEST = 56 * 1024 * 1024
type Answer = Callable[[HttpRequest], HttpResponse]
# Django answers these itself: nothing broke.
_ANSWERED = (Http404, PermissionDenied, SuspiciousOperation)


class RequestLog:
    """One line a request: method, route name, status, milliseconds. No address, no name, no query."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.answer(request)
        route = request.resolver_match.view_name if request.resolver_match else "none"
        spent = round((time.perf_counter() - started) * 1000, 1)
        log.info("request", method=request.method, route=route, status=response.status_code, ms=spent)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """What broke, and where; Django's own line would hold the address, and a signed link is a secret."""
        if not isinstance(exception, _ANSWERED):
            route = request.resolver_match.view_name if request.resolver_match else "none"
            log.error("request failed", route=route, exc_info=exception)


class SizeLimit:
    """A request larger than any form here is refused before a byte of it is kept: it would fill the disk."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        stated = request.META.get("CONTENT_LENGTH") or "0"
        if stated.isdecimal() and int(stated) > LARGEST_REQUEST:
            return HttpResponse(_("This is too large to be sent."), status=413, content_type="text/plain")
        return self.answer(request)


class Refusals:
    """A `Refused` that no view answered becomes a page with every reason, and status 422.

    Two changes that wait for each other are told the same way, with status 409: the database gave one of them up
    whole, and it can be sent again.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls this with whatever a view raised."""
        if isinstance(exception, Refused):
            return render(request, "common/errors/refused.html", {"reasons": exception.reasons}, status=422)
        if isinstance(exception.__cause__, DeadlockDetected):
            log.warning("two changes waited for each other")
            text = _("Somebody changed the same thing at the same moment. Send yours again.")
            reasons = [Reason("at-once", text)]
            return render(request, "common/errors/refused.html", {"reasons": reasons}, status=409)
        return None
