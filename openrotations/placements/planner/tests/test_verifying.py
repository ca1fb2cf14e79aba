"""A round that was published is recomputed from what was kept: a true one holds, and each false claim is found."""

import json
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from openrotations.placements.planner import ENGINE
from openrotations.placements.planner.cohort.check import check_plan
from openrotations.placements.planner.cohort.files.formats import solution_from, solution_json
from openrotations.placements.planner.cohort.generate import cohort_to_try
from openrotations.placements.planner.cohort.reasons import explain as of_cohorts
from openrotations.placements.planner.cohort.search.solve import plan_cohort
from openrotations.placements.planner.commands import main
from openrotations.placements.planner.ranked import explain as of_rounds
from openrotations.placements.planner.ranked import formats as ranked
from openrotations.placements.planner.ranked.generate import ranked_round
from openrotations.placements.planner.ranked.matching import match_round
from openrotations.placements.planner.reading import BadInstance
from openrotations.placements.planner.verifying import Kept, Report, kept_from, verify_round

type Raw = dict[str, Any]
type Spoil = Callable[[Raw], object]
AMPLE = 600
"""Seconds. So few students need none of them: a search ends once all is proven, however slow the machine is."""


def as_json(value: object) -> Any:
    return json.loads(json.dumps(value))


def kept_json(kept: Kept) -> Raw:
    written: Raw = as_json(kept.as_json())
    return written


@pytest.fixture(scope="module")
def kept_round() -> Raw:
    instance = ranked_round(students=30, offerings=8, seed=4, priority_groups=2, lower=1)
    solution = match_round(instance, seed=9)
    explainer = of_rounds.Explainer(instance, solution)
    return kept_json(
        Kept(
            kind="ranked",
            instance=instance.model_dump(mode="json"),
            solution=ranked.solution_json(solution),
            seed=9,
            engine=ENGINE,
            told={each.id: [told.as_json() for told in explainer.student(each.id)] for each in instance.students},
        )
    )


@pytest.fixture(scope="module")
def kept_cohort() -> Raw:
    instance = cohort_to_try(students=10, offerings=5, seed=1)
    solution = plan_cohort(instance, seconds=AMPLE).solution
    explainer = of_cohorts.Explainer(instance, solution)
    assert solution.claims is not None
    return kept_json(
        Kept(
            kind="cohort",
            instance=instance.model_dump(mode="json"),
            solution=solution_json(solution),
            seed=1,
            engine=ENGINE,
            objectives={str(level): number for level, number in solution.claims.objectives.items()},
            told={each.id: [told.as_json() for told in explainer.student(each.id)] for each in instance.students},
        )
    )


def report_on(kept: Raw) -> Report:
    return verify_round(kept_from(json.dumps(kept).encode()), seconds=AMPLE)


def report_after(kept: Raw, spoil: Spoil) -> Report:
    spoil(changed := as_json(kept))
    return report_on(changed)


def faults_after(kept: Raw, spoil: Spoil) -> tuple[str, ...]:
    return report_after(kept, spoil).faults


def unplace(raw: Raw) -> None:
    """Take one student's seat away, and keep silent about it."""
    student = next(student for student, offering in raw["solution"]["match"].items() if offering)
    raw["solution"]["match"][student] = None


def tell_otherwise(raw: Raw) -> None:
    next(choices for choices in raw["told"].values() if choices)[0]["reason"] = "unlucky"


def tell_of_a_stranger(raw: Raw) -> None:
    raw["told"]["s999"] = [{"offering": "o1"}]


def test_a_true_round_holds(kept_round: Raw) -> None:
    report = report_on(kept_round)
    assert report.faults == ()
    assert report.confirmed[0] == "placed again with lottery seed 9: 30 students, the same result"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (unplace, "1 students are placed otherwise"),
        (tell_otherwise, "1 students were told reasons"),
        (lambda raw: raw.update(seed=10), "lottery_seed comes out otherwise"),
        (lambda raw: raw["solution"]["match"].update(S1="O99"), "the checker finds"),
        (tell_of_a_stranger, "1 students were told reasons"),
    ],
)
def test_each_false_claim_of_a_ranked_round_is_found(kept_round: Raw, spoil: Spoil, words: str) -> None:
    assert any(words in fault for fault in faults_after(kept_round, spoil))


def swap_two(raw: Raw) -> None:
    """Two students who like each other's places change them: every rule is kept, and both would rather change back."""
    match, prefs = raw["solution"]["match"], {each["id"]: each["prefs"] for each in raw["instance"]["students"]}

    def has_the_better(one: str, other: str) -> bool:
        own, others, ranked = match[one], match[other], prefs[one]
        return own in ranked and others in ranked and ranked.index(own) < ranked.index(others)

    pairs = combinations(match, 2)
    one, other = next(pair for pair in pairs if has_the_better(*pair) and has_the_better(*reversed(pair)))
    match[one], match[other] = match[other], match[one]


