"""The office says with how many students at least an opening of a round runs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office
from openrotations.placements import access
from openrotations.placements.actions.least import set_least_numbers
from openrotations.placements.forms.least import LeastForm
from openrotations.placements.queries.least import openings_listed


@office
@require_http_methods(["GET", "HEAD", "POST"])
def least_numbers(request: PersonRequest, round_id: UUID) -> HttpResponse:
    """A number for each opening on a list in the round."""
    found = access.round_for_office(round_id)
    form = LeastForm(posted(request), lines=openings_listed(found))
    if form.is_bound and form.is_valid():
        with reasons_on(form):
            set_least_numbers(found, form.least, by=actor_of(request.user), now=timezone.now())
            messages.success(request, _("Kept. Students read it on the page of the round."))
            return redirect("placements:round", round_id=found.pk)
    return form_page(request, "placements/least_numbers.html", form, {"round": found})
