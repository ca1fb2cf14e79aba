"""The runs of a round of plans: how far one is, what each brought, and several side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openrotations.applications.models import Application
from openrotations.common.refusals import Words
from openrotations.placements.models import Round, Run
from openrotations.placements.plans.figures import Figures, Share, by_group, figures_of, shares_of, worst_off
from openrotations.placements.plans.limits import limits_in_words
from openrotations.placements.plans.objectives import COUNTED, LEVELS, gap_in_words, gap_of, proofs
from openrotations.placements.states import RunState

_STAGES: dict[str, Words] = {
    "first plan": gettext_lazy("making a first plan"),
    "prices": gettext_lazy("finding out which seats are scarce"),
    "exchange": gettext_lazy("exchanging seats between students"),
    "linear program": gettext_lazy("working out the best that is possible"),
    "reasons": gettext_lazy("finding the reasons for every choice"),
    "levels": gettext_lazy("proving that nothing better is possible"),
    "fewest changes": gettext_lazy("looking for a repair with the fewest changes"),
    "weeks kept": gettext_lazy("looking for a repair with more weeks"),
    "confirmed stay": gettext_lazy("looking for a repair that leaves confirmed places"),
    "best plans": gettext_lazy("looking for a repair with the best plans"),
}
GROUPS: dict[str, Words] = {
    "country": gettext_lazy("Country of the school"),
    "school": gettext_lazy("School"),
    "status": gettext_lazy("Student or graduate"),
    "budget": gettext_lazy("What it may cost"),
}
RULES: dict[str, Words] = {
    "budget": gettext_lazy("If money did not matter"),
    "moves": gettext_lazy("If everybody changed city as often as needed"),
    "rotations": gettext_lazy("If the number of rotations did not matter"),
    "window": gettext_lazy("If every window were a week longer at each end"),
    "requirement": gettext_lazy("If everybody met every requirement"),
    "state": gettext_lazy("Without the limits on states"),
    "seat": gettext_lazy("With one more seat at each opening"),
}
MOST_AT_ONCE = 4
BUDGETS = (Decimal(3000), Decimal(6000))


@dataclass(frozen=True)
class Progress:
    """How far a run is, in words and numbers, from the last line that the planner printed."""

    stage: str
    gap: str
    full: int
    weeks: int
    students: int
    elapsed: int
    seconds: int


@dataclass(frozen=True)
class RuleCost:
    """What a rule costs: between so many and so many more students could have all their weeks without it."""

    rule: Words
    at_least: int
    at_most: int


@dataclass(frozen=True)
class Result:
    """What a finished run brought: figures of all students and of the worst-off tenth, and what is proven.

    `goals`, in order, and `limits` are what it was computed for; a proof holds for plans within the limits.
    """

    run: Run
    figures: Figures
    worst: Figures
    gap: str
    proofs: list[str]
    shares: list[Share]
    is_chosen: bool
    goals: list[Words] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    rules: list[RuleCost] = field(default_factory=list)
    friends: list[int] = field(default_factory=list)

    @property
    def friends_together(self) -> int:
        """Pairs of friends who share weeks in one city; `friends` holds how many weeks each pair shares."""
        return sum(weeks > 0 for weeks in self.friends)


@dataclass(frozen=True)
class GroupTable:
    """One way to group students: for each group how many there are, and its figures in each run."""

    title: str
    rows: list[tuple[str, int, list[Figures | None]]]


@dataclass(frozen=True)
class Comparison:
    """Runs side by side: results, what the objectives count in each, and the groups."""

    results: list[Result]
    counted: list[tuple[Words, list[int]]]
    groups: list[GroupTable]


def runs_of(round: Round) -> list[Run]:
    """All runs, the newest first, without their large files; with `claims` and whether each is chosen."""
    heavy = ("instance", "solution", "reasons", "offering_reasons", "summary", "change")
    rows: QuerySet[Run] = round.runs.defer(*heavy).annotate(claims=F("solution__claims")).order_by("-number")
    runs = list(rows)
    chosen = chosen_run(runs)
    for run in runs:
        run.is_chosen = run is chosen  # type: ignore[attr-defined]
        run.gap_words = gap_in_words(_gap(run, run.claims)) if run.state == RunState.FINISHED else ""  # type: ignore[attr-defined]
    return runs


def chosen_run(runs: Iterable[Run]) -> Run | None:
    """The one whose plan is the round's result: the last that was chosen."""
    chosen = [run for run in runs if run.chosen_at]
    return max(chosen, key=lambda run: run.chosen_at, default=None)  # type: ignore[arg-type, return-value]


def plan_of_round(round: Round) -> Run | None:
    """The whole row of the run whose plan is the round's result."""
    return round.runs.filter(chosen_at__isnull=False).order_by("-chosen_at").first()


