"""Asking the school, and the registrar's page by signed link."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openrotations.applications import access, actions, queries
from openrotations.applications.forms import RegistrarForm, SchoolAnswerForm
from openrotations.applications.models import SchoolConfirmation
from openrotations.applications.queries.attesting import counts_to_attest
from openrotations.applications.views.students import with_profile
from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.people.access import actor_of
from openrotations.people.guards import LinkRequest, PersonRequest, by_link, signed_in
from openrotations.schools.models import Student


@signed_in
@with_profile
def registrar(request: PersonRequest, student: Student) -> HttpResponse:
    """What was asked of the school and what it said, and a form to ask."""
    return _registrar_page(request, student, RegistrarForm(known=list(queries.known_registrars(student.school))))


@signed_in
@require_POST
@with_profile
def ask_school(request: PersonRequest, student: Student) -> HttpResponse:
    """Ask the registrar who was chosen or named."""
    form = RegistrarForm(request.POST, known=list(queries.known_registrars(student.school)))
    if form.is_valid():
        with reasons_on(form):
            by, now = actor_of(request.user), timezone.now()
            whom = form.chosen or actions.name_registrar(
                student, full_name=form.cleaned_data["full_name"], email=form.cleaned_data["email"], by=by, now=now
            )
            actions.ask_school(student, whom, by=by, now=now)
            messages.success(request, _("Thank you. We ask your school and write to you when it has answered."))
            return redirect("applications:show")
    return _registrar_page(request, student, form)


@by_link("school-answer")
def school_answer(request: LinkRequest) -> HttpResponse:
    """The registrar's one page: is the statement true, and which windows are approved."""
    confirmation = access.linked_confirmation(request.link)
    if confirmation.answered_at:
        return render(request, "applications/school_answered.html", {"confirmation": confirmation})
    form = _answer_form(request, confirmation, now := timezone.now())
    if form.is_valid():
        with reasons_on(form):
            actions.answer_school(
                confirmation,
                is_enrolled=form.cleaned_data["is_enrolled"] == "yes",
                good_standing=form.standing,
                windows=form.answers,
                counts=form.attested,
                letter=form.cleaned_data.get("letter"),
                note=form.cleaned_data["note"],
                by=request.link.actor,
                now=now,
            )
            return redirect(request.path)
    context = {
        "confirmation": confirmation,
        "window_fields": [form[name] for name in form.windows],
        "count_fields": [form[name] for name in form.counts],
    }
    return form_page(request, "applications/school_answer.html", form, context)


def _answer_form(request: LinkRequest, confirmation: SchoolConfirmation, now: datetime) -> SchoolAnswerForm:
    student = confirmation.student
    return SchoolAnswerForm(
        posted(request),
        request.FILES or None,
        question=_question(confirmation),
        windows=queries.stated_windows(student),
        statement=_statement(confirmation),
        asks_standing=student.status == Student.Status.ENROLLED,
        counts=counts_to_attest(student.school, student, today=now.date()),
    )


def _question(confirmation: SchoolConfirmation) -> str:
    student = confirmation.student
    words = {"name": str(student.person), "school": student.school.name}
    if student.status == Student.Status.GRADUATE:
        return _("Did %(name)s graduate from %(school)s?") % words
    return _("Is %(name)s enrolled at %(school)s?") % words


def _statement(confirmation: SchoolConfirmation) -> str:
    """What the registrar's answer is about, in one line that changes when the student changes any of it."""
    student = confirmation.student
    return f"{student.school_id} {student.status} {student.graduation_on} {student.person}"


def _registrar_page(request: PersonRequest, student: Student, form: RegistrarForm) -> HttpResponse:
    asked = queries.confirmations_of(student)
    context = {"student": student, "asked": asked, "windows": queries.windows_of(student)}
    return form_page(request, "applications/registrar.html", form, context)
