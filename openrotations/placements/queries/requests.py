"""What a student's request would do: consequences before anything is saved, and what fits instead."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID

from django.db.models import QuerySet, prefetch_related_objects

from openrotations.catalogue.models import Opening
from openrotations.common.periods import WEEK, Period
from openrotations.common.refusals import Reason
from openrotations.hosts.queries import licence_gap
from openrotations.office.queries import the_programme
from openrotations.placements import rules
from openrotations.placements.models import Placement, Request
from openrotations.placements.queries import seats
from openrotations.placements.queries.offers import FreeSeat, free_seats_for
from openrotations.placements.queries.other_days import OtherDays, why_not_by_rules
from openrotations.placements.states import PlacementState, RequestKind, RequestState

MOST_SHOWN = 6
DATED = (RequestKind.POSTPONE, RequestKind.SHORTEN, RequestKind.EXTEND, RequestKind.INTERVIEW)


@dataclass(frozen=True)
class Wish:
    """What is asked: the kind, the dates wanted, or the day until which all is uncertain."""

    kind: str
    wanted: Period | None = None
    look_again_on: date | None = None


@dataclass(frozen=True)
class Change:
    """New dates as they would be: where, on which seat, at what price, and every reason why they cannot be.

    `keeps_seat`: the placement stays and only its days change. Else another one takes its place. `seat` is the
    number for a placement that stays; `price` in US dollars for the whole period.
    """

    opening: Opening
    period: Period
    keeps_seat: bool
    seat: int | None
    price: Decimal
    reasons: tuple[Reason, ...]

    def has(self, code: str) -> bool:
        """Whether this is among the reasons."""
        return any(reason.code == code for reason in self.reasons)


def open_requests() -> QuerySet[Request]:
    """Requests that wait for the office, the oldest first."""
    return _requests().filter(state=RequestState.ASKED).order_by("asked_at")


def decided_requests() -> QuerySet[Request]:
    """Requests that are over, the newest first."""
    return _requests().exclude(state=RequestState.ASKED).order_by("-decided_at")


def requests_of(placement: Placement) -> QuerySet[Request]:
    """Everything that was asked about this placement, the newest first."""
    return _requests().filter(placement=placement)


def to_look_at_again(today: date) -> list[Request]:
    """Placements whose uncertain arrival should be certain by now."""
    rows = _requests().filter(state=RequestState.GRANTED, look_again_on__lte=today, settled_at=None)
    return [row for row in rows.order_by("look_again_on") if row.keeps_uncertain]


def uncertain_until(placement: Placement) -> date | None:
    """Until when it is uncertain whether the student arrives; None when nobody said so, or it is settled."""
    rows = Request.objects.filter(
        placement=placement, state=RequestState.GRANTED, look_again_on__isnull=False, settled_at=None
    )
    newest = rows.select_related("placement").order_by("-decided_at").first()
    return newest.look_again_on if newest and newest.keeps_uncertain else None


def can_ask(placement: Placement) -> bool:
    """Whether anything can be asked of this placement, or was."""
    asks = any(not any(rules.why_not_request(kind, state=placement.state, has_open=False)) for kind in RequestKind)
    return asks or Request.objects.filter(placement=placement).exists()


def has_open_request(placement: Placement) -> bool:
    """Whether the student waits for an answer about this placement."""
    return Request.objects.filter(placement=placement, state=RequestState.ASKED).exists()


def asked_lately(placement: Placement, now: datetime) -> int:
    """How often the student asked about this placement in the last 24 hours."""
    return Request.objects.filter(placement=placement, asked_at__gt=now - timedelta(hours=24)).count()


@dataclass(frozen=True)
class Ground:
    """What every change of one placement rests on, read once: its offering's openings and who has their seats."""

    placement: Placement
    seeker: rules.Seeker
    openings: tuple[Opening, ...]
    taken: Mapping[UUID, Sequence[seats.SeatDays]]
    observe: bool
    now: datetime

    def opening_for(self, wanted: Period) -> Opening:
        """The opening that holds these dates: those of one offering never overlap. Else the present one."""
        holding = (each for each in self.openings if each.dates.contains(wanted))
        return next(holding, self.placement.opening)


def ground_of(placement: Placement, now: datetime) -> Ground:
    """Reads what `change_on` needs; seats of others only."""
    rows = Opening.objects.filter(offering=placement.offering_id).select_related("offering__site")
    rows = rows.prefetch_related("closures")
    prefetch_related_objects([placement.opening], "closures")
    taken: dict[UUID, list[seats.SeatDays]] = {}
    others = seats.holding(now).filter(offering=placement.offering_id).exclude(pk=placement.pk)
    for opening_id, seat, days in others.values_list("opening_id", "seat", "period"):
        taken.setdefault(opening_id, []).append((seat, Period.of(days)))
    observe = seats.graduates_observe(the_programme())
    return Ground(placement, seeker_without(placement, now), tuple(rows), taken, observe, now)


def change_of(placement: Placement, kind: str, wanted: Period, now: datetime) -> Change:
    """What these dates would mean, as seats, windows and rules are now. Saves nothing."""
    ground = ground_of(placement, now)
    return _ruled(ground, [change_on(ground, kind, wanted)])[0]


