"""Asking the host about an accepted placement."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.clocks import day_at
from openrotations.common.periods import add_working_days
from openrotations.common.refusals import refuse_if
from openrotations.hosts.models import HostCoordinator
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.notifications.rendering import link_path
from openrotations.office.queries import the_programme
from openrotations.people.actions import issue_link
from openrotations.placements import rules
from openrotations.placements.actions.steps import lock_applications, locked_placement, mail_words
from openrotations.placements.models import Placement
from openrotations.placements.queries.hosts import reachable_coordinator, waiting_for
from openrotations.placements.states import PlacementState

# What is noted of a question to a host, all of it empty while nobody is asked.
_QUESTION = (
    "host_asked_at", "host_due_on", "host_release_on", "host_link", "office_warned_at", "student_warned_at",
)  # fmt: skip


@transaction.atomic
def ask_host(placement: Placement, *, by: Actor, now: datetime) -> None:
    """Send the site's coordinator a link to answer, with the days that the office allows, on the site's calendar.

    Asking again makes a fresh link and starts the days anew. Refused while no address is confirmed.
    """
    placement = locked_placement(placement)
    site, programme = placement.offering.site, the_programme()
    coordinator = reachable_coordinator(site)
    refuse_if(rules.why_not_ask_host(state=placement.state, is_reachable=coordinator is not None))
    assert coordinator is not None  # refused above otherwise
    today = day_at(site.time_zone, now)
    due_on = add_working_days(today, programme.host_answer_days)
    release_on = add_working_days(today, programme.host_release_days)
    link = issue_link(
        coordinator, purpose="host-answer", subject_id=placement.pk, not_for=placement.student.person,
        days=(release_on - today).days + 1, by=by, now=now,
    )  # fmt: skip
    changes = {
        "host_asked_at": now, "host_due_on": due_on, "host_release_on": release_on, "host_link": link,
        "office_warned_at": None, "student_warned_at": None,
    }  # fmt: skip
    for name, value in changes.items():
        setattr(placement, name, value)
    placement.save(update_fields=list(changes))
    record("ask_host", placement, by=by, now=now, link=str(link.pk), due_on=due_on, release_on=release_on)
    queue_message(
        "placements/mail/host_question.txt",
        Recipient.of_contact(coordinator),
        context=mail_words(placement),
        now=now,
        path=link_path("placements:host_answer"),
        label=_("Answer"),
        link=link,
        about=placement,
    )


@transaction.atomic
def take_host_questions_back(coordinator: HostCoordinator, *, by: Actor, now: datetime) -> int:
    """Wait for this coordinator's answers no more, since they left; returns how many. The seats stay held.

    The office has to ask somebody else, and the days in which the site answers begin anew then.
    """
    found = list(waiting_for(coordinator))
    lock_applications([each.application_id for each in found])
    placements = [locked_placement(each) for each in found]
    still = [each for each in placements if each.state == PlacementState.ACCEPTED and _waits_for(each, coordinator)]
    for placement in still:
        for name in _QUESTION:
            setattr(placement, name, None)
        placement.save(update_fields=_QUESTION)
        record("take_host_question_back", placement, by=by, now=now, coordinator=str(coordinator.pk))
    return len(still)


def _waits_for(placement: Placement, coordinator: HostCoordinator) -> bool:
    return placement.host_link is not None and placement.host_link.holder_id == coordinator.pk
