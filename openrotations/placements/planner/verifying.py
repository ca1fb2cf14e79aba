"""Verifies a round that was published: every claim on its page, recomputed from what was kept.

A ranked round is placed again, with the same lottery seed, and must come out the same. The plans of a cohort are
recounted by the checker, and a new search tries to better them and to prove their bounds again. The reasons that
students were told are worked out anew for every choice.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from openrotations.placements.planner import ENGINE
from openrotations.placements.planner.cohort.check import MORE_IS_BETTER, ROUNDING, check_plan
from openrotations.placements.planner.cohort.files import formats as cohort
from openrotations.placements.planner.ranked import formats as ranked
from openrotations.placements.planner.ranked.check import check_solution
from openrotations.placements.planner.reading import BadInstance, Fault, JsonObject, load_json

if TYPE_CHECKING:
    from openrotations.placements.planner.cohort.reasons.explain import Explainer

FORMAT = "placement-round/1"
SHOWN = 5
"""So many students who differ are named; the rest are counted."""

type Told = Mapping[str, Sequence[JsonObject]]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a round: what went in, what came out, and what each student was told of each choice.

    `objectives` are the numbers shown on the page of a cohort, and `told` the explanations by student. `offerings`
    and `summary` are what hosts and the coordinator of a cohort were told; empty where nothing was kept.
    """

    kind: Literal["ranked", "cohort"]
    instance: JsonObject
    solution: JsonObject
    seed: int
    engine: str = ""
    settings: JsonObject = field(default_factory=dict)
    objectives: Mapping[str, int] = field(default_factory=dict)
    told: Told = field(default_factory=dict)
    offerings: Sequence[JsonObject] = ()
    summary: JsonObject = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The round as a file, which `kept_from` reads."""
        return {"format": FORMAT} | {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Report:
    """`faults` are claims that do not hold; `confirmed` says in words what was recomputed and came out the same."""

    faults: tuple[str, ...]
    confirmed: tuple[str, ...]


def kept_from(source: bytes) -> Kept:
    """The round in a file made by `Kept.as_json`. Raises `BadInstance` with every fault."""
    raw, faults = load_json(source)
    if not isinstance(raw, Mapping) or raw.get("format") != FORMAT:
        raise BadInstance([*faults, Fault("format", f'must be "{FORMAT}"')])
    kinds: dict[str, type] = {"instance": dict, "solution": dict, "seed": int, "engine": str}
    kinds |= {"settings": dict, "objectives": dict, "told": dict}
    wrong = [key for key, kind in kinds.items() if not isinstance(raw.get(key), kind)]
    later: dict[str, type] = {"offerings": list, "summary": dict}  # files of older versions are without
    wrong += [key for key, kind in later.items() if key in raw and not isinstance(raw[key], kind)]
    faults += [Fault(key, "is missing or of the wrong kind") for key in wrong]
    if raw.get("kind") not in ("ranked", "cohort"):
        faults.append(Fault("kind", 'must be "ranked" or "cohort"'))
    if faults:
        raise BadInstance(faults)
    return Kept(**{name: raw[name] for name in Kept.__slots__ if name in raw})


def verify_round(kept: Kept, *, seconds: float = 30, tell: Callable[[str], None] = lambda text: None) -> Report:
    """Recompute every claim of a round. `seconds` are for the search that tries to better a cohort's plans.

    `tell` hears what is being done. Raises `BadInstance` when what was kept cannot be read.
    """
    report = _verify_ranked(kept, tell) if kept.kind == "ranked" else _verify_cohort(kept, seconds, tell)
    if kept.engine == ENGINE or not report.faults:
        return report
    other = f"computed by {kept.engine or 'an unknown version'}; this is {ENGINE}, whose results may differ"
    return Report((*report.faults, other), report.confirmed)


def _verify_ranked(kept: Kept, tell: Callable[[str], None]) -> Report:
    from openrotations.placements.planner.ranked.explain import Explainer
    from openrotations.placements.planner.ranked.matching import match_round

    instance = ranked.instance_from(kept.instance)
    solution = ranked.read_solution(json.dumps(kept.solution).encode())
    tell("placing the round again")
    again = match_round(instance, seed=kept.seed)
    verdict = check_solution(kept.instance, kept.solution)
    faults = [f"the checker finds: {fault}" for fault in verdict.faults]
    if not (verdict.is_sound or verdict.faults):
        faults.append("the checker finds students and offerings who would both rather have each other")
    faults += _differences(again, solution)
    tell("explaining every choice again")
    explainer = Explainer(instance, again)
    faults += _told_otherwise(kept.told, lambda student: [each.as_json() for each in explainer.student(student)])
    confirmed = (
        f"placed again with lottery seed {kept.seed}: {len(again.match)} students, the same result",
        "recounted by the checker: no rule is broken, and nobody would rather change",
        f"explained again: {sum(map(len, kept.told.values()))} choices, the same reasons",
    )
    return Report(tuple(faults), () if faults else confirmed)


def _differences(again: ranked.Solution, kept: ranked.Solution) -> Iterator[str]:
    """Where a second computation of a ranked round came out otherwise."""
    students = {*again.match, *kept.match}
    others = sorted(student for student in students if again.match.get(student) != kept.match.get(student))
    if others:
        yield f"{len(others)} students are placed otherwise when the round is placed again: {_some(others)}"
    for key in ("instance", "lottery_seed", "closed"):
        if getattr(again, key) != getattr(kept, key):
            yield f"{key} comes out otherwise when the round is placed again"


def _verify_cohort(kept: Kept, seconds: float, tell: Callable[[str], None]) -> Report:
    from openrotations.placements.planner.cohort.reasons.explain import Explainer, NotTheResult

    instance, solution = cohort.instance_from(kept.instance), cohort.solution_from(kept.solution)
    tell("recounting the plans")
    verdict = check_plan(kept.instance, kept.solution)
    faults = [f"the checker finds: {fault}" for fault in verdict.faults]
    for level, shown in kept.objectives.items():
        if verdict.objectives.get(level) != shown:
            faults.append(f"the page shows {level} of {shown}, recounted {verdict.objectives.get(level)}")
    confirmed = [f"recounted by the checker: {verdict.placed} of {verdict.students} students placed, no rule is broken"]
    tell("explaining every choice again")
    try:
        explainer = Explainer(instance, solution)
        faults += _told_otherwise(kept.told, lambda student: [each.as_json() for each in explainer.student(student)])
        confirmed.append(f"explained again: {sum(map(len, kept.told.values()))} choices, the same reasons")
        if kept.offerings or kept.summary:
            tell("explaining the seats of every offering again")
            faults += _wholes_told_otherwise(kept, explainer)
            confirmed.append(f"explained again: {len(kept.offerings)} offerings and the summary, the same reasons")
    except NotTheResult as other:
        faults.append(f"student {other} has a plan that this cohort does not allow")
    if solution.claims and not faults and seconds > 0:
        tell(f"trying for {seconds:g} s to better the plans")
        against, borne_out = _search_again(instance, solution, solution.claims, seconds)
        faults += against
        confirmed += borne_out
    return Report(tuple(faults), () if faults else tuple(confirmed))


def _wholes_told_otherwise(kept: Kept, explainer: "Explainer") -> Iterator[str]:
    """Where what hosts and the coordinator were told does not come out when it is worked out again."""
    from openrotations.placements.planner.cohort.reasons.fully import summary_of
    from openrotations.placements.planner.cohort.reasons.offerings import OfferingSides

    sides = OfferingSides(explainer)
    for student in explainer.instance.students:
        sides.add(student.id, explainer.student(student.id))
    known = {offering.id for offering in explainer.instance.offerings}
    others = [
        str(each["offering"])
        for each in kept.offerings
        if each["offering"] not in known or _as_json(sides.of(str(each["offering"])).as_json()) != each
    ]
    if others:
        yield f"the seats of {len(others)} offerings were explained otherwise: {_some(others)}"
    if kept.summary and _as_json(summary_of(explainer.instance, explainer.solution).as_json()) != kept.summary:
        yield "the summary does not come out again"


def _search_again(
    instance: cohort.Instance, solution: cohort.Solution, claims: cohort.Claims, seconds: float
) -> tuple[list[str], list[str]]:
    """What a new search from the same plans says against the claims, and what it proves again."""
    from openrotations.placements.planner.cohort.search.solve import plan_cohort

    again = plan_cohort(instance, seconds=seconds, seed=solution.seed ^ 1, target_gap=0.0, start=solution)
    new = again.solution.claims
    assert new is not None
    faults, confirmed = list(_bettered(instance, claims, new)), []
    bound = claims.blend_bound
    reached = max(progress.value for progress in again.history)
    if bound is not None and reached > bound + ROUNDING * max(1.0, abs(bound)):
        faults.append(f"a blend of {reached} was found, above the bound of {bound} that is claimed")
    if bound is not None and new.blend_bound is not None:
        is_proven = new.blend_bound <= bound + ROUNDING * max(1.0, abs(bound))
        found = "proven again" if is_proven else f"not passed; in this time only {new.blend_bound:,.1f} could be proven"
        confirmed.append(f"bound of {bound:,.1f} on the blend: {found}")
    for level in claims.proven:
        found = "proven again" if level in new.proven else "not bettered in this time"
        confirmed.append(f"{level} of {claims.objectives.get(level)} is the best possible: {found}")
    return faults, confirmed


def _bettered(instance: cohort.Instance, claims: cohort.Claims, new: cohort.Claims) -> Iterator[str]:
    """The first level in the office's order that came out better, if its claim leaves no room for that."""
    for level in instance.objectives:
        before, after, bound = claims.objectives.get(level), new.objectives[level], claims.bounds.get(level)
        if before is None or before == after:
            continue
        if (after > before) == MORE_IS_BETTER[level]:
            if level in claims.proven:
                yield f"{level} of {before} is claimed as the best possible, but {after} was found"
            elif bound is not None and after != bound and (after > bound) == MORE_IS_BETTER[level]:
                yield f"{level} of {after} was found, past the bound of {bound} that is claimed"
        return


def _told_otherwise(told: Told, explain: Callable[[str], list[dict[str, Any]]]) -> Iterator[str]:
    """Students who were told something that does not come out when it is worked out again."""
    others = []
    for student, choices in told.items():
        try:
            again = {each["offering"]: each for each in _as_json(explain(student))}
        except LookupError:
            again = {}
        if any(again.get(str(each["offering"])) != each for each in choices):
            others.append(student)
    if others:
        yield f"{len(others)} students were told reasons that do not come out again: {_some(others)}"


def _some(students: Sequence[str]) -> str:
    return ", ".join(students[:SHOWN]) + (" …" if len(students) > SHOWN else "")


def _as_json(value: Any) -> Any:
    """As it comes back from a file: lists for tuples."""
    return json.loads(json.dumps(value))
