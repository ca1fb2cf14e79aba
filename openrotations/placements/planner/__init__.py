"""The planner: plain Python that places students. It knows no Django and no database.

`ranked` places a ranked round, one opening a student. `cohort` plans a sequence of rotations for each student,
all at once. `reading` finds the faults of any of their files, `verifying` recomputes a published round, and
`commands` is the command line.
"""

ENGINE = "OpenRotations planner 1"
"""Kept with every result: what computed it. The number rises when the same input could give another result."""
