"""What this package does when placements, papers and requirements change."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from django.dispatch import receiver

from openrotations.applications.signals import facts_told
from openrotations.catalogue.models import Offering
from openrotations.catalogue.signals import entry_conditions_changed, requirements_changed
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.documents.models import Document
from openrotations.documents.signals import (
    document_accepted,
    document_expired,
    document_refused,
    document_reopened,
    document_uploaded,
    document_withdrawn,
)
from openrotations.hosts.models import Site
from openrotations.hosts.signals import site_facts_changed
from openrotations.office.signals import policies_changed
from openrotations.onboarding import actions, queries, rules
from openrotations.people.models import Person
from openrotations.placements.models import Placement
from openrotations.placements.queries.approvals import approval_gap
from openrotations.placements.queries.lapses import supervision_gap
from openrotations.placements.signals import (
    placement_cleared,
    placement_confirmed,
    placement_dates_changed,
    placement_started,
    school_answered,
    supervisor_named,
)
from openrotations.placements.states import PlacementState
from openrotations.rulebook.models import RuleChange
from openrotations.rulebook.signals import rule_change_approved
from openrotations.schools.models import School, Student
from openrotations.schools.signals import school_facts_changed, student_noted

MOST_AT_ONCE = 20
"""Placements whose tasks change within the request that changes what is asked for; of more, the worker does it."""


@receiver(placement_confirmed)
def make_tasks(sender: object, *, placement: Placement, by: Actor, now: datetime, **unused: Any) -> None:
    """The host said yes: now there are tasks."""
    actions.create_tasks(placement, by=by, now=now)


@receiver([placement_cleared, placement_started])
def refuse_without_papers(sender: object, *, placement: Placement, now: datetime, **unused: Any) -> None:
    """Nobody is cleared, or starts, without the school's word or a paper through the last day, or against a rule."""
    against = queries.rules_against(placement, today=now.date())
    refuse_if(
        [
            *rules.why_not_on_site(queries.lacking(placement)),
            *approval_gap(placement),
            *supervision_gap(placement, now.date()),
            *rules.why_not_against_rules(against),
        ]
    )


@receiver(supervisor_named)
def settle_with_supervisor(sender: object, *, placement: Placement, by: Actor, now: datetime, **unused: Any) -> None:
    """Somebody else supervises: what waited for that goes on."""
    actions.settle_clearance_of(placement, by=by, now=now)


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


@receiver(document_withdrawn)
def note_withdrawn_paper(
    sender: object, *, person: Person, kind: str, by: Actor, now: datetime, **unused: Any
) -> None:  # fmt: skip
    """A student took a paper back: its placements are judged anew, and the office is told of those that ask for it."""
    actions.note_withdrawn_paper(person, kind, by=by, now=now)


@receiver(school_answered)
def settle_with_the_school(sender: object, *, placement: Placement, by: Actor, now: datetime, **unused: Any) -> None:
    """The school's word may be the last thing that was missing."""
    actions.settle_clearance_of(placement, by=by, now=now)


@receiver([facts_told, student_noted])
def settle_with_new_facts(sender: object, *, student: Student, by: Actor, now: datetime, **unused: Any) -> None:
    """A student, or the school about one, told something that rules ask."""
    actions.settle_clearances_of(student, by=by, now=now)


@receiver(school_facts_changed)
def settle_at_school(sender: object, *, school: School, **unused: Any) -> None:
    """Something is known of a school: the worker asks the rules about its students, off this transaction's locks."""
    from openrotations.onboarding.tasks import settle_clearances  # the task module imports what this one does

    settle_clearances.defer(school_id=str(school.pk))


@receiver(site_facts_changed)
def settle_at_site(sender: object, *, site: Site, **unused: Any) -> None:
    """Something is known of a site: the same for everybody who is to start there, and for whom its state counts."""
    from openrotations.onboarding.tasks import settle_clearances  # the task module imports what this one does

    settle_clearances.defer(site_id=str(site.pk))


@receiver(entry_conditions_changed)
def settle_in_offering(sender: object, *, offering: Offering, **unused: Any) -> None:
    """A host asks for something else before applying: the same for everybody who is to start there."""
    from openrotations.onboarding.tasks import settle_clearances  # the task module imports what this one does

    settle_clearances.defer(offering_id=str(offering.pk))


@receiver(policies_changed)
def settle_under_new_policies(sender: object, **unused: Any) -> None:
    """The office decides something else for all: the worker asks the rules about everybody who is to start."""
    from openrotations.onboarding.tasks import settle_clearances  # the task module imports what this one does

    settle_clearances.defer()


@receiver(rule_change_approved)
def settle_under_new_rule(sender: object, *, change: RuleChange, now: datetime, **unused: Any) -> None:
    """A rule changes: the worker asks anew as soon as the change counts."""
    from openrotations.onboarding.tasks import settle_clearances  # the task module imports what this one does

    counts_from = datetime.combine(change.effective_on, time.min, UTC)
    job = settle_clearances.configure(schedule_at=counts_from) if counts_from > now else settle_clearances
    job.defer()


@receiver(requirements_changed)
def plan_tasks_again(
    sender: object, *, offerings: Sequence[Offering], by: Actor, now: datetime, **unused: Any
) -> None:  # fmt: skip
    """Something else is asked for: tasks that are still open change with it, those of many placements by the worker."""
    from openrotations.onboarding.tasks import plan_tasks_again as plan_by_worker  # it imports what this one does

    if queries.placements_ahead_in(offerings).count() <= MOST_AT_ONCE:
        actions.plan_again(offerings, by=by, now=now)
    else:
        plan_by_worker.defer(offering_ids=[str(offering.pk) for offering in offerings])
