"""The public first page, and what is shown when something is not there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from openrotations.people.guards import public
from openrotations.website.example import example_plan


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, in plain words, for somebody who has never heard of it."""
    return render(request, "website/home.html", example_plan(timezone.now().date()))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same page for what does not exist and for what is somebody else's."""
    return render(request, "common/errors/404.html", status=404)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A form that came from elsewhere, or a page that is not for this person."""
    return render(request, "common/errors/403.html", status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """Something broke; the page says that nothing was lost and what to do."""
    return render(request, "common/errors/500.html", status=500)
