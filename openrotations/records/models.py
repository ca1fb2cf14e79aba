"""The record of US clinical experience: issued once, never altered."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from openrotations.common.models import Row
from openrotations.records.states import RECORD_MOVES, RecordState
from openrotations.schools.models import Student


class Record(Row):
    """What a student did in the United States, as issued on one day. It can be superseded or revoked, not altered."""

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="records")
    code = models.CharField(_("verification code"), max_length=20, unique=True)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=RecordState, default=RecordState.ISSUED)
    issued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["student"], condition=models.Q(state="issued"), name="records_one_in_force_a_student"
            )
        ]
        triggers = [
            RECORD_MOVES.trigger(),
            pgtrigger.ReadOnly(name="never_altered", fields=["student", "code", "content", "sha256", "issued_at"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.code
