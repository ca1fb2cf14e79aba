"""What this package does when a lower one announces something."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from openrotations.applications import actions, rules
from openrotations.applications.models import Application
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.people.access import is_office_role
from openrotations.people.models import Person
from openrotations.people.signals import name_changes
from openrotations.schools.models import Registrar
from openrotations.schools.signals import registrar_confirmed


@receiver(registrar_confirmed)
def send_waiting_questions(sender: object, *, registrar: Registrar, by: Actor, now: datetime, **unused: Any) -> None:
    """The address is confirmed: the questions that waited for it leave."""
    actions.send_waiting_questions(registrar, by=by, now=now)


@receiver(name_changes)
def keep_name_relied_on(sender: object, *, person: Person, by: Actor, **unused: Any) -> None:
    """While an application rests on a name, only the office corrects it: letters and records print it."""
    if not is_office_role(by.role):
        states = Application.objects.filter(student__person=person).values_list("state", flat=True)
        refuse_if(rules.why_not_change_facts(states=states))