def open_run(round: Round) -> Run | None:
    """The run that waits or is being computed."""
    return round.runs.filter(state__in=[RunState.WAITING, RunState.RUNNING]).first()


def settings_asked_last(round: Round) -> Mapping[str, Any]:
    """What the office chose when it last had a plan computed, whatever came of it."""
    last = round.runs.order_by("-number").first()
    settings: Mapping[str, Any] = last.settings if last else round.settings
    return settings


def progress_of(run: Run) -> Progress | None:
    """How far it is; None before the planner has said anything."""
    told: Mapping[str, Any] = run.progress
    if "students" not in told:  # nothing yet, or a plan made by hand
        return None
    return Progress(
        stage=str(_STAGES.get(told.get("stage", ""), _("computing"))),
        gap=gap_in_words(told.get("gap")),
        full=told.get("full", 0),
        weeks=told.get("weeks", 0),
        students=told.get("students", 0),
        elapsed=int(told.get("elapsed", 0)),
        seconds=int(run.settings.get("seconds", 0)),
    )


def result_of(run: Run) -> Result:
    """What a finished run brought."""
    solution = run.solution or {}
    shares = shares_of(run.instance or {}, solution)
    claims = solution.get("claims") or {}
    order = (run.instance or {}).get("objectives") or list(LEVELS)
    proven = proofs(claims, order)
    return Result(
        run=run,
        figures=figures_of(shares),
        worst=figures_of(worst_off(shares)),
        gap=gap_in_words(0.0 if len(proven) == len(order) else _gap(run, claims)),
        proofs=proven,
        shares=shares,
        is_chosen=run == chosen_run(run.round.runs.only("chosen_at", "round")),
        goals=[LEVELS[level] for level in order],
        limits=list(limits_in_words(run.settings)),
        rules=[RuleCost(RULES[each["rule"]], each["at_least"], each["at_most"]) for each in run.rule_prices],
        friends=[weeks for _one, _other, weeks in (run.verdict or {}).get("weeks_together", ())],
    )


def comparison_of(round: Round, numbers: Sequence[int]) -> Comparison:
    """The finished runs of these numbers, in their order; the newest of all without any."""
    finished = round.runs.filter(state=RunState.FINISHED).select_related("round").order_by("-number")
    chosen = finished.filter(number__in=numbers) if numbers else finished[:MOST_AT_ONCE]
    results = [result_of(run) for run in sorted(chosen, key=lambda run: run.number)]
    groups = groups_of(round)
    counted = [(label, [result.run.objectives[level] for result in results]) for level, label in COUNTED.items()]
    return Comparison(
        results,
        [row for row in counted if any(row[1])],
        [_grouped(str(GROUPS[name]), results, groups[name]) for name in GROUPS],
    )


def groups_of(round: Round) -> dict[str, dict[str, str]]:
    """For each way to group students, the group of each application."""
    applications = Application.objects.filter(round_entries__round=round).select_related("student__school")
    found: dict[str, dict[str, str]] = {name: {} for name in GROUPS}
    for application in applications:
        school, key = application.student.school, str(application.pk)
        found["country"][key] = str(school.country.name)
        found["school"][key] = school.name
        found["status"][key] = str(application.student.get_status_display())
        found["budget"][key] = _budget_band(application.budget)
    return found


def figures_by_group(shares: Sequence[Share], group_of: Mapping[str, str]) -> list[tuple[str, Figures]]:
    """Figures of each group; who left the round since stands apart."""
    known = {share.student: group_of.get(share.student, _("left the round")) for share in shares}
    return by_group(shares, known)


def _grouped(title: str, results: Sequence[Result], group_of: Mapping[str, str]) -> GroupTable:
    found = [dict(figures_by_group(result.shares, group_of)) for result in results]
    sizes = {group: figures.students for each in found for group, figures in each.items()}
    ordered = sorted(sizes, key=lambda group: (-sizes[group], group))
    return GroupTable(title, [(group, sizes[group], [each.get(group) for each in found]) for group in ordered])


def change_of(run: Run) -> Application | None:
    """Whose plan was changed by hand in this run."""
    changed = (run.change or {}).get("application")
    rows = Application.objects.select_related("student__person")
    return rows.filter(pk=UUID(changed)).first() if changed else None


def _gap(run: Run, claims: Mapping[str, Any] | None) -> float | None:
    return gap_of((run.verdict or {}).get("blend"), (claims or {}).get("blend_bound"))


def _budget_band(budget: Decimal | None) -> str:
    if budget is None:
        return _("no limit")
    low, high = (number_format(amount, 0, force_grouping=True) for amount in BUDGETS)
    if budget <= BUDGETS[0]:
        return _("up to %(low)s USD") % {"low": low}
    if budget <= BUDGETS[1]:
        return _("more than %(low)s, up to %(high)s USD") % {"low": low, "high": high}
    return _("more than %(high)s USD") % {"high": high}
