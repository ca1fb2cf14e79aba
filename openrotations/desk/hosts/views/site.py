"""The page "Our site", the roster, and whether the site is asked about empty months."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from openrotations.common.clocks import day_at
from openrotations.common.forms import form_page
from openrotations.common.periods import Period
from openrotations.desk.hosts import actions, queries, rosters
from openrotations.desk.hosts.access import Desk
from openrotations.desk.hosts.forms import RosterForm
from openrotations.desk.hosts.guards import at_host_desk
from openrotations.people.guards import LinkRequest

_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_DAYS_SHOWN = timedelta(days=90)


@at_host_desk
@require_safe
def site(request: LinkRequest, desk: Desk) -> HttpResponse:
    """What the host has to answer, who comes when, and what is open."""
    page = queries.site_page(desk, timezone.now())
    return render(request, "desk/hosts/site.html", {"desk": desk, "page": page})


@at_host_desk
@require_safe
def roster(request: LinkRequest, desk: Desk) -> HttpResponse:
    """Who is here in a period, to print or to download, with the words of the badges."""
    form = _roster_form(request, desk)
    guests = queries.guests_in(desk.site, form.period) if form.is_valid() else []
    context = {"desk": desk, "guests": guests, "period": form.period if form.is_valid() else None}
    return form_page(request, "desk/hosts/roster.html", form, context)


@at_host_desk
@require_safe
def roster_sheet(request: LinkRequest, desk: Desk, form: str) -> HttpResponse:
    """The same as a file."""
    asked = _roster_form(request, desk)
    if form not in rosters.FORMS or not asked.is_valid():
        raise Http404
    guests = queries.guests_in(desk.site, asked.period)
    content = rosters.write_csv(guests) if form == "csv" else rosters.write_workbook(guests, now=timezone.now())
    name = f'attachment; filename="roster.{form}"'
    return HttpResponse(content, content_type=_TYPES[form], headers={"Content-Disposition": name})


@at_host_desk
@require_http_methods(["GET", "HEAD", "POST"])
def mails(request: LinkRequest, desk: Desk) -> HttpResponse:
    """Whether this coordinator is asked about months without an opening; POST turns it off or on."""
    if request.method == "POST":
        turn = actions.ask_again if request.POST.get("asked") == "yes" else actions.stop_asking
        turn(desk.coordinator, by=desk.by, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("desk:host_mails", desk.token)
    context = {"desk": desk, "is_silent": queries.is_silent(desk.coordinator)}
    return render(request, "desk/hosts/mails.html", context)


def _roster_form(request: LinkRequest, desk: Desk) -> RosterForm:
    today = day_at(desk.site.time_zone, timezone.now())
    shown = Period(today, today + _DAYS_SHOWN)
    given = {"starts_on": shown.first.isoformat(), "ends_on": shown.last.isoformat()}
    return RosterForm({name: request.GET.get(name, usual) for name, usual in given.items()})
