"""What this package announces, inside the transaction that does it."""

from django.dispatch import Signal

# An offering is about to change. Arguments: offering, fields (names of what changes), by, now.
# Whoever relies on it refuses.
offering_changes = Signal()
# An opening has more seats than before. Arguments: opening, by, now.
opening_enlarged = Signal()
