"""What this package announces, inside the transaction that does it."""

from django.dispatch import Signal

# An offering is about to change. Arguments: offering, fields (names of what changes), by, now.
# Whoever relies on it refuses.
offering_changes = Signal()
# Days of an opening are about to be closed. Arguments: opening, period, by, now. Whoever has something there
# first takes the locks under which it gives seats away, and returns a list of the reasons why not.
days_close = Signal()
# An opening has more seats than before. Arguments: opening, by, now.
opening_enlarged = Signal()
# What a student must have before applying is not what it was. Arguments: offering, by, now.
entry_conditions_changed = Signal()
# What is asked for before day one is not what it was. Arguments: offerings (those it is asked in), by, now.
requirements_changed = Signal()
