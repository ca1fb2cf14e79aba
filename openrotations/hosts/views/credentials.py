"""The office's pages about what shows that a preceptor may supervise, and about the files that show it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.documents.serving import answer_with_evidence
from openrotations.hosts import access, actions
from openrotations.hosts.forms import CertificationForm, CheckedForm, ExclusionCheckForm, InsuranceForm, LicenceForm
from openrotations.hosts.models import Certification, Checked, Credential, ExclusionCheck, Insurance, Licence
from openrotations.hosts.views.crumbs import preceptor_crumbs
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office


@office
def add_licence(request: PersonRequest, preceptor_id: UUID) -> HttpResponse:
    """A form for a licence that was looked up; it starts from what an import or the host told."""
    preceptor = access.any_preceptor(preceptor_id)
    told = {"state": preceptor.licence_state, "number": preceptor.licence_number}
    return _add(request, preceptor_id, Licence, LicenceForm, _("Add a licence"), told)


@office
def edit_licence(request: PersonRequest, licence_id: UUID) -> HttpResponse:
    """The same form for a licence that is there already."""
    return _edit(request, access.any_credential(Licence, licence_id), LicenceForm, _("Change the licence"))


@office
def add_certification(request: PersonRequest, preceptor_id: UUID) -> HttpResponse:
    """A form for a board certification."""
    title = _("Add a board certification")
    return _add(request, preceptor_id, Certification, CertificationForm, title)


@office
def edit_certification(request: PersonRequest, certification_id: UUID) -> HttpResponse:
    """The same form for one that is there already."""
    row = access.any_credential(Certification, certification_id)
    return _edit(request, row, CertificationForm, _("Change the board certification"))


@office
def add_insurance(request: PersonRequest, preceptor_id: UUID) -> HttpResponse:
    """A form for malpractice insurance."""
    return _add(request, preceptor_id, Insurance, InsuranceForm, _("Add malpractice insurance"))


@office
def edit_insurance(request: PersonRequest, insurance_id: UUID) -> HttpResponse:
    """The same form for one that is there already."""
    row = access.any_credential(Insurance, insurance_id)
    return _edit(request, row, InsuranceForm, _("Change the malpractice insurance"))


@office
def add_exclusion_check(request: PersonRequest, preceptor_id: UUID) -> HttpResponse:
    """A form for a look at a list of excluded providers."""
    title = _("Note an exclusion check")
    return _add(request, preceptor_id, ExclusionCheck, ExclusionCheckForm, title)


@office
@require_safe
def evidence(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """The clean copy of a file that shows a credential, or an agreement."""
    return answer_with_evidence(access.any_evidence(file_id))


def _add(
    request: PersonRequest,
    preceptor_id: UUID,
    kind: type[Checked],
    asked: type[CheckedForm],
    title: str | Promise,
    told: dict[str, str] | None = None,
) -> HttpResponse:
    preceptor, now = access.any_preceptor(preceptor_id), timezone.now()
    form = asked(posted(request), request.FILES or None, initial={**(told or {}), "checked_on": now.date()})
    if form.is_valid():
        with reasons_on(form):
            file, by = form.cleaned_data["evidence"], actor_of(request.user)
            actions.note_credential(kind, preceptor, form.own_values, evidence=file, by=by, now=now)
            messages.success(request, _("Noted."))
            return redirect("hosts:preceptor", preceptor.pk)
    crumbs = preceptor_crumbs(str(title), preceptor)
    return form_page(request, "hosts/file_form.html", form, {"title": title, "crumbs": crumbs})


def _edit(request: PersonRequest, row: Credential, asked: type[CheckedForm], title: str) -> HttpResponse:
    form = asked(posted(request), request.FILES or None, initial=asked.initial_of(row))
    if form.is_valid():
        with reasons_on(form):
            file, by = form.cleaned_data["evidence"], actor_of(request.user)
            actions.change_credential(row, form.own_values, evidence=file, by=by, now=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("hosts:preceptor", row.preceptor_id)
    context = {"title": title, "crumbs": preceptor_crumbs(title, row.preceptor), "kept": row.evidence}
    return form_page(request, "hosts/file_form.html", form, context)
