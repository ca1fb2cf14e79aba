from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from openrotations.applications.tests.factories import make_application, make_window
from openrotations.catalogue.tests.factories import make_opening
from openrotations.common.periods import Period
from openrotations.documents.tests.factories import make_document
from openrotations.onboarding import queries
from openrotations.onboarding.models import Task
from openrotations.onboarding.tests.factories import (
    make_asking_placement,
    make_confirmed_placement,
    make_insurance,
    make_tasks,
)
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.placements.models import Placement
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


INSURANCE: dict[str, dict[str, object]] = {"health_insurance": {"note": "It covers the USA."}, "tb_test": {}}


def test_the_student_sees_how_each_paper_stands_at_each_site(client: Client) -> None:
    placement = make_asking_placement(INSURANCE)
    person = placement.student.person
    make_insurance(person, date(2027, 1, 20))
    make_document(person, "tb_test", state="refused", refused_because="The second page is missing.")
    client.force_login(person)
    page = client.get(reverse("onboarding:papers")).content.decode()
    for words in (
        "It runs out on 20 Jan 2027",
        "It covers the USA.",
        "The second page is missing.",
        "0 of 2 papers fine",
    ):
        assert words in page
    tasks = client.get(reverse("onboarding:tasks", args=[placement.pk])).content.decode()
    assert "It runs out on 20 Jan 2027" in tasks and reverse("onboarding:papers") in tasks


def test_while_the_rotation_runs_a_lost_paper_can_be_brought_again(client: Client) -> None:
    placement = make_asking_placement({"cv": {}})
    for state in ("cleared", "active"):
        Placement.objects.filter(pk=placement.pk).update(state=state)
    client.force_login(placement.student.person)
    page = client.get(reverse("onboarding:tasks", args=[placement.pk])).content.decode()
    assert f"{reverse('documents:add')}?kind=cv" in page


def test_a_students_papers_take_as_many_queries_for_three_papers_as_for_one() -> None:
    placement = make_asking_placement(INSURANCE)
    person, counts = placement.student.person, []
    for _n in range(3):
        with CaptureQueriesContext(connection) as asked:
            assert queries.papers_for_sites(person)
        counts.append(len(asked))
        make_insurance(person, date(2027, 1, 20))
    assert len(set(counts)) == 1


def test_the_office_waives_with_a_reason_and_takes_it_back(client: Client) -> None:
    placement, coordinator = make_asking_placement(INSURANCE), make_staff(name="Alex Sample")
    task = placement.tasks.get(kind="tb_test")
    client.force_login(coordinator)
    waive = reverse("onboarding:waive_task", args=[task.pk])
    assert client.post(waive, {"because": ""}).status_code == 422
    client.post(waive, {"because": "The host tests on day one."})
    for person in (coordinator, placement.student.person):
        client.force_login(person)
        page = client.get(reverse("onboarding:tasks", args=[placement.pk])).content.decode()
        assert "Alex Sample" in page and "The host tests on day one." in page
    assert client.post(waive, {"because": "I want to."}).status_code == 404
    client.force_login(coordinator)
    client.post(reverse("onboarding:take_waiver_back", args=[task.pk]))
    assert Task.objects.get(pk=task.pk).waived_at is None


def test_the_board_shows_who_starts_soon_what_is_missing_and_whose_turn(client: Client) -> None:
    now = timezone.now()
    days, student = Period.of_weeks(now.date() + timedelta(days=20), 4), make_student()
    make_window(student, days)
    application = make_application(opening := make_opening(days), student=student, state="placed")
    asked: dict[str, dict[str, object]] = {"deans_letter": {"who": "registrar"}}
    placement = make_asking_placement(asked, opening=opening, application=application)
    client.force_login(make_staff())
    board = reverse("onboarding:clearance")
    page = client.get(board).content.decode()
    assert escape(placement.student.person.full_name) in page and "Dean’s letter" in page and "the school" in page
    link = reverse("onboarding:tasks", args=[placement.pk])
    assert link not in client.get(board, {"weeks": "2"}).content.decode()
    for whose, is_there in (("registrar", True), ("host", False)):
        page = client.get(board, {"weeks": "8", "whose": whose}).content.decode()
        assert (link in page) is is_there, whose
    client.force_login(placement.student.person)
    assert client.get(board).status_code == 404


def test_the_board_takes_as_many_queries_for_three_rows_as_for_one() -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert queries.board(list(queries.placements_starting(date(2026, 12, 20), weeks=8)), now=timezone.now())
        return len(asked)

    make_asking_placement(INSURANCE)
    first = count()
    for _n in range(2):
        make_asking_placement(INSURANCE)
    assert count() == first


def test_the_day_one_pack_says_where_whom_to_ask_for_and_what_to_bring(client: Client) -> None:
    placement = make_asking_placement({"identity": {"note": "Bring it."}, "mmr": {}})
    placement.day_one_contact = "Front desk, second floor"
    placement.save()
    client.force_login(placement.student.person)
    address = reverse("onboarding:day_one", args=[placement.pk])
    page = client.get(address).content.decode()
    for words in ("Front desk, second floor", placement.offering.site.street, "Passport", "Not cleared yet"):
        assert words in page
    assert "Measles" not in page
    file = client.get(reverse("onboarding:day_one_file", args=[placement.pk]))
    assert b"".join(file.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    client.force_login(make_student().person)
    assert client.get(address).status_code == 404


def test_before_the_host_has_said_yes_there_is_no_day_one(client: Client) -> None:
    placement = make_confirmed_placement(state="accepted")
    client.force_login(placement.student.person)
    assert client.get(reverse("onboarding:day_one", args=[placement.pk])).status_code == 404
    assert client.get(reverse("onboarding:tasks", args=[placement.pk])).status_code == 200
