"""Changes that start at the desk and touch several packages: setting up the office, taking somebody on."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.audit.actions import record
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.refusals import refuse_if
from openrotations.desk import rules
from openrotations.desk.accounts.access import speaks_for
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.office.actions import open_office
from openrotations.office.models import Programme
from openrotations.people.actions import give_role
from openrotations.people.models import Person, StaffRole
from openrotations.schools.queries import student_of


@transaction.atomic
def set_up_office(
    policies: dict[str, Any], *, director_name: str, director_email: str, by: Actor = PROGRAM, now: datetime
) -> Programme:
    """Open the office with its policies and its first director, who then sets up a passkey or TOTP."""
    programme = open_office(policies, by=by, now=now)
    take_on(director_email, full_name=director_name, kind=StaffRole.Kind.DIRECTOR, by=by, now=now)
    return programme


@transaction.atomic
def take_on(email: str, *, full_name: str, kind: str, by: Actor, now: datetime) -> StaffRole:
    """Give somebody a role in the office, with an account made on the way, and write to them.

    Refused for the account of a student, and for that of somebody who speaks for a school or a site.
    """
    # Locked, as when somebody states a student's profile: of two at the same moment, one waits.
    person = Person.objects.select_for_update().filter(email=email.lower()).first()
    refuse_if(
        rules.why_not_take_on(
            is_student=person is not None and student_of(person) is not None,
            speaks_for_place=person is not None and bool(speaks_for(person)),
        )
    )
    if person is None:
        person = Person.objects.create_user(email, full_name=full_name)
        # The director vouches for the address; the sign-in code proves it.
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        record("add_person", person, by=by, now=now, sealed={"name": full_name, "email": email}, about=person.pk)
    role = give_role(person, kind, by=by, now=now)
    queue_message(
        "desk/mail/taken_on.txt",
        Recipient.of_person(person),
        context={"role": role},
        now=now,
        path=reverse("account_login"),
        label=_("Sign in"),
        about=role,
    )
    return role
