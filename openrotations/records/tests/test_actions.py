from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction

from openrotations.audit.models import Entry
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.refusals import Refused
from openrotations.logbook.signals import days_signed
from openrotations.logbook.tests.factories import DAY_ONE_NOON, make_day
from openrotations.notifications.models import Message
from openrotations.placements.models import Placement
from openrotations.placements.signals import placement_completed
from openrotations.records.actions import issue_record, revoke_record
from openrotations.records.models import Record
from openrotations.records.queries import is_whole, latest_record
from openrotations.records.tests.factories import make_completed, make_record

pytestmark = pytest.mark.django_db
DIRECTOR = Actor("person", "d", "director")


def test_a_completed_rotation_stands_in_the_record_at_once() -> None:
    placement = make_completed()
    placement_completed.send(Placement, placement=placement, by=PROGRAM, now=DAY_ONE_NOON)
    [record] = Record.objects.all()
    assert record.content["student"]["name"] == "Ana Flor"
    assert is_whole(record)
    assert Message.objects.filter(template="records/mail/issued.txt").count() == 1


def test_days_signed_later_make_a_new_record_that_replaces_the_old_one() -> None:
    old = make_record(days=3)
    placement = Placement.objects.get(student=old.student)
    late = make_day(placement, on=placement.dates.last, state="signed")
    days_signed.send(Placement, placement=placement, days=[late], by=PROGRAM, now=DAY_ONE_NOON)
    old.refresh_from_db()
    new = latest_record(old.student)
    assert old.state == "superseded" and new and new.state == "issued" and new.code != old.code
    assert new.content["rotations"][0]["days_signed"] == 4


def test_a_record_that_would_say_the_same_is_not_issued_again() -> None:
    record = make_record()
    assert issue_record(record.student, by=PROGRAM, now=DAY_ONE_NOON + timedelta(days=9)) == record
    assert Entry.objects.filter(action="issue_record").count() == 1


def test_without_a_completed_rotation_there_is_none() -> None:
    placement = make_completed()
    Placement.objects.filter(pk=placement.pk).update(student=placement.student)
    from openrotations.schools.tests.factories import make_student

    with pytest.raises(Refused, match="nothing-completed"):
        issue_record(make_student(), by=PROGRAM, now=DAY_ONE_NOON)


def test_a_revoked_record_stays_revoked_until_the_office_issues_another() -> None:
    record = make_record()
    revoke_record(record, because="The hours were wrong", by=DIRECTOR, now=DAY_ONE_NOON)
    record.refresh_from_db()
    assert (record.state, record.ended_because) == ("revoked", "The hours were wrong")
    placement = Placement.objects.get(student=record.student)
    placement_completed.send(Placement, placement=placement, by=PROGRAM, now=DAY_ONE_NOON)
    assert Record.objects.count() == 1
    with pytest.raises(Refused, match="revoked"):
        issue_record(record.student, by=Actor("person", "s", "student"), now=DAY_ONE_NOON)
    assert issue_record(record.student, by=DIRECTOR, now=DAY_ONE_NOON).state == "issued"


def test_revoking_needs_a_reason_and_happens_once() -> None:
    record = make_record()
    with pytest.raises(Refused, match="no-reason"):
        revoke_record(record, because=" ", by=DIRECTOR, now=DAY_ONE_NOON)
    revoke_record(record, because="Issued by mistake", by=DIRECTOR, now=DAY_ONE_NOON)
    with pytest.raises(Refused, match="not-in-force"):
        revoke_record(record, because="Issued by mistake", by=DIRECTOR, now=DAY_ONE_NOON)
    assert "mistake" not in Entry.objects.get(action="revoke_record").body


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_record SET content = '{}'",
        "UPDATE records_record SET code = 'AAAA'",
        "UPDATE records_record SET sha256 = 'x'",
        "UPDATE records_record SET state = 'issued' WHERE state = 'superseded'; DELETE FROM records_record",
    ],
)
def test_the_database_itself_refuses_to_alter_or_delete_a_record(statement: str) -> None:
    make_record()
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("change", ["content", "sha256", "both"])
def test_a_record_altered_past_the_database_is_noticed(change: str) -> None:
    record: Any = make_record()
    if change in {"content", "both"}:
        record.content["rotations"][0]["hours_signed"] = "999"
    if change in {"sha256", "both"}:
        from openrotations.records.contents import fingerprint

        record.sha256 = fingerprint(record.content) if change == "both" else "0" * 64
    assert not is_whole(record)
