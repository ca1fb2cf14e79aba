"""Days on which a host cannot be there: closed where nobody has a seat, settled by the office elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openrotations.audit.actions import record
from openrotations.catalogue.actions import close_days
from openrotations.common.actors import Actor
from openrotations.common.periods import Period
from openrotations.common.refusals import refuse_if
from openrotations.common.wording import isolated, written_period
from openrotations.desk.hosts import queries, rules
from openrotations.desk.hosts.access import Desk
from openrotations.desk.models import Away
from openrotations.hosts.models import Preceptor
from openrotations.notifications.actions import post_message
from openrotations.notifications.mails import write_to_office
from openrotations.notifications.models import Post
from openrotations.placements.actions.steps import lock_offerings
from openrotations.placements.models import Placement


@dataclass(frozen=True)
class Closed:
    """What came of closing days: how many stretches closed, and which placements the office has to settle first."""

    stretches: int
    placements: list[Placement]


@transaction.atomic
def close_days_at_site(
    desk: Desk, period: Period, *, preceptor: Preceptor | None, because: str, by: Actor, now: datetime
) -> Closed:
    """Close these days in every opening of the site, or of one preceptor, where nobody has a seat.

    Where somebody has, nothing is moved: the office is told by mail and in the placement's conversation, once.
    """
    lock_offerings({each.opening.offering_id for each in queries.closing_of(desk, period, preceptor, now)})
    closing = queries.closing_of(desk, period, preceptor, now)
    refuse_if(rules.why_not_close_for_all(openings=len(closing)))
    stretches = [(each.opening, days) for each in closing for days in each.stretches]
    for opening, days in stretches:
        close_days(opening, days, because=because, by=by, now=now)
    placements = [placement for each in closing for placement in each.placements]
    if not_asked := queries.not_asked_about(placements, period):
        _ask_office(desk, not_asked, period, because, by=by, now=now)
    return Closed(len(stretches), placements)


def _ask_office(
    desk: Desk, placements: Sequence[Placement], period: Period, because: str, *, by: Actor, now: datetime
) -> None:
    """Nobody is moved silently: the office reads of each placement on the days that the host cannot be there."""
    name, words = desk.coordinator.full_name, {"dates": written_period(period.first, period.last), "why": because}
    Away.objects.bulk_create(
        Away(placement=each, period=period.stored, because=because, told_by=desk.coordinator, told_at=now)
        for each in placements
    )
    for placement in queries.known_to_host(placements):
        body = _("We cannot be there on %(dates)s: %(why)s. Please settle this placement with us.") % words
        post_message(placement.thread, body, name=name, audience=Post.Audience.HOST, by=by, now=now)
    write_to_office(
        "desk/mail/host_closes_days.txt",
        context={
            "site": desk.site, "host": isolated(name), "period": period, "because": because, "placements": placements,
        },
        now=now,
        path=reverse("desk:needs"),
        label=gettext_lazy("Needs me today"),
        about=desk.site,
    )  # fmt: skip
    record(
        "ask_office_to_free_days", desk.site, by=by, now=now,
        placements=[str(each.pk) for each in placements], days=[period.first, period.last],
    )  # fmt: skip


@transaction.atomic
def settle_away(away: Away, *, by: Actor, now: datetime) -> None:
    """The office has settled with the host and the student what becomes of a placement on days away."""
    away = Away.locked(away.pk)
    if away.settled_at is None:
        away.settled_at = now
        away.save(update_fields=["settled_at"])
        record("settle_away", away, by=by, now=now, placement=str(away.placement_id))
