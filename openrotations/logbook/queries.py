"""The days of a rotation: a week of them, their hours, and what waits to be signed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from openrotations.common.clocks import day_at
from openrotations.logbook.expected import HOURS_A_DAY, expected_hours, monday_of, working_days
from openrotations.logbook.models import Day
from openrotations.logbook.states import DayState
from openrotations.notifications.models import Message
from openrotations.placements.models import Placement

SIGN_MAIL = "logbook/mail/sign_days.txt"


@dataclass(frozen=True)
class DayLine:
    """One date of a week: the row where there is one, and whether the student may write it now."""

    on: date
    day: Day | None
    is_inside: bool
    is_today: bool
    is_open: bool

    @property
    def is_weekend(self) -> bool:
        """Whether it is a Saturday or a Sunday."""
        return self.on.weekday() > 4


@dataclass(frozen=True)
class Week:
    """Monday to Sunday, with the weeks before and after where the rotation reaches into them."""

    monday: date
    number: int
    of: int
    lines: list[DayLine]
    before: date | None
    after: date | None

    @property
    def sunday(self) -> date:
        """The last day of the week."""
        return self.monday + timedelta(days=6)


@dataclass(frozen=True)
class Hours:
    """Hours on site as reported and as signed, beside what is expected up to today and in all."""

    reported: Decimal
    signed: Decimal
    expected_so_far: Decimal
    expected: Decimal
    days_open: int
    days_queried: int
    days_absent: int


def today_at_site(placement: Placement, now: datetime) -> date:
    """The date on the calendar of the placement's site."""
    return day_at(placement.offering.site.time_zone, now)


def week_of(placement: Placement, around: date, today: date) -> Week:
    """The week around this day, kept within the rotation."""
    period = placement.dates
    first, last = monday_of(period.first), monday_of(period.last)
    monday = min(max(monday_of(around), first), last)
    week = [monday + timedelta(days=n) for n in range(7)]
    days = {day.on: day for day in placement.days.filter(on__in=week)}
    can_report = placement.state in ("active", "completed")
    lines = []
    for on in week:
        day, inside = days.get(on), period.first <= on <= period.last
        is_open = can_report and inside and on <= today and (day is None or day.state != DayState.SIGNED)
        lines.append(DayLine(on, day, inside, on == today, is_open))
    step = timedelta(days=7)
    return Week(
        monday=monday,
        number=(monday - first).days // 7 + 1,
        of=(last - first).days // 7 + 1,
        lines=lines,
        before=monday - step if monday > first else None,
        after=monday + step if monday < last else None,
    )


def usual_hours(placement: Placement) -> Decimal:
    """The hours of the last day on site, or of a plain working day where there is none."""
    last = placement.days.filter(kind=Day.Kind.PRESENT).order_by("-on").first()
    return last.hours if last else HOURS_A_DAY


def hours_of(placement: Placement, today: date) -> Hours:
    """What the logbook adds up to."""
    signed, period = Q(state=DayState.SIGNED), placement.dates
    found = placement.days.aggregate(
        reported=Sum("hours"),
        signed=Sum("hours", filter=signed),
        days_open=Count("pk", filter=Q(state=DayState.REPORTED)),
        days_queried=Count("pk", filter=Q(state=DayState.QUERIED)),
        days_absent=Count("pk", filter=Q(kind=Day.Kind.ABSENT)),
    )
    return Hours(
        reported=found["reported"] or Decimal(0),
        signed=found["signed"] or Decimal(0),
        expected_so_far=expected_hours(period, today),
        expected=expected_hours(period, period.last),
        days_open=found["days_open"],
        days_queried=found["days_queried"],
        days_absent=found["days_absent"],
    )


def signed_hours(placement: Placement) -> Decimal:
    """Hours that the preceptor has signed: what a record may state."""
    return placement.days.filter(state=DayState.SIGNED).aggregate(all=Sum("hours"))["all"] or Decimal(0)


def missing_days(placement: Placement, today: date) -> list[date]:
    """Working days before today that nobody has reported."""
    known = set(placement.days.values_list("on", flat=True))
    return [day for day in working_days(placement.dates, today - timedelta(days=1)) if day not in known]


def open_days(placement: Placement) -> list[Day]:
    """Days that wait for the preceptor's signature, in order."""
    return list(placement.days.filter(state=DayState.REPORTED))


def queried_days(placement: Placement) -> list[Day]:
    """Days that the preceptor asked about and the student has not corrected yet."""
    return list(placement.days.filter(state=DayState.QUERIED))


def signed_days(placement: Placement) -> list[Day]:
    """Days already signed, the newest first."""
    return list(placement.days.filter(state=DayState.SIGNED).select_related("signed_by").order_by("-on"))


def last_asked_at(placement: Placement) -> datetime | None:
    """When the preceptor was last asked to sign days."""
    asked = Message.objects.filter(template=SIGN_MAIL, subject_id=placement.pk).order_by("-queued_at")
    return asked.values_list("queued_at", flat=True).first()


def was_asked_today(placement: Placement, now: datetime) -> bool:
    """Whether the preceptor was asked on this day of the site's calendar."""
    asked = last_asked_at(placement)
    return asked is not None and today_at_site(placement, asked) == today_at_site(placement, now)


def placements_with_open_days() -> QuerySet[Placement]:
    """Placements of which at least one day waits for a signature."""
    return (
        Placement.objects.filter(days__state=DayState.REPORTED)
        .select_related("student__person", "offering__site", "offering__preceptor", "supervised_by")
        .distinct()
    )
