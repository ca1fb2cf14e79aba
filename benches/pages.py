"""Pages and actions of the office with 2,000 students in the database: seconds of the server, and queries.

`python -m benches.pages` fills two databases of an embedded PostgreSQL, a small and a large one, with sites,
openings and eligible applications; collects and checks a round, has it planned, publishes it; and looks at every
page on the way through the whole of Django, without the network. Each page is asked for twice: the first answer
counts queries, the second seconds. "cpu" is what this process takes itself, the database apart. A page that takes
more than a second is marked, and so is one whose queries grow with the number of students. `--students` changes
the large size.
"""

import argparse
import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benches.measuring import alone, most_memory, say

if TYPE_CHECKING:  # Django is ready only after `_django_on`
    from openrotations.people.models import Person
    from openrotations.placements.models import Round, Run

SMALL, LARGE = 100, 2_000
SECONDS_TO_PLAN = 5.0
SLOW = 1.0
MORE = 3
"""So many queries more than in the small database are not yet growth: a list may be empty there."""
SETTINGS = {"preset": "complete", "objectives": ["full", "weeks", "rank_cost", "host", "money"], "seconds": 10}


@dataclass
class Measured:
    """What was done, with how many queries, seconds, seconds of the processor, and kB answered (0 for an action)."""

    lines: dict[str, tuple[int, float, float, int]] = field(default_factory=dict)
    memory: float | None = None
    remark: str = ""


def main(words: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="pages", description="Pages and actions with thousands of students.")
    parser.add_argument("--students", type=int, default=LARGE, help=f"in place of {LARGE}")
    large = parser.parse_args(words).students
    with tempfile.TemporaryDirectory() as folder:
        from openrotations.common.postgres import start_cluster, stop_cluster

        cluster = start_cluster(Path(folder) / "postgres", durable=False)
        try:
            found = [alone(measured, size, cluster.app_url, cluster.owner_url, folder) for size in (SMALL, large)]
        finally:
            stop_cluster(cluster)
    _print(large, *found)
    return 0


def measured(students: int, app_url: str, owner_url: str, folder: str) -> Measured:
    """Everything with so many students, in a database of its own."""
    _django_on(f"students_{students}", app_url, owner_url, folder)
    from django.utils import timezone

    from benches.large_programme import fill_programme

    now, began = timezone.now(), time.monotonic()
    director = fill_programme(students, now)
    found = Measured(remark=f"filled in {time.monotonic() - began:.0f} s")
    _measure_a_round(found, director, now)
    found.memory = most_memory()
    return found


def _django_on(name: str, app_url: str, owner_url: str, folder: str) -> None:
    from openrotations.common.postgres import create_database, with_database

    create_database(owner_url, name)
    os.environ |= {
        "DATABASE_URL": with_database(app_url, name),
        "DATABASE_OWNER_URL": with_database(owner_url, name),
        "OPENROTATIONS_MODE": "test",
        "OPENROTATIONS_DATA": folder,
        "DJANGO_SETTINGS_MODULE": "openrotations.settings",
    }
    from openrotations.operations.database import migrate

    migrate()
    import django

    django.setup()
    logging.disable(logging.WARNING)  # a line for each request would hide the table


def _measure_a_round(found: Measured, director: "Person", now: datetime) -> None:
    from openrotations.common.actors import PROGRAM
    from openrotations.placements import actions
    from openrotations.placements.models import Round

    page = _visitor(found, director)
    round = actions.add_round("A large round", kind=Round.Kind.COHORT, by=PROGRAM, now=now)
    at: dict[str, Any] = {"round_id": round.pk}
    page("round, to collect", "placements:round", **at)
    page("applications", "applications:applications")
    page("people", "desk:people")
    _timed(found, "collect", lambda: actions.collect_applications(round, by=PROGRAM, now=now))
    page("round, collected", "placements:round", **at)
    _timed(found, "check", lambda: actions.check_round(round, by=PROGRAM, now=now))
    page("round, checked", "placements:round", **at)
    runs = [_planned(found, round, now) for _ in range(2)]
    page("round, planned", "placements:round", **at)
    page("run", "placements:run", run_id=runs[0].pk)
    page("compare", "placements:compare_runs", **at)
    page("plan board", "placements:plan_board", **at)
    entry = round.entries.all()[0]
    page("entry", "placements:entry", entry_id=entry.pk)
    page("adjust a plan", "placements:adjust_plan", entry_id=entry.pk)
    _timed(found, "publish", lambda: actions.publish_round(round, by=PROGRAM, now=now))
    _measure_published(found, round, page)


