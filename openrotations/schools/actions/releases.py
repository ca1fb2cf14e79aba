"""Whether the school reads a student's evaluations: the student's answer, and another one in its place."""

from datetime import datetime

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.schools.models import EvaluationRelease, Student
from openrotations.schools.release import VERSION


@transaction.atomic
def answer_release(student: Student, *, is_accepted: bool, by: Actor, now: datetime) -> EvaluationRelease:
    """Keep whether the student agrees, to which wording and when. The answer before it ends; twice changes nothing.

    From a no on, the school reads nothing.
    """
    student = Student.locked(student.pk)
    current = student.releases.filter(ended_at=None).first()
    said = (VERSION, student.school_id, is_accepted)
    if current and (current.text_version, current.school_id, current.is_accepted) == said:
        return current
    if current:
        current.ended_at = now
        current.save(update_fields=["ended_at"])
    row = EvaluationRelease.objects.create(
        student=student, school=student.school, text_version=VERSION, is_accepted=is_accepted, answered_at=now
    )
    record(
        "answer_release", row, by=by, now=now, student=str(student.pk), version=VERSION, is_accepted=is_accepted
    )  # fmt: skip
    return row
