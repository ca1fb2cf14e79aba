"""Rows as pages want them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from openrotations.applications.models import Application, Preference, SchoolConfirmation, Window
from openrotations.applications.queries.facts import exempt_from_observing
from openrotations.applications.states import WindowState
from openrotations.catalogue import queries as catalogue
from openrotations.catalogue.queries import Fit
from openrotations.common.periods import Period
from openrotations.schools.models import Registrar, School, Student


@dataclass(frozen=True)
class Confirmations:
    """What was asked of a student's school: the open question, and the newest answer."""

    open: SchoolConfirmation | None
    answered: SchoolConfirmation | None


@dataclass(frozen=True)
class Offered:
    """Openings a student may still choose from: those that fit, and those that do not."""

    fitting: list[Fit]
    others: list[Fit]


def current_application(student: Student) -> Application | None:
    """The student's newest application, whatever its state."""
    return student.applications.order_by("-created_at").first()


def windows_of(student: Student) -> QuerySet[Window]:
    """All windows of a student in order of time."""
    return student.windows.order_by("period")


def stated_windows(student: Student) -> list[Window]:
    """The windows that wait for the school's answer, in order of time."""
    return list(windows_of(student).filter(state=WindowState.STATED))


def open_windows(student: Student) -> list[Period]:
    """The dates in which the student may be away."""
    return [window.dates for window in windows_of(student) if window.state == WindowState.APPROVED]


def choices_of(application: Application) -> QuerySet[Preference]:
    """The ranked choices with their offerings, best first."""
    return application.preferences.select_related("opening__offering__site", "opening__offering__preceptor").order_by(
        "rank"
    )


def chosen(application: Application, today: date) -> list[tuple[Preference, Fit]]:
    """Each choice, best first, with every reason why the student cannot have it.

    The choices are read once: the student may be changing them in another window.
    """
    choices, student = list(choices_of(application).prefetch_related("opening__closures")), application.student
    fits = catalogue.fits_of(
        [choice.opening for choice in choices],
        student,
        open_windows(student),
        today=today,
        weeks_wanted=application.weeks_wanted,
        may_take_part=student.pk in exempt_from_observing([student.pk]),
    )
    return list(zip(choices, fits, strict=True))


def offered_to(
    application: Application, *, today: date, specialty: str = "", state: str = "", participation: str = ""
) -> Offered:
    """The openings that lie ahead and are not on the list yet: those that fit, and the others with the reasons."""
    student = application.student
    listed = set(application.preferences.values_list("opening_id", flat=True))
    fits = [
        fit
        for fit in catalogue.openings_fitting(
            student,
            open_windows(student),
            today=today,
            weeks_wanted=application.weeks_wanted,
            may_take_part=student.pk in exempt_from_observing([student.pk]),
        )
        if fit.opening.pk not in listed
        and specialty in ("", fit.opening.offering.specialty)
        and state in ("", fit.opening.offering.site.state)
        and participation in ("", fit.opening.offering.participation)
    ]
    return Offered([fit for fit in fits if fit.fits], [fit for fit in fits if not fit.fits])


def confirmations_of(student: Student) -> Confirmations:
    """The open question to the student's school, and the newest answer."""
    asked = list(student.confirmations.select_related("registrar", "link").order_by("-asked_at"))
    return Confirmations(
        next((row for row in asked if row.answered_at is None), None),
        next((row for row in asked if row.answered_at), None),
    )


def known_registrars(school: School) -> QuerySet[Registrar]:
    """Registrars of a school whom a student may choose: those whose address staff have confirmed."""
    confirmed = school.registrars.exclude(address_confirmed_at=None).exclude(address_source="")
    return confirmed.exclude(email="").order_by("full_name")


def questions_left_behind(school: School) -> QuerySet[SchoolConfirmation]:
    """What students of the school asked somebody there who left before answering, oldest first."""
    found = SchoolConfirmation.objects.filter(answered_at=None, registrar__ended_at__isnull=False)
    found = found.filter(student__school=school, registrar__school=school)
    return found.select_related("registrar", "student__person", "student__school").order_by("asked_at", "pk")


def applications_like(text: str = "", state: str = "", status: str = "") -> QuerySet[Application]:
    """Applications for the office, those handed in last first; drafts only when asked for."""
    found = Application.objects.select_related("student__person", "student__school").annotate(
        choice_count=Count("preferences")
    )
    if text:
        person = Q(student__person__full_name__icontains=text) | Q(student__person__email__icontains=text)
        found = found.filter(person | Q(student__school__name__icontains=text))
    if status:
        found = found.filter(student__status=status)
    found = found.filter(state=state) if state else found.exclude(state="draft")
    return found.order_by("-submitted_at", "-created_at")
