"""Doors for students, one for each stage at which there is something to see."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState
from openrotations.consents.queries import in_force, students_about
from openrotations.desk.demo.doors import Door, Found, Landing
from openrotations.evaluations.models import Evaluation
from openrotations.letters.states import LetterState
from openrotations.people.models import Person
from openrotations.placements.models import Placement, Round
from openrotations.placements.states import PlacementState
from openrotations.records.states import RecordState

type Find = Callable[[datetime], Found | None]


def no_profile(now: datetime) -> Found | None:
    """Somebody who has signed up and said nothing yet."""
    nobody_else = Person.objects.filter(
        student=None, staff_roles=None, registrar=None, hostcoordinator=None, preceptor=None
    )
    person = nobody_else.filter(is_active=True).exclude(full_name="").order_by("created_at", "pk").first()
    return _as(person, reverse("desk:home"), _("no profile yet"), "neutral") if person else None


def choosing(now: datetime) -> Found | None:
    """A student who is still choosing, with windows that the school has approved."""
    rows = Application.objects.filter(state=ApplicationState.DRAFT, preferences__isnull=False)
    row = rows.select_related("student__person").distinct().order_by("created_at", "pk").first()
    return _as(row.student.person, reverse("applications:choices"), row.get_state_display(), "neutral") if row else None


def without_a_place(now: datetime) -> Found | None:
    """A student on the waiting list, who may take a seat that is free."""
    rows = Application.objects.filter(state__in=[ApplicationState.WAITING, ApplicationState.ELIGIBLE])
    row = rows.select_related("student__person").order_by("-state", "created_at", "pk").first()
    return _as(row.student.person, reverse("desk:today"), row.get_state_display(), "soon") if row else None


def offered(now: datetime) -> Found | None:
    """A student who has an offer to answer."""
    rows = _placements(PlacementState.OFFERED).filter(held_until__gt=now)
    return _at(rows.order_by("-held_until", "pk").first(), "placements:offer", "neutral")


def with_a_plan(now: datetime) -> Found | None:
    """A student who has a plan of several rotations to answer."""
    rows = _placements(PlacementState.OFFERED).filter(held_until__gt=now, round__kind=Round.Kind.COHORT)
    several = rows.values("application").annotate(n=Count("pk")).filter(n__gt=1).values("application")
    row = rows.filter(application__in=several).first() or rows.first()
    if row is None:
        return None
    return _as(row.student.person, reverse("placements:plan", args=[row.round_id]), row.get_state_display(), "neutral")


def accepted(now: datetime) -> Found | None:
    """A student who waits for the host."""
    return _at(_placements(PlacementState.ACCEPTED).exclude(host_link=None).first(), "desk:placement", "soon")


def with_tasks(now: datetime) -> Found | None:
    """A student with tasks before day one."""
    rows = _placements(PlacementState.CONFIRMED).filter(tasks__who="student", tasks__stated_at=None).distinct()
    return _at(rows.first(), "desk:placement", "neutral")


def running(now: datetime) -> Found | None:
    """A student on a rotation; one with a mid-point evaluation to read, where there is one."""
    rows = _placements(PlacementState.ACTIVE)
    read = rows.filter(evaluations__author=Evaluation.Author.PRECEPTOR, evaluations__state="submitted")
    return _at(read.distinct().first() or rows.first(), "desk:placement", "done")


def completed(now: datetime) -> Found | None:
    """A student who has it all: a record in force and a signed letter, one that they may read if there is one."""
    signed = [LetterState.SIGNED, LetterState.HANDED_OVER]
    rows = _placements(PlacementState.COMPLETED).filter(
        letter_requests__state__in=signed, student__records__state=RecordState.ISSUED
    )
    row = rows.order_by("letter_requests__is_waived", "pk").first()
    return _as(row.student.person, reverse("records:mine"), row.get_state_display(), "done") if row else None


def something_to_read(now: datetime) -> Found | None:
    """A student who has not accepted the newest wording of a text."""
    texts = in_force(now.date())
    rows = [students_about(text, "missing").first() for text in texts.values() if text.is_condition]
    row = next((student for student in rows if student), None)
    return _as(row.person, reverse("consents:mine"), _("new version"), "soon") if row else None


def _placements(state: str) -> QuerySet[Placement]:
    return Placement.objects.filter(state=state).select_related("student__person").order_by("period", "pk")


def _at(placement: Placement | None, page: str, kind: str) -> Found | None:
    if placement is None:
        return None
    url = reverse(page, args=[placement.pk])
    return _as(placement.student.person, url, placement.get_state_display(), kind)


def _as(person: Person, url: str, state: object, kind: str) -> Found:
    return Found(person.full_name, str(state), kind, lambda now: Landing(url, person))


DOORS = (
    Door("new-student", _("Just signed up"), _("You answer a few questions: school, status, goal."), no_profile),
    Door("choosing", _("Choosing"), _("Your windows are approved. You rank rotations and hand in."), choosing),
    Door("waiting", _("No place yet"), _("You wait for the next round, or take a seat that is free."), without_a_place),
    Door("offered", _("An offer is open"), _("A seat is held for you. Accept it or decline it."), offered),
    Door("plan", _("A plan is open"), _("Several rotations, one after the other. Accept all or a part."), with_a_plan),
    Door("accepted", _("Waiting for the host"), _("You accepted. The page says who has to act by when."), accepted),
    Door("tasks", _("Before day one"), _("The host said yes. Do the tasks that day one needs."), with_tasks),
    Door("running", _("On a rotation"), _("You report days, ask for signatures, read evaluations."), running),
    Door("completed", _("Completed"), _("Your record can be verified, and your letter is signed."), completed),
    Door(
        "new-text",
        _("New words to accept"),
        _("The privacy notice changed. Read what, and accept it."),
        something_to_read,
    ),
)
