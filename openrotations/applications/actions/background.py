"""What a student tells beyond the profile, and a director's exceptions from rules."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from openrotations.applications import rules
from openrotations.applications.backgrounds import takes_back
from openrotations.applications.models import Background, Exemption
from openrotations.applications.signals import facts_told
from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.schools.models import Student


@transaction.atomic
def tell_background(student: Student, values: Mapping[str, Any], *, by: Actor, now: datetime) -> Background:
    """Save what the student tells. None, or an empty text, is "not told".

    Refused when an application that was handed in rests on what was told before and would be taken back.
    Examinations, English, visa and travel move on, and may always be told anew.
    """
    student = Student.locked(student.pk)
    told = Background.objects.filter(student=student).first() or Background(student=student)
    changed = sorted(name for name, value in values.items() if getattr(told, name) != value)
    if any(takes_back(name, getattr(told, name), values[name]) for name in changed):
        refuse_if(rules.why_not_change_facts(states=student.applications.values_list("state", flat=True)))
    if not changed:
        return told
    for name in changed:
        setattr(told, name, values[name])
    told.told_at = now
    told.save()
    record("tell_background", told, by=by, now=now, student=str(student.pk), fields=changed)
    facts_told.send(Student, student=student, by=by, now=now)
    return told


@transaction.atomic
def grant_exemption(student: Student, rule: str, *, because: str, by: Actor, now: datetime) -> Exemption:
    """A director's recorded exception from a rule for one student. Refused without a reason, or when there is one."""
    student = Student.locked(student.pk)
    has_one = student.exemptions.filter(rule=rule, ended_at=None).exists()
    refuse_if(rules.why_not_exempt(because=because, has_one=has_one))
    exemption = Exemption.objects.create(
        student=student, rule=rule, because=because.strip(), granted_at=now, granted_by_id=by.id
    )
    record("grant_exemption", exemption, by=by, now=now, student=str(student.pk), rule=rule)
    facts_told.send(Student, student=student, by=by, now=now)
    return exemption


@transaction.atomic
def end_exemption(exemption: Exemption, *, by: Actor, now: datetime) -> None:
    """Take an exception back; it stays in the list of what there was."""
    exemption = Exemption.locked(exemption.pk)
    if exemption.ended_at is None:
        exemption.ended_at = now
        exemption.save(update_fields=["ended_at"])
        record("end_exemption", exemption, by=by, now=now, student=str(exemption.student_id), rule=exemption.rule)
        facts_told.send(Student, student=exemption.student, by=by, now=now)
