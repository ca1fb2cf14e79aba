"""Writing to student, office and host about what is to be done before day one."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openrotations.common.actors import Actor
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.notifications.mails import write_to_office
from openrotations.notifications.models import Message
from openrotations.notifications.rendering import link_path
from openrotations.placements.actions.mails import placement_link
from openrotations.placements.models import Placement
from openrotations.placements.queries.hosts import host_contacts


def tell_student(template: str, placement: Placement, *, now: datetime, **context: Any) -> None:
    """Write to the student; the button leads to their tasks."""
    queue_message(
        f"onboarding/mail/{template}.txt",
        Recipient.of_person(placement.student.person),
        context={"placement": placement, **context},
        now=now,
        path=reverse("onboarding:tasks", args=[placement.pk]),
        label=_("See your tasks"),
        about=placement,
    )


def tell_office(template: str, placement: Placement, *, now: datetime, **context: Any) -> None:
    """Write to the office's own address."""
    write_to_office(
        f"onboarding/mail/{template}.txt",
        context={"placement": placement, **context},
        now=now,
        path=reverse("onboarding:tasks", args=[placement.pk]),
        label=_("See the tasks"),
        about=placement,
    )


def was_left_with(template: str, placement: Placement, *, until: str) -> bool:
    """Whether the last word about the placement is this mail, and not yet the one that takes it back."""
    names = [f"onboarding/mail/{template}.txt", f"onboarding/mail/{until}.txt"]
    told = Message.objects.filter(template__in=names, subject_id=placement.pk).order_by("-queued_at")
    return told.values_list("template", flat=True).first() == names[0]


def tell_host(template: str, placement: Placement, *, by: Actor, now: datetime, **context: Any) -> None:
    """Write to everybody at the host who takes part, with their link to the placement's page."""
    for contact in host_contacts(placement):
        queue_message(
            f"onboarding/mail/{template}.txt",
            Recipient.of_contact(contact),
            context={"placement": placement, **context},
            now=now,
            path=link_path("desk:placement_by_link"),
            label=_("See the placement"),
            link=placement_link(placement, contact, by=by, now=now),
            about=placement,
        )