def _measure_published(found: Measured, round: "Round", page: Callable[..., None]) -> None:
    from openrotations.placements.models import Placement

    page("round, published", "placements:round", round_id=round.pk)
    page("rounds", "placements:rounds")
    page("plan board, openings", "placements:plan_board", {"by": "openings"}, round_id=round.pk)
    for length in (13, 52):
        page(f"board, {length} weeks", "placements:board", {"weeks": str(length)})
        page(f"board, {length} weeks, students", "placements:board", {"weeks": str(length), "down": "students"})
    page("board, a table", "placements:board", {"weeks": "52", "look": "table"})
    page("needs", "desk:needs")
    page("applications, placed", "applications:applications")
    page("people, placed", "desk:people")
    page("outbox", "desk:outbox")
    page("audit", "desk:audit")
    page("requests", "placements:requests")
    page("waiting lists", "placements:waiting")
    offer = Placement.objects.filter(round=round).select_related("student__person").first()
    if offer is None:
        return
    page("placement", "desk:placement", placement_id=offer.pk)
    mine = _visitor(found, offer.student.person)
    mine("student: today", "desk:today")
    mine("student: plan", "placements:plan", round_id=round.pk)
    mine("student: free seats", "placements:free_seats")


def _planned(found: Measured, round: "Round", now: datetime) -> "Run":
    """A finished run; the planner itself and the reasons are left to other benches."""
    from openrotations.common.actors import PROGRAM
    from openrotations.placements import actions
    from openrotations.placements.planner.cohort.files.formats import instance_from
    from openrotations.placements.planner.cohort.search.solve import plan_cohort

    asked: list[Run] = []
    _timed(found, "ask for a plan", lambda: asked.append(actions.request_plan(round, SETTINGS, by=PROGRAM, now=now)))
    run = asked[0]
    actions.start_run(run, now=now)
    planned = plan_cohort(instance_from(run.instance), seconds=SECONDS_TO_PLAN)
    counts = planned.history[-1]
    found.remark += f"; planned {counts.full:,} of {counts.students:,} with all their weeks, {counts.weeks:,} weeks"
    _timed(found, "keep the plan", lambda: actions.finish_run(run, planned.solution, {}, now=now))
    return run


def _visitor(found: Measured, person: "Person") -> Callable[..., None]:
    """Somebody signed in who opens pages: `visit(label, name of the address, what is asked, …)`."""
    from django.test import Client
    from django.urls import reverse

    client = Client(raise_request_exception=True)
    client.force_login(person)

    def visit(label: str, name: str, asked: dict[str, str] | None = None, **at: Any) -> None:
        def get() -> int:
            answer = client.get(reverse(name, kwargs=at), asked or {})
            if answer.status_code != 200:
                raise RuntimeError(f"{label}: {answer.status_code}")
            return len(answer.content)

        queries = _counted(get)
        began, used = time.perf_counter(), time.process_time()
        size = get()
        found.lines[label] = (queries, time.perf_counter() - began, time.process_time() - used, size // 1000)

    return visit


def _timed(found: Measured, label: str, act: Callable[[], object]) -> None:
    began, used = time.perf_counter(), time.process_time()
    queries = _counted(act)
    found.lines[label] = (queries, time.perf_counter() - began, time.process_time() - used, 0)


def _counted(act: Callable[[], object]) -> int:
    """How many queries it takes. Counted as they pass, so that a hundred thousand need no room."""
    from django.db import connection

    count = 0

    def pass_on(execute: Callable[..., Any], *words: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*words)

    with connection.execute_wrapper(pass_on):
        act()
    return count


def _print(students: int, small: Measured, large: Measured) -> None:
    say(f"{SMALL:,} students: {small.remark}")
    say(f"{students:,} students: {large.remark}; memory {large.memory or 0:,.0f} MB; load {os.getloadavg()[0]:.1f}")
    names = (f"queries, {SMALL:,}", f"{students:,}", f"s, {SMALL:,}", f"{students:,}", "cpu", "kB")
    say(f"{'':<28}" + "".join(f"{name:>{width}}" for name, width in zip(names, (14, 9, 12, 9, 8, 8), strict=True)))
    for label, (queries, seconds, used, size) in large.lines.items():
        before, quick, _, _ = small.lines.get(label, (queries, seconds, used, size))
        is_page = size > 0
        marks = [("slow", is_page and seconds > SLOW), ("grows", is_page and queries > before + MORE)]
        words = " ".join(word for word, holds in marks if holds)
        say(f"{label:<28}{before:>14,}{queries:>9,}{quick:>12.2f}{seconds:>9.2f}{used:>8.2f}{size:>8,}  {words}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
