"""Every change to accounts, roles, contacts' addresses and signed links."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest

from openrotations.audit.actions import record
from openrotations.audit.queries import entries_about
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.people import rules
from openrotations.people.models import Contact, Person, SignedLink, StaffRole
from openrotations.people.signals import contact_leaves, link_misused, name_changes
from openrotations.people.tokens import hash_of, new_salt, token_for

# What letters and records print; a school confirms it with the enrolment.
_NAMES = {"full_name", "passport_name"}


@transaction.atomic
def give_role(person: Person, kind: str, *, by: Actor, now: datetime) -> StaffRole:
    """Let a person work in the office in this role; giving it twice changes nothing."""
    role, is_new = StaffRole.objects.get_or_create(person=person, kind=kind, ended_at=None)
    if is_new:
        record("give_role", role, by=by, now=now, person=str(person.pk), kind=kind)
    return role


@transaction.atomic
def end_role(role: StaffRole, *, by: Actor, now: datetime) -> None:
    """Take a role away; access ends on the next request. The last director cannot be taken away."""
    role = StaffRole.locked(role.pk)
    directors = StaffRole.objects.filter(kind=StaffRole.Kind.DIRECTOR, ended_at=None).select_for_update().count()
    refuse_if(rules.why_not_end_role(kind=role.kind, ended=role.ended_at is not None, directors=directors))
    role.ended_at = now
    role.save(update_fields=["ended_at"])
    record("end_role", role, by=by, now=now, person=str(role.person_id), kind=role.kind)


@transaction.atomic
def confirm_address(contact: Contact, *, source: str, by: Actor, now: datetime) -> None:
    """Note that staff found this contact's address in an independent source; links may go there from now on."""
    contact = type(contact).locked(contact.pk)
    refuse_if(rules.why_not_confirm_address(email=contact.email, source=source, has_left=contact.has_left))
    contact.address_confirmed_at, contact.address_source = now, source.strip()
    contact.address_confirmed_by_id = by.person_id
    contact.save(update_fields=["address_confirmed_at", "address_source", "address_confirmed_by"])
    record("confirm_address", contact, by=by, now=now, sealed={"source": source}, about=contact.pk)


@transaction.atomic
def change_address(contact: Contact, email: str, *, by: Actor, now: datetime) -> None:
    """Save another address; it must be confirmed anew, and links sent to the old one stop working."""
    contact = type(contact).locked(contact.pk)
    contact.email, contact.address_confirmed_at, contact.address_source = email, None, ""
    contact.save(update_fields=["email", "address_confirmed_at", "address_source"])
    SignedLink.objects.filter(holder_id=contact.pk, revoked_at=None).update(revoked_at=now)
    record("change_address", contact, by=by, now=now)


@transaction.atomic
def end_contact(contact: Contact, *, because: str, by: Actor, now: datetime) -> None:
    """Note that somebody no longer works there: from now on nothing is sent to them, and nothing opens for them.

    Every link of theirs stops, of whatever purpose; their account speaks for nobody any more, and is signed out.
    Announced before, so that what waits for their answer is asked of somebody else.
    """
    contact_leaves.send(type(contact), contact=contact, by=by, now=now)  # first: who answers locks the link last
    contact = type(contact).locked(contact.pk)
    refuse_if(rules.why_not_end_contact(has_left=contact.has_left, because=because))
    person, contact.person = contact.person, None
    contact.ended_at, contact.ended_by_id, contact.ended_because = now, by.person_id, because.strip()[:300]
    contact.address_confirmed_at, contact.address_source = None, ""
    contact.save(
        update_fields=[
            "person", "ended_at", "ended_by", "ended_because", "address_confirmed_at", "address_source",
        ]
    )  # fmt: skip
    links = list(SignedLink.objects.filter(holder_id=contact.pk, revoked_at=None).order_by("pk"))
    for link in links:
        revoke_link(link, by=by, now=now)
    if person is not None:
        _end_sessions(person)
    account = str(person.pk) if person else ""
    sealed = {"because": contact.ended_because}
    record(
        "end_contact", contact, by=by, now=now, sealed=sealed, about=contact.pk, links=len(links), person=account
    )  # fmt: skip


