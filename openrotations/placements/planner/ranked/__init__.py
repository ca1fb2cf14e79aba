"""A ranked round: one opening a student, a stable matching.

`formats` reads and writes the files, `matching` places the round, `offering_side` shows it from the other side,
`explain` says why (`trials` finds what would change it), `check` checks without trusting any of them, `generate`
makes rounds to try. For rounds of many thousands, `large` places a round in `arrays` and `check_arrays` checks it.
"""
