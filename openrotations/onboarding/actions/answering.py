"""What the rules still want becomes a task of the placement, and is done when they say yes."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.clocks import day_at
from openrotations.onboarding import queries
from openrotations.onboarding.actions.appending import append_tasks
from openrotations.onboarding.actions.mails import tell_student
from openrotations.onboarding.models import Task
from openrotations.onboarding.ruling import note_findings
from openrotations.onboarding.standard import due_for_rule
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState
from openrotations.rulebook.queries import Finding

_NOTED = ["title", "who", "finding", "checked_at", "checked_by", "waived_at", "waived_by", "waived_because"]


def is_first_asked(placement: Placement) -> bool:
    """Whether no rule was ever asked about this placement: it had its tasks before rules held anybody back."""
    return placement.rules_asked_at is None and not placement.tasks.exclude(rule="").exists()


def ask_rules(placement: Placement, *, is_told: bool = False, by: Actor, now: datetime) -> list[Task]:
    """Note on a locked placement's tasks what the rules say now; returns the tasks that are lost by it.

    Lost is what was done and is not any more, and what comes up while the placement is cleared. Of the rest that comes
    up the student is told here, unless the caller tells them (`is_told`). Nothing before there are tasks, and nothing
    once the rotation has begun.
    """
    if placement.state not in queries.AHEAD:
        return []
    is_cleared = placement.state == PlacementState.CLEARED
    tasks = list(placement.tasks.all())
    if not tasks:  # they are made first, see `create_tasks`
        return []
    findings = queries.findings_of(placement, today=now.date())
    noted = note_findings(tasks, findings, is_cleared=is_cleared, now=now)
    is_new = note_asked(placement, now=now)
    if not (noted or is_new):
        return []
    Task.objects.filter(pk__in=[task.pk for task in noted.gone]).delete()
    Task.objects.bulk_update(noted.changed, _NOTED)
    added = append_tasks(placement, _fields(placement, noted.added, now))
    record("ask_rules", placement, by=by, now=now, rules=noted.verdicts)
    if is_cleared:
        return [*noted.lost, *added]
    if added and not is_told:
        tell_student("rules_changed", placement, now=now, tasks=added)
    return noted.lost


def note_asked(placement: Placement, *, now: datetime) -> bool:
    """Note on a locked placement that the rules are asked about it; returns whether it is the first time."""
    if placement.rules_asked_at is not None:
        return False
    placement.rules_asked_at = now
    placement.save(update_fields=["rules_asked_at"])
    return True


def _fields(placement: Placement, findings: Sequence[Finding], now: datetime) -> Iterator[dict[str, Any]]:
    due_on = due_for_rule(placement.dates.first, day_at(placement.offering.site.time_zone, now))
    for finding in findings:
        yield {
            "title": finding.statement[:200],
            "who": finding.who,
            "due_on": due_on,
            "created_at": now,
            "rule": finding.rule,
            "finding": finding.as_json(),
        }
