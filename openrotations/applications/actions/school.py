"""Asking a student's school, and its answer."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openrotations.applications import rules
from openrotations.applications.models import SchoolConfirmation, Window
from openrotations.applications.queries.lists import questions_left_behind
from openrotations.applications.states import WINDOW_MOVES, WindowState
from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.documents.actions import hand_in_document
from openrotations.documents.kinds import DEANS_LETTER
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.notifications.mails import write_to_office
from openrotations.notifications.rendering import link_path
from openrotations.people.actions import issue_link, revoke_link
from openrotations.people.models import Contact
from openrotations.schools import actions as schools
from openrotations.schools.models import Registrar, Student
from openrotations.schools.queries import registrar_with

LINK_DAYS = 30
PURPOSE = "school-answer"


@transaction.atomic
def name_registrar(student: Student, *, full_name: str, email: str, by: Actor, now: datetime) -> Registrar:
    """The registrar whom a student names: the one the school has with this address, else a new one to be checked."""
    known = registrar_with(student.school, email)
    if known:
        return known
    supplied_by = Contact.SuppliedBy.STUDENT
    return schools.add_registrar(
        student.school, full_name=full_name, email=email, supplied_by=supplied_by, by=by, now=now
    )


@transaction.atomic
def ask_school(student: Student, registrar: Registrar, *, by: Actor, now: datetime) -> SchoolConfirmation:
    """Ask a registrar about enrolment and windows, now or as soon as staff have confirmed the address.

    Asking another registrar ends the first one's link.
    """
    student = Student.locked(student.pk)
    waiting = student.confirmations.select_related("link", "registrar").filter(answered_at=None).first()
    same = waiting is not None and waiting.registrar_id == registrar.pk
    states = list(student.windows.values_list("state", flat=True))
    refuse_if(
        rules.why_not_ask_school(
            is_enrolled=student.status == Student.Status.ENROLLED,
            is_confirmed=student.enrolment == Student.Enrolment.CONFIRMED,
            window_count=len(states),
            waiting_count=states.count(WindowState.STATED),
            asked_on=waiting.asked_at.date() if waiting and same else None,
            today=now.date(),
            has_left=registrar.has_left,
        )
    )
    if waiting is None:
        waiting = SchoolConfirmation.objects.create(student=student, registrar=registrar, asked_at=now)
    else:
        if waiting.link:
            revoke_link(waiting.link, by=by, now=now)
        waiting.registrar, waiting.asked_at, waiting.link = registrar, now, None
        waiting.save(update_fields=["registrar", "asked_at", "link"])
    record("ask_school", waiting, by=by, now=now, student=str(student.pk), registrar=str(registrar.pk))
    if registrar.is_reachable:
        _send_question(waiting, by=by, now=now)
    else:
        _tell_office(waiting, now=now)
    return waiting


@transaction.atomic
def send_waiting_questions(registrar: Registrar, *, by: Actor, now: datetime) -> int:
    """Send the questions that waited for this registrar's address to be confirmed; returns how many.

    Those that waited for colleagues who left go to them as well.
    """
    waiting = SchoolConfirmation.objects.select_for_update(of=("self",), no_key=True).select_related("link")
    # A student who names another school meanwhile is no business of this registrar's any more.
    rows = list(waiting.filter(registrar=registrar, student__school_id=registrar.school_id, answered_at=None))
    unsent = [row for row in rows if row.link is None or not row.link.works_at(now)]
    for confirmation in unsent:
        _send_question(confirmation, by=by, now=now)
    return len(unsent) + ask_registrar_instead(registrar, by=by, now=now)


@transaction.atomic
def ask_registrar_instead(registrar: Registrar, *, by: Actor, now: datetime) -> int:
    """Ask this registrar what colleagues were asked who left the school since; returns how many questions.

    Refused while the address is not confirmed.
    """
    rows = SchoolConfirmation.objects.select_for_update(of=("self",), no_key=True)
    left_behind = questions_left_behind(registrar.school)
    waiting = list(rows.filter(pk__in=left_behind, answered_at=None).order_by("pk"))
    for confirmation in waiting:
        confirmation.registrar, confirmation.asked_at, confirmation.link = registrar, now, None
        confirmation.save(update_fields=["registrar", "asked_at"])
        student = str(confirmation.student_id)
        record("ask_school", confirmation, by=by, now=now, student=student, registrar=str(registrar.pk))
        _send_question(confirmation, by=by, now=now)
    return len(waiting)


@transaction.atomic
def answer_school(
    confirmation: SchoolConfirmation,
    *,
    is_enrolled: bool,
    windows: Mapping[UUID, bool],
    note: str,
    good_standing: bool | None = None,
    counts: Mapping[tuple[str, int], int] | None = None,
    letter: bytes | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Keep a school's answer: whether the statement about enrolment is true, and which windows it approves.

    `windows`: id of a stated window -> approved. Windows left out stay as they are. `counts`: state and year ->
    students of the school who come there by another way. `letter`: the dean's letter. The student is told.
    """
    confirmation = SchoolConfirmation.locked(confirmation.pk)
    student = Student.locked(confirmation.student_id)
    refuse_if(
        rules.why_not_answer_school(
            is_answered=confirmation.answered_at is not None,
            is_own_school=confirmation.registrar.school_id == student.school_id,
        )
    )
    confirmation.answered_at, confirmation.is_enrolled, confirmation.note = now, is_enrolled, note.strip()
    confirmation.save(update_fields=["answered_at", "is_enrolled", "note"])
    schools.note_enrolment(student, is_confirmed=is_enrolled, good_standing=good_standing, by=by, now=now)
    for (state, year), count in (counts or {}).items():
        schools.declare_count(
            student.school, state=state, year=year, count=count, registrar=confirmation.registrar, by=by, now=now
        )
    if letter and is_enrolled:
        name = confirmation.registrar.full_name
        hand_in_document(student.person, DEANS_LETTER, [letter], brought_by_name=name, by=by, now=now)
    stated = Window.objects.select_for_update(of=("self",), no_key=True).filter(
        student=student, state=WindowState.STATED
    )
    for window in stated.filter(pk__in=windows):
        to = WindowState.APPROVED if windows[window.pk] else WindowState.REFUSED
        WINDOW_MOVES.move(window, to, answered_at=now)
        record("answer_window", window, by=by, now=now, state=to)
    if confirmation.link:
        confirmation.link.used_at = now
        confirmation.link.save(update_fields=["used_at"])
    record("answer_school", confirmation, by=by, now=now, student=str(student.pk), is_enrolled=is_enrolled)
    _tell_student(confirmation, now=now)


