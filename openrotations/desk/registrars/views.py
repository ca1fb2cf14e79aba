"""A registrar's pages by signed link: all students of the school, one of them, and the answers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openrotations.applications.queries.attesting import counts_to_attest
from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.desk.registrars import actions
from openrotations.desk.registrars.access import open_question_of
from openrotations.desk.registrars.forms import ApprovalForm, CountsForm, LetterForm
from openrotations.desk.registrars.guards import for_registrar
from openrotations.desk.registrars.queries import school_seen, student_seen
from openrotations.documents.actions import hand_in_document
from openrotations.documents.kinds import DEANS_LETTER
from openrotations.people.guards import LinkRequest
from openrotations.people.tokens import token_for
from openrotations.placements import actions as placements
from openrotations.placements.access import placement_of_school
from openrotations.schools import access
from openrotations.schools import actions as schools
from openrotations.schools.models import Registrar, Student


@for_registrar
@require_safe
def students(request: LinkRequest, registrar: Registrar) -> HttpResponse:
    """All students of the school: where they are, and what the registrar has to do."""
    return _school_page(request, registrar, None)


@for_registrar
@require_POST
def declare_counts(request: LinkRequest, registrar: Registrar) -> HttpResponse:
    """Keep how many students are in a state by another way."""
    now = timezone.now()
    form = CountsForm(request.POST, counts=counts_to_attest(registrar.school, today=now.date()))
    if form.is_valid():
        for (state, year), count in form.attested.items():
            schools.declare_count(
                registrar.school,
                state=state,
                year=year,
                count=count,
                registrar=registrar,
                by=request.link.actor,
                now=now,
            )
        messages.success(request, _("Thank you. Your numbers are saved."))
        return redirect("desk:school_students", token=request.token)
    return _school_page(request, registrar, form)


@for_registrar
@require_POST
def open_question(request: LinkRequest, registrar: Registrar, school_confirmation_id: UUID) -> HttpResponse:
    """Open what the registrar was asked about a student, even if the link in that mail has ended."""
    confirmation = open_question_of(registrar, school_confirmation_id)
    link = actions.answer_link(confirmation, by=request.link.actor, now=timezone.now())
    return redirect("applications:school_answer", token_for(link.pk, link.salt))


@for_registrar
@require_http_methods(["GET", "HEAD", "POST"])
def student(request: LinkRequest, registrar: Registrar, student_id: UUID) -> HttpResponse:
    """One student: windows, placements, what the school needs for credit. POST keeps the dean's letter."""
    whose = access.student_of_registrar(registrar, student_id)
    form = LetterForm(posted(request), request.FILES or None)
    if form.is_valid():
        with reasons_on(form):
            content, now = form.cleaned_data["letter"], timezone.now()
            name, by = registrar.full_name, request.link.actor
            hand_in_document(whose.person, DEANS_LETTER, [content], brought_by_name=name, by=by, now=now)
            messages.success(request, _("Thank you. The letter is kept; the office looks at it."))
            return redirect("desk:school_student", token=request.token, student_id=whose.pk)
    return _student_page(request, registrar, whose, ApprovalForm(), letter=form)


@for_registrar
@require_POST
def approve(request: LinkRequest, registrar: Registrar, placement_id: UUID) -> HttpResponse:
    """Keep the school's word on a placement."""
    placement = placement_of_school(registrar.school_id, placement_id)
    whose = access.student_of_registrar(registrar, placement.student_id)
    form = ApprovalForm(request.POST, about=placement)
    if form.is_valid():
        with reasons_on(form):
            placements.answer_for_school(
                form.approval,
                registrar=registrar,
                is_approved=form.cleaned_data["answer"] == "yes",
                note=form.cleaned_data["note"],
                dates=placement.dates,
                by=request.link.actor,
                now=timezone.now(),
            )
            messages.success(request, _("Thank you. Your answer is saved, and the student is told."))
            return redirect("desk:school_student", token=request.token, student_id=whose.pk)
    return _student_page(request, registrar, whose, form)


def _school_page(request: LinkRequest, registrar: Registrar, form: CountsForm | None) -> HttpResponse:
    seen = school_seen(registrar, today=timezone.localdate())
    form = form or CountsForm(
        counts=[pair for pair, _said in seen.counts], said={pair: said.count for pair, said in seen.counts if said}
    )
    return form_page(request, "desk/registrars/students.html", form, {"seen": seen, "token": request.token})


def _student_page(
    request: LinkRequest, registrar: Registrar, whose: Student, form: ApprovalForm, letter: LetterForm | None = None
) -> HttpResponse:
    letter, seen = letter or LetterForm(), student_seen(registrar, whose, today=timezone.localdate())
    answers = [
        (each, form if form.about == each.placement else ApprovalForm(about=each.placement)) for each in seen.placements
    ]
    context = {"seen": seen, "answers": answers, "token": request.token, "form": form, "letter": letter}
    is_wrong = form.errors or letter.errors
    return render(request, "desk/registrars/student.html", context, status=422 if is_wrong else 200)
