"""Whose seats, held or asked for, come to more than a state's count: asked before the count changes."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from openrotations.applications.models import Application, Preference
from openrotations.applications.queries.eligibility import first_days
from openrotations.applications.queries.reevaluation import OPEN
from openrotations.applications.states import WindowState
from openrotations.catalogue.models import Offering, Opening
from openrotations.common.periods import Period
from openrotations.placements.models import Placement
from openrotations.placements.queries.counting import counted_of
from openrotations.placements.queries.holding import holding
from openrotations.placements.rules import Counted, Stay, over_the_count
from openrotations.rulebook.counters import Counter
from openrotations.schools.models import Student


@dataclass(frozen=True)
class Passing:
    """A student, a seat they hold or ask for, and what it comes to before and after a change where that is too much.

    `placement` is None for a choice of an application that is not a seat yet.
    """

    student: Student
    offering: Offering
    period: Period
    placement: Placement | None
    application: Application
    before: str
    after: str


def who_passes(before: Counter | None, after: Counter | None, now: datetime) -> list[Passing]:
    """Everybody with a seat ahead, held or asked for, that comes to more than one of the two; by name.

    Either may be None: nothing is counted. A constant number of queries.
    """
    counters = tuple(each for each in (before, after) if each)
    asked = [*_held(counters, now), *_wished(counters, now.date())]
    students = {each.student.pk: each.student for each in asked}
    counted = counted_of(students.values(), now, counters=counters)
    found = (
        replace(each, before=_over(before, each, counted), after=_over(after, each, counted)) for each in asked
    )  # fmt: skip
    return sorted(
        (each for each in found if each.before or each.after),
        key=lambda each: (str(each.student.person), each.placement is None, each.period),
    )


def _over(counter: Counter | None, asked: Passing, counted: Mapping[UUID, Counted]) -> str:
    if counter is None:
        return ""
    own = counted[asked.student.pk]
    # A student of a school is counted once a year: what they have there besides does not make room.
    is_own = counter.counts != "students_of_school"
    stays = tuple(stay for stay in own.stays if is_own and not stay.period.overlaps(asked.period))
    stay = Stay(asked.offering.site.state, asked.offering.experience_type, asked.period)
    return over_the_count(counter, replace(own, stays=stays), stay)


def _held(counters: Collection[Counter], now: datetime) -> Iterator[Passing]:
    rows = holding(now).filter(offering__in=_offerings(counters), period__endswith__gt=now.date())
    for row in rows.select_related("student__person", "offering__site", "application"):
        yield Passing(row.student, row.offering, row.dates, row, row.application, "", "")


def _wished(counters: Collection[Counter], today: date) -> Iterator[Passing]:
    """Choices of open applications, on the first days that they could be had; what became a seat is left out."""
    rows = Preference.objects.filter(
        application__state__in=OPEN, opening__offering__in=_offerings(counters), opening__period__endswith__gt=today
    )
    rows = rows.select_related(
        "application__student__person", "application__student__school", "opening__offering__site"
    )
    seated = set(
        Placement.objects.filter(offering__in=_offerings(counters)).values_list("application_id", "opening_id")
    )
    for row in rows.prefetch_related("opening__closures", "application__student__windows"):
        if (row.application_id, row.opening_id) not in seated:
            days = _first_days(row.application.student, row.opening)
            yield Passing(row.application.student, row.opening.offering, days, None, row.application, "", "")


def _first_days(student: Student, opening: Opening) -> Period:
    return first_days(opening, [row.dates for row in student.windows.all() if row.state == WindowState.APPROVED])


def _offerings(counters: Collection[Counter]) -> list[UUID]:
    return [
        pk
        for counter in counters
        for pk in Offering.objects.filter(
            site__state=counter.state, experience_type__in=counter.experience_types
        ).values_list("pk", flat=True)
    ]
