"""A ranked round: one opening a student, a stable matching.

`formats` reads and writes the files, `matching` places the round, `offering_side` shows it from the other side,
`explain` says why to students (`trials` finds what would change it) and `offerings` to hosts, `check` checks without
trusting any of them, `generate` makes rounds to try. For rounds of many thousands, `large` places a round in `arrays`
and `check_arrays` checks it.
"""
