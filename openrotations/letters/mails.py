"""Telling student and writer about a letter, never with a word of it."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openrotations.common.actors import Actor
from openrotations.letters.models import LetterRequest
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.notifications.rendering import link_path
from openrotations.people.access import working_link
from openrotations.people.actions import issue_link
from openrotations.people.models import SignedLink

PURPOSE = "letter"
LINK_DAYS = 180


def tell_writer(request: LetterRequest, template: str, *, by: Actor, now: datetime) -> SignedLink:
    """Write to the preceptor with their link, a fresh one where the last has ended. Returns the link."""
    preceptor = request.writer
    link = working_link(request.link_id, now) or issue_link(
        preceptor,
        purpose=PURPOSE,
        subject_id=request.pk,
        not_for=request.placement.student.person,
        days=LINK_DAYS,
        by=by,
        now=now,
    )
    name = "letters:answer" if request.state == "asked" else "letters:write"
    queue_message(
        f"letters/mail/{template}.txt",
        Recipient.of_contact(preceptor),
        context=_words(request),
        now=now,
        path=link_path(name),
        label=str(_("Open the letter page")),
        link=link,
        about=request,
    )
    return link


def tell_student(request: LetterRequest, template: str, *, now: datetime) -> None:
    """Write to the student: what happened and where the status stands."""
    queue_message(
        f"letters/mail/{template}.txt",
        Recipient.of_person(request.placement.student.person),
        context=_words(request),
        now=now,
        path=reverse("letters:mine"),
        label=str(_("See your letters")),
        about=request,
    )


def _words(request: LetterRequest) -> dict[str, object]:
    placement = request.placement
    return {
        "request": request,
        "student": placement.student.person.full_name,
        "preceptor": request.writer.full_name,
        "site": placement.offering.site.name,
        "dates": placement.dates,
    }
