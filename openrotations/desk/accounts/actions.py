"""Registrars and coordinators at hosts who sign in, beside the links that go on working."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.desk.accounts.access import Holder
from openrotations.desk.accounts.leaving import Leaver, unsigned_by
from openrotations.desk.accounts.rules import why_not_invite
from openrotations.desk.accounts.ways_in import place_of
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.people import actions as people
from openrotations.people.access import is_office
from openrotations.people.models import Person
from openrotations.schools.models import Student


@transaction.atomic
def invite_contact(contact: Holder, *, by: Actor, now: datetime) -> Person:
    """Let a registrar or a host's coordinator sign in with their confirmed address, and write to them.

    They sign in with a code by mail or a passkey, as everybody does. Whoever has an account there already gets no
    second one.
    """
    contact = type(contact).locked(contact.pk)
    # Locked, as when somebody is taken on in the office: of two at the same moment, one waits.
    person = Person.objects.select_for_update().filter(email=contact.email.lower()).first()
    refuse_if(
        why_not_invite(
            is_reachable=contact.is_reachable,
            has_account=contact.person_id is not None,
            is_student=person is not None and Student.objects.filter(person=person).exists(),
            is_staff=person is not None and is_office(person),
            is_anothers=person is not None and type(contact)._default_manager.filter(person=person).exists(),
        )
    )
    contact.person = person or _new_person(contact, by=by, now=now)
    contact.save(update_fields=["person"])
    record("invite_contact", contact, by=by, now=now, person=str(contact.person.pk))
    queue_message(
        "desk/mail/may_sign_in.txt",
        Recipient.of_contact(contact),
        context={"contact": contact, "where": place_of(contact)},
        now=now,
        path=reverse("account_login"),
        label=_("Sign in"),
        about=contact,
    )
    return contact.person


@transaction.atomic
def end_contact(contact: Leaver, *, because: str, by: Actor, now: datetime) -> None:
    """Somebody no longer works at a school or a site: nothing opens for them, and nothing is sent to them, from now on.

    Nor do they sign an agreement for the place that they left.
    """
    signatories = list(unsigned_by(contact).filter(ended_at=None))
    for each in (contact, *signatories):
        people.end_contact(each, because=because, by=by, now=now)


@transaction.atomic
def take_contact_back(contact: Leaver, *, by: Actor, now: datetime) -> None:
    """They work there again, and sign again what they were to sign. Every address has to be confirmed anew."""
    signatories = list(unsigned_by(contact).filter(ended_at__isnull=False))
    for each in (contact, *signatories):
        people.take_contact_back(each, by=by, now=now)


def _new_person(contact: Holder, *, by: Actor, now: datetime) -> Person:
    person = Person.objects.create_user(contact.email, full_name=contact.full_name)
    # Staff have confirmed the address from an independent source; the sign-in code proves it.
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    sealed = {"name": contact.full_name, "email": contact.email}
    record("add_person", person, by=by, now=now, sealed=sealed, about=person.pk)
    return person
