"""What may be asked for, and which of two demands for the same paper is the stricter. Pure functions."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from openrotations.common.periods import Period
from openrotations.common.refusals import Reason
from openrotations.documents.kinds import Demand


@dataclass(frozen=True)
class Age:
    """How old a paper may be: so many days, counted back from the first or the last day (`start` or `end`).

    None: it may be of any age.
    """

    days: int | None = None
    counted_from: str = "start"

    def earliest(self, dates: Period) -> date:
        """The first day on which the paper may have been made."""
        if self.days is None:
            return date.min
        return (dates.last if self.counted_from == "end" else dates.first) - timedelta(days=self.days)


def stricter_age(one: Age, other: Age, dates: Period) -> Age:
    """The one that leaves the younger papers for a rotation on these dates."""
    return one if one.earliest(dates) >= other.earliest(dates) else other


def higher_amounts(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    """The higher of both wherever both name one."""
    return {name: max(one.get(name, 0), other.get(name, 0)) for name in sorted({*one, *other})}


def earlier_lead(one: int | None, other: int | None) -> int | None:
    """How many days before day one the paper must be there: the more of the two."""
    given = [days for days in (one, other) if days is not None]
    return max(given) if given else None


def why_not_ask(
    kind: str, *, known: Collection[str], age: Age, amounts: Mapping[str, float], may_ask: Mapping[str, Demand]
) -> Iterator[Reason]:
    """A requirement is about a paper that the program knows, with days and amounts that say something.

    `may_ask`: what is judged of a paper of this kind, by key.
    """
    if kind not in known:
        yield Reason("unknown-paper", _("Choose one of the papers in the list."))
    if age.days is not None and age.days < 1:
        yield Reason("age-too-small", _("A paper may be at least one day old. Leave it empty for any age."))
    if any(amount <= 0 for amount in amounts.values()):
        yield Reason("amount-too-small", _("An amount is more than nothing. Leave it empty where none is asked for."))
    if set(amounts) - set(may_ask):
        yield Reason("amount-unknown", _("This paper does not say such an amount. Leave it empty."))
    for key, demand in may_ask.items():
        if demand.most is not None and amounts.get(key, 0) > demand.most:
            text = _("%(name)s: such a paper shows at most %(most)g. Ask for that many or fewer.")
            yield Reason("amount-too-large", text % {"name": demand.title, "most": demand.most})
