"""A coordinator's journey: from a new site to published plans for a cohort, and on when something falls through."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from tests.browser.a_cohort import (
    EIGHT,
    FOUR,
    Cohort,
    Member,
    adjust_by_hand,
    apply,
    offer_rotations,
    open_a_site,
    plan_for_all,
    publish,
)
from tests.browser.a_repair import (
    accept_a_part,
    accept_all,
    give_back_and_pass_on,
    host_says_no,
    look_at_the_board,
    read_why_not,
    repair_the_plan,
)
from tests.browser.screens import DESK, PHONE
from tests.browser.timed import TimedDemo, timed_demo
from tests.browser.visits import Visit, visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Name, weeks wanted, and how many of the three rotations are on the list.
STUDENTS = (
    ("Arda Planner-Test", EIGHT, 3),
    ("Bela Planner-Test", EIGHT, 3),
    ("Cleo Planner-Test", FOUR, 1),
    ("Dara Planner-Test", FOUR, 1),
)


@pytest.fixture
def demo(template_database: str) -> Iterator[TimedDemo]:
    """A demo of its own: a published round changes it for everybody."""
    with timed_demo(template_database) as demo:
        yield demo


def test_a_coordinator_plans_for_a_cohort_from_a_new_site_to_a_repair(chromium: Browser, demo: TimedDemo) -> None:
    with visit(chromium, demo.served, "cohort-office") as office, ExitStack() as windows:
        day = demo.now.date() + timedelta(weeks=26)
        cohort = Cohort(office, day + timedelta(days=-day.weekday() % 7))
        office.enter("coordinator")
        open_a_site(office)
        offer_rotations(cohort)
        seen: set[tuple[str, str]] = set()
        for number, (name, weeks, listed) in enumerate(STUDENTS):
            kind, width = f"cohort-student-{number + 1}", PHONE if number % 2 else DESK
            student: Visit = windows.enter_context(visit(chromium, demo.served, kind, width=width))
            # What one student has looked at, the others need not look at again.
            student.seen = seen
            cohort.members.append(Member(chromium, demo, True, student, office, cohort.first, name, "", weeks, listed))
            apply(cohort.members[-1])
        plan_for_all(cohort)
        changed = adjust_by_hand(cohort)
        placed, unplaced = cohort.placed_and_unplaced()
        publish(cohort)
        accept_a_part(changed)
        read_why_not(unplaced)
        accept_all(placed)
        look_at_the_board(cohort)
        give_back_and_pass_on(cohort, placed, unplaced)
        other = next(member for member in cohort.of_two_rotations if member is not changed)
        accept_all(other)
        host_says_no(cohort, other)
        repair_the_plan(cohort, changed)
