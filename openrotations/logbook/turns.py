"""Whose turn it is in the logbook, and what the office looks after."""

from datetime import date, datetime, timedelta

from django.db.models import Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openrotations.common.turns import Need, Turn
from openrotations.common.wording import written_date
from openrotations.logbook import queries
from openrotations.logbook.states import DayState
from openrotations.placements.models import Placement
from openrotations.placements.queries import names_of
from openrotations.placements.states import PlacementState

_PATIENCE = timedelta(days=10)


def turns(placement: Placement, *, now: datetime) -> list[Turn]:
    """What the student and the preceptor have to do in the logbook."""
    today = queries.today_at_site(placement, now)
    url = reverse("logbook:days", args=[placement.pk])
    if placement.state == PlacementState.CLEARED and today >= placement.dates.first:
        sentence = _("Confirm that you have arrived.")
        told = _("%(student)s confirms having arrived.") % names_of(placement)
        return [Turn("arrive", "student", sentence, told, placement.dates.first, None, url, _("Confirm arrival"))]
    if placement.state not in (PlacementState.ACTIVE, PlacementState.COMPLETED):
        return []
    return [*_student_turns(placement, today, url), *_preceptor_turns(placement)]


def office_needs(now: datetime) -> list[Need]:
    """Rotations that nobody has started, and days that wait too long for a signature."""
    return [*_not_arrived(now), *_long_unsigned(now)]


def _student_turns(placement: Placement, today: date, url: str) -> list[Turn]:
    found = []
    if queried := queries.queried_days(placement):
        found.append(_student_corrects(placement, [day.on for day in queried], url))
    if missing := queries.missing_days(placement, today):
        found.append(_student_reports(placement, missing, url))
    return found


def _student_corrects(placement: Placement, days: list[date], url: str) -> Turn:
    n = len(days)
    sentence = ngettext("Your preceptor asks about %(n)d day.", "Your preceptor asks about %(n)d days.", n) % {"n": n}
    told = ngettext(
        "%(student)s corrects %(n)d day that %(preceptor)s asks about.",
        "%(student)s corrects %(n)d days that %(preceptor)s asks about.",
        n,
    ) % {"n": n, **names_of(placement)}
    week = f"{url}?week={days[0].isoformat()}"
    return Turn("queried-days", "student", sentence, told, days[0], None, week, _("Correct it"))


def _student_reports(placement: Placement, days: list[date], url: str) -> Turn:
    n = len(days)
    sentence = ngettext("Report %(n)d day.", "Report %(n)d days.", n) % {"n": n}
    told = ngettext("%(student)s reports %(n)d day.", "%(student)s reports %(n)d days.", n)
    week = f"{url}?week={days[0].isoformat()}"
    words = {"n": n, **names_of(placement)}
    return Turn("missing-days", "student", sentence, told % words, days[0], None, week, _("Report days"))


def _preceptor_turns(placement: Placement) -> list[Turn]:
    asked, waiting = queries.last_asked_at(placement), queries.open_days(placement)
    if not (asked and waiting):
        return []
    n = len(waiting)
    sentence = ngettext("Sign %(n)d day.", "Sign %(n)d days.", n) % {"n": n}
    told = ngettext("%(preceptor)s signs %(n)d day.", "%(preceptor)s signs %(n)d days.", n)
    return [Turn("sign-days", "preceptor", sentence, told % {"n": n, **names_of(placement)}, asked.date())]


def _not_arrived(now: datetime) -> list[Need]:
    cleared = Placement.objects.filter(state=PlacementState.CLEARED, period__startswith__lt=now.date()).select_related(
        "student__person", "offering__site"
    )
    needs = []
    for placement in cleared:
        first = placement.dates.first
        if queries.today_at_site(placement, now) > first:
            sentence = _("Day one was %(day)s, and nobody has confirmed arrival.") % {"day": written_date(first)}
            url = reverse("logbook:days", args=[placement.pk])
            needs.append(Need("not-arrived", sentence, str(placement.student), first, url))
    return needs


def _long_unsigned(now: datetime) -> list[Need]:
    needs = []
    for placement in _with_oldest_open_day():
        oldest: date = placement.oldest_open_on  # type: ignore[attr-defined]
        preceptor = placement.supervisor
        late = now.date() - oldest > _PATIENCE
        if late or not preceptor.is_reachable:
            sentence = _("Days since %(day)s wait for a signature.") % {"day": written_date(oldest)}
            if not preceptor.is_reachable:
                sentence = _("Days cannot be signed: the preceptor's address is not confirmed.")
            url = reverse("logbook:days", args=[placement.pk])
            needs.append(Need("days-unsigned", sentence, str(placement.student), oldest, url))
    return needs


def _with_oldest_open_day() -> QuerySet[Placement]:
    is_open = Q(days__state__in=[DayState.REPORTED, DayState.QUERIED])
    return (
        Placement.objects.filter(state__in=[PlacementState.ACTIVE, PlacementState.COMPLETED])
        .annotate(oldest_open_on=Min("days__on", filter=is_open))
        .filter(oldest_open_on__isnull=False)
        .select_related("student__person", "offering__preceptor", "offering__site", "supervised_by")
    )
