"""Every view says who may call it. A view without a guard fails the build (tests/architecture)."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from openrotations.people import access, actions
from openrotations.people.models import Person, SignedLink, StaffRole

type View = Callable[..., HttpResponseBase]


class PersonRequest(HttpRequest):
    """A request by somebody signed in."""

    user: Person


class LinkRequest(HttpRequest):
    """A request by the holder of a working signed link."""

    link: SignedLink
    token: str


def public(view: View) -> View:
    """Anybody may call this view."""
    return _marked(view, "public")


def signed_in(view: View) -> View:
    """Anybody with an account may call this view; look-ups in access.py decide which rows they reach."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return _unkept(view(request, *args, **kwargs))

    return _marked(guarded, "signed_in")


def office(view: View) -> View:
    """Coordinators and directors. Anybody else is told there is no such page."""
    return _for_staff(view, StaffRole.Kind.COORDINATOR)


def director(view: View) -> View:
    """Directors only. Anybody else is told there is no such page."""
    return _for_staff(view, StaffRole.Kind.DIRECTOR)


def by_link(purpose: str) -> Callable[[View], View]:
    """The holder of a signed link of this purpose, whose token stands in the address; sets `request.link` and `.token`.

    The student whom it concerns is refused, and staff are told. GET never changes anything.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, token: str, *args: object, **kwargs: object) -> HttpResponseBase:
            link = access.link_by_token(token, purpose=purpose)
            now = timezone.now()
            if link.not_for_id and link.not_for_id == request.user.pk:
                actions.report_link_misuse(link, by=access.actor_of(request.user), now=now)
                return _unkept(render(request, "people/link_not_for_you.html", status=403))
            # Ending a contact revokes their links; one that was issued at that very moment opens nothing either.
            if not link.works_at(now) or access.has_holder_left(link):
                return _unkept(render(request, "people/link_ended.html", {"link": link}, status=410))
            allowed = cast(LinkRequest, request)
            allowed.link, allowed.token = link, token
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = "no-store"
            # Not "no-referrer": browsers would then send "Origin: null" with forms, and the CSRF check refuses that.
            response["Referrer-Policy"] = "same-origin"
            return response

        return _marked(guarded, f"link:{purpose}")

    return guard


def _for_staff(view: View, kind: str) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if kind not in access.staff_kinds(request.user):
            raise Http404
        return _unkept(view(request, *args, **kwargs))

    return _marked(guarded, kind)


def _unkept(response: HttpResponseBase) -> HttpResponseBase:
    # Else the "back" key shows what a browser keeps to whoever comes after signing out. Files say it themselves.
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def _marked(view: View, guarded_as: str) -> View:
    @wraps(view)
    def marked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    marked.guarded_as = guarded_as  # type: ignore[attr-defined]
    return marked
