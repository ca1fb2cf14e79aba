"""What the office changes of a site, an offering or its policies reaches clearances by the worker, not at night."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest import mock

import pytest
from django.dispatch import Signal
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from openrotations.catalogue.signals import entry_conditions_changed
from openrotations.hosts.actions import change_site
from openrotations.hosts.signals import site_facts_changed
from openrotations.office.queries import the_programme
from openrotations.office.signals import policies_changed
from openrotations.onboarding import receivers
from openrotations.onboarding.queries import placements_concerned
from openrotations.onboarding.tests.factories import IN_DECEMBER, make_confirmed_placement
from openrotations.onboarding.tests.test_clearance_rules import cleared
from openrotations.people.access import actor_of
from openrotations.people.tests.factories import make_staff
from openrotations.placements.models import Placement
from openrotations.schools.models import Student
from tests.journeys.worker import Worker
from tests.page_forms import posting_forms

pytestmark = pytest.mark.django_db
CLEARED = "Cleared for day one"


def director_changes(client: Client, path: str, **values: str) -> None:
    """Open the page of this form, type these values, and send it."""
    client.force_login(make_staff("director"))
    form = next(
        form for form in posting_forms(client.get(path).content.decode(), path) if set(values) <= set(form.kinds)
    )
    answer = client.post(form.action, {**form.values, **values})
    assert answer.status_code == 302, answer.content.decode()


def students_page(client: Client, placement: Placement) -> str:
    client.force_login(placement.student.person)
    return client.get(reverse("onboarding:tasks", args=[placement.pk])).content.decode()


def to_florida(client: Client, placement: Placement) -> None:
    """The office had state and kind wrong: Florida has electives at hospitals only."""
    path = reverse("hosts:edit_site", args=[placement.offering.site_id])
    director_changes(client, path, state="FL", kind="clinic")


def much_earlier(client: Client, placement: Placement) -> None:
    director_changes(client, reverse("catalogue:entry_conditions", args=[placement.offering_id]), lead_weeks="52")


def graduates_observe(client: Client, placement: Placement) -> None:
    director_changes(client, reverse("desk:settings"), graduates_may="observe")


def of_a_graduate() -> Placement:
    """A cleared graduate who takes part in care, as the office lets graduates do."""
    with mock.patch(
        "openrotations.onboarding.queries.findings.findings_about", lambda rows, today: {row.pk: [] for row in rows}
    ):
        placement = cleared()
    programme = the_programme()
    programme.graduates_may = "hands_on"
    programme.save()
    Student.objects.filter(pk=placement.student_id).update(status="graduate", graduation_on="2025-07-01")
    background = placement.student.background
    background.residence = "citizen"
    background.save()
    return placement


@contextmanager
def unheard(signal: Signal, listener: Callable[..., object]) -> Iterator[None]:
    """Nobody announces it."""
    assert signal.disconnect(listener)
    try:
        yield
    finally:
        signal.connect(listener)


type Change = tuple[Callable[[], Placement], Callable[[Client, Placement], None], str, Signal, Callable[..., object]]
CHANGES: dict[str, Change] = {
    "site": (cleared, to_florida, "The site is no hospital with both.", site_facts_changed, receivers.settle_at_site),
    "offering": (cleared, much_earlier, "the host needs 52", entry_conditions_changed, receivers.settle_in_offering),
    "policies": (
        of_a_graduate, graduates_observe, "A graduate observes", policies_changed, receivers.settle_under_new_policies,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_after_the_worker_ran_the_students_page_says_what_the_change_means(client: Client, name: str) -> None:
    make, change, told, _signal, _listener = CHANGES[name]
    placement = make()
    before = students_page(client, placement)
    assert CLEARED in before and told not in before
    change(client, placement)
    assert CLEARED in students_page(client, placement)  # nothing is settled within the office's request
    Worker().work()
    after = students_page(client, placement)
    assert CLEARED not in after and told in after


@pytest.mark.parametrize("name", CHANGES)
def test_where_nobody_announces_it_the_page_still_says_cleared(client: Client, name: str) -> None:
    make, change, told, signal, listener = CHANGES[name]
    placement = make()
    with unheard(signal, listener):
        change(client, placement)
        Worker().work()
    after = students_page(client, placement)
    assert CLEARED in after and told not in after


def test_changed_back_the_student_is_cleared_again(client: Client) -> None:
    placement, worker = cleared(), Worker()
    much_earlier(client, placement)
    worker.work()
    director_changes(client, reverse("catalogue:entry_conditions", args=[placement.offering_id]), lead_weeks="")
    worker.work()
    assert CLEARED in students_page(client, placement)


def test_what_no_rule_asks_gives_the_worker_nothing_to_do(client: Client) -> None:
    placement = cleared()
    director_changes(client, reverse("hosts:edit_site", args=[placement.offering.site_id]), street="2 Other Street")
    director_changes(client, reverse("desk:settings"), opening_hours="Mon–Fri 8:00–16:00")
    path = reverse("catalogue:entry_conditions", args=[placement.offering_id])
    director_changes(client, path, lead_weeks="")
    assert not ProcrastinateJob.objects.filter(task_name="settle_clearances").exists()


def test_another_state_of_a_site_concerns_everybody_of_the_schools_that_are_there() -> None:
    placement, other, stranger = cleared(), make_confirmed_placement(), make_confirmed_placement()
    Student.objects.filter(pk=other.student_id).update(school=placement.student.school)
    found = set(placements_concerned(site_id=str(placement.offering.site_id)))
    assert found == {placement, other} and stranger not in found


def test_many_placements_get_their_tasks_by_the_worker_and_few_at_once(client: Client) -> None:
    few, many = cleared(), cleared()
    values = {"not_older_than_days": "90"}
    path = reverse("catalogue:site_requirement", args=[few.offering.site_id, "tb_test"])
    director_changes(client, path, **values)
    assert "Tuberculosis test" in students_page(client, few)
    with mock.patch("openrotations.onboarding.receivers.MOST_AT_ONCE", 0):
        path = reverse("catalogue:site_requirement", args=[many.offering.site_id, "tb_test"])
        director_changes(client, path, **values)
    assert CLEARED in students_page(client, many)
    Worker().work()
    after = students_page(client, many)
    assert CLEARED not in after and "Tuberculosis test" in after


def test_the_worker_leaves_alone_what_has_begun() -> None:
    placement = cleared()
    Placement.objects.filter(pk=placement.pk).update(state="active")
    by = actor_of(make_staff("director"))
    change_site(placement.offering.site, {"state": "FL", "kind": "clinic"}, by=by, now=IN_DECEMBER + timedelta(days=40))
    Worker().work()
    placement.refresh_from_db()
    assert placement.state == "active" and not placement.tasks.exclude(rule="").exists()
