"""A student's own day, and the office's view of its students."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from openrotations.common.forms import form_page, posted
from openrotations.common.gallery import gallery_context
from openrotations.consents.queries import missing_texts
from openrotations.desk import access
from openrotations.desk.forms import PeopleFilter
from openrotations.desk.queries.office import by_age, needs_today, students
from openrotations.desk.queries.student import student_page
from openrotations.desk.queries.today import today_of
from openrotations.people.access import actor_of, staff_kinds
from openrotations.people.actions import change_person
from openrotations.people.forms import NameForm
from openrotations.people.guards import PersonRequest, office, signed_in
from openrotations.people.models import StaffRole


@signed_in
@require_safe
def today(request: PersonRequest) -> HttpResponse:
    """A student's first page; somebody without a profile is led to it."""
    student = access.own_student(request.user)
    if student is None:
        return redirect("applications:profile")
    now = timezone.now()
    return render(request, "desk/today.html", {"page": today_of(student, now=now), "today": now.date()})


@office
@require_safe
def needs(request: PersonRequest) -> HttpResponse:
    """What waits for the office, the longest wait first."""
    now = timezone.now()
    page = Paginator(needs_today(now), 50).get_page(request.GET.get("page"))
    groups = by_age(page, timezone.localdate(now))
    context = {"page": page, "groups": groups, "today": timezone.localdate(now)}
    if StaffRole.Kind.DIRECTOR in staff_kinds(request.user):  # nobody else can publish them
        context["missing_texts"] = missing_texts(timezone.localdate(now))
    return render(request, "desk/needs.html", context)


@office
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Students, found by any part of name, address or school."""
    form = PeopleFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = students(words=chosen.get("words", ""), status=chosen.get("status", ""))
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(request, "desk/people.html", {"page": page, "form": form})


@office
@require_safe
def student(request: HttpRequest, student_id: UUID) -> HttpResponse:
    """Everything about one student."""
    found = access.student_for_office(student_id)
    return render(request, "desk/student.html", {"page": student_page(found)})


@office
@require_http_methods(["GET", "HEAD", "POST"])
def change_name(request: PersonRequest, student_id: UUID) -> HttpResponse:
    """Correct a student's name, which letters and records print."""
    found = access.student_for_office(student_id)
    initial = {"full_name": found.person.full_name, "passport_name": found.person.passport_name}
    form = NameForm(posted(request), initial=initial)
    if form.is_valid():
        change_person(found.person, form.cleaned_data, by=actor_of(request.user), now=timezone.now())
        return redirect("desk:student", student_id)
    return form_page(request, "desk/change_name.html", form, {"student": found})


@office
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component with its states."""
    return render(request, "common/gallery.html", gallery_context(timezone.now().date()))