def test_students_who_would_rather_change_are_named_by_the_checker(kept_round: Raw) -> None:
    found = faults_after(kept_round, swap_two)
    assert "the checker finds students and offerings who would both rather have each other" in found


@pytest.mark.parametrize("spoil", [unplace, tell_of_a_stranger])
def test_nothing_is_confirmed_of_a_ranked_round_that_does_not_hold(kept_round: Raw, spoil: Spoil) -> None:
    assert report_after(kept_round, spoil).confirmed == ()


def test_a_true_cohort_holds_and_its_levels_are_proven_again(kept_cohort: Raw) -> None:
    report = report_on(kept_cohort)
    assert report.faults == ()
    assert any(line.startswith("full of ") and line.endswith("proven again") for line in report.confirmed)


def leave_one_out(raw: Raw) -> None:
    """A plan with one student fewer that claims what the better plan proved of itself."""
    plans = raw["solution"]["plans"]
    student = next(student for student, plan in sorted(plans.items()) if plan)
    plans[student] = []
    empty = solution_from({**raw["solution"], "claims": None})
    verdict = check_plan(raw["instance"], solution_json(empty))
    claims = raw["solution"]["claims"]
    claims["objectives"], claims["blend"] = verdict.objectives, verdict.blend
    claims["bounds"] = {level: float(value) for level, value in verdict.objectives.items()}
    claims["proven"], claims["blend_bound"] = list(verdict.objectives), verdict.blend
    raw["objectives"], raw["told"] = verdict.objectives, {}


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (leave_one_out, "is claimed as the best possible"),
        (leave_one_out, "above the bound of"),
        (tell_otherwise, "1 students were told reasons"),
        (lambda raw: raw["objectives"].update(weeks=999), "the page shows weeks of 999"),
        (lambda raw: raw["solution"]["claims"]["objectives"].update(full=15, weeks=999), "claims weeks of 999"),
        (lambda raw: raw["solution"]["plans"].update(s1=[["o1", 1, 1]]), "has a plan that this cohort does not allow"),
    ],
)
def test_each_false_claim_of_a_cohort_is_found(kept_cohort: Raw, spoil: Spoil, words: str) -> None:
    assert any(words in fault for fault in faults_after(kept_cohort, spoil))


def leave_one_out_and_prove_nothing(raw: Raw) -> None:
    """One student fewer and no level said to be proven, but bounds that the better plan passes."""
    leave_one_out(raw)
    raw["solution"]["claims"]["proven"] = []


def test_a_level_past_its_bound_is_found(kept_cohort: Raw) -> None:
    found = faults_after(kept_cohort, leave_one_out_and_prove_nothing)
    assert any("past the bound of" in fault for fault in found)


def test_nothing_is_confirmed_of_a_cohort_that_does_not_hold(kept_cohort: Raw) -> None:
    report = report_after(kept_cohort, lambda raw: raw["objectives"].update(weeks=999))
    assert report.faults and report.confirmed == ()


def test_another_version_is_named_when_the_round_does_not_hold(kept_round: Raw) -> None:
    def spoil(raw: Raw) -> None:
        raw["engine"] = "OpenRotations planner 0"
        unplace(raw)

    assert faults_after(kept_round, spoil)[-1].startswith("computed by OpenRotations planner 0; this is ")


def test_a_file_is_verified_on_the_command_line(
    kept_round: Raw, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "round.json"
    path.write_text(json.dumps(kept_round), encoding="utf-8")
    assert main(["verify-round", str(path)]) == 0
    assert capsys.readouterr().out.startswith("Every claim of this round holds:\n  placed again")
    unplace(changed := as_json(kept_round))
    path.write_text(json.dumps(changed), encoding="utf-8")
    assert main(["verify-round", str(path)]) == 1
    assert capsys.readouterr().out.startswith("This round does not hold:\n  ")


def test_a_result_that_cannot_be_read_is_bad_input(kept_round: Raw, kept_cohort: Raw) -> None:
    with pytest.raises(BadInstance, match="match: is missing"):
        faults_after(kept_round, lambda raw: raw["solution"].pop("match"))
    with pytest.raises(BadInstance, match="plans: is missing"):
        faults_after(kept_cohort, lambda raw: raw["solution"].pop("plans"))


@pytest.mark.parametrize("raw", [b"[]", b"{}", b'{"format": "placement-round/1", "seed": "1"}'])
def test_a_file_of_another_kind_is_refused(raw: bytes) -> None:
    with pytest.raises(BadInstance):
        kept_from(raw)


@pytest.mark.parametrize(
    ("field", "value"),
    [("format", "placement-round/2"), ("kind", "both"), ("seed", "9"), ("told", []), ("solution", None)],
)
def test_a_field_of_the_wrong_kind_is_named(kept_round: Raw, field: str, value: object) -> None:
    with pytest.raises(BadInstance, match=f"{field}: "):
        kept_from(json.dumps({**kept_round, field: value}).encode())
