"""What the rules said of a placement, noted on its tasks: which come up, change, are done, or go. Pure functions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from openrotations.onboarding.models import Task
from openrotations.onboarding.rules import holds_back, is_worse
from openrotations.rulebook.queries import Finding, Verdict


@dataclass
class Noted:
    """What became of a placement's tasks, not saved yet; `lost` are those done before, and new ones once cleared."""

    added: list[Finding] = field(default_factory=list)
    changed: list[Task] = field(default_factory=list)
    gone: list[Task] = field(default_factory=list)
    lost: list[Task] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.gone)

    @property
    def verdicts(self) -> dict[str, str]:
        """Rule -> what it says now, for the audit trail; "left_out" where it does not apply any more."""
        changed = {task.rule: task.finding["verdict"] for task in self.changed}
        added = {finding.rule: str(finding.verdict) for finding in self.added}
        return {**changed, **added, **{task.rule: "left_out" for task in self.gone}}


def note_findings(tasks: Iterable[Task], findings: Sequence[Finding], *, is_cleared: bool, now: datetime) -> Noted:
    """Note on the tasks of rules what the rules say now, and tell what became of them. Nothing is saved.

    A rule that says yes does its task; one that does not apply any more takes its open task along. While the placement
    is cleared, what nobody can tell changes nothing: a clearance falls for an answer, not for a question.
    """
    noted, there = Noted(), {task.rule: task for task in tasks if task.rule}
    for finding in findings:
        task = there.pop(finding.rule, None)
        if finding.verdict == Verdict.CANNOT_TELL and is_cleared:
            continue
        if task is None:
            noted.added += [finding] if holds_back(finding, is_cleared=is_cleared) else []
            continue
        was_done, before = task.is_done, _state_of(task)
        _note(task, finding, now=now)
        if _state_of(task) != before:
            noted.changed.append(task)
        if was_done and not task.is_done:
            noted.lost.append(task)
    noted.gone = [task for task in there.values() if not task.is_done]
    return noted


def in_force(tasks: Sequence[Task], findings: Sequence[Finding]) -> Iterator[Finding]:
    """The findings that say no or not yet, without those that a director's exception is for."""
    exceptions = {task.rule: task.said for task in tasks if task.rule and task.waived_at}
    for finding in findings:
        excepted = exceptions.get(finding.rule)
        is_covered = excepted is not None and not is_worse(finding, excepted)
        if holds_back(finding, is_cleared=True) and not is_covered:
            yield finding


def _note(task: Task, finding: Finding, *, now: datetime) -> None:
    """An exception is for what the rule said then: it keeps that, and ends when the rule says something worse."""
    holds = holds_back(finding, is_cleared=False)
    excepted = task.said if task.waived_at else None
    if excepted is not None and holds and is_worse(finding, excepted):
        task.waived_at, task.waived_by, task.waived_because, excepted = None, None, "", None
    if excepted is None:
        task.title, task.who, task.finding = finding.statement[:200], finding.who, finding.as_json()
    if holds:
        task.checked_at = None
    elif task.checked_at is None:
        task.checked_at = now


def _state_of(task: Task) -> tuple[object, ...]:
    said = task.said
    assert said is not None  # a rule's task
    return said.verdict, said.because, said.would_change, task.who, task.checked_at, task.waived_at
