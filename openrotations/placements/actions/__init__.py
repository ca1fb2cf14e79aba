"""Every change to rounds, seats, offers and placements. `take_seat` is the only door to a seat."""

from openrotations.placements.actions.adjusting import adjust_plan
from openrotations.placements.actions.approvals import (
    answer_for_school,
    ask_school_about_dates,
    ask_school_again,
    ask_school_to_approve,
    send_result_to_school,
)
from openrotations.placements.actions.asking import ask_host, take_host_questions_back
from openrotations.placements.actions.changing import change_dates
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
    answer_plan,
    decline_placement,
    offer_placement,
    offer_seat,
    take_free_seat,
)
from openrotations.placements.actions.plans import (
    choose_run,
    fail_lost_runs,
    fail_run,
    finish_run,
    request_plan,
    start_run,
    stop_run,
)
from openrotations.placements.actions.publishing import (
    abandon_lost_publications,
    abandon_publication,
    finish_publication,
    publish_round,
    request_publication,
)
from openrotations.placements.actions.repairing.applying import apply_repair
from openrotations.placements.actions.repairing.looking import finish_repair, request_repair
from openrotations.placements.actions.requests import (
    ask_office,
    grant_request,
    lapse_requests,
    refuse_request,
    settle_request,
    take_request_back,
)
from openrotations.placements.actions.rolling import hold_plan
from openrotations.placements.actions.rounds import (
    add_round,
    check_round,
    close_round,
    collect_applications,
    collect_placed_applications,
    leave_rounds,
    reopen_round,
)
from openrotations.placements.actions.runs import abandon_lost_rounds, abandon_run, request_run, run_round
from openrotations.placements.actions.seats import take_seat
from openrotations.placements.actions.supervision import answer_for_host, name_supervisor
from openrotations.placements.actions.threads import post_in_thread
from openrotations.placements.actions.waiting import (
    offer_freed_seats,
    offer_to_next,
    offer_to_next_by_hand,
    switch_waiting_list,
)

__all__ = [
    "abandon_lost_publications",
    "abandon_lost_rounds",
    "abandon_publication",
    "abandon_run",
    "accept_placement",
    "add_round",
    "adjust_plan",
    "answer_for_host",
    "answer_for_school",
    "answer_plan",
    "apply_repair",
    "ask_host",
    "ask_office",
    "ask_school_about_dates",
    "ask_school_again",
    "ask_school_to_approve",
    "cancel_all_of",
    "cancel_placement",
    "change_dates",
    "check_round",
    "choose_run",
    "clear_placement",
    "close_round",
    "collect_applications",
    "collect_placed_applications",
    "complete_due_placements",
    "complete_placement",
    "confirm_placement",
    "decline_placement",
    "expire_due_offers",
    "fail_lost_runs",
    "fail_run",
    "finish_publication",
    "finish_repair",
    "finish_run",
    "grant_request",
    "hold_plan",
    "lapse_requests",
    "leave_rounds",
    "name_supervisor",
    "offer_freed_seats",
    "offer_placement",
    "offer_seat",
    "offer_to_next",
    "offer_to_next_by_hand",
    "post_in_thread",
    "publish_round",
    "refuse_placement",
    "refuse_request",
    "release_placement",
    "remind_and_release_silent_hosts",
    "reopen_round",
    "request_plan",
    "request_publication",
    "request_repair",
    "request_run",
    "run_round",
    "send_result_to_school",
    "settle_request",
    "start_placement",
    "start_run",
    "stop_run",
    "switch_waiting_list",
    "take_clearance_back",
    "take_free_seat",
    "take_host_questions_back",
    "take_request_back",
    "take_seat",
]
