"""What this package announces, inside the transaction. Arguments: request (the letter request), by, now."""

from django.dispatch import Signal

letter_signed = Signal()
