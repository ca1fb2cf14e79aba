"""What collides on the board or is in danger, each named. Pure: everything needed is given."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.common.clocks import day_at
from openrotations.common.periods import Period
from openrotations.common.wording import as_zone, written_date, written_moment
from openrotations.placements.queries.board.lines import OfferingLine, most_at_once
from openrotations.placements.queries.board.stays import Stay
from openrotations.placements.queries.board.wording import written
from openrotations.placements.states import PlacementState

ENDS_SOON = timedelta(hours=24)
TOO_CLOSE_TO_CONFIRM = timedelta(days=14)
TOO_CLOSE_TO_CLEAR = timedelta(days=7)
_UNCONFIRMED = (PlacementState.PROPOSED, PlacementState.OFFERED, PlacementState.ACCEPTED)


@dataclass(frozen=True)
class Danger:
    """One thing that needs somebody's eye: a stable code, whom or what it is about, the day that matters, the page."""

    code: str
    sentence: str
    about: str
    place: str
    on: date
    url: str


def dangers_of(
    stays: Sequence[Stay], windows: Mapping[UUID, Sequence[Period]], held: Mapping[UUID, Sequence[Stay]], now: datetime
) -> Iterator[Danger]:
    """What is in danger about these stays. `windows` are the approved ones, `held` the placements, by student."""
    for stay in stays:
        today = day_at(stay.opening.offering.site.time_zone, now)
        for code, sentence, on in _faults(stay, windows.get(stay.student.pk, ()), held, now=now, today=today):
            yield Danger(code, sentence, stay.name, str(stay.opening.offering.site), on, _page(stay, code))


def too_full(lines: Iterable[OfferingLine]) -> Iterator[Danger]:
    """Offerings with more students than seats."""
    for line in lines:
        for stretch in line.stretches:
            if stretch.taken > stretch.seats:
                words = {"taken": stretch.taken, "seats": stretch.seats, "dates": written(stretch.dates)}
                sentence = _("%(taken)s students on %(seats)s seats, %(dates)s.") % words
                url = reverse("catalogue:edit_offering", args=[line.offering.pk])
                place = str(line.offering.site)
                yield Danger("too-full", sentence, line.offering.title, place, stretch.dates.first, url)


def crowded(stays: Sequence[Stay]) -> Iterator[Danger]:
    """What a run would put on seats that were given away since, for a board with students down."""
    by_opening: dict[UUID, list[Stay]] = {}
    for stay in stays:
        by_opening.setdefault(stay.opening.pk, []).append(stay)
    for stay in stays:
        if stay.entry is not None:
            taken = most_at_once([each.dates for each in by_opening[stay.opening.pk]], stay.dates)
            if taken > stay.opening.seats:
                words = {"taken": taken, "seats": stay.opening.seats}
                sentence = _("%(taken)s students on %(seats)s seats: some were given since this run.") % words
                place = str(stay.opening.offering.site)
                yield Danger("too-full", sentence, stay.name, place, stay.dates.first, _page(stay, "too-full"))


def _faults(
    stay: Stay, windows: Sequence[Period], held: Mapping[UUID, Sequence[Stay]], *, now: datetime, today: date
) -> Iterator[tuple[str, str, date]]:
    first = stay.dates.first
    if stay.state != PlacementState.COMPLETED and not any(window.contains(stay.dates) for window in windows):
        yield "outside-window", _("These dates lie in no window that the school approves now."), first
    if stay.opening.closed_at is not None and (stay.placement is None or stay.state in _UNCONFIRMED):
        yield "closed", _("These dates were closed, and the host has not confirmed this student."), first
    if stay.placement is None:
        if any(days.overlaps(stay.dates) for days in stay.opening.closed_days):
            yield "closed-days", _("Some of these days were closed since this run."), first
        yield from _faults_of_plan(stay, held.get(stay.student.pk, ()), today)
    elif stay.state in _UNCONFIRMED:
        yield from _unconfirmed(stay, now, today)
    elif stay.state == PlacementState.CONFIRMED and today <= first <= today + TOO_CLOSE_TO_CLEAR:
        yield "not-cleared", _("It begins on %(day)s, and the student is not cleared.") % _day(first), first
    elif stay.state in (PlacementState.CONFIRMED, PlacementState.CLEARED) and first < today:
        text = _("It was to begin on %(day)s, and nobody has said that they arrived.")
        yield "not-arrived", text % _day(first), first


def _faults_of_plan(stay: Stay, held: Sequence[Stay], today: date) -> Iterator[tuple[str, str, date]]:
    first = stay.dates.first
    if first <= today:
        yield "begun", _("This run is old: these dates have begun."), first
    for other in held:
        if other.dates.overlaps(stay.dates):
            words = {"place": str(other.opening.offering), "dates": written(other.dates)}
            yield "twice", _("They have another placement since: %(place)s, %(dates)s.") % words, first


def _unconfirmed(stay: Stay, now: datetime, today: date) -> Iterator[tuple[str, str, date]]:
    placement, first = stay.placement, stay.dates.first
    if placement is None:
        return
    if stay.state == PlacementState.OFFERED and placement.held_until and placement.held_until - now <= ENDS_SOON:
        zone = as_zone(stay.opening.offering.site.time_zone)
        until = {"moment": written_moment(placement.held_until, zone)}
        yield "offer-ends", _("The offer runs out on %(moment)s.") % until, placement.held_until.astimezone(zone).date()
    if stay.state == PlacementState.ACCEPTED:
        yield from _silence(stay, today)
    if first <= today:
        yield "unconfirmed", _("It was to begin on %(day)s, and nobody has confirmed it.") % _day(first), first
    elif first <= today + TOO_CLOSE_TO_CONFIRM:
        yield "unconfirmed", _("It begins on %(day)s, and the host has not confirmed it.") % _day(first), first


def _silence(stay: Stay, today: date) -> Iterator[tuple[str, str, date]]:
    placement = stay.placement
    if placement is None:
        return
    if placement.host_asked_at is None:
        yield "not-asked", _("Nobody at the site can be asked yet."), stay.dates.first
    elif placement.host_due_on and today > placement.host_due_on:
        release_on = placement.host_release_on
        if release_on:
            text = _("The host is silent. The seat is released on %(day)s.") % _day(release_on)
        else:
            text = _("The host is silent since %(day)s.") % _day(placement.host_due_on)
        yield "host-silent", text, release_on or placement.host_due_on


def _page(stay: Stay, code: str) -> str:
    """Where something can be done about it."""
    if stay.placement is None:
        return reverse("placements:adjust_plan", args=[stay.entry.pk]) if stay.entry else ""
    name = "placements:ask_host" if code in ("not-asked", "host-silent") else "desk:placement"
    return reverse(name, args=[stay.placement.pk])


def _day(on: date) -> dict[str, str]:
    return {"day": written_date(on)}
