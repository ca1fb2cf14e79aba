"""May a task be stated done, checked or opened again, and if not, every reason why."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Reason


def why_not_change_tasks(placement_state: str) -> Iterator[Reason]:
    """Tasks are done between the host's yes and day one."""
    if placement_state not in ("confirmed", "cleared"):
        yield Reason("not-before-day-one", _("Tasks can be changed only between the host's yes and day one."))


def why_not_state(*, placement_state: str, who: str, is_stated: bool, is_checked: bool) -> Iterator[Reason]:
    """A student states their own tasks done, once."""
    yield from why_not_change_tasks(placement_state)
    if who != "student":
        yield Reason("not-yours", _("Somebody else does this task."))
    if is_checked:
        yield Reason("checked-already", _("The office has checked this task already."))
    elif is_stated:
        yield Reason("stated-already", _("You have already said that this is done. The office checks it next."))


def why_not_check(*, placement_state: str, is_checked: bool) -> Iterator[Reason]:
    """The office checks what is not checked yet, whether or not the student has stated it."""
    yield from why_not_change_tasks(placement_state)
    if is_checked:
        yield Reason("checked-already", _("This task is checked already."))


def why_not_uncheck(*, placement_state: str, is_checked: bool, is_stated: bool, because: str) -> Iterator[Reason]:
    """What was stated or checked may be opened again, with a reason that the student reads."""
    yield from why_not_change_tasks(placement_state)
    if not (is_checked or is_stated):
        yield Reason("nothing-to-open", _("This task is still open."))
    if len(because.strip()) < 3:
        yield Reason("no-reason", _("Say in a few words what is missing. The student reads it."))
