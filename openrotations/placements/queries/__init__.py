"""Reads of rounds, seats, offers and placements, named as questions."""

from openrotations.placements.queries.threads import thread_posts
from openrotations.placements.queries.turns import events, milestones, office_needs, turns

__all__ = ["events", "milestones", "office_needs", "thread_posts", "turns"]
