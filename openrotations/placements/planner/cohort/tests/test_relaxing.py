"""What each rule costs, between two numbers that hold for sure."""

from hypothesis import HealthCheck, given, settings

from openrotations.placements.planner.cohort.files.formats import Instance
from openrotations.placements.planner.cohort.reasons.relaxing import relaxed_cohorts, rule_prices
from openrotations.placements.planner.cohort.tests.small import brute_force, cohorts


def most_full(instance: Instance) -> int:
    return brute_force(instance.model_copy(update={"objectives": ("full",)})).objectives["full"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cohorts(limits=True, most_students=3))
def test_the_truth_lies_between_the_two_numbers(instance: Instance) -> None:
    best = brute_force(instance)
    prices = {price.rule: price for price in rule_prices(instance, best.solution)}
    for rule, relaxed in relaxed_cohorts(instance):
        truth = most_full(relaxed) - best.objectives["full"]
        assert prices[rule].at_least <= truth <= prices[rule].at_most, (rule, truth, prices[rule])


@given(cohorts(most_students=3))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_rules_that_a_cohort_does_not_have_are_not_priced(instance: Instance) -> None:
    rules = {price.rule for price in rule_prices(instance, brute_force(instance).solution)}
    assert "state" not in rules
    assert {"budget", "moves", "rotations", "window", "seat"} <= rules
