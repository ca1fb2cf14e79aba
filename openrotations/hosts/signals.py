"""What this package announces, inside the transaction that did it."""

from django.dispatch import Signal

# Staff confirmed the address of a preceptor or host coordinator from an independent source.
# Arguments: contact, by, now.
host_address_confirmed = Signal()
