"""What this package announces, inside the transaction that did it."""

from django.dispatch import Signal

# The office's own policies, which rules ask, are not what they were. Arguments: programme, by, now.
policies_changed = Signal()
