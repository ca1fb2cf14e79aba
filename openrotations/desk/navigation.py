"""What every page's frame shows: the programme, where one can go, and whether this is the demo."""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openrotations.office.queries import programme_or_none
from openrotations.people.access import staff_kinds
from openrotations.people.models import Person

type Places = tuple[tuple[str | Promise, str], ...]
_VISITOR: Places = (
    (_("Rotations"), "catalogue:offerings"),
    (_("Verify a record"), "records:verify"),
    (_("Sign in"), "account_login"),
)
_STUDENT: Places = (
    (_("Today"), "desk:today"),
    (_("My application"), "applications:show"),
    (_("Papers"), "documents:mine"),
    (_("Rotations"), "catalogue:offerings"),
    (_("Letters"), "letters:mine"),
    (_("Record"), "records:mine"),
    (_("Settings"), "people:settings"),
)
_OFFICE: Places = (
    (_("Needs me today"), "desk:needs"),
    (_("Students"), "desk:people"),
    (_("Applications"), "applications:applications"),
    (_("Papers"), "documents:queue"),
    (_("Requests"), "placements:requests"),
    (_("Rounds"), "placements:rounds"),
    (_("Board"), "placements:board"),
    (_("Clearance"), "onboarding:clearance"),
    (_("Schools"), "schools:schools"),
    (_("Sites"), "hosts:sites"),
    (_("Preceptors"), "hosts:preceptors"),
    (_("Offerings"), "catalogue:office_offerings"),
    (_("Rules"), "desk:rules"),
    (_("Sent"), "desk:outbox"),
    (_("Import"), "desk:import"),
)
_DIRECTOR: Places = (
    (_("Policies"), "desk:settings"),
    (_("People of the office"), "desk:staff"),
    (_("Audit trail"), "desk:audit"),
)


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: programme, navigation, demo_mode and where the brand leads."""
    user = getattr(request, "user", None)
    person = cast(Person, user) if user is not None and user.is_authenticated else None
    return {
        "programme": programme_or_none(),
        "demo_mode": settings.DEMO,
        "navigation": [_item(label, name, request.path) for label, name in _places(person)],
        "footer_navigation": [_item(_("All roles of the demo"), "demo:roles", request.path)] if settings.DEMO else [],
    }


def _places(person: Person | None) -> Places:
    if person is None:
        return _VISITOR
    kinds = staff_kinds(person)
    if "director" in kinds:
        return _OFFICE + _DIRECTOR
    return _OFFICE if kinds else _STUDENT


def _item(label: str | Promise, name: str, path: str) -> dict[str, Any]:
    url = reverse(name)
    return {"label": label, "url": url, "current": path.startswith(url)}
