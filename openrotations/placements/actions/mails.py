"""Telling the people of a placement, each with a way back to its page."""

from datetime import datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openrotations.common.actors import Actor
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.notifications.mails import write_to_office
from openrotations.notifications.rendering import link_path
from openrotations.people.actions import issue_link
from openrotations.people.models import Contact, SignedLink
from openrotations.placements.actions.steps import mail_words
from openrotations.placements.models import Placement
from openrotations.placements.queries.hosts import host_contacts

DAYS_AFTER_THE_LAST = 60


def tell_student(
    placement: Placement, template: str, *, now: datetime, path: str = "", label: str = "", **words: Any
) -> None:  # fmt: skip
    """Write to the student; the button leads to the placement's page unless `path` says otherwise."""
    queue_message(
        f"placements/mail/{template}.txt",
        Recipient.of_person(placement.student.person),
        context=mail_words(placement, **words),
        now=now,
        path=path or reverse("desk:placement", args=[placement.pk]),
        label=label or _("See the placement"),
        about=placement,
    )


def tell_office(
    placement: Placement, template: str, *, now: datetime, path: str = "", label: str = "", **words: Any
) -> None:  # fmt: skip
    """Write to the office's own address."""
    write_to_office(
        f"placements/mail/{template}.txt",
        context=mail_words(placement, **words),
        now=now,
        path=path or reverse("desk:placement", args=[placement.pk]),
        label=label or _("See the placement"),
        about=placement,
    )


def tell_contact(
    placement: Placement, contact: Contact, template: str, *, by: Actor, now: datetime, **words: Any
) -> None:
    """Write to somebody at the host, with a signed link to the placement's page."""
    queue_message(
        f"placements/mail/{template}.txt",
        Recipient.of_contact(contact),
        context=mail_words(placement, **words),
        now=now,
        path=link_path("desk:placement_by_link"),
        label=_("See the placement"),
        link=placement_link(placement, contact, by=by, now=now),
        about=placement,
    )


def tell_host(placement: Placement, template: str, *, by: Actor, now: datetime, **words: Any) -> None:
    """Write to everybody at the host who takes part in this placement."""
    for contact in host_contacts(placement):
        tell_contact(placement, contact, template, by=by, now=now, **words)


def placement_link(placement: Placement, contact: Contact, *, by: Actor, now: datetime) -> SignedLink:
    """The contact's link to this placement's page: the working one, so that older mails keep theirs, or a fresh one."""
    links = SignedLink.objects.filter(
        purpose="placement", subject_id=placement.pk, holder_id=contact.pk, email=contact.email
    )
    working = next((link for link in links if link.works_at(now)), None)
    if working:
        return working
    last = datetime.combine(placement.dates.last, time(), tzinfo=timezone.get_default_timezone())
    days = max(0, (last - now) // timedelta(days=1)) + DAYS_AFTER_THE_LAST
    person = placement.student.person
    return issue_link(contact, purpose="placement", subject_id=placement.pk, not_for=person, days=days, by=by, now=now)
