"""The search for a plan and the proof of how good it is.

`candidates` and `plan_search` know the rules of one student, `pricing` asks for best plans, `seating` keeps who has
what. `greedy`, `prices`, `exchange` and `neighbourhoods` improve, `rows`, `master`, `growth` and `levels` prove,
`solve` is the door.
"""
