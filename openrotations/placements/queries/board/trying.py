"""What would come of moving a placement: every reason why it cannot be, else what changes. Saves nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openrotations.applications.models import Preference
from openrotations.catalogue.models import Opening
from openrotations.common.periods import Period
from openrotations.common.refusals import Reason
from openrotations.common.wording import isolated, written_money
from openrotations.office.queries import the_programme
from openrotations.placements.models import Placement
from openrotations.placements.queries import seats
from openrotations.placements.queries.board.lines import most_at_once
from openrotations.placements.queries.board.stays import Stay, stays_of_students
from openrotations.placements.queries.board.wording import written
from openrotations.placements.queries.rounds import applications_to_collect
from openrotations.placements.rules import Seeker, has_room, why_not_take_seat
from openrotations.placements.states import PLACEMENT_MOVES, PlacementState

_HOST_KNOWS = (PlacementState.CONFIRMED, PlacementState.CLEARED)


@dataclass(frozen=True)
class Trial:
    """A placement as it would be at this opening on these dates: reasons why not, and what changes if it may be."""

    placement: Placement
    opening: Opening
    period: Period
    reasons: list[Reason]
    changes: list[str]


def period_at(opening: Opening, starts_on: date, weeks: int) -> Period:
    """So many weeks from a day; the last one ends with the opening where only its weekend would be missing."""
    whole = Period.of_weeks(starts_on, weeks)
    ends_on = min(whole.last, opening.dates.last)
    cut = Period(starts_on, ends_on) if ends_on >= starts_on else whole
    return cut if whole.last - ends_on <= timedelta(days=2) and cut.weeks == weeks else whole


def trial_of(placement: Placement, opening: Opening, starts_on: date, weeks: int, now: datetime) -> Trial:
    """What would come of it now. Wants offering and site of both; everybody else stays where they are."""
    period = period_at(opening, starts_on, weeks)
    others = [stay for stay in stays_of_students([placement.student_id], now) if stay.placement != placement]
    taken = _taken_by_others(opening, placement, now)
    reasons = list(_reasons(placement, opening, period, others, taken, now))
    changes = [] if reasons else list(_changes(placement, opening, period, others, taken))
    return Trial(placement, opening, period, reasons, changes)


def _taken_by_others(opening: Opening, placement: Placement, now: datetime) -> list[Period]:
    rows = seats.holding(now).filter(opening=opening).exclude(pk=placement.pk)
    return [Period.of(days) for days in rows.values_list("period", flat=True)]


def _reasons(
    placement: Placement,
    opening: Opening,
    period: Period,
    others: Sequence[Stay],
    taken: Sequence[Period],
    now: datetime,
) -> Iterator[Reason]:
    if not PLACEMENT_MOVES.allows(placement.state, PlacementState.REPLACED):
        text = _("This placement is “%(state)s” and cannot be moved.")
        yield Reason("begun", text % {"state": placement.get_state_display()})
    if opening.pk == placement.opening_id and period == placement.dates:
        yield Reason("same", _("This is where they are. Choose another day, length or opening."))
    busy = tuple(stay.dates for stay in others)
    seeker = replace(seats.seeker_of(placement.application, now), busy=busy)
    found = why_not_take_seat(
        seeker,
        seats.place_of(opening, now),
        period,
        graduates_observe=seats.graduates_observe(the_programme()),
        free_seat=1 if has_room(opening.seats, taken, period) else None,
    )
    yield from (_for_office(reason, seeker, opening, period, others, taken) for reason in found)


def _for_office(
    reason: Reason,
    seeker: Seeker,
    opening: Opening,
    period: Period,
    others: Sequence[Stay],
    taken: Sequence[Period],
) -> Reason:
    """The same reason, said to the office and with particulars that it may know."""
    text = reason.text
    if reason.code == "days-taken":
        clash = next(stay for stay in others if stay.dates.overlaps(period))
        words = {"place": isolated(clash.opening.offering), "dates": written(clash.dates)}
        text = _("They have a placement on these days: %(place)s, %(dates)s.") % words
    elif reason.code == "outside-windows":
        windows = "; ".join(written(window) for window in sorted(seeker.windows))
        text = _("These dates are not inside an approved window (%(windows)s).") % {"windows": windows or _("none")}
    elif reason.code == "outside-opening":
        text = _("This opening lasts %(dates)s.") % {"dates": written(opening.dates)}
    elif reason.code == "length":
        words = {"least": str(opening.offering.min_weeks), "most": str(opening.offering.max_weeks)}
        text = _("This offering can be had for %(least)s to %(most)s weeks.") % words
    elif reason.code == "no-seat":
        counted = {"taken": most_at_once(taken, period), "seats": opening.seats}
        text = _("On some day %(taken)s of %(seats)s seats are taken.") % counted
    return replace(reason, text=text)


def _changes(
    placement: Placement, opening: Opening, period: Period, others: Sequence[Stay], taken: Sequence[Period]
) -> Iterator[str]:
    yield from _about_seats(placement, opening, period, taken)
    yield from _about_choice(placement, opening)
    beside = [stay for stay in others if stay.application_id == placement.application_id]
    yield from _about_weeks(placement, period, beside)
    yield from _about_price(placement, Decimal(period.weeks) * opening.offering.price_per_week, beside)
    before, after = placement.offering.site, opening.offering.site
    if (before.city, before.state) != (after.city, after.state):
        words = {"after": f"{after.city}, {after.state}", "before": f"{before.city}, {before.state}"}
        yield _("They go to %(after)s instead of %(before)s.") % words
    if placement.state in _HOST_KNOWS:
        yield _("%(site)s has confirmed and must be told.") % {"site": isolated(before)}
    yield _("%(site)s is asked to confirm.") % {"site": isolated(after)}


def _about_seats(placement: Placement, opening: Opening, period: Period, taken: Sequence[Period]) -> Iterator[str]:
    words = {"taken": most_at_once([*taken, period], period), "seats": opening.seats}
    yield _("In the fullest week %(taken)s of %(seats)s seats are then taken there.") % words
    if opening.pk == placement.opening_id and period.contains(placement.dates):
        return
    place = {"place": isolated(placement.offering), "dates": written(placement.dates)}
    if opening.pk == placement.opening_id and period.overlaps(placement.dates):
        yield _("A seat is free again, but for the days they keep: %(place)s, %(dates)s.") % place
    else:
        yield _("A seat is free again: %(place)s, %(dates)s.") % place
    waiting = applications_to_collect().filter(preferences__opening=placement.opening_id).count()
    if waiting:
        text = ngettext(
            "%(n)d student without a place listed it.", "%(n)d students without a place listed it.", waiting
        )  # fmt: skip
        yield text % {"n": waiting}


def _about_choice(placement: Placement, opening: Opening) -> Iterator[str]:
    if opening.pk == placement.opening_id:
        return
    rows = Preference.objects.filter(application=placement.application_id)
    ranks = dict(rows.values_list("opening_id", "rank"))
    had, gets = ranks.get(placement.opening_id), ranks.get(opening.pk)
    if gets is None:
        yield _("It is not among their choices. Ask them first.")
    elif had is None:
        yield _("It is their choice %(rank)s.") % {"rank": gets}
    else:
        yield _("It is their choice %(rank)s; they have choice %(had)s.") % {"rank": gets, "had": had}


def _about_weeks(placement: Placement, period: Period, beside: Sequence[Stay]) -> Iterator[str]:
    if period.weeks != placement.dates.weeks:
        words = {"after": period.weeks, "before": placement.dates.weeks}
        yield _("They stay %(after)s weeks instead of %(before)s.") % words
    wanted, total = placement.application.weeks_wanted, period.weeks + sum(stay.dates.weeks for stay in beside)
    if wanted is not None and total > wanted:
        yield _("They then have %(total)s weeks in all and want %(wanted)s.") % {"total": total, "wanted": wanted}


def _about_price(placement: Placement, price: Decimal, beside: Sequence[Stay]) -> Iterator[str]:
    if price != placement.price:
        amounts = {"after": written_money(price, "USD"), "before": written_money(placement.price, "USD")}
        yield _("It costs %(after)s instead of %(before)s.") % amounts
    budget = placement.application.budget
    total = price + sum(stay.placement.price for stay in beside if stay.placement)
    if budget is not None and total > budget:
        amounts = {"total": written_money(total, "USD"), "budget": written_money(budget, "USD")}
        yield _("It then costs %(total)s in all; they want to pay %(budget)s at most.") % amounts
