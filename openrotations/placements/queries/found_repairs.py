"""Repairs that were found, side by side, and what one of them changes: before, after, why, and at what price."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from openrotations.catalogue.models import Opening
from openrotations.common.periods import Period
from openrotations.common.refusals import Words
from openrotations.placements.models import RoundEntry, Run
from openrotations.placements.planner.cohort.files.formats import Placed
from openrotations.placements.plans.repairing import KINDS, MOVED_BECAUSE, Closing
from openrotations.placements.queries.cohorts import calendar_of, windows_of
from openrotations.placements.queries.repairs import Move, closings_of_run, moves_of_run
from openrotations.placements.states import RoundState, RunState


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
    price: int


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

    entry: RoundEntry
    before: list[Stay]
    after: list[Stay]
    why: Words
    for_others: bool
    price: Decimal
    weeks: int

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
    is_applied: bool
    can_apply: bool

    @property
    def for_others(self) -> list[MovedLine]:
        """Those to whom nothing happened, and who give something up."""
        return [line for line in self.moved if line.for_others and any(not stay.stays for stay in line.before)]

    @property
    def confirmed(self) -> list[MovedLine]:
        """Those who give up a place that a host has confirmed and that could have stayed."""
        return [line for line in self.moved if line.gives_up_confirmed]


def repair_page(run: Run) -> RepairPage:
    """The page of a finished repair; a constant number of queries."""
    beside = _beside(run)
    found = sorted((_found(each) for each in beside), key=lambda each: list(KINDS).index(each.run.change["kind"]))
    closings = closings_of_run(run)
    openings = Opening.objects.select_related("offering__site").in_bulk({each.opening_id for each in closings})
    is_applied = any(each.chosen_at for each in beside)
    is_open = run.round.state in (RoundState.PUBLISHED, RoundState.CLOSED)
    moved = _moved_lines(run)
    return RepairPage(
        run=run,
        found=found,
        this=next(each for each in found if each.run.pk == run.pk),
        moved=moved,
        closings=[(openings[each.opening_id], each) for each in closings],
        is_applied=is_applied,
        can_apply=is_open and not is_applied and bool(moved or closings),
    )


def _beside(run: Run) -> list[Run]:
    """All that were found together with this one."""
    first = run.based_on_id or run.pk
    rows = Run.objects.filter(Q(pk=first) | Q(based_on=first), origin=Run.Origin.REPAIRED, state=RunState.FINISHED)
    return list(rows.defer("instance", "solution", "reasons").order_by("number"))


def _found(run: Run) -> Found:
    told = run.change
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
        price=run.objectives["money"],
    )


def _moved_lines(run: Run) -> list[MovedLine]:
    moves = {move.application_id: move for move in moves_of_run(run)}
    prices = {UUID(each["id"]): each["price_week"] for each in (run.instance or {})["offerings"]}
    used = {UUID(block.offering) for move in moves.values() for block in (*move.before, *move.after)}
    openings = Opening.objects.select_related("offering__site").in_bulk(used)
    windows = windows_of(run.round)
    entries = RoundEntry.objects.filter(round=run.round_id, application__in=moves)
    rows = entries.select_related("application__student__person", "application__student__school")
    return [
        _line(entry, moves[entry.application_id], openings, prices, windows[entry.application_id], run)
        for entry in rows.order_by("application__student__person__full_name", "pk")
    ]


def _line(
    entry: RoundEntry,
    move: Move,
    openings: Mapping[UUID, Opening],
    prices: Mapping[UUID, int],
    windows: list[Period],
    run: Run,
) -> MovedLine:
    calendar = calendar_of(run.instance or {})

    def stay(block: Placed) -> Stay:
        opening = openings[UUID(block.offering)]
        dates = calendar.dates(opening.dates, block.start, block.length, windows)
        return Stay(opening, dates, block in move.before and block in move.after, block in move.confirmed)

    def price(plan: tuple[Placed, ...]) -> int:
        return sum(prices[UUID(block.offering)] * block.length for block in plan)

    return MovedLine(
        entry=entry,
        before=[stay(block) for block in move.before],
        after=[stay(block) for block in move.after],
        why=_why(move),
        for_others=move.is_for_others,
        price=Decimal(price(move.after) - price(move.before)),
        weeks=sum(block.length for block in move.after) - sum(block.length for block in move.before),
    )


def _why(move: Move) -> Words:
    if move.reason == "makes room" and move.room_for == "closed":
        return _("Makes room for somebody whose place closes.")
    if move.reason == "makes room" and move.room_for == "facts changed":
        return _("Makes room for somebody who lost a place.")
    return MOVED_BECAUSE[move.reason]
