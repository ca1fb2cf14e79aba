"""The last seats of a wanted opening, against the real server: 4,000 attempts from 200 students."""

from pathlib import Path

import pytest
from django.urls import reverse

from openrotations.applications.tests.factories import make_application
from openrotations.audit.queries import chain_faults
from openrotations.catalogue.models import Opening
from openrotations.catalogue.tests.factories import make_opening
from openrotations.office.tests.factories import make_programme
from openrotations.placements.models import Placement
from openrotations.placements.tests.races import without_constraint
from openrotations.schools.tests.factories import make_school, make_student
from tests.load.clients import cookie_of, post_from_all, server

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS, TIMES, SEATS = 200, 20, 3
SEE_OTHER, REFUSED = 302, 422


def make_students(count: int) -> tuple[Opening, list[str]]:
    """An opening of three seats, and the cookies of so many students who may take one."""
    make_programme()
    opening, school = make_opening(seats=SEATS), make_school()
    applications = [make_application(opening, student=make_student(school=school)) for _ in range(count)]
    return opening, [cookie_of(application) for application in applications]


def test_four_thousand_attempts_on_three_seats_give_exactly_three(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opening, cookies = make_students(CLIENTS)
    path = reverse("placements:take_free_seat", args=[opening.pk])
    with server(monkeypatch, tmp_path / "web.log") as port:
        tally = post_from_all(port, path, cookies, times=TIMES)
    print(f"\n{CLIENTS * TIMES} attempts, {tally.rate:.0f} a second, the slowest {tally.slowest:.1f} s")
    assert tally.statuses == {SEE_OTHER: SEATS, REFUSED: CLIENTS * TIMES - SEATS}
    assert sorted(Placement.objects.values_list("seat", flat=True)) == [1, 2, 3]
    assert list(chain_faults()) == []


def test_the_same_without_lock_and_constraint_oversells(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The twin: with its guards taken away, the same server gives away more seats than there are."""
    opening, cookies = make_students(40)
    path = reverse("placements:take_free_seat", args=[opening.pk])
    with without_constraint("placements_placement", "placements_seat_once_a_day"):
        with server(monkeypatch, tmp_path / "web.log", application="tests.load.unguarded:application") as port:
            post_from_all(port, path, cookies, times=2)
        given = Placement.objects.filter(opening=opening).count()
    print(f"\nwithout the guards: {given} students on {SEATS} seats")
    assert given > SEATS
