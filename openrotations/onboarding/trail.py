"""What the audit trail says of this package's actions, in words for the office."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

SENTENCES: dict[str, Words] = {
    "check_task": _("A task before day one was checked."),
    "create_tasks": _("The tasks before day one were set."),
    "state_task": _("A task before day one was called done."),
    "uncheck_task": _("A task before day one was opened again."),
}
