"""Around the planner, without the database: weeks and dates, goals, limits, figures, its run, reasons in sentences.

The engine itself is `planner.cohort`; reads are in `queries`, changes in `actions`.
"""
