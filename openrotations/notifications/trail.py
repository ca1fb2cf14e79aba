"""What the audit trail says of this package's actions, in words for the office."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

SENTENCES: dict[str, Words] = {
    "fail_to_send": _("A message could not be sent."),
    "open_thread": _("A conversation was opened."),
    "post_message": _("Something was written in a conversation."),
    "requeue_message": _("A message that was left half-sent was put back into the queue."),
    "retry_message": _("A message that failed was put back into the queue."),
    "send_message": _("A message was sent."),
}