def _send_question(confirmation: SchoolConfirmation, *, by: Actor, now: datetime) -> None:
    student, registrar = confirmation.student, confirmation.registrar
    link = issue_link(
        registrar,
        purpose=PURPOSE,
        subject_id=confirmation.pk,
        not_for=student.person,
        days=LINK_DAYS,
        by=by,
        now=now,
    )
    confirmation.link = link
    confirmation.save(update_fields=["link"])
    path = link_path("applications:school_answer")
    queue_message(
        "applications/mail/school_question.txt",
        Recipient.of_contact(registrar),
        context={"student": student, "registrar": registrar, "days": LINK_DAYS},
        now=now,
        path=path,
        label=str(_("Answer")),
        link=link,
        about=confirmation,
    )


def _tell_office(confirmation: SchoolConfirmation, *, now: datetime) -> None:
    write_to_office(
        "applications/mail/registrar_to_confirm.txt",
        context={"confirmation": confirmation, "student": confirmation.student, "registrar": confirmation.registrar},
        now=now,
        path=reverse("schools:confirm_registrar", args=[confirmation.registrar_id]),
        label=str(_("Confirm the address")),
        about=confirmation,
    )


def _tell_student(confirmation: SchoolConfirmation, *, now: datetime) -> None:
    student = confirmation.student
    states = list(student.windows.values_list("state", flat=True))
    queue_message(
        "applications/mail/school_answered.txt",
        Recipient.of_person(student.person),
        context={
            "confirmation": confirmation,
            "student": student,
            "approved": states.count(WindowState.APPROVED),
            "refused": states.count(WindowState.REFUSED),
        },
        now=now,
        path=reverse("applications:show"),
        label=str(_("My application")),
        about=confirmation,
    )
