"""May a task be stated done, checked, opened again or waived, and if not, every reason why; and who is reminded when.

Pure functions.
"""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Reason, Words

STAGES = (30, 14, 7)
"""Days before something is due, or runs out, on which somebody is reminded."""
OVERDUE = 0
"""The stage after its last day."""
_SHORTEST_REASON = 3


def why_not_change_tasks(placement_state: str) -> Iterator[Reason]:
    """Tasks are done between the host's yes and day one."""
    if placement_state not in ("confirmed", "cleared"):
        yield Reason("not-before-day-one", _("Tasks can be changed only between the host's yes and day one."))


def why_not_by_hand(is_paper: bool) -> Iterator[Reason]:
    """A paper is done when an accepted one holds through the last day: nobody ticks it."""
    if is_paper:
        yield Reason("is-paper", _("This is a paper. It is done when the office has accepted one that holds."))


def why_not_state(
    *, placement_state: str, who: str, is_stated: bool, is_checked: bool, is_paper: bool = False
) -> Iterator[Reason]:
    """A student states their own tasks done, once."""
    yield from why_not_change_tasks(placement_state)
    yield from why_not_by_hand(is_paper)
    if who != "student":
        yield Reason("not-yours", _("Somebody else does this task."))
    if is_checked:
        yield Reason("checked-already", _("The office has checked this task already."))
    elif is_stated:
        yield Reason("stated-already", _("You have already said that this is done. The office checks it next."))


def why_not_check(*, placement_state: str, is_checked: bool, is_paper: bool = False) -> Iterator[Reason]:
    """The office checks what is not checked yet, whether or not the student has stated it."""
    yield from why_not_change_tasks(placement_state)
    yield from why_not_by_hand(is_paper)
    if is_checked:
        yield Reason("checked-already", _("This task is checked already."))


def why_not_uncheck(
    *, placement_state: str, is_checked: bool, is_stated: bool, because: str, is_paper: bool = False
) -> Iterator[Reason]:
    """What was stated or checked may be opened again, with a reason that the student reads."""
    yield from why_not_change_tasks(placement_state)
    yield from why_not_by_hand(is_paper)
    if not (is_checked or is_stated):
        yield Reason("nothing-to-open", _("This task is still open."))
    if len(because.strip()) < _SHORTEST_REASON:
        yield Reason("no-reason", _("Say in a few words what is missing. The student reads it."))


def why_not_waive(*, placement_state: str, is_done: bool, by_somebody: bool, because: str) -> Iterator[Reason]:
    """What is still open may be waived before day one by a named person of the office, who says why."""
    yield from why_not_change_tasks(placement_state)
    if is_done:
        yield Reason("done-already", _("Nothing is left to waive: this task is done."))
    if not by_somebody:
        yield Reason("nobody", _("Only a person can waive a task. Sign in with your own account."))
    if len(because.strip()) < _SHORTEST_REASON:
        yield Reason("no-reason", _("Say in a few words why it is not needed. Student and office read it."))


def why_not_take_waiver_back(*, placement_state: str, is_waived: bool) -> Iterator[Reason]:
    """A waiver may be taken back before day one."""
    yield from why_not_change_tasks(placement_state)
    if not is_waived:
        yield Reason("not-waived", _("This task is not waived."))


def why_not_on_site(lacking: Collection[tuple[Words, Words]]) -> Iterator[Reason]:
    """Nobody is on site while a paper is lacking. `lacking`: title of the paper, and what is wrong with it."""
    for title, because in lacking:
        text = _("%(paper)s does not hold through the last day: %(because)s")
        yield Reason("paper-lacking", text % {"paper": title, "because": because}, "student")


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
