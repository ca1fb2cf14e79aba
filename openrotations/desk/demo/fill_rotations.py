"""Tasks before day one, and the days of running and finished placements, as rows."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from openrotations.common.clocks import day_at
from openrotations.desk.demo.attendance import AttendanceDay
from openrotations.desk.demo.fill_placements import earlier, moments
from openrotations.desk.demo.placements import Placement as Plan
from openrotations.desk.demo.rows import Rows, link_actor
from openrotations.desk.demo.texts import stream
from openrotations.logbook.models import Day
from openrotations.logbook.states import DayState
from openrotations.onboarding.models import Task
from openrotations.onboarding.standard import planned_tasks
from openrotations.placements.models import Placement

_SIGNED = {"signed": DayState.SIGNED, "waiting": DayState.REPORTED, "queried": DayState.QUERIED}
_EVENING = 21
ANSWERED_AFTER = timedelta(days=9)


def fill_tasks(rows: Rows) -> None:
    """The tasks of every confirmed placement: all done once it was cleared, some of them before."""
    chance = stream(rows.world.seed, "tasks")
    tasks: list[Task] = []
    for placement in earlier(rows):
        at = moments(placement)
        if "confirmed" in at:
            tasks += _tasks(rows, placement, rows.placements[placement.key], at, chance)
    Task.objects.bulk_create(tasks)


def _tasks(rows: Rows, placement: Plan, row: Placement, at: dict[str, datetime], chance: Random) -> list[Task]:
    offering, confirmed_at = row.offering, at["confirmed"]
    planned = planned_tasks(
        offering.requirements,
        hands_on=offering.hands_on,
        first=placement.starts_on,
        today=day_at(offering.site.time_zone, confirmed_at),
    )
    rows.diary.note(confirmed_at, "create_tasks", row, link_actor(rows.hosts[rows.offering_sites[placement.offering]]))
    checker = rows.coordinator_for(placement.student)
    until, is_cleared = at.get("cleared") or rows.midnight, "cleared" in at
    tasks = []
    for position, each in enumerate(planned, start=1):
        task = Task(
            placement=row,
            position=position,
            title=each.title,
            who=each.who,
            due_on=each.due_on,
            created_at=confirmed_at,
        )
        progress = 1.0 if is_cleared else chance.random()
        done_at = confirmed_at + (until - confirmed_at) * chance.uniform(0.2, 0.95)
        if progress > 0.35:
            task.stated_at = done_at
        if progress > 0.6:
            task.checked_at, task.checked_by = done_at + (until - done_at) * 0.5, checker
        tasks.append(task)
    return tasks


def fill_days(rows: Rows) -> None:
    """Every day reported so far. The newest of running placements wait for the preceptor.

    The audit trail has one entry for each week signed, not for each day: the demo starts sooner.
    """
    days, weeks = [], {}
    for day in (_settled(rows, each) for each in rows.world.story.attendance):
        row = rows.placements[day.placement]
        days.append(_day(rows, day, row))
        if day.signed_at:
            weeks[day.placement, day.on.isocalendar().week] = (day.signed_at, row, days[-1])
    for signed_at, row, last in weeks.values():
        by = link_actor(row.offering.preceptor)
        rows.diary.note(signed_at, "sign_day", last, by, placement=str(row.pk))
    Day.objects.bulk_create(days)


def _settled(rows: Rows, day: AttendanceDay) -> AttendanceDay:
    """What a preceptor asked about long ago has been answered since."""
    if day.sign_off != "queried" or day.on >= rows.world.today - ANSWERED_AFTER:
        return day
    signed_at = datetime.combine(day.on, rows.midnight.timetz()) + timedelta(days=3, hours=17)
    return replace(day, sign_off="signed", signed_at=signed_at, note="")


def _day(rows: Rows, day: AttendanceDay, row: Placement) -> Day:
    reported_at = datetime.combine(day.on, rows.midnight.timetz()) + timedelta(hours=_EVENING)
    if day.signed_at:
        reported_at = min(reported_at, day.signed_at - timedelta(minutes=5))
    is_present = day.presence == "present"
    return Day(
        placement=row,
        on=day.on,
        kind=Day.Kind.PRESENT if is_present else Day.Kind.ABSENT,
        hours=Decimal(day.minutes) / 60,
        reason="" if is_present else day.note,
        query=day.note if day.sign_off == "queried" else "",
        state=_SIGNED[day.sign_off],
        reported_at=reported_at,
        signed_at=day.signed_at,
        signed_by=row.offering.preceptor if day.signed_at else None,
        created_at=reported_at,
    )
