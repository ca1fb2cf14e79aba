"""How a page of this package says why something was refused: itself again, with every reason on top."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openrotations.common.refusals import Refused


def page_with_reasons(request: HttpRequest, template: str, page: dict[str, Any], refused: Refused) -> HttpResponse:
    """The page with `refused` in its context, which consents/refused.html shows; status 422."""
    return render(request, template, {**page, "refused": refused.reasons}, status=422)
