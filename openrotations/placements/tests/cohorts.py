"""A round of plans, for tests: real students and openings, and a plain planner that anybody can follow."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from openrotations.applications.models import Application
from openrotations.applications.tests.factories import make_application, make_window
from openrotations.catalogue.models import Opening
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.hosts.tests.factories import make_host_coordinator
from openrotations.placements import actions
from openrotations.placements.actions.explaining import as_json
from openrotations.placements.models import Round, Run
from openrotations.placements.planner.cohort.files.formats import Solution, instance_from, solution_from
from openrotations.placements.planner.cohort.reasons.explain import Explainer
from openrotations.placements.planner.cohort.reasons.fully import summary_of
from openrotations.placements.planner.cohort.reasons.offerings import OfferingSides
from openrotations.placements.tests.factories import make_round
from openrotations.schools.tests.factories import make_student

SETTINGS = {"preset": "complete", "objectives": ["full", "weeks", "rank_cost", "host", "money"], "seconds": 10}


def opening_of_weeks(monday: date, weeks: int, *, seats: int = 1, **values: Any) -> Opening:
    """An opening in blocks of two to four weeks, at a site with a coordinator."""
    opening = make_opening(
        Period.of_weeks(monday, weeks), seats, offering=make_offering(**{"min_weeks": 2, "max_weeks": 4, **values})
    )
    make_host_coordinator(opening.offering.site)
    return opening


def apply_for(*openings: Opening, weeks: int, window: Period, **values: Any) -> Application:
    """An eligible application for so many weeks in one approved window."""
    student = make_student()
    make_window(student, window)
    return make_application(*openings, student=student, weeks_wanted=weeks, **values)


def checked_round(now: datetime) -> Round:
    """A round of plans with everything that can be collected, checked."""
    found = make_round(kind=Round.Kind.COHORT)
    actions.collect_applications(found, by=PROGRAM, now=now)
    actions.check_round(found, by=PROGRAM, now=now)
    found.refresh_from_db()
    return found


def computed(round: Round, now: datetime, settings: Mapping[str, Any] = SETTINGS) -> Run:
    """A finished run of the round, by the plain planner."""
    return finished(actions.request_plan(round, settings, by=PROGRAM, now=now), now)


def finished(run: Run, now: datetime) -> Run:
    """The same run as the worker leaves it; a plan made by hand stays as it is."""
    run.refresh_from_db()
    actions.start_run(run, now=now)
    instance = run.instance or {}
    solution = solution_from(run.solution) if run.solution else first_come(instance)
    given = instance_from(instance)
    explainer = Explainer(given, solution)
    sides, reasons = OfferingSides(explainer), {}
    for student in given.students:
        told = explainer.student(student.id)
        sides.add(student.id, told)
        reasons[student.id] = [as_json(each.as_json()) for each in told]
    offerings = [as_json(sides.of(each.id).as_json()) for each in given.offerings]
    summary = as_json(summary_of(given, solution).as_json())
    later = now + timedelta(seconds=5)
    actions.finish_run(run, solution, reasons, offerings=offerings, summary=summary, now=later)
    run.refresh_from_db()
    return run


def first_come(instance: Mapping[str, Any]) -> Solution:
    """Each student in turn, who wants most weeks first, takes of each choice the longest earliest block that is left.

    Keeps the rules of seats, windows, weeks and budget.
    """
    offerings = {offering["id"]: offering for offering in instance["offerings"]}
    used: Counter[tuple[str, int]] = Counter()
    plans: dict[str, list[list[Any]]] = {}
    for student in sorted(instance["students"], key=lambda each: -each["weeks_needed"]):
        plan: list[list[Any]] = []
        for offering_id, _rank, _score in student["prefs"]:
            for start, length in sorted(offerings[offering_id]["blocks"], key=lambda block: (-block[1], block[0])):
                block = [offering_id, start, length]
                if _fits(student, [*plan, block], offerings, used):
                    plan.append(block)
                    break
        if sum(length for _, _, length in plan) >= student["min_weeks"]:
            plans[student["id"]] = plan
            used.update((name, week) for name, start, length in plan for week in range(start, start + length))
    return solution_from({"format": "placement-solution/1", "instance": instance["name"], "plans": plans, "seed": 7})


def _fits(
    student: Mapping[str, Any], plan: list[list[Any]], offerings: Mapping[str, Any], used: Counter[tuple[str, int]]
) -> bool:
    name, start, length = plan[-1]
    weeks = [week for _, first, count in plan for week in range(first, first + count)]
    price = sum(offerings[each]["price_week"] * count for each, _, count in plan)
    return (
        any(first <= start and start + length <= end for first, end in student["windows"])
        and all(used[name, week] < offerings[name]["capacity"][week] for week in range(start, start + length))
        and len(weeks) == len(set(weeks))
        and len(weeks) <= student["weeks_needed"]
        and price <= student["budget"]
    )
