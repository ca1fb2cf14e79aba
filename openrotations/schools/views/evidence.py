"""Files that show what the office knows of a school: kept sealed, and only ever downloaded."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.documents.serving import answer_with_evidence
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office
from openrotations.schools import access, actions
from openrotations.schools.forms import EvidenceForm, type_of
from openrotations.schools.views.crumbs import crumbs_to


@office
def add_evidence(request: PersonRequest, school_id: UUID) -> HttpResponse:
    """A file, and what it shows."""
    found = access.any_school(school_id)
    form = EvidenceForm(posted(request), request.FILES or None)
    if form.is_valid():
        with reasons_on(form):
            content = form.cleaned_data["file"]
            actions.add_evidence(
                found,
                form.cleaned_data["about"],
                name=f"{form.cleaned_data['about']}.{type_of(content).rpartition('/')[2]}",
                content=content,
                content_type=type_of(content),
                by=actor_of(request.user),
                now=timezone.now(),
            )
            messages.success(request, _("The file is kept. It can be opened once it is checked."))
            return redirect("schools:school", found.pk)
    title = _("Add a file")
    return form_page(request, "schools/keep.html", form, {"title": title, "crumbs": crumbs_to(title, found)})


@office
@require_safe
def evidence(request: PersonRequest, school_id: UUID, evidence_id: UUID) -> HttpResponse:
    """The clean copy of a file, downloaded; no cache keeps it."""
    return answer_with_evidence(access.evidence_of_school(access.any_school(school_id), evidence_id).file)


@office
@require_POST
def drop_evidence(request: PersonRequest, school_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Take a file away."""
    found = access.any_school(school_id)
    row = access.evidence_of_school(found, evidence_id)
    actions.remove_evidence(row, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("The file is taken away."))
    return redirect("schools:school", found.pk)
