"""Everything about one student, for the office."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from openrotations.applications.models import Application, Window
from openrotations.applications.queries import windows_of
from openrotations.common.wording import written_date
from openrotations.desk.queries.office import messages_about
from openrotations.desk.queries.placement import TAG_KINDS
from openrotations.notifications.models import Message
from openrotations.placements.models import Placement
from openrotations.records.models import Record
from openrotations.schools.models import Student


@dataclass(frozen=True)
class StudentPage:
    """One student as the office sees them."""

    student: Student
    facts: list[dict[str, Any]]
    windows: list[Window]
    applications: list[Application]
    placements: list[tuple[Placement, str]]
    records: list[Record]
    messages: list[Message]


def student_page(student: Student) -> StudentPage:
    """The page: facts, windows, applications, placements, records, and the newest messages."""
    placements = student.placements.select_related("offering__site", "offering__preceptor").order_by("-period")
    return StudentPage(
        student=student,
        facts=_facts(student),
        windows=list(windows_of(student)),
        applications=list(student.applications.order_by("-created_at")),
        placements=[(row, TAG_KINDS.get(row.state, "lost")) for row in placements],
        records=list(student.records.order_by("-issued_at")),
        messages=list(messages_about(student)[:30]),
    )


def _facts(student: Student) -> list[dict[str, Any]]:
    school = student.school
    return [
        {
            "term": _("Name on letters and records"),
            "value": student.person.printed_name,
            "change_url": reverse("desk:change_name", args=[student.pk]),
        },
        {"term": _("E-mail"), "value": student.person.email},
        {"term": _("Status"), "value": capfirst(student.get_status_display()), "note": student.get_enrolment_display()},
        {"term": _("School"), "value": school.name, "note": school.country.name, "url": _school_url(school.pk)},
        {"term": _("Citizenship"), "value": student.citizenship.name},
        {"term": _("Graduation"), "value": written_date(student.graduation_on)},
        {"term": _("Goal"), "value": capfirst(student.get_goal_display())},
    ]


def _school_url(school_id: object) -> str:
    return reverse("schools:school", args=[school_id])
