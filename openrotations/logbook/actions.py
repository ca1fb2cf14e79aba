"""Arriving, reporting days, asking for a signature, signing and querying."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.clocks import time_at
from openrotations.common.refusals import Refused, refuse_if
from openrotations.logbook import queries, rules
from openrotations.logbook.models import Day
from openrotations.logbook.signals import days_signed
from openrotations.logbook.states import DAY_MOVES, DayState
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.notifications.rendering import link_path
from openrotations.people.actions import issue_link, note_link_opened
from openrotations.people.models import SignedLink
from openrotations.placements.actions import start_placement
from openrotations.placements.actions.steps import locked_placement
from openrotations.placements.models import Placement

_LINK_DAYS = 28
_FRIDAY, _AFTERNOON = 4, 15


@transaction.atomic
def confirm_arrival(placement: Placement, *, by: Actor, now: datetime) -> None:
    """The student is on site: the rotation runs. Not before day one on the site's calendar."""
    placement = locked_placement(placement)
    refuse_if(
        rules.why_not_arrive(
            placement_state=placement.state,
            first=placement.dates.first,
            last=placement.dates.last,
            today=queries.today_at_site(placement, now),
        )
    )
    record("confirm_arrival", placement, by=by, now=now)
    start_placement(placement, by=by, now=now)


@transaction.atomic
def report_day(
    placement: Placement, *, on: date, kind: str, hours: Decimal, reason: str, by: Actor, now: datetime
) -> Day:
    """Write or correct one day of the student's own; a queried day waits for the signature again."""
    placement = locked_placement(placement)
    day = placement.days.filter(on=on).first()
    today = queries.today_at_site(placement, now)
    refuse_if(
        [
            *rules.why_not_report(
                placement_state=placement.state,
                period=placement.dates,
                on=on,
                today=today,
                day_state=day.state if day else None,
            ),
            *rules.why_not_these_hours(kind=kind, hours=hours, reason=reason),
        ]
    )
    is_present = kind == Day.Kind.PRESENT
    values = {
        "kind": kind,
        "hours": hours if is_present else Decimal(0),
        "reason": "" if is_present else reason.strip(),
        "reported_at": now,
        "query": "",
    }
    day = _written(placement, day, on, values)
    record("report_day", day, by=by, now=now, placement=str(placement.pk), kind=kind)
    return day


@transaction.atomic
def ask_for_signature(placement: Placement, *, by: Actor, now: datetime) -> SignedLink:
    """Send the preceptor the link to sign what is open; at most once on a day of the site's calendar."""
    placement = locked_placement(placement)
    preceptor, waiting = placement.supervisor, queries.open_days(placement)
    refuse_if(
        rules.why_not_ask(
            open_days=len(waiting),
            is_reachable=preceptor.is_reachable,
            asked_today=queries.was_asked_today(placement, now),
        )
    )
    link = issue_link(
        preceptor,
        purpose="sign-days",
        subject_id=placement.pk,
        not_for=placement.student.person,
        days=_LINK_DAYS,
        by=by,
        now=now,
    )
    queue_message(
        queries.SIGN_MAIL,
        Recipient.of_contact(preceptor),
        context={"placement": placement, "days": waiting},
        now=now,
        path=link_path("logbook:sign_days"),
        label=_("Sign the days"),
        link=link,
        about=placement,
    )
    record("ask_for_signature", placement, by=by, now=now, days=len(waiting))
    return link


def ask_for_signatures(*, by: Actor, now: datetime) -> int:
    """Ask every preceptor with open days for whom it is Friday afternoon; returns how many were asked."""
    asked = 0
    for placement in queries.placements_with_open_days():
        local = time_at(placement.offering.site.time_zone, now)
        if local.weekday() == _FRIDAY and local.hour >= _AFTERNOON:
            try:
                ask_for_signature(placement, by=by, now=now)
            except Refused:
                # Asked today by the student, signed meanwhile, or not reachable: the office sees the last.
                continue
            asked += 1
    return asked


@transaction.atomic
def sign_days(placement: Placement, *, seen_at: datetime, by: Actor, now: datetime) -> list[Day]:
    """Sign every open day as the preceptor saw it; days changed after `seen_at` stay open."""
    placement = locked_placement(placement)
    seen = placement.days.filter(state=DayState.REPORTED, reported_at__lte=seen_at)
    days = list(seen.select_for_update(of=("self",), no_key=True))
    refuse_if(rules.why_not_sign(open_days=len(days)))
    preceptor_id = UUID(by.id) if by.kind == "link" else placement.supervisor.pk
    for day in days:
        DAY_MOVES.move(day, DayState.SIGNED, signed_at=now, signed_by_id=preceptor_id)
        record("sign_day", day, by=by, now=now, placement=str(placement.pk))
    days_signed.send(Placement, placement=placement, days=days, by=by, now=now)
    return days


@transaction.atomic
def query_day(day: Day, *, word: str, by: Actor, now: datetime) -> Day:
    """The preceptor asks about one day; the student is told and corrects it."""
    placement = locked_placement(day.placement)
    day = Day.locked(day.pk)
    refuse_if(rules.why_not_query(day_state=day.state, word=word))
    DAY_MOVES.move(day, DayState.QUERIED, query=word.strip())
    record("query_day", day, by=by, now=now, placement=str(placement.pk))
    address = reverse("logbook:days", args=[placement.pk])
    queue_message(
        "logbook/mail/day_queried.txt",
        Recipient.of_person(placement.student.person),
        context={"placement": placement, "day": day},
        now=now,
        path=f"{address}?week={day.on.isoformat()}",
        label=_("Correct the day"),
        about=placement,
    )
    return day


@transaction.atomic
def note_opened(link: SignedLink, *, now: datetime) -> None:
    """A person, not a mail scanner, has used the link."""
    note_link_opened(link, by=link.actor, now=now)


def _written(placement: Placement, day: Day | None, on: date, values: dict[str, Any]) -> Day:
    if day is None:
        return Day.objects.create(placement=placement, on=on, **values)
    if day.state == DayState.QUERIED:
        DAY_MOVES.move(day, DayState.REPORTED, **values)
        return day
    for name, value in values.items():
        setattr(day, name, value)
    day.save(update_fields=list(values))
    return day
