"""Asking schools again that do not answer, and the way to a question that is still open."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openrotations.applications.actions.school import LINK_DAYS, PURPOSE
from openrotations.applications.models import SchoolConfirmation
from openrotations.audit.actions import record
from openrotations.common.actors import PROGRAM, Actor
from openrotations.desk.registrars.silence import SilenceDue, schools_with_questions, silence_due
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.notifications.mails import write_to_office
from openrotations.notifications.rendering import link_path
from openrotations.office.models import Programme
from openrotations.office.queries import programme_or_none
from openrotations.people.actions import issue_link
from openrotations.people.models import SignedLink
from openrotations.placements.models import Placement, SchoolApproval
from openrotations.placements.queries.approvals import registrars_to_ask
from openrotations.schools.actions import page_link
from openrotations.schools.models import Registrar, School
from openrotations.schools.queries import page_path

# A link that ends sooner than this is not sent again.
_ENDS_SOON = timedelta(days=7)


@transaction.atomic
def answer_link(confirmation: SchoolConfirmation, *, by: Actor, now: datetime) -> SignedLink:
    """The registrar's link to this question: the one they have, else a fresh one, so that an old mail is no dead end.

    Refused while the registrar's address is not confirmed.
    """
    confirmation = SchoolConfirmation.locked(confirmation.pk)
    link, registrar = confirmation.link, confirmation.registrar
    if link and link.works_at(now + _ENDS_SOON) and registrar.is_reachable and link.email == registrar.email:
        return link
    confirmation.link = issue_link(
        registrar,
        purpose=PURPOSE,
        subject_id=confirmation.pk,
        not_for=confirmation.student.person,
        days=LINK_DAYS,
        by=by,
        now=now,
    )
    confirmation.save(update_fields=["link"])
    return confirmation.link


def remind_registrars(now: datetime, *, by: Actor = PROGRAM) -> int:
    """Ask schools again that have not answered for 7 and for 14 days, and tell the office after 21; returns how many.

    Each stage of each question is settled once by its row: running again, or late, doubles and misses nothing.
    """
    programme = programme_or_none()
    if programme is None:
        return 0
    return sum(_remind(school, programme, by=by, now=now) for school in schools_with_questions())


@transaction.atomic
def _remind(school: School, programme: Programme, *, by: Actor, now: datetime) -> bool:
    School.locked(school.pk)
    due = silence_due(school, programme, now=now)
    if not due:
        return False
    for each in due:
        for row in each.rows(now):
            row.save(force_insert=True)
    record("remind_registrars", school, by=by, now=now, questions=[str(each.question.pk) for each in due])
    _ask_again([each.question for each in due if each.asks_again], by=by, now=now)
    _tell_office(school, [each for each in due if each.tells_office], now=now)
    return True


def _ask_again(questions: Sequence[SchoolConfirmation | SchoolApproval], *, by: Actor, now: datetime) -> None:
    """A mail about each enrolment, since its page is its own; one a registrar about all placements."""
    waiting: dict[Registrar, list[Placement]] = {}
    for question in questions:
        if isinstance(question, SchoolApproval):
            for registrar in registrars_to_ask(question.placement.student):
                waiting.setdefault(registrar, []).append(question.placement)
        elif question.registrar.is_reachable:
            _ask_about_student(question, by=by, now=now)
    for registrar, placements in waiting.items():
        queue_message(
            "desk/mail/approve_again.txt",
            Recipient.of_contact(registrar),
            context={"registrar": registrar, "placements": placements},
            now=now,
            path=page_path(),
            label=_("Your students"),
            link=page_link(registrar, by=by, now=now),
            about=registrar,
        )


def _ask_about_student(confirmation: SchoolConfirmation, *, by: Actor, now: datetime) -> None:
    queue_message(
        "desk/mail/school_question_again.txt",
        Recipient.of_contact(confirmation.registrar),
        context={"student": confirmation.student, "confirmation": confirmation, "registrar": confirmation.registrar},
        now=now,
        path=link_path("applications:school_answer"),
        label=_("Answer"),
        link=answer_link(confirmation, by=by, now=now),
        about=confirmation,
    )


def _tell_office(school: School, due: Sequence[SilenceDue], *, now: datetime) -> None:
    if not due:
        return
    asked = [each.question for each in due]
    write_to_office(
        "desk/mail/school_silent.txt",
        context={
            "school": school,
            "confirmations": [row for row in asked if isinstance(row, SchoolConfirmation)],
            "approvals": [row for row in asked if isinstance(row, SchoolApproval)],
        },
        now=now,
        path=reverse("schools:school", args=[school.pk]),
        label=_("See the school"),
        about=school,
    )
