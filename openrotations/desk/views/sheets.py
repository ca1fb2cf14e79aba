"""Spreadsheets in and out: upload, comparison, import, export."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openrotations.common.forms import form_page
from openrotations.common.refusals import Refused
from openrotations.desk.imports import actions, uploads
from openrotations.desk.imports.forms import CheckForm, UploadForm
from openrotations.desk.imports.plans import Outcome
from openrotations.desk.imports.previews import preview_of
from openrotations.desk.imports.sources import plan_of
from openrotations.desk.spreadsheets.columns import TABLES
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@office
@require_http_methods(["GET", "HEAD", "POST"])
def import_sheets(request: PersonRequest) -> HttpResponse:
    """Choosing files. They are kept sealed until they are imported or given up."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        files = [(file.name or "", file.read()) for file in form.cleaned_data["sheets"]]
        uploads.keep_uploads(request.session, files, by=actor_of(request.user), now=timezone.now())
        return redirect("desk:check_import")
    context = {"tables": TABLES.values(), "is_waiting": bool(uploads.kept_sources(request.session))}
    return form_page(request, "desk/sheets/import.html", form, context)


@office
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def check_import(request: PersonRequest) -> HttpResponse:
    """What the import would do; corrections; and the import itself."""
    now = timezone.now()
    sources = uploads.kept_sources(request.session)
    if not sources:
        messages.info(request, _("No files are waiting to be imported."))
        return redirect("desk:import")
    plan, read = plan_of(sources, now)
    form = CheckForm(request.POST if request.method == "POST" else None, sources=sources, read=read)
    if request.method == "POST":
        if form.is_valid():
            uploads.correct_uploads(request.session, form.corrections, form.cleaned_data["date_order"])
            if request.POST.get("do") == "import":
                return _import(request, now)
        return redirect("desk:check_import")
    context = {"form": form, "plan": plan, "preview": preview_of(plan, sources, read, form)}
    return render(request, "desk/sheets/check.html", context)


@office
@require_POST
def stop_import(request: PersonRequest) -> HttpResponse:
    """Forget the uploaded files."""
    uploads.drop_uploads(request.session, by=actor_of(request.user), now=timezone.now())
    messages.info(request, _("The files are forgotten. Nothing was imported."))
    return redirect("desk:import")


@office
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """What can be taken out."""
    return render(request, "desk/sheets/export.html", {"tables": TABLES.values()})


@office
@require_safe
@never_cache
def export_sheet(request: PersonRequest, kind: str, form: str) -> HttpResponse:
    """All rows of a kind as a file."""
    if kind not in TABLES or form not in actions.FORMS:
        raise Http404
    content = actions.export_sheet(kind, form, by=actor_of(request.user), now=timezone.now())
    name = f'attachment; filename="{kind}.{form}"'
    return HttpResponse(content, content_type=_TYPES[form], headers={"Content-Disposition": name})


def _import(request: PersonRequest, now: datetime) -> HttpResponse:
    """Save what the page showed, and only that."""
    plan: Any = plan_of(uploads.kept_sources(request.session), now)[0]
    if plan.digest != request.POST.get("digest"):
        messages.warning(request, _("Nothing is saved yet: what would be saved is not what you saw. Look again."))
        return redirect("desk:check_import")
    by = actor_of(request.user)
    try:
        done = actions.carry_out_import(plan, by=by, now=now)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason.text))
        return redirect("desk:check_import")
    uploads.drop_uploads(request.session, by=by, now=now)
    counts = {"new": done.count(Outcome.NEW), "changed": done.count(Outcome.CHANGED)}
    messages.success(request, _("Imported. Rows that are new: %(new)s. Rows that changed: %(changed)s.") % counts)
    return redirect("desk:import")
