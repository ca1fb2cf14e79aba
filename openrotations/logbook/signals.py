"""What this package announces, inside the transaction that made it true."""

from django.dispatch import Signal

# A preceptor signed days. Arguments: placement, days (list of Day), by, now.
days_signed = Signal()
