"""The home school's word on each placement, where its policy is to give one; and the result that goes back."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.consents.models import Kind
from openrotations.consents.tests.factories import make_version
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.placements import actions
from openrotations.placements.models import Placement, SchoolApproval
from openrotations.placements.queries.approvals import (
    approval_gap,
    needs_about_approvals,
    turns_about_approval,
    turns_about_release,
)
from openrotations.placements.queries.consequences import consequences_of
from openrotations.placements.queries.requests import Wish
from openrotations.placements.receivers import send_result_to_school
from openrotations.placements.signals import school_answered
from openrotations.placements.states import PlacementState
from openrotations.placements.tests.factories import make_placement, office_hours
from openrotations.placements.tests.test_requests import placed
from openrotations.schools.models import Policy, Registrar
from openrotations.schools.tests.factories import make_registrar

pytestmark = pytest.mark.django_db
NOW = office_hours()


def approving(placement: Placement | None = None, **values: Any) -> tuple[Placement, Registrar]:
    """A placement of a student whose school approves each, and the registrar there."""
    placement = placement or make_placement()
    defaults = {"approves_each": True, "source": "a test", "checked_on": date(2026, 11, 1)}
    Policy.objects.create(school=placement.student.school, **{**defaults, **values})
    return placement, make_registrar(placement.student.school)


def asked(placement: Placement) -> SchoolApproval:
    approval = actions.ask_school_to_approve(placement, by=PROGRAM, now=NOW)
    assert approval is not None
    return approval


def answer(approval: SchoolApproval, registrar: Registrar, is_approved: bool, note: str = "") -> None:
    by = Actor("link", str(registrar.pk), "registrar")
    seen = approval.placement.dates
    actions.answer_for_school(
        approval, registrar=registrar, is_approved=is_approved, note=note, dates=seen, by=by, now=NOW
    )


def mails(name: str) -> list[str]:
    found = Message.objects.filter(template=f"placements/mail/{name}.txt").order_by("queued_at")
    return list(found.values_list("to_email", flat=True))


def test_a_school_that_leaves_it_to_its_students_is_not_asked() -> None:
    placement, _registrar = approving(approves_each=False)
    assert actions.ask_school_to_approve(placement, by=PROGRAM, now=NOW) is None
    assert approval_gap(placement) == []


def test_a_graduate_needs_no_approval() -> None:
    placement, _registrar = approving()
    placement.student.status = "graduate"
    assert actions.ask_school_to_approve(placement, by=PROGRAM, now=NOW) is None


def test_the_registrar_is_asked_once_by_the_page_of_all_students() -> None:
    placement, registrar = approving()
    approval = asked(placement)
    assert asked(placement) == approval
    assert mails("approve_placement") == [registrar.email]
    message = Message.objects.get(template="placements/mail/approve_placement.txt")
    assert message.link is not None
    assert (message.link.purpose, message.link.subject_id) == ("school-students", placement.student.school_id)
    assert [reason.code for reason in approval_gap(placement)] == ["school-asked"]


def test_two_questions_lead_to_one_link() -> None:
    first, registrar = approving()
    second = make_placement()
    type(second.student).objects.filter(pk=second.student.pk).update(school=first.student.school)
    second.student.refresh_from_db()
    asked(first), asked(second)
    links = set(Message.objects.filter(to_email=registrar.email).values_list("link", flat=True))
    assert len(links) == 1


def test_where_no_registrar_can_be_reached_the_office_is_told() -> None:
    placement, registrar = approving()
    Registrar.objects.filter(pk=registrar.pk).update(address_source="")
    asked(placement)
    assert mails("approve_placement") == []
    assert len(mails("no_registrar")) == 1


def test_a_longer_stay_is_said_to_be_asked_of_the_school_again() -> None:
    placement, _registrar = approving(placed())
    dates = placement.dates
    longer = Wish("extend", Period(dates.first, dates.last + timedelta(weeks=2)))
    shorter = Wish("shorten", Period(dates.first, dates.last - timedelta(weeks=2)))

    def is_asked_again(wish: Wish) -> bool:
        said = " ".join(str(line.text) for line in consequences_of(placement, wish, NOW).lines)
        assert "Inside an approved window" in said
        return "it is asked again" in said

    assert is_asked_again(longer) and not is_asked_again(shorter)
    Policy.objects.update(approves_each=False)
    assert not is_asked_again(longer)


def test_nobody_approves_dates_that_they_have_not_seen() -> None:
    placement, registrar = approving()
    approval, seen = asked(placement), placement.dates
    Placement.objects.filter(pk=placement.pk).update(period=Period(seen.first, seen.last - timedelta(weeks=1)).stored)
    with pytest.raises(Refused) as refused:
        answer(approval, registrar, True)
    assert [reason.code for reason in refused.value.reasons] == ["other-dates"]
    placement = Placement.objects.get(pk=placement.pk)
    answer(placement.school_approval, registrar, True)
    assert placement.school_approval.approved_dates in (None, placement.dates)
    assert Placement.objects.get(pk=placement.pk).school_approval.approved_dates == placement.dates


def test_a_school_that_leaves_it_to_its_students_by_now_holds_nobody_up() -> None:
    placement, _registrar = approving()
    asked(placement)
    assert [reason.code for reason in approval_gap(placement)] == ["school-asked"]
    Policy.objects.update(approves_each=False)
    assert approval_gap(placement) == []


def test_the_placement_is_locked_before_the_question() -> None:
    placement, registrar = approving()
    approval = asked(placement)
    with CaptureQueriesContext(connection) as done:
        answer(approval, registrar, True)
    locked = [query["sql"].split(" FROM ")[1].split()[0] for query in done if "FOR" in query["sql"].split("WHERE")[-1]]
    tables = [name.strip('"') for name in locked if "application" in name or "placement" in name]
    assert tables.index("applications_application") < tables.index("placements_schoolapproval")


def test_a_yes_is_told_to_the_student_and_announced() -> None:
    placement, registrar = approving()
    heard: list[str] = []

    def hear(sender: object, *, placement: Placement, **unused: Any) -> None:
        heard.append(placement.school_approval.state)

    school_answered.connect(hear)
    try:
        answer(asked(placement), registrar, True, " With pleasure. ")
    finally:
        school_answered.disconnect(hear)
    placement.refresh_from_db()
    assert heard == ["approved"]
    assert placement.school_approval.note == "With pleasure."
    assert mails("school_said") == [placement.student.person.email]
    assert mails("school_said_no") == []
    assert approval_gap(placement) == [] and turns_about_approval(placement) == []


def test_a_no_is_the_offices_turn_and_can_be_asked_again() -> None:
    placement, registrar = approving()
    approval = asked(placement)
    answer(approval, registrar, False)
    placement.refresh_from_db()
    assert len(mails("school_said_no")) == 1
    assert [turn.who for turn in turns_about_approval(placement)] == ["office"]
    assert [need.code for need in needs_about_approvals(NOW)] == ["school-refused"]
    actions.ask_school_again(approval, by=PROGRAM, now=NOW)
    placement.refresh_from_db()
    assert [turn.who for turn in turns_about_approval(placement)] == ["registrar"]
    answer(approval, registrar, True)
    with pytest.raises(Refused) as refused:
        actions.ask_school_again(approval, by=PROGRAM, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["approved"]


def test_a_silent_school_is_the_offices_need_after_a_week() -> None:
    placement, _registrar = approving()
    asked(placement)
    assert needs_about_approvals(NOW + timedelta(days=6)) == []
    assert [need.code for need in needs_about_approvals(NOW + timedelta(days=8))] == ["school-silent"]


def test_an_answer_counts_once_and_only_of_the_own_school() -> None:
    placement, registrar = approving()
    approval = asked(placement)
    with pytest.raises(Refused) as refused:
        answer(approval, make_registrar(), True)
    assert [reason.code for reason in refused.value.reasons] == ["not-own-school"]
    answer(approval, registrar, True)
    with pytest.raises(Refused) as refused:
        answer(approval, registrar, False)
    assert [reason.code for reason in refused.value.reasons] == ["answered"]


def test_a_placement_that_ended_is_not_approved_any_more() -> None:
    placement, registrar = approving()
    approval = asked(placement)
    Placement.objects.filter(pk=placement.pk).update(state=PlacementState.CANCELLED)
    with pytest.raises(Refused) as refused:
        answer(approval, registrar, True)
    assert [reason.code for reason in refused.value.reasons] == ["over"]


def extended(weeks: int) -> Placement:
    """A running rotation of four weeks, approved by its school, that now takes so many."""
    make_programme()
    placement, registrar = approving(placed(PlacementState.ACTIVE))
    answer(asked(placement), registrar, True)
    longer = Wish("extend", Period.of_weeks(placement.dates.first, weeks))
    request = actions.ask_office(placement, longer, by=PROGRAM, now=timezone.now())
    actions.grant_request(request, by=PROGRAM, now=timezone.now())
    return Placement.objects.get(pk=placement.pk)


def test_days_beyond_those_approved_are_asked_about_anew() -> None:
    placement = extended(6)
    approval, was = placement.school_approval, Period.of_weeks(placement.dates.first, 4)
    assert (approval.state, approval.answered_at, approval.approved_dates) == ("asked", None, was)
    assert mails("approve_dates") == [registrar.email for registrar in placement.student.school.registrars.all()]
    assert [turn.who for turn in turns_about_approval(placement)] == ["registrar"]
    answer(approval, placement.student.school.registrars.get(), True)
    approval.refresh_from_db()
    assert (approval.state, approval.approved_dates) == ("approved", placement.dates)


def test_days_inside_those_approved_are_not_asked_about() -> None:
    placement = extended(6)
    answer(placement.school_approval, placement.student.school.registrars.get(), True)
    placement.refresh_from_db()
    actions.ask_school_about_dates(placement, Period.of_weeks(placement.dates.first, 4), by=PROGRAM, now=NOW)
    placement.school_approval.refresh_from_db()
    assert placement.school_approval.state == "approved"
    assert len(mails("approve_dates")) == 1


def test_where_no_days_were_kept_those_of_the_placement_count_as_approved() -> None:
    placement, registrar = approving()
    approval = asked(placement)
    answer(approval, registrar, True)
    SchoolApproval.objects.filter(pk=approval.pk).update(period=None)
    actions.ask_school_about_dates(placement, placement.dates, by=PROGRAM, now=NOW)
    assert mails("approve_dates") == []
    shorter = Period(placement.dates.first, placement.dates.first)
    actions.ask_school_about_dates(placement, shorter, by=PROGRAM, now=NOW)
    assert mails("approve_dates") == [registrar.email]


@pytest.mark.parametrize(
    ("policy", "told"),
    [({"gives_credit": True}, 1), ({"evaluation_back": "ours"}, 1), ({"evaluation_back": "none"}, 0), ({}, 0)],
)
def test_a_school_that_gives_credit_hears_of_the_result(policy: dict[str, Any], told: int) -> None:
    placement, _registrar = approving(**policy)
    send_result_to_school(Placement, placement=placement, by=PROGRAM, now=NOW)
    assert len(mails("school_result")) == told


def test_a_student_is_asked_whether_the_school_reads_the_evaluation() -> None:
    placement, _registrar = approving(evaluation_back="ours")
    assert turns_about_release(placement, timezone.localdate()) == []  # nobody has published what is asked
    make_version(Kind.RELEASE)
    assert [turn.code for turn in turns_about_release(placement, timezone.localdate())] == ["release"]
    other, _registrar = approving()
    assert turns_about_release(other, timezone.localdate()) == []
