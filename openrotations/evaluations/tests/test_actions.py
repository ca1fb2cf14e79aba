from datetime import UTC, datetime, timedelta

import pytest

from openrotations.common.actors import PROGRAM
from openrotations.common.refusals import Refused
from openrotations.evaluations import actions
from openrotations.evaluations.models import Evaluation
from openrotations.evaluations.tests.factories import answers_for, make_evaluations, written
from openrotations.logbook.tests.factories import DAY_ONE_NOON, as_preceptor, make_running_placement
from openrotations.notifications.models import Message
from openrotations.people.actions import change_address, confirm_address
from openrotations.placements.models import Placement
from openrotations.placements.signals import placement_ended, placement_started

pytestmark = pytest.mark.django_db
MIDPOINT_EVENING = datetime(2027, 1, 18, 22, tzinfo=UTC)
DAY = timedelta(days=1)


def mails(name: str) -> int:
    return Message.objects.filter(template=f"evaluations/mail/{name}.txt").count()


def ask_every_day(days: int, start: datetime = MIDPOINT_EVENING) -> None:
    for day in range(days):
        for hour in (0, 1):
            actions.ask_for_due_evaluations(by=PROGRAM, now=start + day * DAY + timedelta(hours=hour))


def test_a_started_rotation_has_four_evaluations_made_once() -> None:
    placement = make_running_placement()
    for _again in range(2):
        placement_started.send(Placement, placement=placement, by=PROGRAM, now=DAY_ONE_NOON)
    found = placement.evaluations.values_list("moment", "author", "form")
    assert sorted(found) == sorted(
        (moment, author, "rotation-v1/hands_on")
        for moment in ("midpoint", "final")
        for author in ("preceptor", "student")
    )


def test_an_observer_is_evaluated_on_the_observers_form() -> None:
    placement = make_running_placement()
    placement.offering.participation = "observation"
    placement.offering.save()
    assert make_evaluations(placement)["midpoint", "preceptor"].form == "rotation-v1/observation"


def test_nobody_is_asked_before_the_afternoon_of_the_due_day() -> None:
    make_evaluations()
    assert actions.ask_for_due_evaluations(by=PROGRAM, now=MIDPOINT_EVENING - timedelta(hours=1)) == 0


def test_preceptor_and_student_are_asked_once_and_the_link_is_not_for_the_student() -> None:
    made = make_evaluations()
    ask_every_day(1)
    assert (mails("ask_preceptor"), mails("ask_student")) == (1, 1)
    evaluation = Evaluation.objects.get(pk=made["midpoint", "preceptor"].pk)
    assert evaluation.link and evaluation.link.purpose == "evaluate"
    assert evaluation.link.not_for == evaluation.placement.student.person


def test_reminders_go_out_after_three_and_seven_days_then_stop() -> None:
    make_evaluations()
    counts = []
    for day in range(14):
        ask_every_day(1, MIDPOINT_EVENING + day * DAY)
        counts.append(Message.objects.filter(template="evaluations/mail/reminder.txt", link__isnull=False).count())
    assert counts == [0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2]


def test_after_three_weeks_it_lapses_and_the_office_is_told_once() -> None:
    made = make_evaluations()
    ask_every_day(23)
    assert Evaluation.objects.get(pk=made["midpoint", "preceptor"].pk).state == "lapsed"
    assert mails("lapsed") == 1


def test_a_late_answer_is_welcome() -> None:
    evaluation = make_evaluations()["midpoint", "preceptor"]
    ask_every_day(22)
    by = as_preceptor(evaluation.placement)
    actions.submit_evaluation(evaluation, **written(evaluation), by=by, now=MIDPOINT_EVENING + 25 * DAY)
    assert Evaluation.objects.get(pk=evaluation.pk).state == "submitted"


def test_a_preceptor_without_a_confirmed_address_is_not_asked() -> None:
    evaluation = make_evaluations()["midpoint", "preceptor"]
    preceptor = evaluation.placement.offering.preceptor
    preceptor.address_confirmed_at = None
    preceptor.save()
    ask_every_day(5)
    assert mails("ask_preceptor") == 0


