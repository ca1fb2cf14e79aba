"""What this package announces, inside the transaction: who listens is not its concern."""

from django.dispatch import Signal

document_uploaded = Signal()  # document, by, now
document_accepted = Signal()  # document, by, now
document_refused = Signal()  # document, by, now
document_expired = Signal()  # document, by, now
document_withdrawn = Signal()  # person, kind, by, now: the paper itself is gone
document_reopened = Signal()  # document, by, now
