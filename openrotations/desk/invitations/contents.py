"""What a letter of invitation says: only what is arranged and known here, and what the host states by a tick."""

from datetime import datetime
from typing import Any

from django.utils import translation

from openrotations.common.clocks import day_at
from openrotations.common.wording import written_date, written_period
from openrotations.hosts.models import HostCoordinator, Site
from openrotations.placements.models import Placement
from openrotations.placements.queries.approvals import approval_of
from openrotations.placements.states import ApprovalState
from openrotations.schools.models import Student


def arranged(placement: Placement) -> dict[str, Any]:
    """What is arranged with the student, in English words, as of now. Wants student, school, offering, preceptors."""
    student, offering = placement.student, placement.offering
    site, preceptor = offering.site, placement.supervisor
    with translation.override("en"):
        return {
            "student": student.person.printed_name,
            "is_student": student.status == Student.Status.ENROLLED,
            "school": f"{student.school.name}, {student.school.country.name}",
            "school_enrolled": student.enrolment == Student.Enrolment.CONFIRMED,
            "school_approved": _is_approved(placement),
            "title": offering.title,
            "specialty": offering.specialty,
            "hands_on": offering.hands_on,
            "participation": offering.get_participation_display(),
            "dates": written_period(placement.dates.first, placement.dates.last),
            "weeks": placement.dates.weeks,
            "site": site.name,
            "address": address_of(site),
            "teaching_affiliation": site.sourced_affiliation,
            "preceptor": f"{preceptor.full_name}, {preceptor.title}",
        }


def signed_content(
    placement: Placement,
    coordinator: HostCoordinator,
    said: dict[str, Any],
    *,
    code: str,
    programme: str,
    now: datetime,
) -> dict[str, Any]:
    """The whole letter: what is arranged, what the host states (`no_pay`), who signs, when, and the code."""
    site = placement.offering.site
    with translation.override("en"):
        signed_on = written_date(day_at(site.time_zone, now))
    return {
        **arranged(placement),
        "no_pay": bool(said["no_pay"]),
        "signed_as": said["signed_as"].strip(),
        "signed_title": said["title"].strip(),
        "telephone": said["telephone"].strip(),
        "email": coordinator.email,
        "signed_on": signed_on,
        "programme": programme,
        "code": code,
    }


def address_of(site: Site) -> list[str]:
    """The site's address, a line each."""
    town = f"{site.city}, {site.get_state_display()} {site.postcode}".strip()
    return [line for line in (site.street, town) if line]


def _is_approved(placement: Placement) -> bool:
    approval = approval_of(placement)
    return approval is not None and approval.state == ApprovalState.APPROVED
