"""What this package announces, inside the transaction that made it true."""

from django.dispatch import Signal

# A preceptor or a student submitted, or corrected, an evaluation. Arguments: evaluation, by, now.
evaluation_submitted = Signal()
