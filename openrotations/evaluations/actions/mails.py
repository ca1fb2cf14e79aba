"""Words and addresses of the mails about evaluations."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.evaluations.models import Evaluation
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.notifications.mails import write_to_office


def mail_words(evaluation: Evaluation) -> dict[str, Any]:
    """What every mail about an evaluation may name."""
    placement = evaluation.placement
    return {
        "evaluation": evaluation,
        "placement": placement,
        "student": placement.student.person,
        "preceptor": evaluation.evaluator,
        "is_self": evaluation.author == Evaluation.Author.STUDENT,
    }


def tell_student(evaluation: Evaluation, name: str, *, now: datetime) -> None:
    """Write to the student; the button leads to the result."""
    queue_message(
        f"evaluations/mail/{name}.txt",
        Recipient.of_person(evaluation.placement.student.person),
        context=mail_words(evaluation),
        now=now,
        path=reverse("evaluations:result", args=[evaluation.placement_id]),
        label=_("Read the evaluation"),
        about=evaluation,
    )


def tell_office(evaluation: Evaluation, name: str, *, now: datetime) -> None:
    """Write to the office's own address; the button leads to the placement's evaluations."""
    write_to_office(
        f"evaluations/mail/{name}.txt",
        context=mail_words(evaluation),
        now=now,
        path=reverse("evaluations:result", args=[evaluation.placement_id]),
        label=_("Look at it"),
        about=evaluation,
    )
