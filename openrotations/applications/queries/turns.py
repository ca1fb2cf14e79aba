"""Whose turn it is in applications: of one student, and for the office."""

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.applications.models import Application, SchoolConfirmation
from openrotations.applications.queries.eligibility import missing_for_submission
from openrotations.applications.queries.lists import confirmations_of, current_application, windows_of
from openrotations.applications.states import EDITABLE, ApplicationState, WindowState
from openrotations.common.turns import Need, Turn
from openrotations.consents.queries import owed_by
from openrotations.people.models import Contact
from openrotations.schools.models import School, Student

SILENCE = timedelta(days=7)


def turns_for_student(student: Student, now: datetime) -> list[Turn]:
    """Everything that somebody has to do before the student's application can be decided."""
    application = current_application(student)
    found = [*_turns_about_texts(student, now), *_turns_about_school(student)]
    if application is None:
        return found
    since = (application.decided_at or application.created_at).date()
    if application.state == ApplicationState.SUBMITTED:
        at = (application.submitted_at or application.created_at).date()
        found.append(_theirs("decide", "office", _("The office checks your application."), at))
    elif application.state == ApplicationState.RETURNED:
        found.insert(0, _own("returned", _("The office sent your application back. Read what to change."), since))
    elif application.state in _told_while_waiting():
        found.append(_theirs(application.state, "office", _told_while_waiting()[application.state], since))
    elif application.state in EDITABLE:
        mine = [
            finding for finding in missing_for_submission(application, today=now.date()) if finding.who == "student"
        ]
        if not mine and not found:
            found.append(_own("submit", _("Your application is complete. Hand it in."), since))
        elif mine:
            found.append(_own("complete", _("Your application is not complete. See what is missing."), since))
    return found


def office_needs(now: datetime) -> list[Need]:
    """What waits for the office: applications, addresses, schools, and schools that do not answer."""
    return [*_undecided(), *_unreachable_registrars(), *_unknown_schools(), *_silent_schools(now)]


def _told_while_waiting() -> dict[str, str]:
    """What a student reads while the application is with the office."""
    return {
        ApplicationState.ELIGIBLE: _("You are eligible. The office takes you into the next round."),
        ApplicationState.IN_ROUND: _("You are in a round. You get the result by mail."),
        ApplicationState.WAITING: _("You are on the waiting list. The office looks for a seat that fits."),
    }


# These turns are shown to the student alone: nothing is told of the student, and nothing is asked of the others.
def _own(code: str, sentence: str, since: date, url: str = "", label: str = "") -> Turn:
    url, label = url or reverse("applications:show"), label or _("My application")
    return Turn(code, "student", sentence, "", since, None, url, label)


def _theirs(code: str, who: str, told: str, since: date) -> Turn:
    return Turn(code, who, "", told, since)


def _turns_about_texts(student: Student, now: datetime) -> list[Turn]:
    owed = owed_by(student.person_id, now.date())
    if not owed:
        return []
    since, url = max(version.holds_from for version in owed), reverse("consents:mine")
    return [_own("accept-texts", _("Read and accept what the programme asks."), since, url, _("Read it"))]


def _turns_about_school(student: Student) -> list[Turn]:
    asked = confirmations_of(student).open
    if asked and asked.registrar.has_left:
        url, text = (
            reverse("applications:registrar"),
            _("Whom you named left the school. Say who else can answer."),
        )
        return [_own("ask-school", text, asked.asked_at.date(), url, _("Ask my school"))]
    if asked and asked.link_id is None:
        told = _("The office checks your registrar's address.")
        return [_theirs("address", "office", told, asked.asked_at.date())]
    if asked:
        told = _("Your school confirms your enrolment and windows.")
        return [_theirs("school", "registrar", told, asked.asked_at.date())]
    windows = list(windows_of(student))
    if not windows:
        url, text = reverse("applications:windows"), _("Say when you can come.")
        return [_own("windows", text, student.created_at.date(), url, _("My windows"))]
    is_stated = any(window.state == WindowState.STATED for window in windows)
    if student.enrolment != Student.Enrolment.CONFIRMED or is_stated:
        url, text = reverse("applications:registrar"), _("Tell us who at your school can confirm it.")
        return [_own("ask-school", text, windows[-1].created_at.date(), url, _("Ask my school"))]
    return []


def _undecided() -> list[Need]:
    found = Application.objects.filter(state=ApplicationState.SUBMITTED).select_related("student__person")
    return [
        Need(
            "decide-application",
            _("Check an application"),
            str(row.student.person),
            (row.submitted_at or row.created_at).date(),
            reverse("applications:application", args=[row.pk]),
        )
        for row in found.order_by("submitted_at")
    ]


def _unreachable_registrars() -> list[Need]:
    """Registrars who were asked and cannot be written to: their address is not confirmed, or they left."""
    found = SchoolConfirmation.objects.filter(answered_at=None, registrar__address_confirmed_at=None)
    rows = list(found.select_related("registrar", "student__school", "student__person").order_by("asked_at"))
    first = {row.registrar_id: row for row in reversed(rows) if not row.registrar.has_left}
    left = [row for row in rows if row.registrar.has_left and row.registrar.school_id == row.student.school_id]
    to_confirm = [
        Need(
            "confirm-registrar",
            _("Confirm a registrar's address from an independent source"),
            f"{row.registrar.full_name}, {row.student.school.name}",
            row.asked_at.date(),
            reverse("schools:confirm_registrar", args=[row.registrar_id]),
        )
        for row in reversed(first.values())
    ]
    return [*to_confirm, *(_somebody_else(row) for row in left)]


def _somebody_else(row: SchoolConfirmation) -> Need:
    about = f"{row.student.person}, {row.student.school.name}"
    url = reverse("desk:registrar_leaves", args=[row.registrar_id])
    sentence = _("Whom we asked at a school left. Ask somebody else")
    return Need("ask-somebody-else", sentence, about, row.asked_at.date(), url)


def _unknown_schools() -> list[Need]:
    waiting = ["draft", "returned", "submitted"]
    found = School.objects.filter(accreditation=School.Accreditation.UNKNOWN, students__applications__state__in=waiting)
    named = {Contact.SuppliedBy.STUDENT: _("Look up a school that a student named")}
    return [
        Need(
            "check-school",
            named.get(Contact.SuppliedBy(row.supplied_by), _("Find out about a school's accreditation")),
            row.name,
            row.created_at.date(),
            reverse("schools:edit_school", args=[row.pk]),
        )
        for row in found.order_by("created_at").distinct()
    ]


def _silent_schools(now: datetime) -> list[Need]:
    found = SchoolConfirmation.objects.filter(answered_at=None, asked_at__lt=now - SILENCE).exclude(link=None)
    found = found.filter(registrar__ended_at=None)
    return [
        Need(
            "silent-school",
            _("A school has not answered for a week"),
            f"{row.student.person}, {row.student.school.name}",
            row.asked_at.date(),
            reverse("schools:school", args=[row.student.school_id]),
        )
        for row in found.select_related("student__person", "student__school").order_by("asked_at")
    ]
