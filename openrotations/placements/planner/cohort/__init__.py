"""A cohort: a sequence of rotations for each student, all students at once.

`files` reads and writes, `search` plans and proves, `reasons` explains, `repair` changes as little as can be,
`rolling` finds the best free plan for one student now, `check` checks without trusting any of them, and `generate`
makes cohorts to try.
"""
