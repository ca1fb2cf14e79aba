"""Rounds, what came of each choice, and placements."""

from openrotations.placements.models.placement import Placement
from openrotations.placements.models.round import Outcome, Round, RoundEntry

__all__ = ["Outcome", "Placement", "Round", "RoundEntry"]
