"""The office's texts: a director writes and publishes, everybody of the office sees who accepted."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.common.refusals import Refused
from openrotations.consents import access, actions, queries
from openrotations.consents.forms import AcceptedFilter, DraftForm
from openrotations.consents.models import Version
from openrotations.consents.reading import blocks_of
from openrotations.consents.views.refusing import page_with_reasons
from openrotations.people.access import actor_of, staff_kinds
from openrotations.people.guards import PersonRequest, director, office
from openrotations.people.models import StaffRole


@office
@require_safe
def texts(request: PersonRequest) -> HttpResponse:
    """Every text: its versions, who published them, how many accepted, and who has not yet."""
    today = timezone.localdate()
    context = {
        "shelves": queries.shelves(today),
        "missing": queries.missing_texts(today),
        "today": today,
        "may_write": _may_write(request),
    }
    return render(request, "consents/texts.html", context)


@director
def write(request: PersonRequest, text_kind: str) -> HttpResponse:
    """Write the next version; saved as a draft until it is published."""
    kind = access.kind_named(text_kind)
    form = DraftForm(posted(request), initial=queries.draft_values(kind, timezone.localdate()))
    if form.is_valid():
        with reasons_on(form):
            draft = actions.save_draft(kind, form.cleaned_data, by=actor_of(request.user), now=timezone.now())
            messages.success(request, _("Saved as a draft. Read it once more as students will, then publish it."))
            return redirect("consents:office_version", draft.pk)
    return form_page(request, "consents/write.html", form, {"kind": kind, "crumbs": _crumbs(_("Write"))})


@office
@require_safe
def office_version(request: PersonRequest, version_id: UUID) -> HttpResponse:
    """A draft as students will read it, or a published version."""
    return render(request, "consents/version.html", _version_page(request, access.version_for_office(version_id)))


@director
@require_POST
def publish(request: PersonRequest, version_id: UUID) -> HttpResponse:
    """Publish a draft, or say what keeps it back."""
    version, read = access.version_for_office(version_id), request.POST.get("read", "")
    try:
        actions.publish_version(version, read=read, by=actor_of(request.user), now=timezone.now())
    except Refused as refused:
        return page_with_reasons(request, "consents/version.html", _version_page(request, version), refused)
    messages.success(request, _("Published. It never changes from now on."))
    return redirect("consents:texts")


@director
@require_POST
def drop(request: PersonRequest, version_id: UUID) -> HttpResponse:
    """Set a draft aside."""
    actions.drop_draft(access.version_for_office(version_id), by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("The draft is dropped."))
    return redirect("consents:texts")


@office
@require_safe
def accepted(request: PersonRequest, text_kind: str) -> HttpResponse:
    """Who accepted a text, who has not, by name."""
    kind, today = access.kind_named(text_kind), timezone.localdate()
    text = queries.in_force(today).get(kind)
    if text is None:
        raise Http404
    form = AcceptedFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = Paginator(queries.students_about(text, **chosen), 50).get_page(request.GET.get("page"))
    latest = queries.latest_of(page, kind)
    context = {
        "kind": kind,
        "text": text,
        "form": form,
        "page": page,
        "rows": [(student, latest.get(student.person_id)) for student in page],
        "crumbs": _crumbs(_("Who accepted")),
    }
    return render(request, "consents/accepted.html", context)


def _version_page(request: PersonRequest, version: Version) -> dict[str, Any]:
    return {
        "version": version,
        "blocks": blocks_of(version.text),
        "is_draft": version.number is None,
        "may_write": _may_write(request),
        "crumbs": _crumbs(version.title),
    }


def _may_write(request: PersonRequest) -> bool:
    return StaffRole.Kind.DIRECTOR in staff_kinds(request.user)


def _crumbs(here: str) -> list[dict[str, str]]:
    return [{"label": _("Terms and consents"), "url": reverse("consents:texts")}, {"label": here, "url": ""}]
