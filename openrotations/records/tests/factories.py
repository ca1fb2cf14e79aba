"""Completed rotations and records, for tests."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from openrotations.catalogue.models import Offering
from openrotations.common.actors import PROGRAM
from openrotations.hosts.models import Preceptor
from openrotations.letters.tests.factories import make_running_now
from openrotations.logbook.tests.factories import DAY_ONE_NOON, make_day
from openrotations.placements.models import Placement
from openrotations.records.actions import issue_record
from openrotations.records.models import Record

NPI = "1234567893"


def make_completed(days: int = 3, name: str = "Ana Flor", offering: Offering | None = None) -> Placement:
    """A rotation that ended four weeks ago, with so many signed days of eight and a half hours and one absence."""
    placement = make_running_now(weeks_ago=8, offering=offering)
    Placement.objects.filter(pk=placement.pk).update(state="completed", completed_at=DAY_ONE_NOON)
    person = placement.student.person
    person.full_name = name
    person.save()
    for number in range(days):
        on = placement.dates.first + timedelta(days=number)
        make_day(placement, on=on, hours=Decimal("8.50"), state="signed")
    absent = placement.dates.first + timedelta(days=days)
    make_day(placement, on=absent, kind="absent", hours=0, reason="A cold", state="signed")
    make_day(placement, on=absent + timedelta(days=1))  # reported, never signed
    if not Preceptor.objects.filter(npi=NPI).exists():
        Preceptor.objects.filter(pk=placement.offering.preceptor_id).update(npi=NPI)
    return Placement.objects.select_related("student__person", "offering").get(pk=placement.pk)


def make_record(**values: Any) -> Record:
    """The record of one completed rotation."""
    placement = make_completed(**values)
    return issue_record(placement.student, by=PROGRAM, now=DAY_ONE_NOON)
