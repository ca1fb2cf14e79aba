"""What every page's frame shows: the programme, where one can go, and whether this is the demo."""

from functools import partial
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openrotations.consents.models import Version
from openrotations.consents.queries import owed_by
from openrotations.desk.accounts.access import speaks_for
from openrotations.office.queries import programme_or_none
from openrotations.people.access import staff_kinds
from openrotations.people.models import Person
from openrotations.schools.queries import is_student

type Places = tuple[tuple[str | Promise, str], ...]
_VISITOR: Places = (
    (_("May I?"), "website:may_i"),
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
)
_SETTINGS: tuple[str | Promise, str] = (_("Settings"), "people:settings")
# What an account opens for whoever speaks for a site or a school.
_SPOKEN_FOR: dict[str, tuple[str | Promise, str]] = {
    "site": (_("Our site"), "desk:own_site"),
    "school": (_("Our students"), "desk:own_school"),
}
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
    (_("Terms"), "consents:texts"),
    (_("Sent"), "desk:outbox"),
    (_("Import"), "desk:import"),
)
_DIRECTOR: Places = (
    (_("Policies"), "desk:settings"),
    (_("People of the office"), "desk:staff"),
    (_("Audit trail"), "desk:audit"),
)


_FOOTER: Places = (
    (_("Terms"), "consents:terms"),
    (_("Privacy"), "consents:privacy"),
)
_FOOTER_OF_STUDENTS: Places = ((_("What I agreed to"), "consents:mine"),)
_FOOTER_OF_DEMO: Places = ((_("All roles of the demo"), "demo:roles"),)


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: programme, navigation, demo_mode, the footer, and what a student must still accept."""
    user = getattr(request, "user", None)
    person = cast(Person, user) if user is not None and user.is_authenticated else None
    studies = person is not None and not staff_kinds(person) and is_student(person)
    return {
        "programme": programme_or_none(),
        "demo_mode": settings.DEMO,
        "navigation": [_item(label, name, request.path) for label, name in _places(person, studies=studies)],
        "footer_navigation": [_item(label, name, request.path) for label, name in _footer(studies=studies)],
        # Only called where a page shows it: pages opened by a signed link do not.
        "owed_texts": partial(_owed_texts, person, studies=studies),
    }


def _footer(*, studies: bool) -> Places:
    return _FOOTER + (_FOOTER_OF_STUDENTS if studies else ()) + (_FOOTER_OF_DEMO if settings.DEMO else ())


def _owed_texts(person: Person | None, *, studies: bool) -> list[Version]:
    return owed_by(person.pk, timezone.localdate()) if person and studies else []


def _places(person: Person | None, *, studies: bool) -> Places:
    if person is None:
        return _VISITOR
    kinds = staff_kinds(person)
    if "director" in kinds:
        return _OFFICE + _DIRECTOR
    return _OFFICE if kinds else _places_without_office(person, studies=studies)


def _places_without_office(person: Person, *, studies: bool) -> Places:
    """A student's places; those of a registrar or of a host's coordinator, who are no students, are their own."""
    sides = speaks_for(person)
    own = tuple(place for name, place in _SPOKEN_FOR.items() if name in sides)
    if own and not studies:
        return (*own, _SETTINGS)
    return (*_STUDENT, *own, _SETTINGS)


def _item(label: str | Promise, name: str, path: str) -> dict[str, Any]:
    url = reverse(name)
    return {"label": label, "url": url, "current": path.startswith(url)}
