"""The page of all roles. Every view here refuses unless the program runs as the demo."""

from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from openrotations.desk.demo.ways import all_ways, found_behind
from openrotations.people.guards import View, public

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def in_demo_only(view: View) -> View:
    """Anybody may call this view in the demo; anywhere else there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return public(guarded)


@in_demo_only
@never_cache
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Every role with a one-click way in."""
    return render(request, "desk/demo/roles.html", {"groups": all_ways(timezone.now())})


@in_demo_only
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Become the one behind the door: signed in, or signed out and on the page of their link."""
    now = timezone.now()
    found = found_behind(request.POST.get("door", ""), now)
    if found is None:
        messages.info(request, _("Nobody stands at this point just now. Choose another role."))
        return redirect("demo:roles")
    landing = found.enter(now)
    if landing.person:
        login(request, landing.person, backend=BACKEND)
    else:
        logout(request)
    return redirect(landing.url)
