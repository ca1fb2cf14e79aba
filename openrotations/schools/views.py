"""The office's pages about schools and their registrars."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office
from openrotations.schools import access, actions, queries
from openrotations.schools.forms import RegistrarForm, SchoolFilter, SchoolForm, SourceForm
from openrotations.schools.models import School

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
        "is_known": queries.is_known(found),
        "registrars": queries.registrars_of(found),
        "crumbs": _crumbs(found.name),
    }
    return render(request, "schools/school.html", context)


@office
def add_school(request: PersonRequest) -> HttpResponse:
    """A form for a new school."""
    form = SchoolForm(posted(request))
    if form.is_valid():
        with reasons_on(form):
            new = actions.add_school(form.cleaned_data, by=actor_of(request.user), now=timezone.now())
            return redirect("schools:school", new.pk)
    title = _("Add a school")
    return form_page(request, "common/form.html", form, {"title": title, "crumbs": _crumbs(title)})


@office
def edit_school(request: PersonRequest, school_id: UUID) -> HttpResponse:
    """The same form for a school that is there already."""
    found = access.any_school(school_id)
    form = SchoolForm(posted(request), initial=SchoolForm.initial_of(found))
    if form.is_valid():
        with reasons_on(form):
            actions.change_school(found, form.cleaned_data, by=actor_of(request.user), now=timezone.now())
            return redirect("schools:school", found.pk)
    title = _("Change the school")
    return form_page(request, "common/form.html", form, {"title": title, "crumbs": _crumbs(title, found)})


@office
def add_registrar(request: PersonRequest, school_id: UUID) -> HttpResponse:
    """A form for a new registrar of a school."""
    found = access.any_school(school_id)
    form = RegistrarForm(posted(request))
    if form.is_valid():
        with reasons_on(form):
            by, now = actor_of(request.user), timezone.now()
            new = actions.add_registrar(found, **form.cleaned_data, by=by, now=now)
            return redirect("schools:confirm_registrar", new.pk)
    title = _("Add a registrar")
    return form_page(request, "common/form.html", form, {"title": title, "crumbs": _crumbs(title, found)})


@office
def confirm_registrar(request: PersonRequest, registrar_id: UUID) -> HttpResponse:
    """A form for the independent source of a registrar's address; questions that wait for it leave at once."""
    registrar = access.any_registrar(registrar_id)
    form = SourceForm(posted(request), initial={"source": registrar.address_source})
    if form.is_valid():
        with reasons_on(form):
            by, now = actor_of(request.user), timezone.now()
            actions.confirm_registrar(registrar, source=form.cleaned_data["source"], by=by, now=now)
            messages.success(request, _("The address is confirmed. Questions that waited for it are on their way."))
            return redirect("schools:school", registrar.school_id)
    crumbs = _crumbs(_("Confirm an address"), registrar.school)
    return form_page(request, "schools/confirm_registrar.html", form, {"registrar": registrar, "crumbs": crumbs})


def _crumbs(label: str, inside: School | None = None) -> list[dict[str, str]]:
    first = [{"label": _("Schools"), "url": reverse("schools:schools")}]
    if inside:
        first.append({"label": inside.name, "url": reverse("schools:school", args=[inside.pk])})
    return [*first, {"label": label, "url": ""}]
