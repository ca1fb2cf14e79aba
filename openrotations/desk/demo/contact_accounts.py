"""A registrar and a host's coordinator who sign in, and the doors to what they see then."""

from datetime import datetime, timedelta
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openrotations.desk.accounts.access import Holder
from openrotations.desk.accounts.actions import invite_contact
from openrotations.desk.demo.doors import Door, Found, Landing
from openrotations.desk.demo.rows import Rows
from openrotations.hosts.models import HostCoordinator
from openrotations.schools.models import Registrar

_INVITED_BEFORE = timedelta(hours=6)


def invite_contacts(rows: Rows) -> None:
    """This morning one of each was let in."""
    for found in (rows.registrars, rows.hosts):
        reachable = [row for row in found.values() if row.is_reachable]
        if reachable:
            rows.diary.act(rows.midnight - _INVITED_BEFORE, partial(_invite, rows, reachable[-1]))


def _invite(rows: Rows, contact: Holder, now: datetime) -> None:
    invite_contact(contact, by=rows.office_for(contact.full_name), now=now)


def school_account(now: datetime) -> Found | None:
    """A registrar who signs in."""
    row = Registrar.objects.exclude(person=None).select_related("school", "person").order_by("created_at", "pk").first()
    return Found(row.full_name, row.school.name, "neutral", partial(_enter, row, "desk:own_school")) if row else None


def host_account(now: datetime) -> Found | None:
    """A coordinator at a host who signs in."""
    rows = HostCoordinator.objects.exclude(person=None).select_related("site", "person")
    row = rows.order_by("created_at", "pk").first()
    return Found(row.full_name, row.site.name, "neutral", partial(_enter, row, "desk:own_site")) if row else None


def _enter(contact: Holder, page: str, now: datetime) -> Landing:
    return Landing(reverse(page), contact.person)


SCHOOL = (Door("school-account", _("Signed in"), _("The same page of all students, without a link."), school_account),)
HOST = (Door("host-account", _("Signed in"), _("The same pages of the site, without a link."), host_account),)
