"""What this package announces, inside the transaction that did it."""

from django.dispatch import Signal

# Staff confirmed a registrar's address from an independent source. Arguments: registrar, by, now.
registrar_confirmed = Signal()

# A school answered about a student, or what it said of one counts no more. Arguments: student, by, now.
student_noted = Signal()

# The office or a registrar told something about a school that rules ask. Arguments: school, by, now.
school_facts_changed = Signal()

# Two rows are about to be made one school; `gone` is deleted when this returns. Who keeps a school's identifier for
# good refuses. Arguments: kept, gone, by, now.
schools_merge = Signal()
