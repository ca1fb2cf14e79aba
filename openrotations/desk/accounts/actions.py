"""Registrars and coordinators at hosts who sign in, beside the links that go on working."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.desk.accounts.rules import why_not_end_account, why_not_invite
from openrotations.desk.hosts.rules import PURPOSE as SITE_PURPOSE
from openrotations.hosts.models import HostCoordinator
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.people.access import is_office
from openrotations.people.actions import revoke_link
from openrotations.people.models import Person, SignedLink
from openrotations.schools.actions.pages import PAGE_PURPOSE
from openrotations.schools.models import Registrar, Student

type Holder = Registrar | HostCoordinator


@transaction.atomic
def invite_contact(contact: Holder, *, by: Actor, now: datetime) -> Person:
    """Let a registrar or a host's coordinator sign in with their confirmed address, and write to them.

    They sign in with a code by mail or a passkey, as everybody does. Whoever has an account there already gets no
    second one.
    """
    contact = type(contact).locked(contact.pk)
    person = Person.objects.filter(email=contact.email.lower()).first()
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
def end_account(contact: Holder, *, by: Actor, now: datetime) -> None:
    """Cut the account from the school or site: its pages end at the next request, and so do the links to them."""
    contact = type(contact).locked(contact.pk)
    refuse_if(why_not_end_account(has_account=contact.person_id is not None))
    record("end_account", contact, by=by, now=now, person=str(contact.person_id))
    contact.person = None
    contact.save(update_fields=["person"])
    purposes = (PAGE_PURPOSE, SITE_PURPOSE)
    for link in SignedLink.objects.filter(holder_id=contact.pk, purpose__in=purposes, revoked_at=None):
        revoke_link(link, by=by, now=now)


def place_of(contact: Holder) -> str:
    """The school or the site that a contact speaks for."""
    return contact.school.name if isinstance(contact, Registrar) else contact.site.name


def _new_person(contact: Holder, *, by: Actor, now: datetime) -> Person:
    person = Person.objects.create_user(contact.email, full_name=contact.full_name)
    # Staff have confirmed the address from an independent source; the sign-in code proves it.
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    sealed = {"name": contact.full_name, "email": contact.email}
    record("add_person", person, by=by, now=now, sealed=sealed, about=person.pk)
    return person