def change_on(ground: Ground, kind: str, wanted: Period) -> Change:
    """What these dates would mean on this ground, but for what the rule book says of them. Pure."""
    placement = ground.placement
    keeps_seat = _keeps_seat(placement, kind, wanted)
    opening = placement.opening if keeps_seat else ground.opening_for(wanted)
    place = seats.place_of(opening, ground.now)
    reasons = [
        *rules.why_not_wanted(kind, state=placement.state, old=placement.dates, wanted=wanted, today=place.today)
    ]
    if not keeps_seat:
        reasons += rules.why_not_here(ground.seeker, place, graduates_observe=ground.observe)
        reasons += [rules.HAS_BEGUN] if wanted.first <= place.today else []
    reasons += rules.why_not_on_these_days(ground.seeker, place, wanted)
    taken = ground.taken.get(opening.pk, ())
    seat = _own_seat(placement, opening, taken, wanted) if keeps_seat else None
    has_room = (
        seat is not None if keeps_seat else rules.has_room(opening.seats, [days for _seat, days in taken], wanted)
    )
    reasons += [] if has_room else [rules.NO_SEAT_LEFT]
    return Change(opening, wanted, keeps_seat, seat, _price(placement, wanted, keeps_seat), tuple(reasons))


def _ruled(ground: Ground, changes: Sequence[Change]) -> list[Change]:
    """The same with what the rule book says; a constant number of queries."""
    wanted = [OtherDays(change.opening, change.period) for change in changes]
    said = why_not_by_rules(ground.placement, ground.seeker, wanted, ground.now)
    return [
        replace(change, reasons=(*change.reasons, *(each for each in reasons if not change.has(each.code))))
        for change, reasons in zip(map(partial(_supervised, ground.placement), changes), said, strict=True)
    ]


def _supervised(placement: Placement, change: Change) -> Change:
    """The same; whom the host named supervises to the later end as well, where the student stays in the seat."""
    if not change.keeps_seat or placement.supervised_by is None or change.period.last <= placement.dates.last:
        return change
    days, site = change.period, change.opening.offering.site
    gap = licence_gap(placement.supervised_by, site, first=days.first, last=days.last)
    return replace(change, reasons=(*change.reasons, *(each for each in gap if not change.has(each.code))))


def seeker_without(placement: Placement, now: datetime) -> rules.Seeker:
    """The student as if this placement were given back."""
    seeker, own = seats.seeker_of(placement.application, now), placement.dates
    busy = tuple(period for period in seeker.busy if period != own)
    return replace(seeker, busy=busy, weeks_left=seeker.weeks_left + own.weeks)


def other_dates(placement: Placement, kind: str, now: datetime) -> list[Change]:
    """Dates of the same offering that this request could have, the nearest first."""
    ground = ground_of(placement, now)
    changes = (change_on(ground, kind, wanted) for wanted in _thinkable(ground, kind))
    possible = _ruled(ground, [change for change in changes if not change.reasons])
    return [change for change in possible if not change.reasons][:MOST_SHOWN]


def other_seats(placement: Placement, kind: str, now: datetime) -> list[FreeSeat]:
    """Free seats elsewhere that the student could have in place of this one."""
    if placement.state == PlacementState.ACTIVE or kind not in DATED:
        return []
    found = free_seats_for(placement.application, now, instead_of=[placement])
    if kind in (RequestKind.POSTPONE, RequestKind.INTERVIEW):
        found = [seat for seat in found if seat.period.first > placement.dates.first]
    elif kind == RequestKind.EXTEND:
        found = [seat for seat in found if seat.period.weeks > placement.dates.weeks]
    elif kind == RequestKind.SHORTEN:
        found = [seat for seat in found if seat.period.weeks < placement.dates.weeks]
    return found[:MOST_SHOWN]


def _requests() -> QuerySet[Request]:
    return Request.objects.select_related(
        "decided_by", "became", "placement__student__person", "placement__student__school",
        "placement__offering__site", "placement__offering__preceptor", "placement__opening__offering__site",
        "placement__application__student__person", "placement__round", "placement__thread",
    ).defer("placement__round__instance", "placement__round__solution")  # fmt: skip


def _keeps_seat(placement: Placement, kind: str, wanted: Period) -> bool:
    """A shorter stay keeps its seat, and a rotation that runs goes on where it is."""
    return placement.state == PlacementState.ACTIVE or (
        kind == RequestKind.SHORTEN and placement.dates.contains(wanted)
    )


def _own_seat(
    placement: Placement, opening: Opening, taken: Sequence[seats.SeatDays], wanted: Period
) -> int | None:  # fmt: skip
    """The placement's own seat where nobody else has it on these days, else another one that is free on all."""
    numbers = {seat for seat, days in taken if days.overlaps(wanted)}
    return placement.seat if placement.seat not in numbers else rules.first_free_seat(opening.seats, numbers)


def _price(placement: Placement, wanted: Period, keeps_seat: bool) -> Decimal:
    """A placement that stays keeps the price of its week; another one costs what the offering costs today."""
    if keeps_seat:
        return (placement.price / placement.dates.weeks * wanted.weeks).quantize(Decimal("0.01"))
    return placement.offering.price_per_week * wanted.weeks


def _thinkable(ground: Ground, kind: str) -> Iterator[Period]:
    """Dates worth trying for this kind of request, the nearest first, week by week."""
    old, offering = ground.placement.dates, ground.placement.offering
    if kind == RequestKind.SHORTEN:
        for weeks in range(old.weeks - 1, offering.min_weeks - 1, -1):
            yield Period.of_weeks(old.first, weeks)
    elif kind == RequestKind.EXTEND:
        for weeks in range(old.weeks + 1, offering.max_weeks + 1):
            yield Period.of_weeks(old.first, weeks)
    elif kind in DATED:
        latest = max((each.dates.last for each in ground.openings if each.closed_at is None), default=old.last)
        first = old.first + WEEK
        while first + timedelta(days=old.days - 1) <= latest:
            yield Period(first, first + timedelta(days=old.days - 1))
            first += WEEK
