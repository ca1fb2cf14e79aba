"""Reads of rounds, seats, offers and placements, named as questions."""

from openrotations.placements.queries.requests import can_ask, uncertain_until
from openrotations.placements.queries.threads import thread_posts
from openrotations.placements.queries.turns import events, milestones, names_of, office_needs, turns

__all__ = [
    "can_ask",
    "events",
    "milestones",
    "names_of",
    "office_needs",
    "thread_posts",
    "turns",
    "uncertain_until",
]
