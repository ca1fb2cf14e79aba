"""What happens around every request: one log line, and refusals as pages."""

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openrotations.common.refusals import Refused

log = structlog.get_logger("openrotations.requests")
type Answer = Callable[[HttpRequest], HttpResponse]


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


class Refusals:
    """A `Refused` that no view answered becomes a page with every reason, and status 422."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls this with whatever a view raised."""
        if isinstance(exception, Refused):
            return render(request, "common/errors/refused.html", {"reasons": exception.reasons}, status=422)
        return None
