"""What a cohort plan is good at, in the order that the office sets, and how much of it is proven, in words."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openrotations.common.refusals import Words

LEVELS: dict[str, Words] = {
    "full": gettext_lazy("as many students as possible get all their weeks"),
    "weeks": gettext_lazy("as many weeks as possible are placed"),
    "rank_cost": gettext_lazy("students get what they rank high"),
    "host": gettext_lazy("hosts get whom they prefer"),
    "money": gettext_lazy("students pay little and change city seldom"),
}
COUNTED: dict[str, Words] = {
    "full": gettext_lazy("Students with all their weeks"),
    "weeks": gettext_lazy("Weeks placed"),
    "rank_cost": gettext_lazy("Distance from first choices"),
    "host": gettext_lazy("What hosts prefer"),
    "money": gettext_lazy("Price and changes of city"),
}
# Each must come after one that counts weeks: alone, the plan that places nobody is the best.
ONLY_SAVES = ("rank_cost", "money")
PRESETS: dict[str, tuple[str, ...]] = {
    "complete": ("full", "weeks", "rank_cost", "host", "money"),
    "weeks": ("weeks", "full", "rank_cost", "host", "money"),
    "price": ("full", "weeks", "money", "rank_cost", "host"),
}
# What a unit of each place in the order weighs, and how many units of each objective make a usual difference.
_PLACES = (20_000.0, 1_000.0, 10.0, 1.0, 0.3)
_USUAL = {"full": 1, "weeks": 1, "rank_cost": 10, "host": 100, "money": 600}
_PROOFS: dict[str, Words] = {
    "full": gettext_lazy("With that, no plan gives more students all their weeks."),
    "weeks": gettext_lazy("With that, no plan places more weeks."),
    "rank_cost": gettext_lazy("With that, no plan gives better choices overall."),
    "host": gettext_lazy("With that, no plan suits the hosts better."),
    "money": gettext_lazy("With that, no plan costs students less in price and changes of city."),
}
_FIRST_PROOFS: dict[str, Words] = {
    "full": gettext_lazy("No plan gives more students all their weeks."),
    "weeks": gettext_lazy("No plan places more weeks."),
    "host": gettext_lazy("No plan suits the hosts better."),
}
_NEARLY_NOTHING = 1e-9


def weights_for(order: Sequence[str]) -> dict[str, float]:
    """What a unit of each objective counts in the planner's blend, so that the earlier outweigh the later."""
    return {level: round(place / _USUAL[level], 9) for level, place in zip(order, _PLACES, strict=False)}


def proofs(claims: Mapping[str, Any] | None, order: Sequence[str]) -> list[str]:
    """A sentence for each level that is proven, in the order of the objectives; a gap in it ends the list."""
    proven = (claims or {}).get("proven", ())
    return list(_sentences(proven, order))


def _sentences(proven: Sequence[str], order: Sequence[str]) -> Iterator[str]:
    for at, level in enumerate(order):
        if level not in proven:
            return
        yield str(_PROOFS[level] if at else _FIRST_PROOFS.get(level, _PROOFS[level]))


def gap_of(value: float | None, bound: float | None) -> float | None:
    """How far a plan may be from the best possible, as a part of it; None when that is not known."""
    if value is None or bound is None:
        return None
    return max(0.0, (bound - value) / abs(bound)) if bound else 0.0


def gap_in_words(gap: float | None) -> str:
    """“within 0.3 % of the best possible”; empty while that is not known."""
    if gap is None:
        return ""
    if gap < _NEARLY_NOTHING:
        return _("the best possible")
    digits = 1 if gap >= 0.0095 else 2
    return _("within %(share)s %% of the best possible") % {"share": number_format(_rounded_up(gap, digits), digits)}


def _rounded_up(gap: float, digits: int) -> float:
    """In per cent; never less than it is, so that the sentence stays true."""
    scale: int = 10**digits
    return math.ceil(round(gap * 100 * scale, 6)) / scale
