"""Repairs that were found, side by side, and what one of them changes: before, after, why, and at what price."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from openrotations.applications.models import Application
from openrotations.catalogue.models import Opening
from openrotations.common.periods import Period
from openrotations.common.refusals import Words
from openrotations.placements.models import Request, Run
from openrotations.placements.planner.cohort.files.formats import Placed
from openrotations.placements.plans.repairing import KINDS, MOVED_BECAUSE, Closing
from openrotations.placements.queries.cohorts import windows_for
from openrotations.placements.queries.repairing.moves import (
    Move,
    closings_of_run,
    moves_of_run,
    newcomers_of_run,
    plans_of_run,
    runs_beside,
    wish_of_run,
)
from openrotations.placements.queries.repairing.prices import Prices, prices_for
from openrotations.placements.queries.repairing.wished import inside
from openrotations.placements.states import RoundState


@dataclass(frozen=True)
class Found:
    """One kind of repair in numbers. `is_least` says that no repair of this kind changes fewer students."""

    run: Run
    name: Words
    meaning: Words
    changed: int
    at_least: int
    is_least: bool
    confirmed: int
    placements: int
    full: int
    weeks: int
    price: Decimal


@dataclass(frozen=True)
class Stay:
    """A rotation before or after: where, when, and whether it stays."""

    opening: Opening
    dates: Period
    stays: bool
    confirmed: bool


@dataclass(frozen=True)
class MovedLine:
    """One student whose plan changes. `price` is what they pay more, in US dollars, or less."""

    application: Application
    before: list[Stay]
    after: list[Stay]
    why: Words
    for_others: bool
    is_new: bool
    price: Decimal
    weeks: int

    @property
    def is_elsewhere(self) -> bool:
        """Whether there is a new place."""
        return any(not stay.stays for stay in self.after)

    @property
    def gives_up_confirmed(self) -> bool:
        """Whether a place that a host has confirmed is given up."""
        return any(stay.confirmed for stay in self.before)


@dataclass(frozen=True)
class RepairPage:
    """Everything the page of a repair shows: the kinds side by side, and one of them in full."""

    run: Run
    found: list[Found]
    this: Found
    moved: list[MovedLine]
    closings: list[tuple[Opening, Closing]]
    not_taken_in: list[Application]
    asked: Request | None
    is_granted: bool
    is_applied: bool
    can_apply: bool

    @property
    def for_others(self) -> list[MovedLine]:
        """Those to whom nothing happened, and who give something up."""
        return [line for line in self.moved if line.for_others and any(not stay.stays for stay in line.before)]

    @property
    def has_newcomers(self) -> bool:
        """Whether somebody comes into the round."""
        return any(line.is_new for line in self.moved)

    @property
    def confirmed(self) -> list[MovedLine]:
        """Those who give up a place that a host has confirmed and that could have stayed."""
        return [line for line in self.moved if line.gives_up_confirmed]


def repair_page(run: Run) -> RepairPage:
    """The page of a finished repair; a constant number of queries."""
    beside, moves = _beside(run), moves_of_run(run)
    prices, kinds = _prices(run, moves, beside), list(KINDS)
    found = sorted((_found(each, prices) for each in beside), key=lambda each: kinds.index(each.run.change["kind"]))
    closings = closings_of_run(run)
    openings = Opening.objects.select_related("offering__site").in_bulk({each.opening_id for each in closings})
    is_applied = any(each.chosen_at for each in beside)
    is_open = run.round.state in (RoundState.PUBLISHED, RoundState.CLOSED)
    asked = wish_of_run(run)
    wisher = asked.placement.application_id if asked else None
    moved = _moved_lines(run, moves, asked, prices)
    is_granted = any(line.application.pk == wisher and line.is_elsewhere for line in moved)
    without = newcomers_of_run(run) - {line.application.pk for line in moved}
    not_taken_in = Application.objects.filter(pk__in=without).select_related("student__person")
    return RepairPage(
        run=run,
        found=found,
        this=next(each for each in found if each.run.pk == run.pk),
        moved=moved,
        closings=[(openings[each.opening_id], each) for each in closings],
        not_taken_in=list(not_taken_in.order_by("student__person__full_name", "pk")),
        asked=asked,
        is_granted=is_granted,
        is_applied=is_applied,
        can_apply=is_open and not is_applied and bool(moved or closings) and (is_granted or not asked),
    )


def _beside(run: Run) -> list[Run]:
    """All that were found together with this one."""
    rows = runs_beside(run).annotate(first_week_on=F("instance__first_week_on"))
    return list(rows.defer("instance", "reasons").order_by("number"))


def _prices(run: Run, moves: Sequence[Move], beside: Sequence[Run]) -> Prices:
    plans = [plan for each in beside for plan in plans_of_run(each).values()]
    plans += [plan for move in moves for plan in (move.before, move.after)]
    return prices_for(run, {block.offering for plan in plans for block in plan})


def _found(run: Run, prices: Prices) -> Found:
    told, monday = run.change, date.fromisoformat(run.first_week_on)  # type: ignore[attr-defined]
    name, meaning = KINDS[told["kind"]]
    return Found(
        run=run,
        name=name,
        meaning=meaning,
        changed=told["students_changed"],
        at_least=told["at_least"],
        is_least=told["proven"],
        confirmed=told["confirmed_moved"],
        placements=told["placements_moved"],
        full=run.objectives["full"],
        weeks=run.objectives["weeks"],
        price=prices.of_all(plans_of_run(run), monday),
    )


def _moved_lines(run: Run, moves: Sequence[Move], asked: Request | None, prices: Prices) -> list[MovedLine]:
    of = {move.application_id: move for move in moves}
    used = {UUID(block.offering) for move in moves for block in (*move.before, *move.after)}
    openings = Opening.objects.select_related("offering__site").in_bulk(used)
    rows = Application.objects.filter(pk__in=of).select_related("student__person", "student__school")
    applications = list(rows.order_by("student__person__full_name", "pk"))
    windows = windows_for(applications)
    wisher = asked.placement.application_id if asked else None
    return [
        _line(each, of[each.pk], openings, prices, windows[each.pk], asked if each.pk == wisher else None)
        for each in applications
    ]


def _line(
    application: Application,
    move: Move,
    openings: Mapping[UUID, Opening],
    prices: Prices,
    windows: list[Period],
    asked: Request | None,
) -> MovedLine:
    calendar, monday = move.calendar, move.calendar.monday
    wanted = inside(windows, asked.wanted) if asked and asked.wanted else windows

    def stay(block: Placed) -> Stay:
        opening = openings[UUID(block.offering)]
        days = windows if block in move.before else wanted
        dates = calendar.dates(opening.dates, block.start, block.length, days)
        return Stay(opening, dates, block in move.before and block in move.after, block in move.confirmed)

    return MovedLine(
        application=application,
        before=[stay(block) for block in move.before],
        after=[stay(block) for block in move.after],
        why=_("Asked for other dates.") if asked else _why(move),
        for_others=move.is_for_others,
        is_new=move.is_new,
        price=prices.of(move.student, move.after, monday) - prices.of(move.student, move.before, monday),
        weeks=sum(block.length for block in move.after) - sum(block.length for block in move.before),
    )


def _why(move: Move) -> Words:
    if move.reason == "makes room" and move.room_for == "closed":
        return _("Makes room for somebody whose place closes.")
    if move.reason == "makes room" and move.room_for == "facts changed":
        return _("Makes room for somebody who lost a place.")
    if move.reason == "makes room" and move.room_for == "new":
        return _("Makes room for somebody who comes into this round.")
    return MOVED_BECAUSE[move.reason]
