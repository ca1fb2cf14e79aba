"""What this package announces, inside the transaction that did it."""

from django.dispatch import Signal

# A student handed in an application. Arguments: application, by, now.
application_submitted = Signal()

# A student took an application back, or the office did for them. Arguments: application, by, now.
application_withdrawn = Signal()

# A student told something that rules ask, or a director made or took back an exception. Arguments: student, by, now.
facts_told = Signal()

# A window is about to be taken back. Arguments: window, by, now. Whoever relies on it refuses.
window_leaves = Signal()
