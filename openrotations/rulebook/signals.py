"""What this package announces, inside the transaction that does it."""

from django.dispatch import Signal

# A second person let a change to a rule count. Arguments: change (its `effective_on` is today or ahead), by, now.
rule_change_approved = Signal()
