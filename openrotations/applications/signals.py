"""What this package announces, inside the transaction that did it."""

from django.dispatch import Signal

# A student handed in an application. Arguments: application, by, now.
application_submitted = Signal()

# A student took an application back, or the office did for them. Arguments: application, by, now.
application_withdrawn = Signal()
