"""Making, judging, stating, checking, waiving, excepting and remembering the tasks before day one."""

from openrotations.onboarding.actions.exceptions import except_from_rule, take_exception_back
from openrotations.onboarding.actions.judging import (
    judge_every_placement,
    judge_papers_of,
    judge_tasks,
    note_withdrawn_paper,
    settle_by_rules,
    settle_clearance_of,
    settle_clearances_of,
)
from openrotations.onboarding.actions.planning import create_tasks, plan_again, plan_each_again, plan_papers_again
from openrotations.onboarding.actions.reminding import remind_of_tasks
from openrotations.onboarding.actions.tasks import check_task, state_task, take_waiver_back, uncheck_task, waive_task

__all__ = [
    "check_task",
    "create_tasks",
    "except_from_rule",
    "judge_every_placement",
    "judge_papers_of",
    "judge_tasks",
    "note_withdrawn_paper",
    "plan_again",
    "plan_each_again",
    "plan_papers_again",
    "remind_of_tasks",
    "settle_by_rules",
    "settle_clearance_of",
    "settle_clearances_of",
    "state_task",
    "take_exception_back",
    "take_waiver_back",
    "uncheck_task",
    "waive_task",
]
