"""Rounds, the runs that compute them, what came of each choice, placements, requests, waiting lists."""

from openrotations.placements.models.approval import SchoolApproval
from openrotations.placements.models.placement import Placement
from openrotations.placements.models.request import Request
from openrotations.placements.models.round import Outcome, Round, RoundEntry
from openrotations.placements.models.run import Run
from openrotations.placements.models.waiting import WaitingList

__all__ = ["Outcome", "Placement", "Request", "Round", "RoundEntry", "Run", "SchoolApproval", "WaitingList"]
