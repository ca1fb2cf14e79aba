"""Setting up the office, changing its policies, and who works in it."""

import secrets
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openrotations.common.forms import reasons_on
from openrotations.consents.queries import missing_texts
from openrotations.desk.access import role_for_director
from openrotations.desk.actions import set_up_office, take_on
from openrotations.desk.forms import ProgrammeForm, StaffForm, StartForm
from openrotations.desk.queries.office import audit_page, current_staff, set_up_code
from openrotations.documents.scanning import scanner
from openrotations.office.actions import change_policies
from openrotations.office.queries import programme_or_none, the_programme
from openrotations.people.access import actor_of
from openrotations.people.actions import end_role
from openrotations.people.guards import PersonRequest, director, public


@public
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The first page of a new office; afterwards there is no such page."""
    if programme_or_none():
        raise Http404
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        code, name, email = (values.pop(key) for key in ("code", "director_name", "director_email"))
        if secrets.compare_digest(code.strip().encode(), set_up_code().encode()):
            set_up_office(values, director_name=name, director_email=email, now=timezone.now())
            return redirect("account_login")
        form.add_error("code", _("This is not the set-up code. Copy it from where the program was started."))
    return render(request, "desk/start.html", {"form": form}, status=422 if form.errors else 200)


@director
@require_http_methods(["GET", "HEAD", "POST"])
def policies(request: PersonRequest) -> HttpResponse:
    """The office's name, letterhead, hours and policies."""
    programme = the_programme()
    form = ProgrammeForm(request.POST or None, instance=programme)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in form.changed_data}
        change_policies(programme, values, by=actor_of(request.user), now=timezone.now())
        return redirect("desk:settings")
    context = {"form": form, "scanner": scanner(), "missing_texts": missing_texts(timezone.localdate())}
    return render(request, "desk/settings.html", context, status=422 if form.errors else 200)


@director
@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: PersonRequest) -> HttpResponse:
    """Who works in the office, and taking somebody on."""
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with reasons_on(form):
            take_on(**form.cleaned_data, by=actor_of(request.user), now=timezone.now())
            return redirect("desk:staff")
    context = {"form": form, "roles": current_staff()}
    return render(request, "desk/staff.html", context, status=422 if form.errors else 200)


@director
@require_POST
def end_staff_role(request: PersonRequest, role_id: UUID) -> HttpResponse:
    """Take a role away."""
    end_role(role_for_director(role_id), by=actor_of(request.user), now=timezone.now())
    return redirect("desk:staff")


@director
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """The audit trail, newest first, with the chain's head."""
    return render(request, "desk/audit.html", audit_page(request.GET.get("page")))
