"""A cohort: a sequence of rotations for each student, all students at once."""
