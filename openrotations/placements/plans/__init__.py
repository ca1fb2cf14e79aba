"""Around the planner of cohort plans, without the database: weeks and dates, goals, limits, figures, its run.

The engine itself is `planner.cohort`; reads are in `queries`, changes in `actions`.
"""
