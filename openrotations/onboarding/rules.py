"""May a task be stated done, checked, opened again or waived, and if not, every reason why; and who is reminded when.

Pure functions.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Reason, Words
from openrotations.rulebook.queries import Finding, Verdict

STAGES = (30, 14, 7)
"""Days before something is due, or runs out, on which somebody is reminded."""
OVERDUE = 0
"""The stage after its last day."""
_SHORTEST_REASON = 3
_BY_CLEARANCE = ("submission", "clearance")
_WORSE = (Verdict.YES, Verdict.CANNOT_TELL, Verdict.NOT_YET, Verdict.NO)


def why_not_change_tasks(placement_state: str) -> Iterator[Reason]:
    """Tasks are done between the host's yes and day one."""
    if placement_state not in ("confirmed", "cleared"):
        yield Reason("not-before-day-one", _("Tasks can be changed only between the host's yes and day one."))


def holds_back(finding: Finding, *, is_cleared: bool) -> bool:
    """Whether the finding keeps a placement from being cleared.

    A no and a not yet do, whatever they are needed by: nothing comes after day one. So does what nobody can tell, as
    a task for who can, until the placement is cleared; a clearance once given falls only for a no or a not yet. What
    only informs, and what is for counsel, never does.
    """
    if not finding.decides or finding.needed_by not in _BY_CLEARANCE:
        return False
    is_answer = finding.verdict in (Verdict.NO, Verdict.NOT_YET)
    return is_answer or (finding.verdict == Verdict.CANNOT_TELL and not is_cleared)


def is_worse(finding: Finding, than: Finding) -> bool:
    """Whether a rule says something worse than before: no, then not yet, then cannot tell."""
    return _WORSE.index(finding.verdict) > _WORSE.index(than.verdict)


def why_not_by_hand(is_paper: bool, is_rule: bool = False) -> Iterator[Reason]:
    """A paper is done when an accepted one holds through the last day, a rule when it says yes: nobody ticks them."""
    if is_paper:
        yield Reason("is-paper", _("This is a paper. It is done when the office has accepted one that holds."))
    if is_rule:
        yield Reason("is-rule", _("This is a rule. It is done when the rule is met."))


def why_not_state(
    *, placement_state: str, who: str, is_stated: bool, is_checked: bool, is_paper: bool = False, is_rule: bool = False
) -> Iterator[Reason]:
    """A student states their own tasks done, once."""
    yield from why_not_change_tasks(placement_state)
    yield from why_not_by_hand(is_paper, is_rule)
    if who != "student":
        yield Reason("not-yours", _("Somebody else does this task."))
    if is_checked:
        yield Reason("checked-already", _("The office has checked this task already."))
    elif is_stated:
        yield Reason("stated-already", _("You have already said that this is done. The office checks it next."))


def why_not_check(
    *, placement_state: str, is_checked: bool, is_paper: bool = False, is_rule: bool = False
) -> Iterator[Reason]:
    """The office checks what is not checked yet, whether or not the student has stated it."""
    yield from why_not_change_tasks(placement_state)
    yield from why_not_by_hand(is_paper, is_rule)
    if is_checked:
        yield Reason("checked-already", _("This task is checked already."))


def why_not_uncheck(
    *,
    placement_state: str,
    is_checked: bool,
    is_stated: bool,
    because: str,
    is_paper: bool = False,
    is_rule: bool = False,
) -> Iterator[Reason]:
    """What was stated or checked may be opened again, with a reason that the student reads."""
    yield from why_not_change_tasks(placement_state)
    yield from why_not_by_hand(is_paper, is_rule)
    if not (is_checked or is_stated):
        yield Reason("nothing-to-open", _("This task is still open."))
    if len(because.strip()) < _SHORTEST_REASON:
        yield Reason("no-reason", _("Say in a few words what is missing. The student reads it."))


def why_not_waive(
    *, placement_state: str, is_done: bool, by_somebody: bool, because: str, is_rule: bool = False
) -> Iterator[Reason]:
    """What is still open may be waived before day one by a named person of the office, who says why."""
    yield from why_not_change_tasks(placement_state)
    if is_rule:
        yield Reason("is-rule", _("This is a rule. Only a director makes an exception from it."))
    if is_done:
        yield Reason("done-already", _("Nothing is left to waive: this task is done."))
    if not by_somebody:
        yield Reason("nobody", _("Only a person can waive a task. Sign in with your own account."))
    if len(because.strip()) < _SHORTEST_REASON:
        yield Reason("no-reason", _("Say in a few words why it is not needed. Student and office read it."))


def why_not_except(
    *, placement_state: str, is_rule: bool, is_done: bool, by_director: bool, because: str
) -> Iterator[Reason]:
    """A director, by name, may let one placement go on against one rule before day one, and says why."""
    yield from why_not_change_tasks(placement_state)
    if not is_rule:
        yield Reason("no-rule", _("This is no rule. The office can waive it."))
    if is_done:
        yield Reason("done-already", _("Nothing keeps this placement back here: there is nothing to except."))
    if not by_director:
        yield Reason("no-director", _("Only a director makes an exception from a rule, by name."))
    if len(because.strip()) < _SHORTEST_REASON:
        yield Reason("no-reason", _("Say in a few words why. Student and office read it."))


def why_not_take_exception_back(*, placement_state: str, is_excepted: bool, by_director: bool) -> Iterator[Reason]:
    """A director may take an exception back before day one."""
    yield from why_not_change_tasks(placement_state)
    if not is_excepted:
        yield Reason("no-exception", _("There is no exception here."))
    if not by_director:
        yield Reason("no-director", _("Only a director takes an exception back."))


def why_not_take_waiver_back(*, placement_state: str, is_waived: bool, is_rule: bool = False) -> Iterator[Reason]:
    """A waiver may be taken back before day one."""
    yield from why_not_change_tasks(placement_state)
    if is_rule:
        yield Reason("is-rule", _("This is a rule. Only a director takes an exception from it back."))
    if not is_waived:
        yield Reason("not-waived", _("This task is not waived."))


def why_not_on_site(lacking: Collection[tuple[Words, Words]]) -> Iterator[Reason]:
    """Nobody is on site while a paper is lacking. `lacking`: title of the paper, and what is wrong with it."""
    for title, because in lacking:
        text = _("%(paper)s does not hold through the last day: %(because)s")
        yield Reason("paper-lacking", text % {"paper": title, "because": because}, "student")


def why_not_against_rules(findings: Iterable[Finding]) -> Iterator[Reason]:
    """Nobody is cleared, or starts, while a rule says no or not yet. `findings`: those that no exception is for."""
    for finding in findings:
        yield Reason(finding.rule, f"{finding.because} {finding.would_change}".strip(), finding.who, finding.source)


def stages_due(for_on: date, *, told_on: date, today: date, settled: Collection[int]) -> list[int]:
    """The reminders that are due today for something that ends `for_on`, the most urgent one last.

    `told_on` is when the person learned of it: what would have come on that day or before never comes. `settled`
    are the stages that were sent, or were overtaken by a more urgent one. After a day without a worker the stages
    of that day come now. OVERDUE is due once the last day is over.
    """
    found = [
        stage
        for stage in STAGES
        if stage not in settled and told_on < for_on - timedelta(days=stage) <= today <= for_on
    ]
    if today > for_on and OVERDUE not in settled:
        found.append(OVERDUE)
    return found
