"""Whose health, background and identity papers nobody needs any more, as docs/data-retention.yaml promises."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from openrotations.applications.models import Application
from openrotations.applications.states import OVER, ApplicationState
from openrotations.common.clocks import day_at
from openrotations.documents.kinds import paper_kinds
from openrotations.documents.models import Document
from openrotations.documents.states import DocumentState
from openrotations.office.queries import programme_or_none
from openrotations.people.models import Person
from openrotations.placements.models import Placement
from openrotations.placements.states import ENDED_EARLY, HOLDING, PlacementState
from openrotations.schools.models import Student

KEPT_FOR = timedelta(days=90)
# Of somebody who never came: no rotation ends from which to count, so it counts from the day the paper came.
KEPT_WITHOUT_ROTATION = timedelta(days=365)
_TOOK_PLACE = Q(state=PlacementState.COMPLETED) | Q(state__in=ENDED_EARLY, arrived_at__isnull=False)
_CLOSED = (*OVER, ApplicationState.NOT_ELIGIBLE)


def people_whose_papers_go(now: datetime) -> QuerySet[Person]:
    """Who has no rotation since 90 days nor one to come, applies for none, and still has such papers.

    Of those who never had one: who sent such a paper more than a year ago. Days are those of the office's calendar.
    """
    programme = programme_or_none()
    ended_by = day_at(programme.time_zone if programme else "UTC", now) - KEPT_FOR
    own = Placement.objects.filter(student__person=OuterRef("pk"))
    ahead = set(HOLDING) - {PlacementState.COMPLETED}
    not_over = (
        Q(state__in=ahead)
        | Q(state=PlacementState.COMPLETED, period__endswith__gt=ended_by + timedelta(days=1))  # the end is excluded
        | Q(state__in=ENDED_EARLY, ended_at__gt=now - KEPT_FOR)
    )
    applying = Application.objects.filter(student__person=OuterRef("pk")).exclude(state__in=_CLOSED)
    papers = papers_that_go(now).filter(person=OuterRef("pk"))
    old = papers.filter(uploaded_at__lte=now - KEPT_WITHOUT_ROTATION)
    students = Student.objects.filter(person=OuterRef("pk"))
    came = Exists(papers) & Exists(own.filter(_TOOK_PLACE))
    never_came = Exists(old) & Exists(students) & ~Exists(own.filter(_TOOK_PLACE))
    rows = Person.objects.filter(came | never_came)
    return rows.filter(~Exists(own.filter(not_over)), ~Exists(applying)).order_by("pk")


def has_been_here(person: Person) -> bool:
    """Whether a rotation of this student took place."""
    return Placement.objects.filter(_TOOK_PLACE, student__person=person).exists()


def papers_going(person: Person, now: datetime) -> QuerySet[Document]:
    """Which papers of one of `people_whose_papers_go` go."""
    rows = papers_that_go(now).filter(person=person)
    return rows if has_been_here(person) else rows.filter(uploaded_at__lte=now - KEPT_WITHOUT_ROTATION)


def papers_that_go(now: datetime) -> QuerySet[Document]:
    """Papers of health, background and identity that did not come within the 90 days; whoever sends one may return."""
    rows = Document.objects.filter(kind__in=_kinds(), uploaded_at__lte=now - KEPT_FOR)
    return rows.exclude(state=DocumentState.DELETED).order_by("uploaded_at", "pk")


def _kinds() -> Collection[str]:
    return [kind.key for kind in paper_kinds().values() if kind.goes_after_rotations]
