"""The student's record, its PDF, and the page where anybody checks a code."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openrotations.common.pdf.answers import pdf_answer
from openrotations.common.refusals import Refused, refuse_if
from openrotations.people.access import actor_of, is_office, staff_kinds
from openrotations.people.guards import PersonRequest, director, public, signed_in
from openrotations.records import access, actions, queries, rules
from openrotations.records.codes import read_code
from openrotations.records.forms import CodeForm, RevokeForm
from openrotations.records.models import Record
from openrotations.records.printing import qr_uri, record_pdf, verification_address
from openrotations.records.states import RecordState
from openrotations.records.throttling import is_throttled, note_wrong_code
from openrotations.records.wording import pages_of


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The student's record in force and those before it."""
    return render(request, "records/mine.html", {"shelf": queries.shelf_of(cast(PersonRequest, request).user)})


@signed_in
@require_POST
def renew(request: HttpRequest, student_id: UUID) -> HttpResponse:
    """Bring the record up to date, for the student or the office."""
    person = cast(PersonRequest, request).user
    student = access.student_for(person, student_id)
    issued = actions.issue_record(student, by=actor_of(person), now=timezone.now())
    messages.success(request, _("The record is up to date."))
    return redirect("records:record", record_id=issued.pk)


@signed_in
@require_safe
def show(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """One record, to read and to print."""
    person = cast(PersonRequest, request).user
    record = access.readable_record(person, record_id)
    address = verification_address(record)
    context = {
        "record": record,
        "page": pages_of(record.content) if queries.is_whole(record) else None,
        "address": address,
        "qr": qr_uri(address),
        "tag_kind": "done" if record.state == RecordState.ISSUED else "lost",
        "is_office": is_office(person),
        "may_revoke": "director" in staff_kinds(person) and record.state == RecordState.ISSUED,
    }
    return render(request, "records/record.html", context)


@signed_in
@require_safe
def pdf(request: HttpRequest, record_id: UUID) -> FileResponse:
    """The record in force as a PDF. One that was revoked or altered is printed no more."""
    record = access.readable_record(cast(PersonRequest, request).user, record_id)
    refuse_if(rules.why_not_print(state=record.state, is_whole=queries.is_whole(record)))
    return pdf_answer(record_pdf(record), f"record-{record.code}.pdf", as_attachment=True)


@director
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Take a record out of force, with the reason."""
    person = cast(PersonRequest, request).user
    record = access.readable_record(person, record_id)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.revoke_record(record, **form.cleaned_data, by=actor_of(person), now=timezone.now())
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason.text))
        else:
            messages.success(request, _("The record is revoked."))
            return redirect("records:record", record_id=record.pk)
    return render(request, "records/revoke.html", {"form": form, "record": record}, status=422 if form.errors else 200)


@public
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """One box for a code."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        # Whatever cannot be a code leads to the same answer as a code that nobody was given.
        return redirect("records:verified", code=read_code(form.cleaned_data["code"]) or "unknown")
    return render(request, "records/verify.html", {"form": form}, status=422 if form.errors else 200)


@public
@require_safe
def verified(request: HttpRequest, code: str) -> HttpResponse:
    """What is true of the record with this code, in plain words, and what that does not mean."""
    if is_throttled(request):
        answer = render(request, "records/too_many.html", status=429)
    elif (record := access.record_by_code(code)) is None:
        note_wrong_code(request)
        answer = render(request, "records/unknown.html", {"form": CodeForm()}, status=404)
    else:
        answer = _verdict(request, record)
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _verdict(request: HttpRequest, record: Record) -> HttpResponse:
    """The text of a record that was altered or revoked is never shown."""
    if not queries.is_whole(record):
        return render(request, "records/altered.html", {"code": record.code})
    page = pages_of(record.content) if record.state != RecordState.REVOKED else None
    return render(request, "records/verified.html", {"record": record, "page": page})
