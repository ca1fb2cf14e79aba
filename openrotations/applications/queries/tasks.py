"""The task list of an application: what is done, what is missing, and who must act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.applications.models import Application, Window
from openrotations.applications.queries.lists import Confirmations, confirmations_of, windows_of
from openrotations.applications.states import EDITABLE, WindowState
from openrotations.common.wording import written_date
from openrotations.consents.queries import Agreement
from openrotations.rulebook.queries import Finding, Verdict
from openrotations.schools.models import Student

ABOUT_CHOICES = frozenset(
    {"weeks-in-range", "choices-made", "graduate-observes", "choices-inside-windows", "choices-not-too-long"}
    | {"choices-available"}
)

ABOUT_STUDIES = "final-year-or-cores"


@dataclass(frozen=True)
class Task:
    """One line of the list. `state` is done, todo, turn, waiting, locked or problem."""

    label: str
    url: str
    state: str
    state_label: str = ""
    hint: str = ""
    due_on: date | None = None


def tasks_of(application: Application, missing: list[Finding], agreements: Sequence[Agreement] = ()) -> list[Task]:
    """The steps to handing in; `missing` is what stands in the way, `agreements` what the programme asks to accept."""
    student = application.student
    windows, asked = list(windows_of(student)), confirmations_of(student)
    return [
        _profile_task(student, missing),
        _windows_task(student, windows),
        _school_task(student, windows, asked),
        _choices_task(application, windows, missing),
        *_agreement_task(agreements),
        _submit_task(application, missing, is_agreed=not any(each.is_owed for each in agreements)),
    ]


def _agreement_task(agreements: Sequence[Agreement]) -> list[Task]:
    """No step where the programme asks for nothing."""
    asked = [each for each in agreements if each.text.is_condition]
    label, url = _("What you agree to"), reverse("consents:mine")
    owed = [each.version.title for each in asked if each.is_owed]
    if owed:
        return [Task(label, url, "turn", hint=_("Read and accept: %(titles)s.") % {"titles": ", ".join(owed)})]
    return [Task(label, url, "done")] if asked else []


def _profile_task(student: Student, missing: list[Finding]) -> Task:
    label = _("About you")
    about = next((finding for finding in missing if finding.rule == ABOUT_STUDIES), None)
    if about and about.verdict == Verdict.CANNOT_TELL:
        url = reverse("applications:background", args=["studies"])
        return Task(label, url, "turn", hint=_("Say where you are in your studies."))
    if about:
        return Task(label, reverse("applications:profile"), "problem", hint=about.because)
    return Task(label, reverse("applications:profile"), "done", hint=student.school.name)


def _windows_task(student: Student, windows: list[Window]) -> Task:
    label, url = _("When you can come"), reverse("applications:windows")
    if not windows:
        return Task(label, url, "turn", hint=_("The dates in which your studies let you be away."))
    if any(window.state == WindowState.APPROVED for window in windows):
        return Task(label, url, "done")
    if all(window.state == WindowState.REFUSED for window in windows):
        return Task(label, url, "problem", hint=_("Your school did not approve these dates. State others."))
    return Task(label, url, "waiting", _("Stated"), _("Your school approves them."))


def _school_task(student: Student, windows: list[Window], asked: Confirmations) -> Task:
    label, url = _("Your school's answer"), reverse("applications:registrar")
    is_waiting = any(window.state == WindowState.STATED for window in windows)
    if student.enrolment == Student.Enrolment.CONFIRMED and not is_waiting:
        return Task(label, url, "done")
    if asked.open and asked.open.link_id is None:
        return Task(label, url, "waiting", _("With the office"), _("The office is checking the registrar's address."))
    if asked.open:
        hint = _("Asked on %(day)s.") % {"day": written_date(asked.open.asked_at.date())}
        return Task(label, url, "waiting", _("With your school"), hint)
    if student.status == Student.Status.ENROLLED and not windows:
        return Task(label, "", "locked", hint=_("State your windows first."))
    if student.enrolment == Student.Enrolment.REFUSED:
        return Task(label, url, "problem", hint=_("Your school did not confirm what you stated. Ask it again."))
    return Task(label, url, "turn", hint=_("We ask your registrar by e-mail."))


def _choices_task(application: Application, windows: list[Window], missing: list[Finding]) -> Task:
    label, url = _("Weeks and choices"), reverse("applications:choices")
    if not windows:
        return Task(label, "", "locked", hint=_("State your windows first."))
    about = [finding for finding in missing if finding.about or finding.rule in ABOUT_CHOICES]
    if not about:
        return Task(label, url, "done")
    wrong = [
        finding
        for finding in about
        if finding.verdict == Verdict.NO or finding.rule in ("choices-inside-windows", "choices-available")
    ]
    if wrong:
        return Task(label, url, "problem", hint=f"{wrong[0].about} {wrong[0].because}".strip())
    return Task(label, url, "turn", hint=_("Say how many weeks you want, and rank what you like."))


def _submit_task(application: Application, missing: list[Finding], *, is_agreed: bool) -> Task:
    label = _("Hand in")
    if application.state not in EDITABLE:
        day = written_date(application.submitted_at.date()) if application.submitted_at else ""
        return Task(label, "", "done", hint=_("Handed in on %(day)s.") % {"day": day} if day else "")
    if missing or not is_agreed:
        return Task(label, "", "locked", hint=_("Everything above comes first."))
    return Task(label, "#hand-in", "turn")
