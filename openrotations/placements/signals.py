"""What this package announces, inside the transaction. Arguments of each: placement, by, now."""

from django.dispatch import Signal

placement_offered = Signal()
placement_accepted = Signal()
placement_confirmed = Signal()
placement_cleared = Signal()
placement_started = Signal()
placement_completed = Signal()
# Its first or last day changed, and it is the same placement still.
placement_dates_changed = Signal()
# The host named somebody else who supervises.
supervisor_named = Signal()
# The home school approved it, or did not: `placement.school_approval.state` says which.
school_answered = Signal()
# Declined, expired, released, cancelled or replaced: `placement.state` says which.
placement_ended = Signal()
