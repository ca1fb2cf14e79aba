"""What the rule book, the states' counts and agreements say of choices, before a planner gets to see them.

Only a definite no leaves a choice out, and a "not yet" that can only become less true as day one comes nearer. Where
rules read dates, every date that the student could have is tried before a choice is left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from openrotations.applications.queries.eligibility import Prospect, findings_about_choices
from openrotations.applications.rules import reason_of
from openrotations.catalogue.models import Opening
from openrotations.common.periods import WEEK, Period
from openrotations.common.refusals import Reason
from openrotations.placements.rules import Place, Seeker, periods_that_fit, why_not_agreed, why_not_counted
from openrotations.rulebook.models import Rule, RuleBook
from openrotations.rulebook.queries import Answer, Finding, Verdict, book_on
from openrotations.schools.models import Student

_DATED = frozenset(
    {
        "days",
        "weeks_ahead",
        "inside_stay",
        "in_blackout",
        "school_students_in_state",
        "weeks_in_state",
        "electives_in_state",
    }
)
"""Facts of a choice that differ with its dates: another date may change the answer."""
_SETTLED = frozenset({"weeks_ahead", "days", "state", "participation", "experience_type", "site_kind"})


@dataclass(frozen=True)
class Asked:
    """A student and an opening that nothing but the rule book may keep apart. The offering's site is loaded."""

    student: Student
    seeker: Seeker
    opening: Opening
    place: Place


@dataclass(frozen=True)
class Judged:
    """Why the choice cannot be had; else, for a single stay, the best dates on which it can."""

    reasons: tuple[Reason, ...] = ()
    period: Period | None = None


def judged(asked: Sequence[Asked], now: datetime, *, of_plans: bool) -> list[Judged]:
    """What is said of each, in their order; a constant number of queries.

    `of_plans`: the stay is to be a part of a plan, whose dates the planner finds. Otherwise its dates are those of
    `periods_that_fit`, the first of them that no rule forbids.
    """
    if not asked:
        return []
    book = _that_refuse(book_on(now.date()).about_choice)
    judge = _Judge(book, {rule.id: rule for rule in book.rules}, now)
    stays = [list(_stays(each)) if of_plans else list(periods_that_fit(each.seeker, each.place)) for each in asked]
    first = judge.said([(each, days[0]) for each, days in zip(asked, stays, strict=True) if days])
    told = iter(first)
    found = [next(told) if days else () for days in stays]
    again = [number for number, said in enumerate(found) if said and len(stays[number]) > 1 and judge.may_differ(said)]
    others = [(asked[number], days) for number in again for days in stays[number][1:]]
    later = iter(judge.said(others))
    days_of = [days[0] if days else None for days in stays]
    for number in again:
        tried = [(days, next(later)) for days in stays[number][1:]]
        if allowed := next((days for days, said in tried if not said), None):
            found[number], days_of[number] = (), allowed
    return [Judged(said, None if of_plans or said else days) for said, days in zip(found, days_of, strict=True)]


@dataclass(frozen=True)
class _Judge:
    book: RuleBook
    rules: Mapping[str, Rule]
    now: datetime

    def said(self, pairs: Sequence[tuple[Asked, Period]]) -> list[tuple[Reason, ...]]:
        """Why each cannot be had on these days."""
        prospects = [Prospect(each.student, each.opening, days) for each, days in pairs]
        answers = findings_about_choices(prospects, today=self.now.date(), book=self.book) if pairs else []
        return [
            tuple(self._reasons(each, days, answer)) for (each, days), answer in zip(pairs, answers, strict=True)
        ]  # fmt: skip

    def may_differ(self, said: Sequence[Reason]) -> bool:
        """Whether other dates could be allowed: none of these comes from a rule that reads no dates."""
        return all(
            reason.code not in self.rules or not _DATED.isdisjoint(self.rules[reason.code].facts) for reason in said
        )

    def _reasons(self, asked: Asked, days: Period, answer: Answer) -> Iterator[Reason]:
        seeker, place = asked.seeker, asked.place
        counters = {counter.id for counter in seeker.counted.counters}
        yield from why_not_counted(
            seeker.counted, busy=seeker.busy, state=place.state, experience_type=place.experience_type, period=days
        )
        yield from why_not_agreed(seeker, place, days)
        for finding in answer.open:
            # What a state counts was asked just now, of what the student has besides what may be moved.
            if finding.rule not in counters and self._is_final(finding):
                yield reason_of(finding)

    def _is_final(self, finding: Finding) -> bool:
        """A no; or a "not yet" about nothing but how far ahead the dates are."""
        if finding.verdict == Verdict.NO:
            return True
        facts = set(self.rules[finding.rule].facts)
        fixed = {name for name in facts if name in _SETTLED or name.startswith("host_")}
        return finding.verdict == Verdict.NOT_YET and "weeks_ahead" in facts and facts == fixed


def _that_refuse(book: RuleBook) -> RuleBook:
    """The rules that can leave a choice out: of thousands of choices, nothing else is asked."""
    able = (rule for rule in book.rules if rule.no_if or rule.otherwise == "no" or "weeks_ahead" in rule.facts)
    return RuleBook.model_construct(facts=book.facts, rules=tuple(able))


def _stays(asked: Asked) -> Iterator[Period]:
    """Stays that a plan could hold, the shortest and the longest from each week on, the earliest first."""
    seeker, place = asked.seeker, asked.place
    taken = [*seeker.busy, *place.closed, *place.unsupervised]
    lengths = sorted({place.min_weeks, max(place.min_weeks, min(place.max_weeks, seeker.weeks_left))})
    for window in sorted(seeker.windows):
        if not window.overlaps(place.opening):
            continue
        shared = Period(max(window.first, place.opening.first), min(window.last, place.opening.last))
        for stretch in shared.without(taken):
            yield from _stays_in(stretch, lengths, place)


def _stays_in(stretch: Period, lengths: Sequence[int], place: Place) -> Iterator[Period]:
    first = stretch.first
    while first <= stretch.last:
        for weeks in lengths:
            days = Period(first, min(Period.of_weeks(first, weeks).last, stretch.last))
            if first > place.today and days.weeks == weeks:
                yield days
        first += WEEK
