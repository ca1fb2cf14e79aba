"""What the office may put before the lottery of a ranked round, and how the round's order reads in sentences.

`Round.settings["criteria"]` holds the chosen ones in order, `["least"]` the fewest students by opening. Both are
facts of the round, told to students before and after it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openrotations.common.refusals import Reason, Words
from openrotations.placements.states import RoundState

DECIDED_BY = "decided_by"
"""The key of an outcome's detail, beside the planner's own, for the criterion by which others came first."""
CRITERIA: dict[str, Words] = {
    "enrolled": gettext_lazy("enrolled students before graduates"),
    "no_place": gettext_lazy("students who have had no placement yet"),
    "window": gettext_lazy("students whose last window closes in an earlier week"),
    "submitted": gettext_lazy("applications handed in on an earlier day"),
}
"""By name, for the office to choose from. `queries.standings` knows how each is counted."""
_WHOM: dict[str, Words] = {
    "enrolled": gettext_lazy("enrolled students"),
    "no_place": gettext_lazy("students who have had no placement yet"),
    "window": gettext_lazy("students whose last window closes in an earlier week"),
    "submitted": gettext_lazy("students who handed in on an earlier day"),
}


def criteria_of(settings: Mapping[str, Any]) -> list[str]:
    """The criteria of a round in order; empty where the lottery alone decides."""
    return [name for name in settings.get("criteria", ()) if name in CRITERIA]


def least_of(settings: Mapping[str, Any]) -> dict[str, int]:
    """The fewest students with which an opening runs, by its id; those that need one or none are left out."""
    found: Mapping[str, int] = settings.get("least", {})
    return {opening: least for opening, least in found.items() if least > 1}


def why_not_least(*, state: str, least: Mapping[UUID, int], seats: Mapping[UUID, int]) -> Iterator[Reason]:
    """Why these fewest numbers cannot be set. `seats` are those of the openings that students of the round list."""
    if state not in (RoundState.COLLECTING, RoundState.CHECKED):
        yield Reason("too-late", _("This round is computed already. Put its result aside first."))
    if any(number < 0 or number > seats.get(opening, 0) for opening, number in least.items()):
        yield Reason("more-than-seats", _("An opening cannot need more students than it has seats."))


def whom_first(criterion: str) -> str:
    """For whom the seats go first by one criterion, as it stands in a sentence."""
    return str(_WHOM[criterion])


def order_in_words(settings: Mapping[str, Any]) -> list[str]:
    """Who gets a seat that several want, in sentences."""
    criteria = criteria_of(settings)
    if not criteria:
        return [_("Everybody has equal priority. A lottery decides where more students want an opening than fit.")]
    first, *others = [whom_first(name) for name in criteria]
    told = [_("Where more students want an opening than fit, seats go first to %(whom)s.") % {"whom": first}]
    told += [_("Then to %(whom)s.") % {"whom": whom} for whom in others]
    return [*told, _("Among equals a lottery decides.")]


def promise_in_words(settings: Mapping[str, Any]) -> list[str]:
    """What listing one's true order is worth in this round. Nothing is promised where openings can close."""
    if not least_of(settings):
        return [_("To list your choices in your true order is best for you. Nobody gains by listing another order.")]
    return [
        _("Some openings of this round run only with enough students."),
        _("If fewer come, the one that fewest students want is closed, and the round is computed again without it."),
        _("So lists decide what runs. We cannot promise that your true order is always the best for you."),
    ]


def checked_criteria(names: Sequence[str]) -> list[str]:
    """The same names. Raises ValueError for one that is not known, or given twice."""
    if len(set(names)) != len(names) or set(names) - set(CRITERIA):
        raise ValueError(f"criteria must be some of {', '.join(CRITERIA)}, each once: {names}")
    return list(names)
