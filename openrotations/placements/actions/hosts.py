"""The host's answer, and its silence."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.audit.actions import record
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.clocks import day_at
from openrotations.common.refusals import Refused, refuse_if
from openrotations.hosts.models import HostCoordinator
from openrotations.people.models import SignedLink
from openrotations.placements import rules
from openrotations.placements.actions.expiry import prepare_seats
from openrotations.placements.actions.mails import tell_contact, tell_host, tell_office, tell_student
from openrotations.placements.actions.offers import offer_alternative, offering_ids_of_choices
from openrotations.placements.actions.steps import back_to_waiting, locked_placement, move_placement
from openrotations.placements.models import Placement
from openrotations.placements.signals import placement_confirmed, placement_ended
from openrotations.placements.states import EndedBy, PlacementState


@transaction.atomic
def confirm_placement(placement: Placement, *, coordinator: HostCoordinator, by: Actor, now: datetime) -> None:
    """The host takes the student; student and preceptor are told."""
    placement = locked_placement(placement)
    refuse_if(rules.why_not_answer(placement.state))
    move_placement(
        placement, PlacementState.CONFIRMED, "confirm_placement", by=by, now=now,
        confirmed_at=now, confirmed_by=coordinator, note={"coordinator": str(coordinator.pk)},
    )  # fmt: skip
    _note_used(placement, now)
    tell_student(placement, "confirmed", now=now)
    tell_host(placement, "student_comes", by=by, now=now)
    placement_confirmed.send(Placement, placement=placement, by=by, now=now)


@transaction.atomic
def refuse_placement(placement: Placement, *, because: str, by: Actor, now: datetime) -> Placement | None:
    """The host cannot take the student; returns the alternative that was offered, if there was one."""
    placement = _with_choices_locked(placement, now=now)
    refuse_if([*rules.why_not_answer(placement.state), *rules.why_not_without_reason(because)])
    move_placement(
        placement, PlacementState.CANCELLED, "refuse_placement", by=by, now=now,
        ended_at=now, ended_by=EndedBy.HOST, ended_because=because.strip()[:300],
    )  # fmt: skip
    _note_used(placement, now)
    return _after_host_said_no(placement, by=by, now=now)


@transaction.atomic
def release_placement(placement: Placement, *, by: Actor, now: datetime) -> Placement | None:
    """The host was silent for too long: free the seat; returns the alternative that was offered, if any."""
    placement = _with_choices_locked(placement, now=now)
    refuse_if(rules.why_not_answer(placement.state))
    move_placement(
        placement, PlacementState.RELEASED, "release_placement", by=by, now=now,
        ended_at=now, ended_by=EndedBy.HOST, ended_because="",
    )  # fmt: skip
    contact = HostCoordinator.objects.filter(pk=placement.host_link.holder_id).first() if placement.host_link else None
    if contact and contact.is_reachable:
        tell_contact(placement, contact, "released_host", by=by, now=now)
    return _after_host_said_no(placement, by=by, now=now)


def remind_and_release_silent_hosts(now: datetime, *, by: Actor = PROGRAM) -> int:
    """Tell the office, then the student, then release the seat, as the days go by; returns how many steps were done."""
    asked = Placement.objects.filter(state=PlacementState.ACCEPTED, host_release_on__isnull=False)
    return sum(_remind_or_release(placement, by=by, now=now) for placement in asked.order_by("host_due_on"))


@transaction.atomic
def _remind_or_release(placement: Placement, *, by: Actor, now: datetime) -> bool:
    step = _step_due(Placement.objects.select_related("offering__site").get(pk=placement.pk), now)
    if step == "release":
        return _released(placement, by=by, now=now)
    placement = locked_placement(placement)
    if step and step == _step_due(placement, now):
        _warn(placement, step, by=by, now=now)
        return True
    return False


def _released(placement: Placement, *, by: Actor, now: datetime) -> bool:
    try:
        release_placement(placement, by=by, now=now)
    except Refused:  # the host answered at this very moment
        return False
    return True


def _step_due(placement: Placement, now: datetime) -> str:
    due_on, release_on = placement.host_due_on, placement.host_release_on
    if placement.state != PlacementState.ACCEPTED or due_on is None or release_on is None:
        return ""
    return rules.next_step_with_silent_host(
        today=day_at(placement.offering.site.time_zone, now),
        due_on=due_on,
        release_on=release_on,
        office_warned=placement.office_warned_at is not None,
        student_warned=placement.student_warned_at is not None,
    )


def _warn(placement: Placement, step: str, *, by: Actor, now: datetime) -> None:
    field = "office_warned_at" if step == "warn_office" else "student_warned_at"
    setattr(placement, field, now)
    placement.save(update_fields=[field])
    record(step, placement, by=by, now=now)
    if step == "warn_office":
        tell_office(placement, "host_silent_office", now=now)
    else:
        tell_student(placement, "host_silent_student", now=now)


def _with_choices_locked(placement: Placement, *, now: datetime) -> Placement:
    """The placement, locked after the offerings from which an alternative may come."""
    offering_ids = {placement.offering_id, *offering_ids_of_choices(placement.application_id)}
    prepare_seats(offering_ids, [placement.application_id], now=now)
    return locked_placement(placement)


def _after_host_said_no(placement: Placement, *, by: Actor, now: datetime) -> Placement | None:
    back_to_waiting(placement.application, by=by, now=now)
    alternative = offer_alternative(placement, by=by, now=now)
    if alternative is None:
        path, label = reverse("placements:free_seats"), _("See free seats")
        tell_student(placement, "no_alternative", now=now, path=path, label=label)
    tell_office(placement, "host_said_no", now=now, alternative=alternative)
    placement_ended.send(Placement, placement=placement, by=by, now=now)
    return alternative


def _note_used(placement: Placement, now: datetime) -> None:
    if placement.host_link_id:
        SignedLink.objects.filter(pk=placement.host_link_id, used_at=None).update(used_at=now)
