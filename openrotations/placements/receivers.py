"""What this package does when a lower one announces something."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from openrotations.applications.models import Application, Window
from openrotations.applications.signals import application_withdrawn, window_leaves
from openrotations.catalogue.models import Offering, Opening
from openrotations.catalogue.signals import days_close, offering_changes, opening_enlarged
from openrotations.common.actors import Actor
from openrotations.common.periods import Period
from openrotations.common.refusals import Reason, refuse_if
from openrotations.hosts.models import Agreement, HostCoordinator, Licence, Preceptor
from openrotations.hosts.signals import agreement_ended, host_address_confirmed, licence_lapsed
from openrotations.people.models import Contact
from openrotations.people.signals import contact_leaves
from openrotations.placements import actions, rules
from openrotations.placements.actions.expiry import prepare_seats
from openrotations.placements.actions.lapses import tell_of_ended_agreement, tell_of_lapsed_licence
from openrotations.placements.models import Placement
from openrotations.placements.queries.hosts import waiting_to_be_asked
from openrotations.placements.queries.seats import is_offering_used, is_window_used, placements_on
from openrotations.placements.queries.waiting import frees_a_seat_for_others
from openrotations.placements.signals import placement_accepted, placement_completed, placement_ended


@receiver(application_withdrawn)
def free_what_was_held(sender: object, *, application: Application, by: Actor, now: datetime, **unused: Any) -> None:
    """A withdrawn application leaves its round, and its placements that have not begun end."""
    actions.leave_rounds(application, by=by, now=now)
    actions.cancel_all_of(application, because=_("The student withdrew the application."), by=by, now=now)


@receiver(window_leaves)
def keep_window_in_use(sender: object, *, window: Window, **unused: Any) -> None:
    """A window stays while a placement in it goes on, also when the application is withdrawn."""
    refuse_if(rules.why_not_lose_window(is_used=is_window_used(window)))


@receiver(offering_changes)
def keep_what_placements_say(sender: object, *, offering: Offering, fields: set[str], **unused: Any) -> None:
    """Who supervised, where, and whether it was hands-on stays as it was for everybody who was placed."""
    refuse_if(rules.why_not_change_offering(fields, is_used=is_offering_used(offering)))


@receiver(days_close)
def keep_days_that_are_taken(
    sender: object, *, opening: Opening, period: Period, now: datetime, **unused: Any
) -> list[Reason]:
    """While anybody has a seat on days of an opening, they are not closed. Locks as whoever gives a seat away."""
    prepare_seats([opening.offering_id], [], now=now)
    Opening.locked(opening.pk)
    names = [row.student.person.full_name for row in placements_on(opening, period, now)]
    return list(rules.why_not_close_days(names))


@receiver(host_address_confirmed)
def ask_what_waited(sender: object, *, contact: Contact, by: Actor, now: datetime, **unused: Any) -> None:
    """Once a coordinator can be written to, the site is asked about the placements that waited for it."""
    if isinstance(contact, HostCoordinator):
        for placement in waiting_to_be_asked(contact.site):
            actions.ask_host(placement, by=by, now=now)


@receiver(contact_leaves)
def wait_for_them_no_more(sender: object, *, contact: Contact, by: Actor, now: datetime, **unused: Any) -> None:
    """What a site's coordinator was asked waits for the office, which asks somebody else, once they leave."""
    if isinstance(contact, HostCoordinator):
        actions.take_host_questions_back(contact, by=by, now=now)


@receiver(placement_accepted)
def ask_school_to_approve(sender: object, *, placement: Placement, by: Actor, now: datetime, **unused: Any) -> None:
    """A school whose policy is to approve each placement is asked as soon as its student has said yes."""
    actions.ask_school_to_approve(placement, by=by, now=now)


@receiver(placement_completed)
def send_result_to_school(sender: object, *, placement: Placement, by: Actor, now: datetime, **unused: Any) -> None:
    """A school that gives credit is told that the result is there."""
    actions.send_result_to_school(placement, by=by, now=now)


@receiver(licence_lapsed)
def tell_who_lost_a_supervisor(
    sender: object, *, preceptor: Preceptor, licence: Licence, now: datetime, **unused: Any
) -> None:
    """The office reads which placements are without a supervisor now."""
    tell_of_lapsed_licence(preceptor, licence, now=now)


@receiver(agreement_ended)
def tell_who_lost_an_agreement(sender: object, *, agreement: Agreement, now: datetime, **unused: Any) -> None:
    """The office reads which placements no agreement covers any more."""
    tell_of_ended_agreement(agreement, now=now)


@receiver([placement_ended, placement_completed])
def answer_no_more(sender: object, *, placement: Placement, by: Actor, now: datetime, **unused: Any) -> None:
    """What the student still asked about a placement that is over needs no answer."""
    actions.lapse_requests(placement, by=by, now=now)


@receiver(placement_ended)
def pass_the_seat_on(sender: object, *, placement: Placement, **unused: Any) -> None:
    """Once this is committed, the freed seat is offered to the next in line."""
    from openrotations.placements.tasks import offer_freed_seats  # the tasks are loaded after the receivers

    if frees_a_seat_for_others(placement):
        offer_freed_seats.defer(opening_id=str(placement.opening_id))


@receiver(opening_enlarged)
def pass_new_seats_on(sender: object, *, opening: Opening, **unused: Any) -> None:
    """Once this is committed, the new seats are offered to those who wait."""
    from openrotations.placements.tasks import offer_freed_seats  # the tasks are loaded after the receivers

    offer_freed_seats.defer(opening_id=str(opening.pk))
