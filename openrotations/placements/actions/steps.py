"""What every action on placements shares: locks in one order, moves with their audit entry, and words for mails.

Order of locks, everywhere: offerings (advisory, sorted) → applications (sorted, all at once) → placements. A
placement is changed only under its application's lock, so the order among placements does not matter. The audit
chain locks last of all, by itself, at commit. Who only frees a seat needs no lock on the offering.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.functional import lazy

from openrotations.applications.models import Application
from openrotations.applications.states import APPLICATION_MOVES, ApplicationState
from openrotations.audit.actions import record, record_each
from openrotations.common.actors import Actor
from openrotations.common.wording import written_moment
from openrotations.placements.models import Placement
from openrotations.placements.states import HOLDING, PLACEMENT_MOVES
from openrotations.schools.models import School

moment_in_words = lazy(written_moment, str)


def lock_offerings(offering_ids: Iterable[UUID]) -> None:
    """Nobody else gives away seats of these offerings until this transaction ends."""
    keys = {int.from_bytes(offering_id.bytes[:8], signed=True) for offering_id in offering_ids}
    with connection.cursor() as cursor:
        for key in sorted(keys):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def lock_applications(application_ids: Iterable[UUID]) -> dict[UUID, Application]:
    """These applications, locked in one order, with student and person."""
    rows = Application.objects.select_for_update(of=("self",), no_key=True).select_related("student__person")
    return {row.pk: row for row in rows.filter(pk__in=set(application_ids)).order_by("pk")}


def lock_schools(school_ids: Iterable[UUID]) -> None:
    """Nobody else places students of these schools where a state counts them, until this transaction ends."""
    rows = School.objects.select_for_update(no_key=True).filter(pk__in=set(school_ids))
    list(rows.order_by("pk").values_list("pk"))


def locked_placement(placement: Placement) -> Placement:
    """The placement as it is now, locked after its application."""
    application = lock_applications([placement.application_id])[placement.application_id]
    rows = Placement.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("offering__site", "thread", "host_link").get(pk=placement.pk)
    found.application, found.student = application, application.student
    return found


def move_placement(
    placement: Placement, to: str, action: str, *, by: Actor, now: datetime, note: dict[str, Any] | None = None,
    **changes: Any,
) -> None:  # fmt: skip
    """Move a locked placement, with the one audit entry that says so. `note` holds ids and states only."""
    old = placement.state
    PLACEMENT_MOVES.move(placement, to, state_since_at=now, **changes)
    record(action, placement, by=by, now=now, old=old, new=to, **(note or {}))


def move_application(application: Application, to: str, *, by: Actor, now: datetime, **note: Any) -> None:
    """Move a locked application, with its audit entry; nothing when it is there already."""
    old = application.state
    if old != to:
        APPLICATION_MOVES.move(application, to)
        record("move_application", application, by=by, now=now, old=old, new=to, **note)


def move_applications(
    applications: Iterable[Application], to: str, *, by: Actor, now: datetime, **note: Any
) -> None:  # fmt: skip
    """The same for many locked applications, with two queries and an audit entry for each."""
    moving = [application for application in applications if application.state != to]
    entries = [(application, {"old": application.state, "new": to, **note}) for application in moving]
    APPLICATION_MOVES.move_all(moving, to)
    record_each("move_application", entries, by=by, now=now)


def back_to_waiting(application: Application, *, by: Actor, now: datetime) -> None:
    """A placed application without any seat left waits for another one; a withdrawn one stays withdrawn."""
    still = Placement.objects.filter(application=application, state__in=HOLDING).exists()
    if application.state == ApplicationState.PLACED and not still:
        move_application(application, ApplicationState.WAITING, by=by, now=now)


def mail_words(placement: Placement, **more: Any) -> dict[str, Any]:
    """What every mail about a placement may name."""
    return {
        "placement": placement,
        "offering": placement.offering,
        "site": placement.offering.site,
        "student": placement.student.person,
        **more,
    }
