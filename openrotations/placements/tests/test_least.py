"""Openings that run only with enough students: set, told before, kept to, explained and verified."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openrotations.applications.models import Application
from openrotations.applications.tests.factories import make_application
from openrotations.audit.queries import entries_about
from openrotations.catalogue.models import Opening
from openrotations.catalogue.tests.factories import make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.refusals import Refused
from openrotations.office.tests.factories import make_programme
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.placements import actions
from openrotations.placements.actions.least import set_least_numbers
from openrotations.placements.models import Round
from openrotations.placements.queries.least import openings_listed
from openrotations.placements.queries.rounds import choice_lines, round_page
from openrotations.placements.tests.factories import make_placement, make_round, office_hours
from openrotations.placements.tests.test_criteria import signed_in

pytestmark = pytest.mark.django_db
NOW = office_hours()


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def collected() -> Round:
    found = make_round()
    actions.collect_applications(found, by=PROGRAM, now=NOW)
    return found


def computed(found: Round) -> Round:
    actions.check_round(found, by=PROGRAM, now=NOW)
    actions.run_round(found, by=PROGRAM, now=NOW)
    found.refresh_from_db()
    return found


def two_who_want_it() -> tuple[Opening, Opening, list[Application]]:
    """An opening of three seats that two students want first, and another one that both would take."""
    wanted, other = make_opening(seats=3), make_opening(seats=3)
    return wanted, other, [make_application(wanted, other) for _ in range(2)]


def test_with_fewer_students_than_it_needs_an_opening_does_not_run_and_they_are_placed_elsewhere() -> None:
    wanted, other, applications = two_who_want_it()
    found = collected()
    set_least_numbers(found, {wanted.pk: 3}, by=PROGRAM, now=NOW)
    found = computed(found)
    assert found.solution
    assert found.solution["match"] == {str(each.pk): str(other.pk) for each in applications}
    assert [each["offering"] for each in found.solution["closed"]] == [str(wanted.pk)]
    first = choice_lines(found.entries.all()[0], to_student=True)[0]
    assert first.sentences == [
        "It runs only when at least 3 students of this round come.",
        "Only 2 could be placed there, so it did not open.",
        "If it ran with 2 already, you would have got it.",
    ]
    line = next(each for each in round_page(found, NOW).seats if each.opening == wanted)
    assert (line.least, line.closed_with, line.given) == (3, 2, 0)


def test_with_enough_of_them_it_runs() -> None:
    wanted, _other, applications = two_who_want_it()
    found = collected()
    set_least_numbers(found, {wanted.pk: 2}, by=PROGRAM, now=NOW)
    found = computed(found)
    assert found.solution and found.solution["match"] == {str(each.pk): str(wanted.pk) for each in applications}
    assert not found.solution["closed"]


def test_who_has_a_seat_there_already_counts() -> None:
    wanted, _other, _applications = two_who_want_it()
    make_placement(wanted, seat=3)
    found = collected()
    set_least_numbers(found, {wanted.pk: 3}, by=PROGRAM, now=NOW)
    found = computed(found)
    assert found.instance and found.solution
    (offering,) = (each for each in found.instance["offerings"] if each["id"] == str(wanted.pk))
    assert (offering["capacity"], offering["lower"]) == (2, 2)
    assert not found.solution["closed"]


def test_numbers_that_make_no_sense_are_refused() -> None:
    wanted, *_others = two_who_want_it()
    found = collected()
    for least in ({wanted.pk: 4}, {wanted.pk: -1}, {make_opening(seats=5).pk: 2}):
        with pytest.raises(Refused):
            set_least_numbers(found, least, by=PROGRAM, now=NOW)
    with pytest.raises(Refused):
        set_least_numbers(make_round(kind=Round.Kind.COHORT), {}, by=PROGRAM, now=NOW)
    computed(found)
    with pytest.raises(Refused) as refused:
        set_least_numbers(found, {wanted.pk: 2}, by=PROGRAM, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["too-late"]


def test_the_round_is_recorded_and_verified(capsys: pytest.CaptureFixture[str]) -> None:
    wanted, *_others = two_who_want_it()
    found = collected()
    set_least_numbers(found, {wanted.pk: 3}, by=PROGRAM, now=NOW)
    assert any('"least":{' in entry.body for entry in entries_about(found))
    found = computed(found)
    actions.publish_round(found, by=PROGRAM, now=NOW)
    call_command("verify_round", str(found.pk))
    assert "the same reasons" in capsys.readouterr().out


def test_the_office_sets_it_on_a_page_and_nothing_is_promised_any_more() -> None:
    wanted, _other, applications = two_who_want_it()
    found = collected()
    office, page = signed_in(make_staff()), reverse("placements:round", args=[found.pk])
    url = reverse("placements:least_numbers", args=[found.pk])
    assert url in office.get(page).content.decode()
    student = signed_in(applications[0].student.person)
    own = reverse("placements:reasons", args=[found.entries.get(application=applications[0]).pk])
    assert "Nobody gains by listing another order" in student.get(own).content.decode()
    assert office.post(url, {str(wanted.pk): "9"}).status_code == 422
    answer = office.post(url, {str(wanted.pk): "3"})
    assert answer["Location"] == page
    told = student.get(own).content.decode()
    assert "Nobody gains by listing another order" not in told
    assert "We cannot promise" in told and "at least 3 students" in told
    assert "We cannot promise" in office.get(page).content.decode()
    assert 'value="3"' in office.get(url).content.decode()
    computed(found)
    assert url not in office.get(page).content.decode()
    assert office.post(url, {str(wanted.pk): "2"}).status_code == 422


def test_only_the_office_reaches_it() -> None:
    url = reverse("placements:least_numbers", args=[collected().pk])
    assert signed_in(make_person()).get(url).status_code in (403, 404)


def test_the_openings_of_a_round_take_as_many_queries_for_three_as_for_one() -> None:
    make_application(make_opening(seats=2))
    found = collected()

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            [str(line.opening.offering.site) for line in openings_listed(found)]
        return len(asked)

    one = queries()
    for _ in range(2):
        make_application(make_opening(seats=2))
    actions.collect_applications(found, by=PROGRAM, now=NOW)
    assert len(openings_listed(found)) == 3 and queries() == one
