"""What this package does when a lower one announces something."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from openrotations.common.actors import Actor
from openrotations.people.access import is_office_role
from openrotations.people.models import Person
from openrotations.people.signals import name_changes
from openrotations.schools import actions
from openrotations.schools.queries import student_of


@receiver(name_changes)
def ask_school_anew(sender: object, *, person: Person, by: Actor, now: datetime, **unused: Any) -> None:
    """Under another name, a school has to confirm somebody anew, unless staff correct it."""
    student = student_of(person)
    if student and not is_office_role(by.role):
        actions.doubt_enrolment(student, by=by, now=now)
