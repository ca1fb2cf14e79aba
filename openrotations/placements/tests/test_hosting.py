"""A seat needs a supervisor with a licence on every day, and an agreement where the site takes nobody without one."""

from datetime import date, timedelta

import pytest
from django.db.models import prefetch_related_objects
from pytest_django import DjangoAssertNumQueries

from openrotations.applications.models import Application
from openrotations.applications.tests.factories import make_application, make_window
from openrotations.catalogue.models import Opening
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.hosts.models import Agreement, ExclusionCheck, Licence, Preceptor
from openrotations.hosts.rules import HeldLicence
from openrotations.hosts.states import AgreementState
from openrotations.hosts.tests.factories import make_preceptor, make_site
from openrotations.office.tests.factories import make_programme
from openrotations.placements import actions
from openrotations.placements.models import Placement
from openrotations.placements.queries import seats
from openrotations.placements.queries.cohorts import cohort_from
from openrotations.placements.queries.hosting import Hosting, unsupervised
from openrotations.placements.rules import periods_that_fit
from openrotations.placements.tests.factories import office_hours
from openrotations.schools.tests.factories import make_student

pytestmark = pytest.mark.django_db
NOW = office_hours()
DAYS = Period.of_weeks(date(2027, 1, 4), 8)
FIRST_HALF, SECOND_HALF = Period.of_weeks(date(2027, 1, 4), 4), Period.of_weeks(date(2027, 2, 1), 4)


def opening_with(*, expires_on: date | None = None, licensed_in: str = "", **of_site: object) -> Opening:
    """Eight weeks in Illinois with a preceptor who holds this licence."""
    make_programme()
    site = make_site(**of_site)
    preceptor = make_preceptor(site, licence_state="")
    if licensed_in:
        looked_up(preceptor, licensed_in, expires_on)
    return make_opening(DAYS, 3, offering=make_offering(site=site, preceptor=preceptor))


def looked_up(preceptor: Preceptor, state: str, expires_on: date | None) -> None:
    Licence.objects.create(
        preceptor=preceptor,
        state=state,
        number="036.000001",
        expires_on=expires_on,
        source="a test",
        checked_on=date(2026, 11, 1),
    )


def application() -> Application:
    student = make_student()
    make_window(student, Period(date(2027, 1, 1), date(2027, 12, 31)))
    return make_application(student=student, weeks_wanted=12)


def codes_at(opening: Opening, period: Period, of: Application | None = None) -> list[str]:
    """Why no seat is given; empty when one is."""
    try:
        actions.take_seat(of or application(), opening, period, held_until=NOW + timedelta(days=3), by=PROGRAM, now=NOW)
    except Refused as refused:
        return [reason.code for reason in refused.reasons]
    return []


def test_nobody_supervises_after_the_licence_has_lapsed() -> None:
    opening = opening_with(licensed_in="IL", expires_on=date(2027, 2, 10))
    assert codes_at(opening, FIRST_HALF) == []
    assert codes_at(opening, SECOND_HALF) == ["not-supervised"]


def test_dates_are_offered_only_while_the_licence_holds() -> None:
    opening = opening_with(licensed_in="IL", expires_on=date(2027, 2, 10))
    seeker = seats.seeker_of(application(), NOW)
    fitting = list(periods_that_fit(seeker, seats.place_of(opening, NOW)))
    assert fitting
    assert max(period.last for period in fitting) <= date(2027, 2, 10)


def test_a_licence_of_another_state_is_none() -> None:
    assert codes_at(opening_with(licensed_in="OH"), FIRST_HALF) == ["not-supervised"]


def test_what_nobody_told_blocks_nothing() -> None:
    assert codes_at(opening_with(), FIRST_HALF) == []
    assert codes_at(opening_with(licensed_in="IL"), SECOND_HALF) == []


def test_who_is_on_a_list_of_excluded_providers_supervises_nobody() -> None:
    opening = opening_with(licensed_in="IL")
    checks = [("listed", date(2026, 11, 2)), ("not_listed", date(2026, 11, 1))]
    for result, day in checks:
        ExclusionCheck.objects.create(
            preceptor=opening.offering.preceptor, result=result, source="a test", checked_on=day
        )
    assert codes_at(opening, FIRST_HALF) == ["not-supervised"]


def test_an_agreement_covers_its_school_alone() -> None:
    opening, covered = opening_with(needs_agreement=True), application()
    school = covered.student.school
    Agreement.objects.create(
        site=opening.offering.site,
        title="Affiliation agreement",
        school_id=school.pk,
        school_name=school.name,
        starts_on=date(2026, 1, 1),
        ends_on=SECOND_HALF.first,
        state=AgreementState.IN_FORCE,
    )
    assert codes_at(opening, FIRST_HALF, covered) == []
    assert codes_at(opening, FIRST_HALF) == ["no-agreement"]
    assert codes_at(opening, SECOND_HALF, covered) == ["agreement-ends"]


def test_a_draft_agreement_covers_nobody() -> None:
    opening = opening_with(needs_agreement=True)
    Agreement.objects.create(site=opening.offering.site, title="Affiliation agreement", starts_on=date(2026, 1, 1))
    assert codes_at(opening, FIRST_HALF) == ["no-agreement"]


def test_without_looking_at_the_papers_anybody_supervises(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: the same seat is given where the host's papers are not asked."""
    opening = opening_with(licensed_in="OH", needs_agreement=True)
    monkeypatch.setattr(seats, "hosting_of", lambda openings: {row.pk: Hosting((), None) for row in openings})
    assert codes_at(opening, FIRST_HALF) == []
    assert Placement.objects.count() == 1


def test_a_plan_has_no_seats_in_weeks_without_a_supervisor() -> None:
    opening = opening_with(licensed_in="IL", expires_on=date(2027, 2, 10))
    one = make_application(opening, student=application().student, state="withdrawn")
    wishes = {one.pk: list(one.preferences.select_related("opening__offering__site"))}
    cohort = cohort_from("test", [one], wishes, {}, NOW)
    capacity = cohort.instance.offerings[0].capacity
    weeks = cohort.calendar.of_opening(DAYS)
    assert [capacity[week] for week in weeks] == [3, 3, 3, 3, 3, 0, 0, 0]


def test_two_licences_one_after_the_other_leave_no_gap() -> None:
    held = [
        HeldLicence("IL", date(2027, 1, 31)),
        HeldLicence("IL", None, date(2027, 2, 1)),
        HeldLicence("OH", date(2030, 1, 1)),
    ]
    assert unsupervised(DAYS, held, "IL") == []
    assert unsupervised(DAYS, held[:1], "IL") == [Period(date(2027, 2, 1), DAYS.last)]


def test_hosts_of_many_openings_are_read_at_once(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    openings = [opening_with(licensed_in="IL", needs_agreement=True) for _ in range(3)]
    for count in (1, 3):
        some = openings[:count]
        prefetch_related_objects(some, "closures")
        with django_assert_num_queries(4):
            seats.places_of(some, NOW)
