"""Starting, handing in, withdrawing and deciding an application."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openrotations.applications import rules
from openrotations.applications.models import Application
from openrotations.applications.queries.eligibility import everything_about
from openrotations.applications.signals import application_submitted, application_withdrawn
from openrotations.applications.states import APPLICATION_MOVES, OVER, ApplicationState
from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.consents.queries import why_not_without_acceptance
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.notifications.mails import write_to_office
from openrotations.schools.models import Student


@transaction.atomic
def start_application(student: Student, *, by: Actor, now: datetime) -> Application:
    """An empty application. Refused while another one is open."""
    student = Student.locked(student.pk)
    refuse_if(rules.why_not_start(has_open=student.applications.exclude(state__in=OVER).exists()))
    application = Application.objects.create(student=student, created_at=now)
    record("start_application", application, by=by, now=now, student=str(student.pk))
    return application


@transaction.atomic
def submit_application(application: Application, *, by: Actor, now: datetime) -> None:
    """Hand in. Refused with every finding that stands in the way, and with every text that is not accepted yet.

    What the rules said is kept with it.
    """
    application = Application.locked(application.pk)
    answer = everything_about(application, today=now.date())
    unread = why_not_without_acceptance(application.student.person_id, now.date())
    refuse_if([*rules.why_not_submit(answer, state=application.state), *unread])
    findings = [finding.as_json() for finding in answer.findings]
    APPLICATION_MOVES.move(application, ApplicationState.SUBMITTED, submitted_at=now, findings=findings)
    record("submit_application", application, by=by, now=now, verdict=str(answer.verdict))
    _tell_student(application, "submitted", now=now)
    _tell_office(application, "submitted_to_office", now=now)
    application_submitted.send(Application, application=application, by=by, now=now)


@transaction.atomic
def withdraw_application(application: Application, *, by: Actor, now: datetime) -> None:
    """Take an application back; placements made from it are ended by whoever holds them."""
    application = Application.locked(application.pk)
    refuse_if(rules.why_not_withdraw(state=application.state))
    was_handed_in = application.state != ApplicationState.DRAFT
    APPLICATION_MOVES.move(application, ApplicationState.WITHDRAWN)
    record("withdraw_application", application, by=by, now=now)
    if was_handed_in:
        _tell_student(application, "withdrawn", now=now)
        _tell_office(application, "withdrawn_to_office", now=now)
    application_withdrawn.send(Application, application=application, by=by, now=now)


@transaction.atomic
def decide_application(application: Application, decision: str, *, note: str = "", by: Actor, now: datetime) -> None:
    """Say that an application is eligible, returned or not_eligible.

    Eligible is refused while a finding is open; the other two need a note, which the student reads.
    """
    application = Application.locked(application.pk)
    answer = everything_about(application, today=now.date())
    refuse_if(rules.why_not_decide(answer, state=application.state, decision=decision, note=note))
    findings = [finding.as_json() for finding in answer.findings]
    APPLICATION_MOVES.move(application, decision, decided_at=now, office_note=note.strip(), findings=findings)
    record("decide_application", application, by=by, now=now, decision=decision)
    _tell_student(application, "decided", now=now)


def _tell_student(application: Application, template: str, *, now: datetime) -> None:
    queue_message(
        f"applications/mail/{template}.txt",
        Recipient.of_person(application.student.person),
        context={"application": application, "student": application.student},
        now=now,
        path=reverse("applications:show"),
        label=str(_("My application")),
        about=application,
    )


def _tell_office(application: Application, template: str, *, now: datetime) -> None:
    write_to_office(
        f"applications/mail/{template}.txt",
        context={"application": application, "student": application.student},
        now=now,
        path=reverse("applications:application", args=[application.pk]),
        label=str(_("Open the application")),
        about=application,
    )
