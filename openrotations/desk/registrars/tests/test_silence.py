"""A school that does not answer is asked again after 7 and 14 days; after 21 the office is told; each exactly once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from openrotations.applications.actions import answer_school, ask_school
from openrotations.applications.models import SchoolConfirmation
from openrotations.applications.states import WindowState
from openrotations.applications.tests.factories import make_window
from openrotations.common.actors import PROGRAM
from openrotations.desk import tasks
from openrotations.desk.models import SchoolReminder
from openrotations.desk.registrars import actions
from openrotations.desk.registrars.rules import stages_due
from openrotations.notifications.models import Message
from openrotations.notifications.rendering import LINK_MARK
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import SignedLink
from openrotations.people.tokens import token_for
from openrotations.placements.models import Placement, SchoolApproval
from openrotations.placements.states import PlacementState
from openrotations.placements.tests.factories import make_placement
from openrotations.schools import actions as schools
from openrotations.schools.models import Registrar, School, Student
from openrotations.schools.tests.factories import make_registrar, make_school, make_student

pytestmark = pytest.mark.django_db
ASKED = datetime(2027, 3, 1, 16, tzinfo=UTC)
AGAIN, APPROVE, OFFICE = (
    f"desk/mail/{name}.txt" for name in ("school_question_again", "approve_again", "school_silent")
)


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def asked_student(registrar: Registrar | None = None, status: str = "enrolled") -> SchoolConfirmation:
    registrar = registrar or make_registrar()
    student = make_student(school=registrar.school, enrolment=Student.Enrolment.STATED, status=status)
    make_window(student, state=WindowState.STATED)
    return ask_school(student, registrar, by=PROGRAM, now=ASKED)


def asked_placement(school: School | None = None) -> SchoolApproval:
    placement = make_placement(state=PlacementState.CONFIRMED)
    if school:
        Student.objects.filter(pk=placement.student.pk).update(school=school)
        placement = Placement.objects.get(pk=placement.pk)
    elif not placement.student.school.registrars.exists():
        make_registrar(placement.student.school)
    return SchoolApproval.objects.create(placement=placement, asked_at=ASKED)


def sweep(day: int) -> list[tuple[str, str]]:
    """What one day's sweep sends: template and address."""
    before = set(Message.objects.values_list("pk", flat=True))
    actions.remind_registrars(ASKED + timedelta(days=day))
    sent = Message.objects.exclude(pk__in=before).order_by("template", "to_email")
    return [(row.template, row.to_email) for row in sent]


def test_a_silent_school_is_asked_twice_and_then_the_office_is_told_each_once() -> None:
    confirmation = asked_student()
    registrar = confirmation.registrar.email
    found = {day: sent for day in range(60) if (sent := sweep(day))}
    assert list(found) == [7, 14, 21]
    assert found[7] == found[14] == [(AGAIN, registrar)]
    assert [template for template, _to in found[21]] == [OFFICE]
    message = Message.objects.get(template=OFFICE)
    assert str(confirmation.student.person) in message.text and registrar not in message.to_email


def test_the_reminder_leads_to_the_very_question(client: Client) -> None:
    confirmation = asked_student()
    assert sweep(7)
    message = Message.objects.get(template=AGAIN)
    assert message.link is not None and LINK_MARK in message.action_url
    confirmation.refresh_from_db()
    assert message.link == confirmation.link, "the link in the first mail goes on working"


def test_a_sweep_twice_a_day_or_weeks_late_tells_nobody_anything_twice() -> None:
    asked_student()
    assert [len(sweep(day)) for day in (7, 7, 7)] == [1, 0, 0]
    late = asked_student()
    assert sorted(template for template, _to in sweep(40)) == sorted([AGAIN, OFFICE, AGAIN, OFFICE])
    assert SchoolReminder.objects.filter(confirmation=late).count() == 3
    assert sweep(41) == []


def test_twin_without_the_rows_everybody_is_told_again() -> None:
    asked_student()
    assert sweep(7)
    SchoolReminder.objects.all().delete()
    assert sweep(7)


def test_placements_that_wait_come_in_one_mail_a_registrar() -> None:
    first = asked_placement()
    second = asked_placement(first.placement.student.school)
    [(template, _to)] = sweep(7)
    text = Message.objects.get(template=APPROVE).text
    assert template == APPROVE
    assert str(first.placement.student.person) in text and str(second.placement.student.person) in text


