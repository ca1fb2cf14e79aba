"""What a student tells beyond the profile, one topic a page, and a director's exceptions."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openrotations.applications import access, actions
from openrotations.applications.forms import ExemptionForm, topics_for
from openrotations.applications.models import Background
from openrotations.applications.queries import OBSERVES, background_of
from openrotations.applications.views.students import with_profile
from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.common.refusals import Refused
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, director, signed_in
from openrotations.rulebook.queries import counters_on
from openrotations.schools.models import Student


@signed_in
@with_profile
def background(request: PersonRequest, student: Student, topic: str) -> HttpResponse:
    """One topic. What is not known yet may be left for later."""
    topics = topics_for(student, counters_on(timezone.localdate()))
    if topic not in topics:
        raise Http404
    told = background_of(student) or Background(student=student)
    form = topics[topic](posted(request), initial=topics[topic].initial_from(told))
    if form.is_valid():
        with reasons_on(form):
            actions.tell_background(student, form.values(), by=actor_of(request.user), now=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("applications:profile")
    return form_page(request, "applications/background.html", form, {"topic": topic})


@director
@require_POST
def exempt(request: PersonRequest, application_id: UUID) -> HttpResponse:
    """Record that this graduate may take part in care, and why; or take it back."""
    found, form = access.any_application(application_id), ExemptionForm(request.POST)
    by, now = actor_of(request.user), timezone.now()
    if form.is_valid():
        try:
            actions.grant_exemption(found.student, OBSERVES, because=form.cleaned_data["because"], by=by, now=now)
            messages.success(request, _("The exception is recorded."))
        except Refused as refused:
            messages.error(request, str(refused.reasons[0].text))
    else:
        messages.error(request, _("Say why, in at most 2,000 characters. Nothing was recorded."))
    return redirect("applications:application", found.pk)


@director
@require_POST
def end_exemption(request: PersonRequest, exemption_id: UUID, application_id: UUID) -> HttpResponse:
    """Take an exception back."""
    exemption = access.any_exemption(exemption_id, application_id)
    actions.end_exemption(exemption, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("The exception is taken back."))
    return redirect("applications:application", application_id)
