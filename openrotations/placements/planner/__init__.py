"""The planner: plain Python that places students. It knows no Django and no database.

`formats` reads and writes the files (`reading` finds their faults), `ranked` places a ranked round,
`offering_side` shows it from the other side, `explain` says why (`trials` finds what would change it),
`check` checks without trusting any of them, `generate` makes rounds to try, `commands` is the command line.
"""
