"""What the rules still want becomes a task of the placement, and is done when they say yes."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.clocks import day_at
from openrotations.onboarding import queries
from openrotations.onboarding.actions.mails import tell_student
from openrotations.onboarding.models import Task
from openrotations.onboarding.ruling import note_findings
from openrotations.onboarding.standard import due_for_rule
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState
from openrotations.rulebook.queries import Finding

_NOTED = ["title", "who", "finding", "checked_at", "checked_by", "waived_at", "waived_by", "waived_because"]


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
    if not noted:
        return []
    Task.objects.filter(pk__in=[task.pk for task in noted.gone]).delete()
    Task.objects.bulk_update(noted.changed, _NOTED)
    added = _add(placement, noted.added, now)
    record("ask_rules", placement, by=by, now=now, rules=noted.verdicts)
    if is_cleared:
        return [*noted.lost, *added]
    if added and not is_told:
        tell_student("rules_changed", placement, now=now, tasks=added)
    return noted.lost


def _add(placement: Placement, findings: Sequence[Finding], now: datetime) -> list[Task]:
    last = placement.tasks.aggregate(last=Max("position"))["last"] or 0
    due_on = due_for_rule(placement.dates.first, day_at(placement.offering.site.time_zone, now))
    return Task.objects.bulk_create(
        Task(
            placement=placement,
            position=place,
            title=finding.statement[:200],
            who=finding.who,
            due_on=due_on,
            created_at=now,
            rule=finding.rule,
            finding=finding.as_json(),
        )
        for place, finding in enumerate(findings, start=last + 1)
    )
