"""Whose answer a change of the rules changes: asked of everybody at once, with as many queries for many as for few."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from openrotations.applications.models import Application, Exemption
from openrotations.applications.queries import eligibility, reevaluation
from openrotations.applications.queries.facts import load_for_rules
from openrotations.applications.tests.factories import make_application, make_window
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.periods import Period
from openrotations.office.tests.factories import make_programme
from openrotations.people.access import actor_of
from openrotations.people.tests.factories import make_staff
from openrotations.rulebook.actions import propose_change
from openrotations.rulebook.models import RuleChange
from openrotations.schools.tests.factories import make_student

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def taken_away(rule: str) -> RuleChange:
    """A director proposes that nobody asks for this any more."""
    by, now = actor_of(make_staff("director")), timezone.now()
    return propose_change(rule, "", because="A test", effective_on=now.date(), by=by, now=now)


def some_applications(count: int) -> None:
    """Of different students and schools, each with two choices."""
    for _number in range(count):
        make_application(make_opening(), make_opening(), state="draft")


@pytest.mark.parametrize("rule", ["window-approved", "weeks-in-range", "choices-available", "school-blackouts"])
def test_the_page_of_a_change_needs_as_many_queries_for_twelve_applications_as_for_three(
    client: Client, rule: str
) -> None:
    change = taken_away(rule)
    client.force_login(make_staff("director"))
    where, counts = reverse("desk:rule_change", args=[change.pk]), []
    client.get(where)  # what a first page reads once
    for more in (3, 9):
        some_applications(more)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(where).content.decode()
        counts.append(len(queries))
        for application in Application.objects.all():
            assert str(application.student.person) in page
    assert counts[0] == counts[1]


def test_what_is_asked_of_many_at_once_is_what_is_asked_of_one() -> None:
    """Choices that are free, closed, too long, outside of windows, and of a graduate with and without an exception."""
    today = TODAY
    closed = make_opening(closed_at=timezone.now())
    far = make_opening(Period.of_weeks(date(2027, 8, 2), 4))
    long = make_opening(Period.of_weeks(date(2027, 1, 4), 12), offering=make_offering(min_weeks=8, max_weeks=12))
    make_application(make_opening(), closed, far, long)
    make_application(far, weeks_wanted=12)
    two = make_application(make_opening())
    make_window(two.student, Period(date(2027, 8, 1), date(2027, 9, 30)))
    make_window(two.student, Period(date(2027, 10, 1), date(2027, 11, 30)), state="stated")
    exempt = make_application(make_opening(), student=make_student(status="graduate", graduation_on=date(2025, 7, 1)))
    make_application(make_opening(), student=make_student(status="graduate", graduation_on=date(2025, 7, 1)))
    director = make_staff("director")
    Exemption.objects.create(
        student=exempt.student,
        rule="graduate-observes",
        because="A test",
        granted_at=timezone.now(),
        granted_by=director,
    )
    rows = list(Application.objects.select_related("student__person", "student__school").order_by("pk"))
    load_for_rules([row.student for row in rows])
    found = reevaluation._facts_with_choices(rows, today)
    one_by_one = [eligibility.facts_of(Application.objects.get(pk=row.pk), today=today) for row in rows]
    assert found == one_by_one
    assert len({repr(each["choices_not_available"]) for each in found}) > 1
    assert len({repr(each["choices_outside_windows"]) for each in found}) > 1
    assert {each["windows_approved"] for each in found} == {1, 2}
