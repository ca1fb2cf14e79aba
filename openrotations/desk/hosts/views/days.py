"""Leave and closures: days closed in many openings at once, with who would be in the way first."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from openrotations.catalogue.actions import reopen_days as open_again
from openrotations.common.forms import form_page, reasons_on
from openrotations.desk.hosts import access, actions, queries
from openrotations.desk.hosts.access import Desk
from openrotations.desk.hosts.actions import Closed
from openrotations.desk.hosts.forms import AwayForm
from openrotations.desk.hosts.guards import at_host_desk
from openrotations.people.access import actor_of
from openrotations.people.guards import LinkRequest, PersonRequest, office


@at_host_desk
@require_http_methods(["GET", "HEAD", "POST"])
def close_days(request: LinkRequest, desk: Desk) -> HttpResponse:
    """GET shows which openings and whom it concerns; POST closes what is free, and tells the office of the rest."""
    now, only_looks = timezone.now(), request.method != "POST"
    form = AwayForm(request.GET or None if only_looks else request.POST, site=desk.site, only_looks=only_looks)
    if not only_looks and form.is_valid():
        with reasons_on(form):
            who, why = form.cleaned_data["preceptor"], form.cleaned_data["because"]
            done = actions.close_days_at_site(desk, form.period, preceptor=who, because=why, by=desk.by, now=now)
            _tell(request, done)
            return redirect("desk:host_site", desk.token)
    context = {"desk": desk, "away": queries.away_of(desk, form, now)}
    return form_page(request, "desk/hosts/close_days.html", form, context)


@at_host_desk
@require_POST
def reopen_days(request: LinkRequest, desk: Desk, closure_id: UUID) -> HttpResponse:
    """Give seats on these days again."""
    closure = access.closure_of(desk, closure_id)
    open_again(closure, by=desk.by, now=timezone.now())
    messages.success(request, _("These days are open again."))
    return redirect("desk:host_opening", desk.token, closure.opening_id)


@office
@require_http_methods(["GET", "HEAD", "POST"])
def away(request: PersonRequest, away_id: UUID) -> HttpResponse:
    """A placement on days that its host is away, for the office; POST says that it is settled."""
    found = access.away_for_office(away_id)
    if request.method == "POST":
        actions.settle_away(found, by=actor_of(request.user), now=timezone.now())
        messages.success(request, _("Settled."))
        return redirect("desk:needs")
    return render(request, "desk/hosts/away.html", {"away": found})


def _tell(request: LinkRequest, done: Closed) -> None:
    if done.stretches:
        messages.success(request, _("The days are closed. No seat is given on them."))
    if count := len(done.placements):
        text = ngettext(
            "%(n)s placement is on these days. The office is told, and settles it with you.",
            "%(n)s placements are on these days. The office is told, and settles them with you.",
            count,
        )
        messages.info(request, text % {"n": count})
