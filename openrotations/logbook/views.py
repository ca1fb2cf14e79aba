"""The student's days, and the preceptor's page to sign them."""

from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from openrotations.common.refusals import Refused
from openrotations.logbook import access, actions, queries
from openrotations.logbook.forms import DayForm, SignForm
from openrotations.onboarding.access import own_placement, readable_placement
from openrotations.people.access import actor_of
from openrotations.people.guards import LinkRequest, PersonRequest, by_link, signed_in
from openrotations.placements.models import Placement


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def days(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    """A week of days; a POST writes one of them."""
    person, now = cast(PersonRequest, request).user, timezone.now()
    if request.method != "POST":
        placement = readable_placement(person, placement_id)
        return render(request, "logbook/days.html", _week_context(request, placement, now))
    placement = own_placement(person, placement_id)
    form = DayForm(request.POST)
    if form.is_valid():
        try:
            day = actions.report_day(placement, **form.cleaned_data, by=actor_of(person), now=now)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason.text))
        else:
            return redirect(f"{reverse('logbook:days', args=[placement.pk])}?week={day.on.isoformat()}")
    return render(request, "logbook/days.html", _week_context(request, placement, now, form), status=422)


@signed_in
@require_POST
def arrive(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    """The student is on site."""
    person = cast(PersonRequest, request).user
    placement = own_placement(person, placement_id)
    actions.confirm_arrival(placement, by=actor_of(person), now=timezone.now())
    messages.success(request, _("Welcome. Your rotation is running. Report your days here."))
    return redirect("logbook:days", placement_id=placement.pk)


@signed_in
@require_POST
def ask_for_signature(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    """The student asks the preceptor to sign what is open."""
    person = cast(PersonRequest, request).user
    placement = own_placement(person, placement_id)
    actions.ask_for_signature(placement, by=actor_of(person), now=timezone.now())
    messages.success(request, _("Your preceptor gets a link and signs with one tap."))
    return redirect("logbook:days", placement_id=placement.pk)


@by_link("sign-days")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_days(request: HttpRequest) -> HttpResponse:
    """The preceptor signs every open day in one tap, or asks about one."""
    link, now = cast(LinkRequest, request).link, timezone.now()
    placement = access.placement_by_link(link)
    if request.method != "POST":
        return render(request, "logbook/sign_days.html", _sign_context(placement, now))
    form = SignForm(request.POST)
    try:
        if form.is_valid():
            _sign_or_query(request, placement, form.cleaned_data, now)
            return redirect(request.path)
        reasons: list[Any] = [{"text": message} for found in form.errors.values() for message in found]
    except Refused as refused:
        reasons = list(refused.reasons)
    context = {**_sign_context(placement, now), "reasons": reasons}
    return render(request, "logbook/sign_days.html", context, status=422)


def _sign_or_query(request: HttpRequest, placement: Placement, values: dict[str, Any], now: datetime) -> None:
    link = cast(LinkRequest, request).link
    actions.note_opened(link, now=now)
    if values["query"]:
        day = access.day_of(placement, values["query"])
        actions.query_day(day, word=values["word"], by=link.actor, now=now)
        messages.success(request, _("The student has been asked to correct this day."))
        return
    signed = actions.sign_days(placement, seen_at=values["seen_at"], by=link.actor, now=now)
    words = ngettext("%(n)d day signed. Thank you.", "%(n)d days signed. Thank you.", len(signed))
    messages.success(request, words % {"n": len(signed)})


def _sign_context(placement: Placement, now: datetime) -> dict[str, Any]:
    waiting = queries.open_days(placement)
    return {
        "placement": placement,
        "waiting": waiting,
        "hours": sum(day.hours for day in waiting),
        "queried": queries.queried_days(placement),
        "signed": queries.signed_days(placement),
        "seen_at": now.isoformat(),
        "reasons": [],
    }


def _week_context(
    request: HttpRequest, placement: Placement, now: datetime, wrong: DayForm | None = None
) -> dict[str, Any]:
    today = queries.today_at_site(placement, now)
    asked = wrong["on"].value() if wrong else request.GET.get("week", "")
    try:
        around = date.fromisoformat(str(asked))
    except ValueError:
        around = today
    week, usual = queries.week_of(placement, around, today), queries.usual_hours(placement)
    lines = []
    for line in week.lines:
        given = request.POST if wrong and line.on == around else None
        form = DayForm.of_day(line.on, line.day, usual, given) if line.is_open else None
        lines.append({"line": line, "form": form, "is_wrong": given is not None})
    return {
        "placement": placement,
        "week": week,
        "lines": lines,
        "usual": usual,
        "hours": queries.hours_of(placement, today),
        "today": today,
        "is_own": placement.student.person_id == request.user.pk,
        "asked_today": queries.was_asked_today(placement, now),
        "last_asked_at": queries.last_asked_at(placement),
        "wrong": wrong,
        "form_has_errors": wrong is not None,
        "can_arrive": placement.state == "cleared" and today >= placement.dates.first,
    }
