"""The samples come into an empty office, once."""

from pathlib import Path

import pytest
from django.utils import timezone

from openrotations.common.actors import PROGRAM
from openrotations.desk.imports.actions import carry_out_import
from openrotations.desk.imports.plans import ImportPlan, Outcome
from openrotations.desk.imports.sources import Source, plan_of
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Contact
from openrotations.schools.models import School, Student

pytestmark = pytest.mark.django_db
EXAMPLES = Path(__file__).resolve().parents[4] / "examples"


def _samples() -> ImportPlan:
    sources = [Source(path.name, path.read_bytes()) for path in sorted(EXAMPLES.iterdir())]
    return plan_of(sources, timezone.now())[0]


def test_both_samples_import_clean_into_an_empty_office() -> None:
    make_programme()
    plan = _samples()
    assert [fault.line for fault in plan.faults] == []
    carry_out_import(plan, by=PROGRAM, now=timezone.now())
    assert Student.objects.count() == 40
    assert not School.objects.exclude(supplied_by=Contact.SuppliedBy.IMPORT).exists()


def test_the_samples_a_second_time_change_nothing() -> None:
    make_programme()
    carry_out_import(_samples(), by=PROGRAM, now=timezone.now())
    again = _samples()
    assert again.changes_nothing
    assert [(row.file, row.number, row.changes) for row in again.rows if row.outcome is not Outcome.UNCHANGED] == []
