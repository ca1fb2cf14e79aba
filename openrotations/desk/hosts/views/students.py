"""A candidate before the yes, and a student afterwards, as the site's coordinator reads them."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.common.pdf.answers import pdf_answer
from openrotations.desk.hosts import access, actions, queries
from openrotations.desk.hosts.access import Desk
from openrotations.desk.hosts.candidates import candidate_of
from openrotations.desk.hosts.guards import at_host_desk
from openrotations.desk.invitations.rules import MAY_INVITE
from openrotations.people.guards import LinkRequest
from openrotations.placements import actions as placements
from openrotations.placements.forms import HostAnswerForm, SupervisionForm
from openrotations.placements.models import Placement
from openrotations.placements.rules.supervision import MAY_NAME
from openrotations.placements.states import PlacementState


@at_host_desk
@require_http_methods(["GET", "HEAD", "POST"])
def student(request: LinkRequest, desk: Desk, placement_id: UUID) -> HttpResponse:
    """Who asks to come or comes; POST answers, or says who supervises."""
    placement = access.placement_of(desk, placement_id)
    if placement.state == PlacementState.ACCEPTED:
        return _answer(request, desk, placement)
    form = SupervisionForm(posted(request), placement=placement)
    if form.is_valid():
        with reasons_on(form):
            placements.name_supervisor(placement, **form.supervision, by=desk.by, now=timezone.now())
            messages.success(request, _("Saved. The student reads it."))
            return redirect("desk:host_student", desk.token, placement.pk)
    context = {
        **candidate_of(placement, timezone.localdate()),
        "desk": desk,
        "may_name": placement.state in MAY_NAME,
        "may_invite": placement.state in MAY_INVITE,
        "conversation": queries.conversation_path(placement, desk.coordinator, timezone.now()),
    }
    return form_page(request, "desk/hosts/student.html", form, context)


@at_host_desk
@require_safe
def cv(request: LinkRequest, desk: Desk, placement_id: UUID) -> FileResponse:
    """The student's CV, where the office has accepted one."""
    document = access.cv_for_host(access.placement_of(desk, placement_id), timezone.localdate())
    return pdf_answer(actions.open_cv(document, by=desk.by, now=timezone.now()), "cv.pdf")


def _answer(request: LinkRequest, desk: Desk, placement: Placement) -> HttpResponse:
    form = HostAnswerForm(posted(request), placement=placement)
    if form.is_valid():
        with form.reasons_beside():
            now = timezone.now()
            placements.answer_for_host(placement, desk.coordinator, **form.answer_given, by=desk.by, now=now)
            messages.success(request, _("Thank you. The student and the office are told."))
            return redirect("desk:host_site", desk.token)
    return form_page(
        request, "desk/hosts/candidate.html", form, {**candidate_of(placement, timezone.localdate()), "desk": desk}
    )
