"""Has a state's count room for this stay, and if not, why: weeks of a student, students of a school. Pure functions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openrotations.common.periods import Period
from openrotations.common.refusals import Reason
from openrotations.rulebook.counters import Counter, counters

type State = str


@dataclass(frozen=True)
class Stay:
    """A stay as states count it: where, what kind of rotation, and when."""

    state: State
    experience_type: str
    period: Period


@dataclass(frozen=True)
class Counted:
    """What states have counted of a student and of their school, besides the stay that is asked for.

    `stays` are the student's own; `weeks_declared` and `stays_declared` what they say they did elsewhere. `others`
    are the students of the school whom this programme placed, by state and calendar year; `attested` those who come
    by another way, as the school's registrar says. Nothing is counted in the states where the school is
    `approved_in`; what is known of no state is in neither set. `counters` are what states count on the day that is
    asked about.
    """

    stays: tuple[Stay, ...] = ()
    weeks_declared: Mapping[State, int] = field(default_factory=dict)
    stays_declared: Mapping[State, int] = field(default_factory=dict)
    others: Mapping[tuple[State, int], int] = field(default_factory=dict)
    attested: Mapping[tuple[State, int], int] = field(default_factory=dict)
    approved_in: frozenset[State] = frozenset()
    not_approved_in: frozenset[State] = frozenset()
    counters: tuple[Counter, ...] = field(default_factory=counters)


NOTHING_COUNTED = Counted(counters=())


def why_not_counted(
    counted: Counted, *, busy: tuple[Period, ...], state: State, experience_type: str, period: Period
) -> Iterator[Reason]:
    """A state's count must have room for the stay. Only the student's stays that are in `busy` too are counted."""
    stay = Stay(state, experience_type, period)
    others = tuple(each for each in counted.stays if each.period in busy)
    for counter in counted.counters:
        if over := over_the_count(counter, replace(counted, stays=others), stay):
            yield _reason(counter, over, is_told=state in counted.not_approved_in)


def over_the_count(counter: Counter, counted: Counted, stay: Stay) -> str:
    """What it would come to with this stay, in words, where that is more than the state allows; else nothing."""
    if not _counts(counter, stay) or counter.state in counted.approved_in:
        return ""
    return _over(counter, counted, [each for each in counted.stays if _counts(counter, each)], stay.period)


def _counts(counter: Counter, stay: Stay) -> bool:
    return stay.state == counter.state and stay.experience_type in counter.experience_types


def _over(counter: Counter, counted: Counted, own: list[Stay], period: Period) -> str:
    """What it would come to, in words, where that is too many; nothing where there is room."""
    if counter.counts == "weeks_of_student":
        weeks = sum(stay.period.weeks for stay in own) + counted.weeks_declared.get(counter.state, 0) + period.weeks
        words = ngettext("With this one it would be %(n)s week.", "With this one it would be %(n)s weeks.", weeks)
        return words % {"n": weeks} if weeks > counter.most else ""
    if counter.counts == "placements_of_student":
        stays = len(own) + counted.stays_declared.get(counter.state, 0) + 1
        return _("With this one it would be %(n)s.") % {"n": stays} if stays > counter.most else ""
    for year in years_of(period):
        if any(year in years_of(stay.period) for stay in own):
            continue  # counted in this year already
        there = counted.others.get((counter.state, year), 0) + counted.attested.get((counter.state, year), 0)
        if there + 1 > counter.most:
            words = ngettext(
                "%(n)s other student of this school is there in %(year)s.",
                "%(n)s other students of this school are there in %(year)s.",
                there,
            )
            return words % {"n": there, "year": year}
    return ""


def years_of(period: Period) -> range:
    """The calendar years in which a stay lies: one over New Year counts its student in both.

    What we hold of F.A.C. 6E-2.0042 (22 Nov 2026) says "per calendar year", and not which day of a stay settles its
    year; so neither year may come to more. The planner's limits ask the same (`plans.limits`, "touching"). Weeks and
    stays of a student are counted over all years: none of them counts twice.
    """
    return range(period.first.year, period.last.year + 1)


def _reason(counter: Counter, over: str, *, is_told: bool) -> Reason:
    unknown = _("It is not known yet whether the state has approved this school; the office can find out.")
    sentences = [counter.says, over, *([] if is_told else [unknown])]
    return Reason(counter.id, " ".join(sentences), "office", _(counter.source))
