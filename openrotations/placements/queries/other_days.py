"""What the rule book says of other days for somebody who has a place: told before they are asked for, and before they
are kept.

A seat on other days is asked about as every seat is. A rotation that runs, and one that gets longer, is asked by the
rules that read how long somebody stays: of what runs, a "not yet" refuses as well, since nothing comes after it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openrotations.applications.queries import facts
from openrotations.applications.rules import reason_of
from openrotations.catalogue.models import Opening
from openrotations.common.periods import Period
from openrotations.common.refusals import Reason
from openrotations.office.queries import programme_or_none
from openrotations.placements.models import Placement
from openrotations.placements.queries.counting import counted_of
from openrotations.placements.rules import Seeker
from openrotations.placements.states import PlacementState
from openrotations.rulebook.models import Rule, RuleBook
from openrotations.rulebook.queries import Evaluator, Verdict, book_on

_IN_ALL = "weeks_wanted"
_OF_LENGTH = frozenset({"days", "inside_stay", "in_blackout", _IN_ALL})
"""Facts that are others when somebody stays longer. What states count is asked by `why_not_counted`."""
_GONE_BY = frozenset({"weeks_ahead"})
"""Facts that say nothing any more once the rotation runs."""


@dataclass(frozen=True)
class OtherDays:
    """An opening, and days in it, that the placement could have."""

    opening: Opening
    period: Period


def why_not_by_rules(
    placement: Placement, seeker: Seeker, wanted: Sequence[OtherDays], now: datetime
) -> list[tuple[Reason, ...]]:
    """For each, in their order, why the rules say no to it; a constant number of queries.

    The seeker is the student as if the placement were given back. Days inside those of the placement are fewer:
    nobody is asked about them.
    """
    old, student, today = placement.dates, placement.student, now.date()
    if all(old.contains(each.period) for each in wanted):
        return [()] * len(wanted)
    facts.load_for_rules([student])
    held = counted_of([student], now, apart_from=[placement.pk])[student.pk]
    known = {**facts.facts_of_student(student, today=today), **_policies()}
    before = (placement.application.weeks_wanted or 52) - seeker.weeks_left
    asked = _Asked(placement, book_on(today), frozenset(each.id for each in seeker.counted.counters))
    found = []
    for each in wanted:
        weeks = before + each.period.weeks
        of_choice = facts.facts_of_choice(student, each.opening, each.period, held=held, today=today)
        told = {**known, **of_choice, _IN_ALL: weeks}
        if placement.state == PlacementState.ACTIVE:  # the days that it has are settled, whatever lay on them
            new = each.period.without([old])
            told["in_blackout"] = any(
                row.dates.overlaps(days) for row in student.school.blackouts.all() for days in new
            )
        found.append(() if old.contains(each.period) else tuple(asked.reasons(told, weeks)))
    return found


@dataclass(frozen=True)
class _Asked:
    placement: Placement
    book: RuleBook
    counted: frozenset[str]

    def reasons(self, told: dict[str, Any], weeks: int) -> Iterator[Reason]:
        """Why the rules say no, where the student would have so many weeks in all."""
        runs = self.placement.state == PlacementState.ACTIVE
        refuse = (Verdict.NO, Verdict.NOT_YET) if runs else (Verdict.NO,)
        rules = tuple(rule for rule in self.book.rules if self._is_asked(rule, weeks, runs))
        book = RuleBook.model_construct(facts=self.book.facts, rules=rules)
        for finding in Evaluator(book).answer(told).findings:
            if finding.decides and finding.verdict in refuse:
                yield reason_of(finding)

    def _is_asked(self, rule: Rule, weeks: int, runs: bool) -> bool:
        names = frozenset(rule.facts)
        if rule.effect != "decides" or rule.id in self.counted:
            return False
        if _IN_ALL in names:  # of the weeks that were wanted, the application has been asked
            return weeks > (self.placement.application.weeks_wanted or 0)
        if runs:
            return not names.isdisjoint(_OF_LENGTH) and names.isdisjoint(_GONE_BY)
        return self.book.is_about_choice(rule)


def _policies() -> dict[str, object]:
    """What rules ask of the programme about weeks in all."""
    programme = programme_or_none()
    if programme is None:
        return {}
    return {"programme_min_weeks": programme.min_weeks, "programme_max_weeks": programme.max_weeks}
