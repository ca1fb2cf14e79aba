"""What this package announces."""

from django.dispatch import Signal

# A signed link was tried by the student it concerns. Arguments: link, now.
link_misused = Signal()

# Somebody's name is about to change. Arguments: person, by, now. Whoever relies on it refuses, or asks anew.
name_changes = Signal()

# A contact no longer works where they did; their links end when this returns. Arguments: contact, by, now.
# Whoever waits for their answer waits no more, and has somebody else asked.
contact_leaves = Signal()

# A sign-in mail is to leave: email, template, context; is_secret, or path and label, where they differ from
# queue_message's own. The outbox (a package above) sends it.
mail_wanted = Signal()
