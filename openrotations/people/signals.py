"""What this package announces."""

from django.dispatch import Signal

# A signed link was tried by the student it concerns. Arguments: link, now.
link_misused = Signal()

# Somebody's name is about to change. Arguments: person, by, now. Whoever relies on it refuses, or asks anew.
name_changes = Signal()

# A sign-in mail is to leave. Arguments: email, subject, text. The outbox (a package above) sends it.
mail_wanted = Signal()
