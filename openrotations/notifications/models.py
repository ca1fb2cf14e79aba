"""The outbox, and conversations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.common.models import Row
from openrotations.notifications.states import MESSAGE_MOVES, MessageState
from openrotations.people.models import Person, SignedLink


class Message(Row):
    """One message to one person, written in the transaction that caused it and sent by the worker.

    Where a signed link belongs into the text it stands as a marker and is put in at sending, so that no
    usable link is stored. Secret texts (sign-in codes) are wiped once sent.
    """

    template = models.CharField(max_length=100)
    to_email = models.EmailField()
    to_name = models.CharField(max_length=200, blank=True)
    to_person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="messages")
    language = models.CharField(max_length=10, default="en")
    subject = models.CharField(max_length=300)
    text = models.TextField()
    action_url = models.CharField(max_length=500, blank=True)
    action_label = models.CharField(max_length=200, blank=True)
    link = models.ForeignKey(SignedLink, null=True, blank=True, on_delete=models.SET_NULL, related_name="messages")
    is_secret = models.BooleanField(default=False)
    subject_kind = models.CharField(max_length=80, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=MessageState, default=MessageState.QUEUED)
    queued_at = models.DateTimeField()
    sending_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        triggers = [MESSAGE_MOVES.trigger()]
        indexes = [
            models.Index(fields=["state", "queued_at"]),
            models.Index(fields=["subject_kind", "subject_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.state}"


class Thread(Row):
    """A conversation about one thing, such as a placement."""

    title = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.title


class Post(Row):
    """One message in a conversation. `audience` says who besides the office sees it."""

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("everyone in this placement")
        STUDENT = "student", _("the student and the office")
        HOST = "host", _("the host and the office")
        OFFICE = "office", _("the office")

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts")
    author_kind = models.CharField(max_length=20)
    author_id = models.CharField(max_length=40)
    author_role = models.CharField(max_length=40)
    author_name = models.CharField(max_length=200)
    audience = models.CharField(max_length=20, choices=Audience, default=Audience.EVERYONE)
    body = models.TextField(max_length=5000)
    posted_at = models.DateTimeField()

    class Meta:
        ordering = ["posted_at"]

    def __str__(self) -> str:
        return f"{self.author_role} {self.posted_at:%Y-%m-%d}"
