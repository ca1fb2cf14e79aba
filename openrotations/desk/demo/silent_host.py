"""A host that does not answer: somebody whose placement was cancelled took a free seat, and now everybody waits."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from openrotations.applications.states import ApplicationState
from openrotations.desk.demo.placements import Placement as Plan
from openrotations.desk.demo.rows import Rows
from openrotations.placements import actions
from openrotations.placements.actions.steps import lock_applications, move_application
from openrotations.placements.queries.offers import free_seats_for

# Five working days are over by now on every calendar, and the ten after which the seat is released are not.
_ASKED_BEFORE = timedelta(days=9, hours=9)
_NOTICED_BEFORE = timedelta(hours=9)


def wait_for_silent_host(rows: Rows) -> None:
    """The seat is taken and accepted, the host is asked; the office is told when the host's days are over."""
    rows.diary.act(rows.midnight - _ASKED_BEFORE, lambda now: _take_another_seat(rows, now))
    rows.diary.act(rows.midnight - _NOTICED_BEFORE, actions.remind_and_release_silent_hosts)


def _take_another_seat(rows: Rows, now: datetime) -> None:
    for plan in _cancelled(rows, now):
        by, key = rows.student_actor(plan.student), rows.applications[plan.student].pk
        application = lock_applications([key])[key]
        move_application(application, ApplicationState.WAITING, by=rows.office_for(plan.student), now=now)
        for seat in free_seats_for(application, now)[:1]:
            placement = actions.take_free_seat(application, seat.opening, by=by, now=now)
            actions.accept_placement(placement, by=by, now=now)
            return


def _cancelled(rows: Rows, now: datetime) -> Iterator[Plan]:
    """Placements of earlier rounds that were cancelled by then, those that no student gave up first."""
    found = [
        plan
        for plan in rows.world.placements
        if plan.state == "cancelled" and plan.round != rows.newest_round and plan.events[-1].at < now
    ]
    yield from sorted(found, key=lambda plan: (plan.cancelled_by == "student", plan.key))
