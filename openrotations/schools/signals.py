"""What this package announces, inside the transaction that did it."""

from django.dispatch import Signal

# Staff confirmed a registrar's address from an independent source. Arguments: registrar, by, now.
registrar_confirmed = Signal()
