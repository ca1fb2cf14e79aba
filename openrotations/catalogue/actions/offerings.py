"""Every change to offerings and openings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.catalogue import queries, rules
from openrotations.catalogue.models import Closure, Offering, Opening
from openrotations.catalogue.signals import days_close, offering_changes, opening_enlarged
from openrotations.common.actors import Actor
from openrotations.common.periods import Period
from openrotations.common.refusals import refuse_if


@transaction.atomic
def add_offering(values: dict[str, Any], *, by: Actor, now: datetime) -> Offering:
    """A new offering. Refused when it does not make sense (see rules)."""
    offering = Offering(**values)
    _refuse_unsound(offering)
    offering.save(force_insert=True)
    record("add_offering", offering, by=by, now=now, published=offering.is_published)
    return offering


@transaction.atomic
def change_offering(offering: Offering, values: dict[str, Any], *, by: Actor, now: datetime) -> Offering:
    """Save an offering anew. Placements made before keep their price; what they say of themselves may not change."""
    offering = Offering.locked(offering.pk)
    before = {name: str(getattr(offering, name)) for name in ("price_per_week", "min_weeks", "max_weeks")}
    changed = {name for name, value in values.items() if getattr(offering, name) != value}
    offering_changes.send(Offering, offering=offering, fields=changed, by=by, now=now)
    for name, value in values.items():
        setattr(offering, name, value)
    _refuse_unsound(offering)
    offering.save(update_fields=list(values))
    after = {name: str(getattr(offering, name)) for name in before}
    record("change_offering", offering, by=by, now=now, before=before, after=after, published=offering.is_published)
    return offering


@transaction.atomic
def add_opening(offering: Offering, period: Period, *, seats: int, by: Actor, now: datetime) -> Opening:
    """Dates in which an offering can be had. Refused when past, too short, or overlapping another."""
    offering = Offering.locked(offering.pk)
    overlaps = queries.openings_in(offering, period).exists()
    refuse_if(
        rules.why_not_add_opening(period=period, least_weeks=offering.min_weeks, overlaps=overlaps, today=now.date())
    )
    opening = Opening.objects.create(offering=offering, period=period.stored, seats=seats)
    record("add_opening", opening, by=by, now=now, offering=str(offering.pk), seats=seats)
    return opening


@transaction.atomic
def close_opening(opening: Opening, *, by: Actor, now: datetime) -> None:
    """Offer an opening to nobody any more; placements in it stay."""
    opening = Opening.locked(opening.pk)
    refuse_if(rules.why_not_close_opening(is_closed=opening.closed_at is not None))
    opening.closed_at = now
    opening.save(update_fields=["closed_at"])
    record("close_opening", opening, by=by, now=now)


@transaction.atomic
def close_days(opening: Opening, period: Period, *, because: str, by: Actor, now: datetime) -> Closure:
    """Close days of an opening: nobody is given a seat on them until they are opened again.

    Raises Refused with every reason, also while placements hold seats on these days. Whoever gives seats away
    takes their locks in `days_close`, before the opening is locked.
    """
    answers: Sequence[tuple[object, Any]] = days_close.send(Opening, opening=opening, period=period, by=by, now=now)
    opening = Opening.locked(opening.pk)
    refuse_if(
        [
            *rules.why_not_close_days(period, opening=opening.dates, closed=opening.closed_days, today=now.date()),
            *rules.why_not_without_reason(because),
            *(reason for _receiver, reasons in answers for reason in reasons),
        ]
    )
    closure = Closure.objects.create(
        opening=opening, period=period.stored, because=because.strip()[:300], closed_at=now, closed_by_id=by.person_id
    )
    record("close_days", closure, by=by, now=now, opening=str(opening.pk), days=[period.first, period.last])
    return closure


@transaction.atomic
def reopen_days(closure: Closure, *, by: Actor, now: datetime) -> None:
    """Open closed days again; the seats on them can be given at once."""
    opening, period = Opening.locked(closure.opening_id), closure.dates
    refuse_if(rules.why_not_reopen_days(is_closed=opening.closures.filter(pk=closure.pk).exists()))
    record("reopen_days", closure, by=by, now=now, opening=str(opening.pk), days=[period.first, period.last])
    closure.delete()
    opening_enlarged.send(Opening, opening=opening, by=by, now=now)


def _refuse_unsound(offering: Offering) -> None:
    refuse_if(
        rules.why_not_save_offering(
            min_weeks=offering.min_weeks,
            max_weeks=offering.max_weeks,
            experience_type=offering.experience_type,
            participation=offering.participation,
            works_there=queries.works_at(offering.preceptor, offering.site),
            is_listed=queries.has_twin(offering),
        )
    )