def test_a_reminder_goes_to_no_address_that_is_not_confirmed_and_carries_a_link_that_works() -> None:
    evaluation = make_evaluations()["midpoint", "preceptor"]
    ask_every_day(1)
    preceptor = evaluation.placement.offering.preceptor
    change_address(preceptor, "new@host.example", by=PROGRAM, now=MIDPOINT_EVENING)
    ask_every_day(4)
    assert not Message.objects.filter(to_email="new@host.example").exists()
    confirm_address(preceptor, source="the hospital's own page", by=PROGRAM, now=MIDPOINT_EVENING)
    ask_every_day(1, MIDPOINT_EVENING + 4 * DAY)
    reminder = Message.objects.get(to_email="new@host.example")
    assert reminder.link and reminder.link.works_at(MIDPOINT_EVENING + 4 * DAY)


def test_a_draft_is_kept_and_can_be_unfinished() -> None:
    evaluation = make_evaluations()["midpoint", "preceptor"]
    by = as_preceptor(evaluation.placement)
    for words in ("Good", "Good order"):
        actions.save_draft(
            evaluation, answers={"reliability": 5, "unknown": 1}, keep=words, change="", by=by, now=MIDPOINT_EVENING
        )
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.answers, evaluation.keep) == ("drafted", {"reliability": 5}, "Good order")


def test_submitting_tells_the_student() -> None:
    evaluation = make_evaluations()["midpoint", "preceptor"]
    by = as_preceptor(evaluation.placement)
    actions.submit_evaluation(evaluation, **written(evaluation), by=by, now=MIDPOINT_EVENING)
    assert mails("ready") == 1
    with pytest.raises(Refused):
        actions.submit_evaluation(evaluation, **written(evaluation), by=by, now=MIDPOINT_EVENING)
    with pytest.raises(Refused):
        actions.save_draft(evaluation, answers={}, keep="", change="", by=by, now=MIDPOINT_EVENING)


def test_an_unfinished_form_is_refused_and_nothing_is_saved() -> None:
    evaluation = make_evaluations()["midpoint", "preceptor"]
    by = as_preceptor(evaluation.placement)
    with pytest.raises(Refused) as refused:
        actions.submit_evaluation(
            evaluation, answers={"reliability": 4}, keep="", change="", by=by, now=MIDPOINT_EVENING
        )
    assert len(refused.value.reasons) == len(answers_for(evaluation)) - 1 + 2
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.answers) == ("due", {})


def test_a_correction_is_a_new_version_beside_the_old_one() -> None:
    evaluation = make_evaluations()["midpoint", "preceptor"]
    by = as_preceptor(evaluation.placement)
    actions.submit_evaluation(evaluation, **written(evaluation, 4), by=by, now=MIDPOINT_EVENING)
    for rating in (3, 2):
        actions.correct_evaluation(evaluation, **written(evaluation, rating), by=by, now=MIDPOINT_EVENING + DAY)
    found = Evaluation.objects.filter(moment="midpoint", author="preceptor").order_by("version")
    assert [(each.version, each.answers["reliability"]) for each in found] == [(1, 4), (2, 3), (3, 2)]
    with pytest.raises(Refused):
        actions.correct_evaluation(evaluation, **written(evaluation), by=by, now=MIDPOINT_EVENING + 8 * DAY)


def test_a_preceptor_who_did_not_supervise_is_left_in_peace_and_the_office_told() -> None:
    evaluation = make_evaluations()["midpoint", "preceptor"]
    ask_every_day(1)
    actions.decline_evaluation(evaluation, by=as_preceptor(evaluation.placement), now=MIDPOINT_EVENING)
    ask_every_day(10)
    assert mails("not_supervised") == 1
    assert not Message.objects.filter(template="evaluations/mail/reminder.txt", link__isnull=False).exists()


def test_a_rotation_that_ended_early_asks_nobody_any_more() -> None:
    placement = make_evaluations()["final", "preceptor"].placement
    placement_ended.send(Placement, placement=placement, by=PROGRAM, now=DAY_ONE_NOON)
    assert set(placement.evaluations.values_list("state", flat=True)) == {"lapsed"}
    ask_every_day(3)
    assert not Message.objects.filter(template__startswith="evaluations/").exists()
