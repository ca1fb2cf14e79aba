"""The office's board: weeks across, sites or students down, what is free, and what is in danger."""

from openrotations.placements.queries.board.asked import DOWN, LENGTHS, Asked
from openrotations.placements.queries.board.choices import runs_to_show, sites_offered
from openrotations.placements.queries.board.page import BoardPage, board_page, openings_to_try
from openrotations.placements.queries.board.trying import Trial, trial_of

__all__ = [
    "DOWN",
    "LENGTHS",
    "Asked",
    "BoardPage",
    "Trial",
    "board_page",
    "openings_to_try",
    "runs_to_show",
    "sites_offered",
    "trial_of",
]
