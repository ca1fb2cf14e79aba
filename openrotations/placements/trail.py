"""What the audit trail says of this package's actions, in words for the office."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words

SENTENCES: dict[str, Words] = {
    "abandon_run": _("A round's computation failed. The round is as it was before."),
    "accept_placement": _("The student accepted the offer."),
    "add_round": _("A round was added."),
    "adjust_plan": _("One student's plan in a round was changed by hand."),
    "ask_host": _("The host was asked to confirm a placement."),
    "cancel_placement": _("A placement was cancelled."),
    "change_seat": _("A placement was given another seat of the same offering."),
    "check_round": _("A round was checked."),
    "choose_run": _("One of a round's plans was chosen."),
    "clear_placement": _("The student was cleared for day one."),
    "close_round": _("A round was closed."),
    "collect_applications": _("Applications were taken into a round."),
    "complete_placement": _("A rotation was completed."),
    "confirm_placement": _("The host confirmed a placement."),
    "decline_placement": _("The student declined the offer."),
    "expire_offer": _("An offer ran out before the student answered."),
    "fail_run": _("A computation of a round failed."),
    "finish_run": _("A computation of a round ended with a plan."),
    "leave_round": _("An application left a round."),
    "move_application": _("An application moved on."),
    "offer_placement": _("A placement was offered to the student."),
    "publish_round": _("A round's offers were published."),
    "put_result_aside": _("A round's result was put aside."),
    "refuse_placement": _("The host said no to a placement."),
    "release_placement": _("The host was silent for too long, so the seat was released."),
    "reopen_round": _("A round takes applications again."),
    "request_plan": _("A plan for a round was asked for."),
    "request_run": _("A round's computation was started."),
    "run_round": _("A round was computed."),
    "start_placement": _("A rotation began."),
    "start_run": _("A computation of a round began."),
    "stop_run": _("A computation of a round was asked to stop."),
    "take_clearance_back": _("The clearance for day one was taken back."),
    "take_seat": _("A seat was taken for a student."),
    "warn_office": _("The office was told that the host is silent."),
    "warn_student": _("The student was told that the host is silent."),
}
