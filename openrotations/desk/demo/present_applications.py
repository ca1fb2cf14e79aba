"""Questions to schools that are open, and applications handed in lately, through the real actions."""

from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from functools import partial

from openrotations.applications import actions
from openrotations.common.refusals import Refused
from openrotations.desk.demo.applications import Application as Paper
from openrotations.desk.demo.present import COLLECTED_AT
from openrotations.desk.demo.present_plans import plan_rounds, round_of_plans
from openrotations.desk.demo.rows import Rows

_SOON = timedelta(minutes=20)


def ask_schools(rows: Rows) -> None:
    """Everybody whose windows nobody has answered: the school was asked at once."""
    stages = {student.key: student for student in rows.world.students}
    asked = set()
    for window in rows.world.windows:
        student = stages[window.student]
        if student.stage != "windows_stated" or student.key in asked:
            continue
        asked.add(student.key)
        rows.diary.act(window.stated_at + _SOON, partial(_ask, rows, student.key, student.school))


def _ask(rows: Rows, student: str, school: str, now: datetime) -> None:
    by = rows.student_actor(student)
    actions.ask_school(rows.students[student], rows.registrars[school], by=by, now=now)


def hand_in_applications(rows: Rows) -> None:
    """Those of the current round, and those that still wait for the office."""
    stages = {student.key: student.stage for student in rows.world.students}
    collected_at = datetime.combine((rows.midnight - timedelta(days=1)).date(), COLLECTED_AT, UTC)
    opened_at = datetime.combine(rows.world.rounds[-1].opened_on, time(18), UTC)
    last_plans_at = plan_rounds(rows)[-1].collected_at + _SOON
    for paper in rows.world.applications:
        if stages[paper.student] not in ("in_round", "submitted") or paper.submitted_at is None:
            continue
        rows.diary.act(paper.submitted_at, partial(_hand_in, rows, paper))
        if paper.eligible_at is None:
            continue
        planned = round_of_plans(rows, paper)
        if planned:
            decided_at = planned.decided_at
        elif stages[paper.student] == "in_round":
            # After the rounds of plans have collected: this one is for the round of single openings.
            decided_at = min(max(paper.eligible_at, opened_at, last_plans_at), collected_at - _SOON)
        else:
            decided_at = max(paper.eligible_at, collected_at + _SOON)
        rows.diary.act(decided_at, partial(_decide, rows, paper))


def _hand_in(rows: Rows, paper: Paper, now: datetime) -> None:
    """Where the rules find something missing, the application stays a draft: that is alive too."""
    with suppress(Refused):
        actions.submit_application(rows.applications[paper.student], by=rows.student_actor(paper.student), now=now)


def _decide(rows: Rows, paper: Paper, now: datetime) -> None:
    """Where a finding is open, such as a school that nobody has looked up, the decision waits."""
    by = rows.office_for(paper.student)
    with suppress(Refused):
        actions.decide_application(rows.applications[paper.student], "eligible", by=by, now=now)
