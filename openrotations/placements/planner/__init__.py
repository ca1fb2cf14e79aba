"""The planner: plain Python that places students. It knows no Django and no database.

`ranked` places a ranked round, one opening a student. `cohort` plans a sequence of rotations for each student,
all at once. `reading` finds the faults of any of their files, `commands` is the command line.
"""
