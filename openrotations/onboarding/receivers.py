"""What this package does when placements, papers and requirements change."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from openrotations.catalogue.models import Offering
from openrotations.catalogue.signals import requirements_changed
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.documents.models import Document
from openrotations.documents.signals import (
    document_accepted,
    document_expired,
    document_refused,
    document_reopened,
    document_uploaded,
)
from openrotations.onboarding import actions, queries, rules
from openrotations.placements.models import Placement
from openrotations.placements.queries.approvals import approval_gap
from openrotations.placements.signals import (
    placement_cleared,
    placement_confirmed,
    placement_dates_changed,
    placement_started,
    school_answered,
)
from openrotations.placements.states import PlacementState


@receiver(placement_confirmed)
def make_tasks(sender: object, *, placement: Placement, by: Actor, now: datetime, **unused: Any) -> None:
    """The host said yes: now there are tasks."""
    actions.create_tasks(placement, by=by, now=now)


@receiver([placement_cleared, placement_started])
def refuse_without_papers(sender: object, *, placement: Placement, **unused: Any) -> None:
    """Nobody is cleared, or starts, without the school's word or a paper through the last day: who tries is refused."""
    refuse_if([*rules.why_not_on_site(queries.lacking(placement)), *approval_gap(placement)])


@receiver(placement_dates_changed)
def judge_new_dates(sender: object, *, placement: Placement, by: Actor, now: datetime, **unused: Any) -> None:
    """Other dates, other last day. A running rotation gets no longer than its papers hold."""
    if placement.state == PlacementState.ACTIVE:
        refuse_if(rules.why_not_on_site(queries.lacking(placement)))
        actions.judge_tasks(placement, by=by, now=now)
    else:
        actions.plan_papers_again(placement, by=by, now=now)


@receiver([document_uploaded, document_accepted, document_refused, document_expired, document_reopened])
def judge_papers(sender: object, *, document: Document, by: Actor, now: datetime, **unused: Any) -> None:
    """A paper came or went: every placement of this person that asks for one is judged anew."""
    actions.judge_papers_of(document.person, document.kind, by=by, now=now)


@receiver(school_answered)
def settle_with_the_school(sender: object, *, placement: Placement, by: Actor, now: datetime, **unused: Any) -> None:
    """The school's word may be the last thing that was missing."""
    actions.settle_clearance_of(placement, by=by, now=now)


@receiver(requirements_changed)
def plan_tasks_again(
    sender: object, *, offerings: Sequence[Offering], by: Actor, now: datetime, **unused: Any
) -> None:  # fmt: skip
    """Something else is asked for: tasks that are still open change with it."""
    actions.plan_again(offerings, by=by, now=now)
