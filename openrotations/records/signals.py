"""What this package announces, inside the transaction. Arguments: record, by, now."""

from django.dispatch import Signal

record_issued = Signal()
record_revoked = Signal()
