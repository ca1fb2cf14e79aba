"""Before every page: the office exists, nobody has a password, and staff have a second factor."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from openrotations.office.queries import programme_or_none
from openrotations.people.access import is_office
from openrotations.people.models import Person

type Answer = Callable[[HttpRequest], HttpResponse]
_ALWAYS_OPEN = ("/static/", "/health", "/ready", "/start/", "/account/")


class OfficeSetUp:
    """Until the office is set up, every page leads to setting it up."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.is_set_up = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.MODE == "office" and not self.is_set_up and not request.path.startswith(_ALWAYS_OPEN):
            self.is_set_up = programme_or_none() is not None
            if not self.is_set_up:
                return redirect("desk:start")
        return self.answer(request)


class NoPasswords:
    """Nobody has a password here: the sign-in library's pages about them do not exist."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/account/password/"):
            raise Http404
        return self.answer(request)


class StaffSecondFactor:
    """Staff set up a passkey or TOTP before they reach anything else. The demo leaves this out."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.DEMO or request.path.startswith(_ALWAYS_OPEN) or not request.user.is_authenticated:
            return self.answer(request)
        person = request.user
        if is_office(person) and not _has_second_factor(person):
            return redirect(reverse("mfa_index"))
        return self.answer(request)


def _has_second_factor(person: Person) -> bool:
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user=person, type__in=kinds).exists())
