"""What students learn of a repair: one message each, and why on the page of their choices."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from openrotations.applications.models import Application
from openrotations.common.wording import written_period
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.placements.actions.steps import mail_words, moment_in_words
from openrotations.placements.models import Outcome, Placement, Round
from openrotations.placements.plans.repairing import TOLD_BECAUSE
from openrotations.placements.rules import MAY_TAKE_A_FREE_SEAT
from openrotations.placements.states import PlacementState

# Kept as the message's own words; pages translate them.
GIVEN = gettext_noop("You got this one when the plan was repaired.")
GIVEN_UP = gettext_noop("It was given up when the plan was repaired.")


def tell_of_change(
    ended: Sequence[Placement], offers: Sequence[Placement], reason: str, round: Round, *, now: datetime
) -> None:  # fmt: skip
    """Write to the student what their plan was, what it is, and why; nothing where neither changes."""
    if not ended and not offers:
        return
    about = [*offers, *ended][0]
    person, until = about.student.person, offers[0].held_until if offers else None
    queue_message(
        "placements/mail/plan_changed.txt",
        Recipient.of_person(person),
        context=mail_words(
            about,
            round=round,
            ended=ended,
            offers=offers,
            reasons=_reasons(ended, reason),
            may_take=not offers and _may_take_a_free_seat(about.application_id),
            until_here=moment_in_words(until, person.time_zone) if until else "",
        ),
        now=now,
        path=reverse("placements:plan", args=[round.pk]),
        label=_("See your plan and answer") if offers else _("See your plan"),
        about=about,
    )


def note_outcomes(
    round: Round, changed: Sequence[tuple[Application, Sequence[Placement], Sequence[Placement]]]
) -> None:  # fmt: skip
    """On the page of each choice: what was given up, and what came instead."""
    for application, ended, offers in changed:
        outcomes = Outcome.objects.filter(entry__round=round, entry__application=application)
        given = {offer.opening_id for offer in offers}
        gone = {placement.opening_id for placement in ended} - given
        for opening_ids, is_given, text in ((gone, False, GIVEN_UP), (given, True, GIVEN)):
            outcomes.filter(preference__opening__in=opening_ids).update(
                is_given=is_given,
                reason="placed" if is_given else "plan",
                detail={"reason": "placed" if is_given else "plan", "code": "repaired", "text": text},
            )


def _may_take_a_free_seat(application_id: UUID) -> bool:
    """Whoever keeps another placement of the same application takes none."""
    return Application.objects.filter(pk=application_id, state__in=MAY_TAKE_A_FREE_SEAT).exists()


def _reasons(ended: Sequence[Placement], reason: str) -> list[str]:
    closed = [
        _("“%(title)s” closes on days of %(dates)s: %(because)s")
        % {
            "title": placement.offering.title,
            "dates": written_period(placement.dates.first, placement.dates.last),
            "because": placement.ended_because,
        }
        for placement in ended
        if placement.state == PlacementState.CANCELLED
    ]
    if len(closed) == len(ended) and closed and reason != "wish":
        return closed
    return [*closed, str(TOLD_BECAUSE[reason])]
