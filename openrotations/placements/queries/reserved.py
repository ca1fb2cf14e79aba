"""Seats that a round is about to give, read for those who want one outside of it."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import F

from openrotations.applications.models import Application, Preference
from openrotations.applications.states import ApplicationState, WindowState
from openrotations.common.periods import Period
from openrotations.placements.plans.reserved import RESERVING, reserved_days

type Reserved = Mapping[UUID, Sequence[Period]]
"""By opening, the days that each student of a round may be given there: each is one seat."""


def reserved_at(opening_ids: Collection[UUID]) -> Reserved:
    """What rounds that give seats now keep at these openings, by one query."""
    rows = Preference.objects.filter(
        opening__in=opening_ids,
        application__state=ApplicationState.IN_ROUND,
        application__round_entries__round__state__in=RESERVING,
        application__student__windows__state=WindowState.APPROVED,
        application__student__windows__period__overlap=F("opening__period"),
    ).values_list(
        "opening_id", "opening__period", "opening__offering__min_weeks", "application__student__windows__period"
    )
    found: dict[UUID, list[Period]] = {}
    for opening_id, opening, least_weeks, window in rows:
        days = reserved_days(Period.of(opening), Period.of(window), least_weeks)
        if days:
            found.setdefault(opening_id, []).append(days)
    return found


def is_reserved_for_others(application: Application) -> bool:
    """Whether seats of a listed choice are being given in a round."""
    return bool(reserved_at(list(application.preferences.values_list("opening_id", flat=True))))