def test_an_answer_or_an_end_stops_the_asking() -> None:
    answered, ended = asked_student(), asked_placement()
    answer_school(answered, is_enrolled=True, windows={}, note="", by=PROGRAM, now=ASKED + timedelta(days=2))
    Placement.objects.filter(pk=ended.placement.pk).update(state=PlacementState.CANCELLED)
    assert [sweep(day) for day in (7, 14, 21)] == [[], [], []]


def test_a_question_asked_anew_starts_from_its_new_day() -> None:
    approval = asked_placement()
    assert sweep(7) and sweep(14)
    SchoolApproval.objects.filter(pk=approval.pk).update(asked_at=ASKED + timedelta(days=15))
    assert sweep(21) == []
    assert [template for template, _to in sweep(22)] == [APPROVE]


def test_a_question_that_waits_for_the_address_is_not_counted_from_before_it_was_sent() -> None:
    registrar = make_registrar(address_confirmed_at=None, address_source="")
    confirmation = asked_student(registrar)
    assert confirmation.link is None and sweep(30) == []
    schools.confirm_registrar(registrar, source="a page", by=PROGRAM, now=ASKED + timedelta(days=30))
    assert sweep(36) == []
    assert [template for template, _to in sweep(37)] == [AGAIN]


def test_a_student_who_left_for_another_school_is_no_business_of_the_old_one() -> None:
    confirmation = asked_student()
    Student.objects.filter(pk=confirmation.student.pk).update(school=make_school())
    assert sweep(30) == []


def test_the_rule_names_each_stage_once() -> None:
    assert stages_due(days=6, settled=()) == []
    assert stages_due(days=7, settled=()) == [7]
    assert stages_due(days=20, settled={7}) == [14]
    assert stages_due(days=90, settled={7, 14, 21}) == []


def test_a_registrar_whose_link_ended_finds_the_way_back_to_the_question(client: Client) -> None:
    for status in ("enrolled", "graduate"):
        confirmation = asked_student(status=status)
        SignedLink.objects.filter(subject_id=confirmation.pk).update(expires_at=timezone.now() - timedelta(days=1))
        ended = client.get(_path(confirmation.link, "school"))
        assert ended.status_code == 410
        assert 'href="/schools/page/"' in ended.content.decode()
        assert client.post("/schools/page/", {"email": confirmation.registrar.email}).status_code == 302
        mail = Message.objects.filter(template="schools/mail/school_page.txt").latest("queued_at")
        path = _path(mail.link, "students")
        page = client.get(path).content.decode()
        assert f"{path}questions/{confirmation.pk}/" in page
        opened = client.post(f"{path}questions/{confirmation.pk}/", follow=True)
        assert opened.status_code == 200 and str(confirmation.student.person) in opened.content.decode()
        confirmation.refresh_from_db()
        assert opened.redirect_chain == [(_path(confirmation.link, "school"), 302)]


def test_a_registrar_opens_nobody_elses_question(client: Client) -> None:
    own, other = asked_student(), asked_student()
    colleague = make_registrar(own.registrar.school)
    link = schools.page_link(colleague, by=PROGRAM, now=timezone.now())
    for question in (own, other):
        assert client.post(f"{_path(link, 'students')}questions/{question.pk}/").status_code == 404


def test_a_host_whose_link_ended_is_not_sent_to_the_registrars_page(client: Client) -> None:
    confirmation = asked_student()
    SignedLink.objects.filter(subject_id=confirmation.pk).update(
        expires_at=timezone.now() - timedelta(days=1), holder_kind="preceptor"
    )
    assert "/schools/page/" not in client.get(_path(confirmation.link, "school")).content.decode()


def test_the_job_does_the_sweep() -> None:
    confirmation = asked_student()
    long_ago = timezone.now() - timedelta(days=8)
    SchoolConfirmation.objects.filter(pk=confirmation.pk).update(asked_at=long_ago)
    Registrar.objects.update(address_confirmed_at=long_ago)
    tasks.remind_registrars(timestamp=0)
    assert Message.objects.filter(template=AGAIN).exists()


def _path(link: SignedLink | None, page: str) -> str:
    assert link is not None
    return f"/l/{token_for(link.pk, link.salt)}/{page}/"
