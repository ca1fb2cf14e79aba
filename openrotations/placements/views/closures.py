"""Closing days of an opening, with who would be in the way first; and opening them again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openrotations.catalogue import actions
from openrotations.common.forms import form_page, reasons_on
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office
from openrotations.placements import access
from openrotations.placements.forms import ClosureForm
from openrotations.placements.queries.closures import closing_of, closures_of


@office
@require_http_methods(["GET", "HEAD", "POST"])
def close_days(request: PersonRequest, opening_id: UUID) -> HttpResponse:
    """GET shows who has a seat on these days, POST closes them."""
    opening, now = access.opening_for_office(opening_id), timezone.now()
    only_looks = request.method != "POST"
    form = ClosureForm(request.GET or None if only_looks else request.POST, only_looks=only_looks)
    if not only_looks and form.is_valid():
        with reasons_on(form):
            because = form.cleaned_data["because"]
            actions.close_days(opening, form.period, because=because, by=actor_of(request.user), now=now)
            messages.success(request, _("These days are closed. No seat is given on them."))
            return redirect("placements:close_days", opening_id=opening.pk)
    context = {
        "opening": opening,
        "closing": closing_of(opening, form.days, now) if form.days else None,
        "closures": closures_of(opening),
    }
    return form_page(request, "placements/close_days.html", form, context)


@office
@require_POST
def reopen_days(request: PersonRequest, closure_id: UUID) -> HttpResponse:
    """Give seats on these days again."""
    closure = access.closure_for_office(closure_id)
    actions.reopen_days(closure, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("These days are open again."))
    return redirect("placements:close_days", opening_id=closure.opening_id)
