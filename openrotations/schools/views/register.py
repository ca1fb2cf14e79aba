"""The office's pages about schools in the register."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office
from openrotations.schools import access, actions, queries
from openrotations.schools.forms import SchoolFilter, SchoolForm
from openrotations.schools.queries.knowledge import known_of
from openrotations.schools.queries.twins import Twin, likely_twins
from openrotations.schools.views.crumbs import crumbs_to

ROWS = 50


@office
def schools(request: HttpRequest) -> HttpResponse:
    """All schools, or those that the filters leave."""
    filters = SchoolFilter(request.GET)
    wanted = filters.cleaned_data if filters.is_valid() else {}
    found = queries.schools_like(wanted.get("q", ""), wanted.get("accreditation", ""))
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    return render(request, "schools/schools.html", {"page": page, "filters": filters})


@office
def school(request: HttpRequest, school_id: UUID) -> HttpResponse:
    """One school: what is known of it, and its registrars."""
    found = access.any_school(school_id)
    context = {
        "school": found,
        "known": known_of(found, timezone.localdate()),
        "is_known": queries.is_known(found),
        "registrars": queries.registrars_of(found),
        "crumbs": crumbs_to(found.name),
    }
    return render(request, "schools/school.html", context)


@office
def add_school(request: PersonRequest) -> HttpResponse:
    """A form for a new school; one that resembles others is added once somebody says that it is another."""
    form, twins = SchoolForm(posted(request)), list[Twin]()
    if form.is_valid():
        twins = likely_twins(form.cleaned_data["name"], form.cleaned_data["country"])
        if twins and not form.cleaned_data["is_another"]:
            form.ask_whether_another()
        else:
            with reasons_on(form):
                others, by = [twin.school for twin in twins], actor_of(request.user)
                new = actions.add_school(form.values, apart_from=others, by=by, now=timezone.now())
                return redirect("schools:school", new.pk)
    title = _("Add a school")
    return form_page(
        request, "schools/add_school.html", form, {"title": title, "twins": twins, "crumbs": crumbs_to(title)}
    )


@office
def edit_school(request: PersonRequest, school_id: UUID) -> HttpResponse:
    """The same form for a school that is there already."""
    found = access.any_school(school_id)
    form = SchoolForm(posted(request), initial=SchoolForm.initial_of(found))
    if form.is_valid():
        with reasons_on(form):
            actions.change_school(found, form.values, by=actor_of(request.user), now=timezone.now())
            return redirect("schools:school", found.pk)
    title = _("Change the school")
    return form_page(request, "common/form.html", form, {"title": title, "crumbs": crumbs_to(title, found)})
