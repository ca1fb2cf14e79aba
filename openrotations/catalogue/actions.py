"""Every change to offerings and openings."""

from datetime import datetime
from typing import Any

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.catalogue import queries, rules
from openrotations.catalogue.models import Offering, Opening
from openrotations.catalogue.signals import offering_changes
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
