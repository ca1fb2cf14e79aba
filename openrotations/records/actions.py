"""Issuing a record, which supersedes the one before, and revoking it."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openrotations.audit.actions import record as note
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.office.queries import the_programme
from openrotations.people.access import is_office_role
from openrotations.records import queries, rules
from openrotations.records.codes import new_code
from openrotations.records.contents import content_of, fingerprint, says_the_same
from openrotations.records.models import Record
from openrotations.records.signals import record_issued, record_revoked
from openrotations.records.states import RECORD_MOVES, RecordState
from openrotations.schools.models import Student


@transaction.atomic
def issue_record(student: Student, *, by: Actor, now: datetime) -> Record:
    """The record of everything this student has completed.

    One that would say the same as the one in force is not issued again: that one is returned.
    """
    student = Student.locked(student.pk)
    placements, last = queries.completed_placements(student), queries.latest_record(student)
    by_office = is_office_role(by.role)
    refuse_if(
        rules.why_not_issue(completed=len(placements), last_state=last.state if last else "", by_office=by_office)
    )
    code = new_code()
    content = content_of(student, placements, the_programme(), code=code, now=now)
    in_force = last if last and last.state == RecordState.ISSUED else None
    if in_force and says_the_same(in_force.content, content):
        return in_force
    if in_force:
        RECORD_MOVES.move(in_force, RecordState.SUPERSEDED, ended_at=now)
        note("supersede_record", in_force, by=by, now=now)
    issued = Record.objects.create(
        student=student, code=code, content=content, sha256=fingerprint(content), issued_at=now
    )
    note("issue_record", issued, by=by, now=now, sha256=issued.sha256, rotations=len(placements))
    _tell_student(issued, "issued", now=now)
    record_issued.send(Record, record=issued, by=by, now=now)
    return issued


@transaction.atomic
def keep_record_current(student: Student, *, by: Actor, now: datetime) -> Record | None:
    """Issue what the program issues by itself; nothing while nothing is completed or after a revocation."""
    last = queries.latest_record(student)
    if (last and last.state == RecordState.REVOKED) or not queries.completed_placements(student):
        return None
    return issue_record(student, by=by, now=now)


@transaction.atomic
def revoke_record(record: Record, *, because: str, by: Actor, now: datetime) -> None:
    """Take a record out of force for ever; whoever verifies it reads that. The student reads why."""
    record = Record.locked(record.pk)
    refuse_if(rules.why_not_revoke(state=record.state, because=because))
    RECORD_MOVES.move(record, RecordState.REVOKED, ended_at=now, ended_because=because.strip()[:300])
    about = record.student.person_id
    note("revoke_record", record, by=by, now=now, sealed={"because": because.strip()}, about=about)
    _tell_student(record, "revoked", now=now)
    record_revoked.send(Record, record=record, by=by, now=now)


def _tell_student(record: Record, template: str, *, now: datetime) -> None:
    queue_message(
        f"records/mail/{template}.txt",
        Recipient.of_person(record.student.person),
        context={"record": record},
        now=now,
        path=reverse("records:mine"),
        label=str(_("See your record")),
        about=record,
    )
