import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from openrotations.onboarding.models import Task
from openrotations.onboarding.tests.factories import make_tasks
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.schools.tests.factories import make_student

pytestmark = pytest.mark.django_db


def test_the_student_reads_the_tasks_and_says_that_one_is_done(client: Client) -> None:
    task = make_tasks()[0]
    client.force_login(task.placement.student.person)
    page = client.get(reverse("onboarding:tasks", args=[task.placement_id]))
    assert escape(task.title) in page.content.decode()
    answer = client.post(reverse("onboarding:state_task", args=[task.pk]), follow=True)
    assert "The office checks" in answer.content.decode()


def test_another_student_and_a_stranger_are_told_nothing(client: Client) -> None:
    task = make_tasks()[0]
    address = reverse("onboarding:tasks", args=[task.placement_id])
    assert client.get(address).status_code == 302
    for person in (make_student().person, make_person()):
        client.force_login(person)
        assert client.get(address).status_code == 404
        assert client.post(reverse("onboarding:state_task", args=[task.pk])).status_code == 404
        assert client.post(reverse("onboarding:check_task", args=[task.pk])).status_code == 404


def test_a_student_cannot_check_their_own_task(client: Client) -> None:
    task = make_tasks()[0]
    client.force_login(task.placement.student.person)
    answer = client.post(reverse("onboarding:check_task", args=[task.pk]), {"decision": "checked"})
    assert answer.status_code == 404
    assert Task.objects.get(pk=task.pk).checked_at is None


def test_the_office_checks_and_opens_again(client: Client) -> None:
    task = make_tasks()[0]
    client.force_login(make_staff())
    address = reverse("onboarding:check_task", args=[task.pk])
    client.post(address, {"decision": "checked"})
    assert Task.objects.get(pk=task.pk).checked_at
    answer = client.post(address, {"decision": "open", "because": ""})
    assert answer.status_code == 422
    client.post(address, {"decision": "open", "because": "It is not signed."})
    assert Task.objects.get(pk=task.pk).checked_at is None
    assert client.post(address, {"decision": "maybe"}).status_code == 404
