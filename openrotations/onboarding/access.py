"""Who reaches which placement and task before day one."""

from uuid import UUID

from django.http import Http404

from openrotations.onboarding.models import Task
from openrotations.onboarding.queries import JUDGED
from openrotations.people.access import is_office
from openrotations.people.models import Person
from openrotations.placements.models import Placement

_WITH = ("student__person", "offering__site", "offering__preceptor", "supervised_by", "confirmed_by", "host_link")


def own_placement(person: Person, placement_id: UUID) -> Placement:
    """The student's own placement. Raises Http404 for somebody else's and for none alike."""
    found = Placement.objects.filter(student__person=person, pk=placement_id).select_related(*_WITH).first()
    if found is None:
        raise Http404
    return found


def readable_placement(person: Person, placement_id: UUID) -> Placement:
    """A placement that this person may read: their own, or any for the office. Raises Http404."""
    if not is_office(person):
        return own_placement(person, placement_id)
    found = Placement.objects.filter(pk=placement_id).select_related(*_WITH).first()
    if found is None:
        raise Http404
    return found


def confirmed_placement(person: Person, placement_id: UUID) -> Placement:
    """A placement that this person may read and that a host has said yes to. Raises Http404."""
    found = readable_placement(person, placement_id)
    if found.state not in JUDGED:
        raise Http404
    return found


def own_task(person: Person, task_id: UUID) -> Task:
    """A task of the student's own placement. Raises Http404."""
    return _one(Task.objects.filter(placement__student__person=person, pk=task_id).first())


def office_task(task_id: UUID) -> Task:
    """Any task, for the office. Raises Http404."""
    return _one(Task.objects.filter(pk=task_id).first())


def _one(task: Task | None) -> Task:
    if task is None:
        raise Http404
    return task
