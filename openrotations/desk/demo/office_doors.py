"""Doors for the office, and for those who only look: visitors and residency programmes."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openrotations.desk.demo.doors import Door, Found, Landing
from openrotations.people.models import StaffRole
from openrotations.records.models import Record
from openrotations.records.states import RecordState


def first_page(now: datetime) -> Found | None:
    """The public first page."""
    return _visitor(reverse("website:home"))


def catalogue(now: datetime) -> Found | None:
    """The public catalogue."""
    return _visitor(reverse("catalogue:offerings"))


def residency_programme(now: datetime) -> Found | None:
    """Somebody who was given the code of a record that is in force."""
    row = Record.objects.filter(state=RecordState.ISSUED).order_by("-issued_at", "pk").first()
    if row is None:
        return None
    url = reverse("records:verified", args=[row.code])
    return Found(row.code, row.get_state_display(), "done", lambda now: Landing(url))


def coordinator(now: datetime) -> Found | None:
    """A coordinator of the office."""
    return _of_office(StaffRole.Kind.COORDINATOR)


def director(now: datetime) -> Found | None:
    """A director of the office."""
    return _of_office(StaffRole.Kind.DIRECTOR)


def _visitor(url: str) -> Found:
    return Found("", "", "neutral", lambda now: Landing(url))


def _of_office(kind: StaffRole.Kind) -> Found | None:
    rows = StaffRole.objects.filter(kind=kind, ended_at=None, person__is_active=True)
    role = rows.select_related("person").order_by("created_at", "person__full_name").first()
    if role is None:
        return None
    person = role.person
    return Found(
        person.full_name, role.get_kind_display(), "neutral", lambda now: Landing(reverse("desk:home"), person)
    )


OFFICE = (
    Door("coordinator", _("Coordinator"), _("What needs you today: applications, rounds, hosts, mail."), coordinator),
    Door("director", _("Director"), _("The same, with policies, staff and the audit trail."), director),
)
VISITOR = (
    Door("first-page", _("First page"), _("What a student reads who has never heard of this."), first_page),
    Door("catalogue", _("The catalogue"), _("Every rotation, with dates, price and what it asks for."), catalogue),
    Door("verify", _("Verify a record"), _("Check a record by its code, and what that means."), residency_programme),
)
