"""Every change to schools, registrars and students."""

from datetime import datetime
from typing import Any

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.people import actions as people
from openrotations.people.models import Contact, Person
from openrotations.schools import queries, rules
from openrotations.schools.models import Registrar, School, Student
from openrotations.schools.signals import registrar_confirmed


@transaction.atomic
def add_school(
    values: dict[str, Any], *, supplied_by: str = Contact.SuppliedBy.OFFICE, by: Actor, now: datetime
) -> School:
    """A new school. Refused when it is listed already, or when its accreditation has no source."""
    school = School(**values, supplied_by=supplied_by)
    _refuse_unsound(school, now)
    school.save(force_insert=True)
    record("add_school", school, by=by, now=now, supplied_by=supplied_by, accreditation=school.accreditation)
    return school


@transaction.atomic
def change_school(school: School, values: dict[str, Any], *, by: Actor, now: datetime) -> School:
    """Save what the office knows of a school. Refused for the same reasons as a new one."""
    school = School.locked(school.pk)
    for name, value in values.items():
        setattr(school, name, value)
    _refuse_unsound(school, now)
    school.save(update_fields=list(values))
    record("change_school", school, by=by, now=now, accreditation=school.accreditation, fields=sorted(values))
    return school


@transaction.atomic
def add_registrar(
    school: School,
    *,
    full_name: str,
    email: str,
    supplied_by: str = Contact.SuppliedBy.OFFICE,
    by: Actor,
    now: datetime,
) -> Registrar:
    """A registrar whose address is not confirmed yet. Refused when the school has one with this address."""
    School.locked(school.pk)
    refuse_if(rules.why_not_add_registrar(is_listed=queries.registrar_with(school, email) is not None))
    registrar = Registrar.objects.create(
        school=school, full_name=full_name, email=email.lower(), supplied_by=supplied_by
    )
    record("add_registrar", registrar, by=by, now=now, school=str(school.pk), supplied_by=supplied_by)
    return registrar


@transaction.atomic
def confirm_registrar(registrar: Registrar, *, source: str, by: Actor, now: datetime) -> None:
    """Note the independent source of a registrar's address, and announce it: waiting questions leave now."""
    people.confirm_address(registrar, source=source, by=by, now=now)
    registrar.refresh_from_db()
    registrar_confirmed.send(Registrar, registrar=registrar, by=by, now=now)


@transaction.atomic
def state_student(person: Person, values: dict[str, Any], *, by: Actor, now: datetime) -> Student:
    """Save what a person says about themselves as a student.

    `values`: school, status, citizenship, graduation_on, goal. Another school, status or graduation day has to
    be confirmed by the school anew.
    """
    Person.locked(person.pk)
    # Locked, so that a school's answer of this very moment is not written over.
    known = Student.objects.select_for_update(of=("self",), no_key=True).filter(person=person).first()
    student = known or Student(person=person)
    is_new = student._state.adding
    if not is_new and any(values[name] != getattr(student, name) for name in ("school", "status", "graduation_on")):
        values = {**values, "enrolment": Student.Enrolment.STATED, "enrolment_checked_at": None}
    for name, value in values.items():
        setattr(student, name, value)
    student.save()
    record("state_student", student, by=by, now=now, is_new=is_new, status=student.status, enrolment=student.enrolment)
    return student


@transaction.atomic
def note_enrolment(student: Student, *, is_confirmed: bool, by: Actor, now: datetime) -> None:
    """Keep the school's answer about a student's own statement."""
    student = Student.locked(student.pk)
    student.enrolment = Student.Enrolment.CONFIRMED if is_confirmed else Student.Enrolment.REFUSED
    student.enrolment_checked_at = now
    student.save(update_fields=["enrolment", "enrolment_checked_at"])
    record("note_enrolment", student, by=by, now=now, enrolment=student.enrolment)


@transaction.atomic
def doubt_enrolment(student: Student, *, by: Actor, now: datetime) -> None:
    """What a school confirmed does not hold any more; it has to be asked again. Nothing where nothing was confirmed."""
    student = Student.locked(student.pk)
    if student.enrolment == Student.Enrolment.CONFIRMED:
        student.enrolment, student.enrolment_checked_at = Student.Enrolment.STATED, None
        student.save(update_fields=["enrolment", "enrolment_checked_at"])
        record("doubt_enrolment", student, by=by, now=now)


def _refuse_unsound(school: School, now: datetime) -> None:
    same = queries.school_named(school.name, str(school.country))
    refuse_if(
        rules.why_not_save_school(
            is_listed=same is not None and same.pk != school.pk,
            accreditation=school.accreditation,
            source=school.accreditation_source,
            checked_on=school.accreditation_checked_on,
            now_on=now.date(),
        )
    )
