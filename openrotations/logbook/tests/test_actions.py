from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from openrotations.common.actors import PROGRAM
from openrotations.common.refusals import Refused
from openrotations.logbook import actions
from openrotations.logbook.models import Day
from openrotations.logbook.signals import days_signed
from openrotations.logbook.states import DayState
from openrotations.logbook.tests.factories import (
    DAY_ONE_NOON,
    FIRST_FRIDAY_AFTERNOON,
    MONDAY,
    as_preceptor,
    as_student,
    make_day,
    make_running_placement,
)
from openrotations.notifications.models import Message
from openrotations.placements.models import Placement
from openrotations.placements.tests.factories import make_placement

pytestmark = pytest.mark.django_db


def report(placement: Placement, on: date = MONDAY, **values: object) -> Day:
    given = {"kind": "present", "hours": Decimal(8), "reason": "", "now": DAY_ONE_NOON, **values}
    return actions.report_day(placement, on=on, by=as_student(placement.student.person), **given)  # type: ignore[arg-type]


def refused_codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in error.value.reasons]


def test_arriving_starts_the_rotation() -> None:
    placement = make_placement(state="cleared")
    actions.confirm_arrival(placement, by=as_student(placement.student.person), now=DAY_ONE_NOON)
    placement.refresh_from_db()
    assert (placement.state, placement.arrived_at) == ("active", DAY_ONE_NOON)


def test_day_one_starts_at_midnight_of_the_site_not_of_the_server() -> None:
    placement = make_placement(state="cleared")
    still_sunday = datetime(2027, 1, 4, 5, 59, tzinfo=UTC)
    with pytest.raises(Refused) as refused:
        actions.confirm_arrival(placement, by=as_student(placement.student.person), now=still_sunday)
    assert refused_codes(refused) == ["before-day-one"]
    actions.confirm_arrival(placement, by=as_student(placement.student.person), now=still_sunday + timedelta(minutes=1))


def test_one_row_a_day_however_often_it_is_reported() -> None:
    placement = make_running_placement()
    report(placement)
    report(placement, hours=Decimal("7.5"))
    assert [day.hours for day in placement.days.all()] == [Decimal("7.5")]


def test_an_absent_day_has_a_reason_and_no_hours() -> None:
    placement = make_running_placement()
    day = report(placement, kind="absent", reason="Ill, told the practice")
    assert [day.hours, day.reason] == [0, "Ill, told the practice"]
    day = report(placement, reason="left over")
    assert [day.hours, day.reason] == [8, ""]


def test_tomorrow_at_the_site_cannot_be_reported_though_it_is_tomorrow_already_elsewhere() -> None:
    placement = make_running_placement()
    with pytest.raises(Refused) as refused:
        report(placement, MONDAY + timedelta(days=1), now=datetime(2027, 1, 5, 5, 30, tzinfo=UTC))
    assert refused_codes(refused) == ["ahead"]
    assert not placement.days.exists()


def test_the_preceptor_signs_every_open_day_in_one_tap() -> None:
    placement = make_running_placement()
    make_day(placement, MONDAY)
    make_day(placement, MONDAY + timedelta(days=1))
    heard: list[object] = []
    days_signed.connect(lambda **said: heard.append(said["days"]), weak=False, dispatch_uid="test")
    signed = actions.sign_days(placement, seen_at=DAY_ONE_NOON, by=as_preceptor(placement), now=DAY_ONE_NOON)
    days_signed.disconnect(dispatch_uid="test")
    assert {day.state for day in placement.days.all()} == {DayState.SIGNED}
    assert {day.signed_by_id for day in placement.days.all()} == {placement.offering.preceptor_id}
    assert heard == [signed]


def test_a_day_changed_after_the_preceptor_saw_it_stays_open() -> None:
    placement = make_running_placement()
    make_day(placement, MONDAY)
    make_day(placement, MONDAY + timedelta(days=1), reported_at=DAY_ONE_NOON + timedelta(minutes=1))
    actions.sign_days(placement, seen_at=DAY_ONE_NOON, by=as_preceptor(placement), now=FIRST_FRIDAY_AFTERNOON)
    assert [day.state for day in placement.days.all()] == ["signed", "reported"]


def test_a_signed_day_cannot_be_changed() -> None:
    placement = make_running_placement()
    make_day(placement, state=DayState.SIGNED)
    with pytest.raises(Refused) as refused:
        report(placement, hours=Decimal(9))
    assert refused_codes(refused) == ["signed"]


def test_a_queried_day_is_corrected_and_waits_again() -> None:
    placement = make_running_placement()
    day = make_day(placement)
    actions.query_day(day, word="Half a day, I think.", by=as_preceptor(placement), now=DAY_ONE_NOON)
    assert "Half a day, I think." in Message.objects.get(template="logbook/mail/day_queried.txt").text
    day = report(placement, hours=Decimal(4))
    assert [day.state, day.query, day.hours] == ["reported", "", 4]


def test_the_student_asks_for_the_signature_once_a_day() -> None:
    placement = make_running_placement()
    make_day(placement)
    by = as_student(placement.student.person)
    link = actions.ask_for_signature(placement, by=by, now=DAY_ONE_NOON)
    assert (link.purpose, link.subject_id, link.not_for) == ("sign-days", placement.pk, placement.student.person)
    with pytest.raises(Refused) as refused:
        actions.ask_for_signature(placement, by=by, now=DAY_ONE_NOON + timedelta(hours=5))
    assert refused_codes(refused) == ["asked-today"]
    actions.ask_for_signature(placement, by=by, now=DAY_ONE_NOON + timedelta(hours=20))
    assert Message.objects.filter(template="logbook/mail/sign_days.txt").count() == 2


def test_preceptors_are_asked_on_friday_afternoon_of_their_own_clock() -> None:
    placement = make_running_placement()
    make_day(placement)
    too_early = FIRST_FRIDAY_AFTERNOON.replace(hour=20, minute=59)
    assert actions.ask_for_signatures(by=PROGRAM, now=too_early) == 0
    assert actions.ask_for_signatures(by=PROGRAM, now=FIRST_FRIDAY_AFTERNOON) == 1
    assert actions.ask_for_signatures(by=PROGRAM, now=FIRST_FRIDAY_AFTERNOON + timedelta(hours=1)) == 0


def test_a_preceptor_without_a_confirmed_address_is_not_written_to() -> None:
    placement = make_running_placement()
    make_day(placement)
    preceptor = placement.offering.preceptor
    preceptor.address_confirmed_at = None
    preceptor.save()
    assert actions.ask_for_signatures(by=PROGRAM, now=FIRST_FRIDAY_AFTERNOON) == 0
    assert not Message.objects.filter(template="logbook/mail/sign_days.txt").exists()
