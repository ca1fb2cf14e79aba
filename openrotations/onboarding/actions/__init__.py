"""Making, judging, stating, checking, waiving and remembering the tasks before day one."""

from openrotations.onboarding.actions.judging import (
    judge_every_placement,
    judge_papers_of,
    judge_tasks,
    settle_clearance_of,
)
from openrotations.onboarding.actions.planning import create_tasks, plan_again, plan_papers_again
from openrotations.onboarding.actions.reminding import remind_of_tasks
from openrotations.onboarding.actions.tasks import check_task, state_task, take_waiver_back, uncheck_task, waive_task

__all__ = [
    "check_task",
    "create_tasks",
    "judge_every_placement",
    "judge_papers_of",
    "judge_tasks",
    "plan_again",
    "plan_papers_again",
    "remind_of_tasks",
    "settle_clearance_of",
    "state_task",
    "take_waiver_back",
    "uncheck_task",
    "waive_task",
]
