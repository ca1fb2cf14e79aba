"""Deleting papers that nobody needs any more, some time after a student's last rotation."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openrotations.common.actors import PROGRAM, Actor
from openrotations.documents.actions import delete_document
from openrotations.documents.kinds import kind_title
from openrotations.documents.models import Document
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.onboarding.queries.retention import has_been_here, papers_going, people_whose_papers_go
from openrotations.people.models import Person
from openrotations.schools.models import Student


def delete_old_papers(*, by: Actor = PROGRAM, now: datetime) -> int:
    """Delete health, background and identity papers that nobody needs any more; returns how many."""
    return sum(len(delete_papers_of(person, by=by, now=now)) for person in people_whose_papers_go(now))


@transaction.atomic
def delete_papers_of(person: Person, *, by: Actor, now: datetime) -> list[Document]:
    """The same for one student, who is told once; empty where a rotation or an application came meanwhile."""
    Student.locked(Student.objects.values_list("pk", flat=True).get(person=person))
    if not people_whose_papers_go(now).filter(pk=person.pk).exists():
        return []
    gone = [delete_document(paper, by=by, now=now) for paper in papers_going(person, now)]
    queue_message(
        "onboarding/mail/papers_deleted.txt",
        Recipient.of_person(person),
        context={"papers": sorted({kind_title(paper.kind) for paper in gone}), "has_been": has_been_here(person)},
        now=now,
        path=reverse("documents:mine"),
        label=_("See your papers"),
    )
    return gone
