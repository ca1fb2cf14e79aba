"""Every change to rounds, seats, offers and placements. `take_seat` is the only door to a seat."""

from openrotations.placements.actions.asking import ask_host
from openrotations.placements.actions.expiry import expire_due_offers
from openrotations.placements.actions.hosts import (
    confirm_placement,
    refuse_placement,
    release_placement,
    remind_and_release_silent_hosts,
)
from openrotations.placements.actions.lifecycle import (
    cancel_all_of,
    cancel_placement,
    clear_placement,
    complete_due_placements,
    complete_placement,
    start_placement,
    take_clearance_back,
)
from openrotations.placements.actions.offers import (
    accept_placement,
    decline_placement,
    offer_placement,
    offer_seat,
    take_free_seat,
)
from openrotations.placements.actions.publishing import publish_round
from openrotations.placements.actions.rounds import (
    add_round,
    check_round,
    close_round,
    collect_applications,
    leave_rounds,
    reopen_round,
)
from openrotations.placements.actions.runs import abandon_run, request_run, run_round
from openrotations.placements.actions.seats import take_seat
from openrotations.placements.actions.threads import post_in_thread

__all__ = [
    "abandon_run",
    "accept_placement",
    "add_round",
    "ask_host",
    "cancel_all_of",
    "cancel_placement",
    "check_round",
    "clear_placement",
    "close_round",
    "collect_applications",
    "complete_due_placements",
    "complete_placement",
    "confirm_placement",
    "decline_placement",
    "expire_due_offers",
    "leave_rounds",
    "offer_placement",
    "offer_seat",
    "post_in_thread",
    "publish_round",
    "refuse_placement",
    "release_placement",
    "remind_and_release_silent_hosts",
    "reopen_round",
    "request_run",
    "run_round",
    "start_placement",
    "take_clearance_back",
    "take_free_seat",
    "take_seat",
]