@transaction.atomic
def take_contact_back(contact: Contact, *, by: Actor, now: datetime) -> None:
    """Note that somebody who had left works there again. Their address is confirmed anew before anything is sent."""
    contact = type(contact).locked(contact.pk)
    refuse_if(rules.why_not_take_contact_back(has_left=contact.has_left))
    contact.ended_at, contact.ended_by, contact.ended_because = None, None, ""
    contact.save(update_fields=["ended_at", "ended_by", "ended_because"])
    record("take_contact_back", contact, by=by, now=now)


@transaction.atomic
def issue_link(
    contact: Contact,
    *,
    purpose: str,
    subject_id: uuid.UUID,
    not_for: Person | None,
    days: int,
    by: Actor,
    now: datetime,
) -> SignedLink:
    """A fresh link for this contact, purpose and row; older ones for the same stop working.

    Refused while the contact's address is not confirmed from an independent source.
    """
    refuse_if(rules.why_not_send_link(is_reachable=contact.is_reachable, name=contact.full_name))
    SignedLink.objects.filter(purpose=purpose, subject_id=subject_id, holder_id=contact.pk, revoked_at=None).update(
        revoked_at=now
    )
    link_id, salt = uuid.uuid4(), new_salt()
    link = SignedLink.objects.create(
        id=link_id,
        purpose=purpose,
        holder_kind=contact._meta.model_name or "",
        holder_id=contact.pk,
        email=contact.email,
        subject_id=subject_id,
        not_for=not_for,
        salt=salt,
        token_hash=hash_of(token_for(link_id, salt)),
        expires_at=now + timedelta(days=days),
    )
    record("issue_link", link, by=by, now=now, purpose=purpose, concerns=str(subject_id))
    return link


@transaction.atomic
def revoke_link(link: SignedLink, *, by: Actor, now: datetime) -> None:
    """Stop a link from working; doing so twice changes nothing."""
    link = SignedLink.locked(link.pk)
    if link.revoked_at is None:
        link.revoked_at = now
        link.save(update_fields=["revoked_at"])
        record("revoke_link", link, by=by, now=now)


@transaction.atomic
def note_link_opened(link: SignedLink, *, by: Actor, now: datetime) -> None:
    """Note the first time a person (not a mail scanner, which only GETs) opened the link's page."""
    link = SignedLink.locked(link.pk)
    if link.opened_at is None:
        link.opened_at = now
        link.save(update_fields=["opened_at"])
        record("note_link_opened", link, by=by, now=now)


@transaction.atomic
def report_link_misuse(link: SignedLink, *, by: Actor, now: datetime) -> None:
    """Note that the student whom a link concerns tried it themselves; staff are told, at most once a day and link."""
    lately = entries_about(link).filter(action="report_link_misuse", at__gt=now - timedelta(days=1))
    is_news = not lately.exists()
    record("report_link_misuse", link, by=by, now=now)
    if is_news:
        link_misused.send(SignedLink, link=link, now=now)


@transaction.atomic
def change_person(person: Person, values: dict[str, Any], *, by: Actor, now: datetime) -> Person:
    """Save a person's own settings: full name, language, time zone."""
    person = Person.locked(person.pk)
    before = {name: getattr(person, name) for name in values}
    if person.full_name and any(before[name] != values[name] for name in _NAMES & values.keys()):
        name_changes.send(Person, person=person, by=by, now=now)
    for name, value in values.items():
        setattr(person, name, value)
    person.save(update_fields=list(values))
    record(
        "change_person", person, by=by, now=now, sealed={"before": before, "after": values}, about=person.pk,
        fields=sorted(values),
    )  # fmt: skip
    return person


@transaction.atomic
def note_sign_in_change(person: Person, what: str, *, by: Actor, now: datetime) -> None:
    """Note that somebody signed up, or changed an address or a factor that they sign in with."""
    record(what, person, by=by, now=now)


@transaction.atomic
def end_other_sessions(person: Person, request: HttpRequest, *, by: Actor, now: datetime) -> None:
    """Sign the person out everywhere but in this session.

    The present one goes on, since its own fingerprint is renewed.
    """
    _end_sessions(person)
    update_session_auth_hash(request, person)
    record("end_other_sessions", person, by=by, now=now)


def _end_sessions(person: Person) -> None:
    """Sessions hold a fingerprint of the password; nobody has one here, and each new unusable one has another."""
    person.set_unusable_password()
    person.save(update_fields=["password"])
