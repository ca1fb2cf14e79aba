"""Every way into the demo, in groups, with who stands behind each door at this moment."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words
from openrotations.desk.demo import agreements, contact_accounts, host_desk, link_doors, office_doors, student_doors
from openrotations.desk.demo.doors import Door, Found, Group

GROUPS = (
    Group(
        _("A student"),
        _("Students and graduates sign in with their e-mail address. Each stands at another stage."),
        student_doors.DOORS,
    ),
    Group(
        _("The programme office"),
        _("Staff sign in with a second factor, which the demo leaves out."),
        office_doors.OFFICE,
    ),
    Group(
        _("A home school"),
        _("Registrars answer by a signed link, without an account. Who wants one signs in."),
        (*link_doors.REGISTRAR, *contact_accounts.SCHOOL),
    ),
    Group(
        _("A host site"),
        _("Coordinators at hospitals and practices open a signed link."),
        (*host_desk.DOORS, *link_doors.HOST, *agreements.DOORS, *contact_accounts.HOST),
    ),
    Group(_("A preceptor"), _("Physicians do everything from a link, on a telephone."), link_doors.PRECEPTOR),
    Group(_("A visitor"), _("Pages that anybody can open."), office_doors.VISITOR),
)


@dataclass(frozen=True)
class Way:
    """A door with whom one finds there; nobody when the last one has moved on."""

    door: Door
    found: Found | None


@dataclass(frozen=True)
class Ways:
    """A group with its ways in."""

    title: Words
    lead: Words
    ways: list[Way]


def all_ways(now: datetime) -> list[Ways]:
    """Every group, with everybody found by state at this moment, never by a fixed row."""
    return [Ways(group.title, group.lead, [Way(door, door.find(now)) for door in group.doors]) for group in GROUPS]


def found_behind(key: str, now: datetime) -> Found | None:
    """Who stands behind the door with this key; None for an unknown key and when nobody does."""
    doors = {door.key: door for group in GROUPS for door in group.doors}
    return doors[key].find(now) if key in doors else None
