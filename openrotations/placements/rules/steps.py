"""May a placement take its next step, and if not, every reason why. Pure functions."""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from openrotations.common.periods import Period, add_working_days
from openrotations.common.refusals import Reason
from openrotations.common.wording import written_moment
from openrotations.placements.states import PlacementState


def why_not_accept(state: str, held_until: datetime | None, now: datetime) -> Iterator[Reason]:
    """An offer can be accepted while it stands."""
    if state == PlacementState.EXPIRED or (
        state == PlacementState.OFFERED and held_until is not None and held_until <= now
    ):
        text = _("This offer ran out on %(moment)s. Your seat is free for others now.")
        yield Reason("offer-ran-out", text % {"moment": written_moment(held_until or now)})
    elif state != PlacementState.OFFERED:
        yield Reason("not-offered", _("This offer has been answered already."))


def why_not_ask_host(*, state: str, is_reachable: bool) -> Iterator[Reason]:
    """The host is asked about an accepted placement, at an address that staff have confirmed."""
    if state != PlacementState.ACCEPTED:
        yield Reason("not-accepted", _("The student has not accepted this placement, or the host has answered."))
    if not is_reachable:
        yield Reason("no-host-address", _("No coordinator of this site has a confirmed address. Confirm one first."))


def why_not_answer(state: str) -> Iterator[Reason]:
    """A host answers once, while the placement waits for it."""
    if state == PlacementState.RELEASED:
        yield Reason("released", _("No answer came in time, so this seat is free again. Write to the office."))
    elif state != PlacementState.ACCEPTED:
        yield Reason("answered", _("This question has been answered already."))


def why_not_without_reason(because: str) -> Iterator[Reason]:
    """Whoever takes a placement away says why."""
    if len(because.strip()) < 5:
        yield Reason("no-reason", _("Say why, in a few words. Everybody in this placement reads it."))


def why_not_start(dates: Period, today: date) -> Iterator[Reason]:
    """A rotation starts on its days, by the calendar at the site."""
    if today < dates.first:
        yield Reason("too-early", _("The first day has not come yet."), "student")
    elif today > dates.last:
        yield Reason("too-late", _("The last day has passed. Write to the office."))


def why_not_complete(dates: Period, today: date) -> Iterator[Reason]:
    """A rotation is complete after its last day, by the calendar at the site."""
    if today <= dates.last:
        yield Reason("not-over", _("The last day has not passed yet."))


def next_step_with_silent_host(
    *, today: date, due_on: date, release_on: date, office_warned: bool, student_warned: bool
) -> str:
    """What is due now: "release", "warn_student", "warn_office", or "" for waiting.

    The host has all of `due_on`. The office is told the day after, the student on the next working day,
    and on `release_on` the seat is released.
    """
    if today >= release_on:
        return "release"
    if today > due_on and not office_warned:
        return "warn_office"
    if today > add_working_days(due_on, 1) and not student_warned:
        return "warn_student"
    return ""
