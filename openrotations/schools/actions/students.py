"""What students state about themselves, and what their school says of it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.people.models import Person
from openrotations.schools import rules
from openrotations.schools.models import Student
from openrotations.schools.signals import student_noted

# What a school said counts no more once what it was asked about has changed.
_NOT_SAID: dict[str, Any] = {
    "enrolment": Student.Enrolment.STATED,
    "enrolment_checked_at": None,
    "good_standing": None,
    "good_standing_checked_at": None,
}


@transaction.atomic
def state_student(person: Person, values: dict[str, Any], *, by: Actor, now: datetime) -> Student:
    """Save what a person says about themselves as a student.

    `values`: school, status, citizenship, graduation_on, goal. Another school, status or graduation day has to
    be confirmed by the school anew. Refused to the account of somebody who works in the office.
    """
    Person.locked(person.pk)
    # Locked, so that a school's answer of this very moment is not written over.
    known = Student.objects.select_for_update(of=("self",), no_key=True).filter(person=person).first()
    student = known or Student(person=person)
    is_new = student._state.adding
    refuse_if(rules.why_not_study(is_staff=is_new and person.staff_roles.filter(ended_at=None).exists()))
    if not is_new and any(values[name] != getattr(student, name) for name in ("school", "status", "graduation_on")):
        values = {**values, **_NOT_SAID}
    for name, value in values.items():
        setattr(student, name, value)
    student.save()
    record("state_student", student, by=by, now=now, is_new=is_new, status=student.status, enrolment=student.enrolment)
    return student


@transaction.atomic
def note_enrolment(
    student: Student, *, is_confirmed: bool, good_standing: bool | None = None, by: Actor, now: datetime
) -> None:
    """Keep the school's answer about a student's own statement; None leaves their standing as it was."""
    student = Student.locked(student.pk)
    student.enrolment = Student.Enrolment.CONFIRMED if is_confirmed else Student.Enrolment.REFUSED
    student.enrolment_checked_at = now
    fields = ["enrolment", "enrolment_checked_at"]
    if good_standing is not None:
        student.good_standing, student.good_standing_checked_at = good_standing, now
        fields += ["good_standing", "good_standing_checked_at"]
    student.save(update_fields=fields)
    record("note_enrolment", student, by=by, now=now, enrolment=student.enrolment, good_standing=good_standing)
    student_noted.send(Student, student=student, by=by, now=now)


@transaction.atomic
def doubt_enrolment(student: Student, *, by: Actor, now: datetime) -> None:
    """What a school confirmed does not hold any more; it has to be asked again. Nothing where nothing was confirmed."""
    student = Student.locked(student.pk)
    if student.enrolment == Student.Enrolment.CONFIRMED:
        for name, value in _NOT_SAID.items():
            setattr(student, name, value)
        student.save(update_fields=list(_NOT_SAID))
        record("doubt_enrolment", student, by=by, now=now)
        student_noted.send(Student, student=student, by=by, now=now)
