"""A plan that one student can have now: how it is named in a form, what matters most in it, why there is none.

Pure functions.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Self
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openrotations.common.refusals import Reason, Words
from openrotations.common.wording import written_date, written_money
from openrotations.placements.plans.objectives import PRESETS, weights_for
from openrotations.placements.plans.reserved import BEING_GIVEN
from openrotations.placements.plans.weeks import Calendar
from openrotations.placements.rules import NO_SEAT_LEFT

type Json = Mapping[str, Any]

LONGEST_LIST = 20
"""A choice of a lower rank than this is worth no less than this one."""
NOT_TOGETHER = Reason(
    "no-plan",
    gettext_lazy("It is free, but no plan with it keeps to the weeks, price, rotations and changes of city you want."),
    "student",
)
NO_SUCH_PLAN = Reason("no-plan", gettext_lazy("Choose one of the plans below."), "student")
NOT_LISTED = Reason("not-listed", gettext_lazy("This plan has a rotation that is not on your list."), "student")
NOT_AS_WANTED = Reason(
    "not-as-wanted", gettext_lazy("This plan does not keep to what you want and have now. Choose another."), "student"
)


class Block(NamedTuple):
    """A part of a plan: an opening, from a Monday, for whole weeks."""

    opening_id: UUID
    monday: date
    weeks: int

    @property
    def key(self) -> str:
        """As a form carries it."""
        return f"{self.opening_id}.{self.monday.isoformat()}.{self.weeks}"

    @classmethod
    def of_key(cls, key: str) -> Self:
        """From what a form sent. Raises ValueError."""
        opening_id, monday, weeks = key.split(".")
        return cls(UUID(opening_id), date.fromisoformat(monday), int(weeks))


@dataclass(frozen=True)
class Want:
    """What matters most in a plan, and what a unit of each objective then weighs in the planner's blend.

    With `by_liking`, the student's own liking stands where a cohort has what hosts prefer.
    """

    label: Words
    hint: Words
    weights: Mapping[str, float]
    by_liking: bool = False


WANTS: dict[str, Want] = {
    "weeks": Want(
        gettext_lazy("All my weeks first"),
        gettext_lazy("As many of your weeks as possible, then the choices you rank high."),
        weights_for(PRESETS["complete"]),
    ),
    "choices": Want(
        gettext_lazy("My best choices first"),
        gettext_lazy("A week at a choice counts twice as much as one at the next. A plan may have fewer weeks."),
        # The price only parts equals.
        {"full": 0.0, "weeks": 0.0, "rank_cost": 0.0, "host": 1.0, "money": 1e-6},
        by_liking=True,
    ),
    "price": Want(
        gettext_lazy("The lowest price first"),
        gettext_lazy("As many of your weeks as possible, then the lowest price with few changes of city."),
        weights_for(PRESETS["price"]),
    ),
}


def plan_from(keys: Sequence[str]) -> list[Block]:
    """The plan that a form sent; an empty one where a part of it cannot be read."""
    try:
        return [Block.of_key(key) for key in keys]
    except ValueError:
        return []


def liking(rank: int) -> int:
    """What a week at a choice of this rank counts for somebody who wants their best choices: half of the one before."""
    return 1 << max(0, LONGEST_LIST - rank)


def why_not_now(student: Json, offering: Json, unreserved: Json) -> Iterator[Reason]:
    """Why one choice is in no plan, by itself: every seat taken, being given in a round, or too dear."""
    blocks = [(start, length) for start, length in offering["blocks"] if _is_inside(student, start, length)]
    free = [length for start, length in blocks if _has_seat(offering, start, length)]
    if not free:
        is_given = any(_has_seat(unreserved, start, length) for start, length in blocks)
        yield BEING_GIVEN if is_given else NO_SEAT_LEFT
    elif min(free) * offering["price_week"] > student["budget"]:
        price, budget = min(free) * offering["price_week"], student["budget"]
        words = {"price": written_money(price, "USD"), "budget": written_money(budget, "USD")}
        text = _("It costs at least %(price)s. You want to pay at most %(budget)s for what is still to come.")
        yield Reason("budget", text % words, "student")


def why_not_block(block: Block, title: str, calendar: Calendar, offering: Json, unreserved: Json) -> Iterator[Reason]:
    """Why this part of a plan cannot be had at this moment."""
    days = (block.monday - calendar.monday).days
    start, words = days // 7, {"title": title, "day": written_date(block.monday)}
    if days % 7 or [start, block.weeks] not in offering["blocks"]:
        text = _("“%(title)s” cannot be had from %(day)s for so many weeks.")
        yield Reason("no-block", text % words, "student")
    elif not _has_seat(unreserved, start, block.weeks):
        text = _("The last seat of “%(title)s” from %(day)s went to somebody else. Nothing of this plan is held.")
        yield Reason("no-seat", text % words, "student")
    elif not _has_seat(offering, start, block.weeks):
        text = _("The seats of “%(title)s” are being given in a round now. Nothing of this plan is held.")
        yield Reason(BEING_GIVEN.code, text % words, "student")


def _is_inside(student: Json, start: int, length: int) -> bool:
    return any(first <= start and start + length <= end for first, end in student["windows"])


def _has_seat(offering: Json, start: int, length: int) -> bool:
    return all(offering["capacity"][week] > 0 for week in range(start, start + length))
