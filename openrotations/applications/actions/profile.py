"""What a student says about themselves, and when they can come."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NotRequired, TypedDict

from django.db import transaction

from openrotations.applications import rules
from openrotations.applications.actions.background import tell_background
from openrotations.applications.actions.choices import save_request
from openrotations.applications.actions.requests import start_application
from openrotations.applications.models import Application, Window
from openrotations.applications.signals import window_leaves
from openrotations.applications.states import OVER, WINDOW_MOVES, WindowState
from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.periods import Period
from openrotations.common.refusals import refuse_if
from openrotations.consents.actions import accept_with_profile
from openrotations.people import actions as people
from openrotations.people.models import Contact, Person
from openrotations.schools import actions as schools
from openrotations.schools.models import School, Student
from openrotations.schools.queries import school_named, student_of


class Profile(TypedDict):
    """A student's profile. `school` is a School, or name, country and city of one that is not in the list."""

    full_name: str
    passport_name: NotRequired[str]
    school: School | dict[str, str]
    status: str
    citizenship: str
    graduation_on: date
    goal: str


class Told(TypedDict):
    """What was said beyond the profile: fields of a `Background` by name, and the weeks wanted in all."""

    background: dict[str, Any]
    weeks_wanted: int | None


@transaction.atomic
def state_profile(
    person: Person,
    profile: Profile,
    *,
    accepted: Collection[str] = (),
    told: Told | None = None,
    by: Actor,
    now: datetime,
) -> Student:
    """Save a student's profile and make sure there is an application to fill in.

    `accepted` are the ids of the texts that stood beside the button and are accepted with it; `told` is what a new
    student said before.

    Refused when an application that was handed in rests on what would change; the name and the goal may
    always change. With another status or another school, whoever is asked about the windows changes too:
    what the first school approved says nothing about what the second one would.
    """
    before = student_of(person)
    school = _school(profile["school"], by=by, now=now)
    names = ("status", "citizenship", "graduation_on", "goal")
    values = {"school": school, **{name: profile[name] for name in names}}  # type: ignore[literal-required]
    if before and any(getattr(before, name) != value for name, value in values.items() if name != "goal"):
        refuse_if(rules.why_not_change_facts(states=before.applications.values_list("state", flat=True)))
    known = {"full_name": person.full_name, "passport_name": person.passport_name}
    named = {name: profile.get(name, known[name]) for name in known}
    if named != known:
        people.change_person(person, named, by=by, now=now)
    student = schools.state_student(person, values, by=by, now=now)
    if before and (before.status, before.school_id) != (student.status, student.school_id):
        _state_windows_anew(student, by=by, now=now)
    if before and before.school_id != student.school_id:
        schools.drop_unshared_school(before.school, by=by, now=now)
    if not student.applications.exclude(state__in=OVER).exists() and before is None:
        _take_along(start_application(student, by=by, now=now), told, by=by, now=now)
    accept_with_profile(person, accepted, by=by, now=now)
    return student


@transaction.atomic
def add_window(student: Student, period: Period, *, by: Actor, now: datetime) -> Window:
    """State dates in which the student can come. An enrolled student's school approves them; a graduate's are open."""
    student = Student.locked(student.pk)
    others = student.windows.exclude(state=WindowState.REFUSED)
    refuse_if(
        rules.why_not_add_window(
            period=period,
            overlaps=others.filter(period__overlap=period.stored).exists(),
            count=others.count(),
            today=now.date(),
        )
    )
    window = Window.objects.create(student=student, period=period.stored)
    record("add_window", window, by=by, now=now, student=str(student.pk))
    _open_to_graduate(window, student, by=by, now=now)
    return window


@transaction.atomic
def remove_window(window: Window, *, by: Actor, now: datetime) -> None:
    """Take a window back. Refused while an application that was handed in may rest on it."""
    window = Window.locked(window.pk)
    states = window.student.applications.values_list("state", flat=True)
    refuse_if(rules.why_not_change_facts(states=states))
    window_leaves.send(Window, window=window, by=by, now=now)
    record("remove_window", window, by=by, now=now, student=str(window.student_id), state=window.state)
    window.delete()


def _school(stated: School | dict[str, str], *, by: Actor, now: datetime) -> School:
    if isinstance(stated, School):
        return stated
    known = school_named(stated["name"], stated["country"])
    return known or schools.add_school(dict(stated), supplied_by=Contact.SuppliedBy.STUDENT, by=by, now=now)


def _take_along(application: Application, told: Told | None, *, by: Actor, now: datetime) -> None:
    """What a new student said before there was a profile."""
    if told and told["background"]:
        tell_background(application.student, told["background"], by=by, now=now)
    if told and told["weeks_wanted"]:
        save_request(application, weeks_wanted=told["weeks_wanted"], note="", by=by, now=now)


def _open_to_graduate(window: Window, student: Student, *, by: Actor, now: datetime) -> None:
    # No curriculum binds a graduate, so there is nobody to ask.
    if student.status == Student.Status.GRADUATE:
        WINDOW_MOVES.move(window, WindowState.APPROVED, answered_at=now)
        record("open_window", window, by=by, now=now, because="graduate")


def _state_windows_anew(student: Student, *, by: Actor, now: datetime) -> None:
    for window in student.windows.exclude(state=WindowState.REFUSED):
        dates = window.dates
        window_leaves.send(Window, window=window, by=by, now=now)
        record("remove_window", window, by=by, now=now, student=str(student.pk), state=window.state)
        window.delete()
        fresh = Window.objects.create(student=student, period=dates.stored)
        record("add_window", fresh, by=by, now=now, student=str(student.pk))
        _open_to_graduate(fresh, student, by=by, now=now)
