"""Who reaches which row on the desk's pages."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404

from openrotations.hosts.models import HostCoordinator, Preceptor
from openrotations.notifications.models import Message
from openrotations.people.access import is_office
from openrotations.people.models import Person, SignedLink, StaffRole
from openrotations.placements.models import Placement
from openrotations.schools.models import Student

_PLACEMENTS = Placement.objects.select_related(
    "student__person", "student__school", "offering__site", "offering__preceptor", "opening", "thread", "application",
    "supervised_by",
)  # fmt: skip


def placement_and_side(person: Person, placement_id: UUID) -> tuple[Placement, str]:
    """The placement and the side it is seen from: `student` for its own student, `office` for staff. Else 404."""
    placement = get_object_or_404(_PLACEMENTS, pk=placement_id)
    if is_office(person):
        return placement, "office"
    if placement.student.person_id == person.pk:
        return placement, "student"
    raise Http404


def placement_of_link(link: SignedLink) -> tuple[Placement, str, str]:
    """The placement a host's link is for, the side (`host` or `preceptor`) and the holder's name.

    404 when the holder has nothing to do with the placement any more.
    """
    placement = get_object_or_404(_PLACEMENTS, pk=link.subject_id)
    if link.holder_kind == Preceptor._meta.model_name and link.holder_id == placement.supervisor.pk:
        return placement, "preceptor", placement.supervisor.full_name
    coordinator = HostCoordinator.objects.filter(pk=link.holder_id, site=placement.offering.site).first()
    if coordinator is None:
        raise Http404
    return placement, "host", coordinator.full_name


def own_student(person: Person) -> Student | None:
    """The person's own student row, or None while there is no profile."""
    return Student.objects.select_related("person", "school").filter(person=person).first()


def student_for_office(student_id: UUID) -> Student:
    """Any student, for staff."""
    return get_object_or_404(Student.objects.select_related("person", "school"), pk=student_id)


def message_for_office(message_id: UUID) -> Message:
    """Any message of the outbox, for staff."""
    return get_object_or_404(Message.objects.select_related("link", "to_person"), pk=message_id)


def may_open_link(message: Message, now: datetime) -> bool:
    """Whether staff may use the message's signed link: in the demo, where they play every side, while it works."""
    return settings.DEMO and message.link is not None and message.link.works_at(now)


def role_for_director(role_id: UUID) -> StaffRole:
    """Any role of the office, for directors."""
    return get_object_or_404(StaffRole.objects.select_related("person"), pk=role_id)
