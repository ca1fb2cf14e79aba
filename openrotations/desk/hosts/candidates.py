"""What a host may read of a student: who, from where, how far, with what aim; no private paper."""

from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from openrotations.common.wording import written_date
from openrotations.consents.models import Kind
from openrotations.consents.queries import has_agreed
from openrotations.desk.hosts.rosters import Guest
from openrotations.desk.hosts.rules import CV_SHOWN
from openrotations.documents.models import Document
from openrotations.documents.queries import documents_of
from openrotations.documents.states import DocumentState
from openrotations.placements.models import Placement

CV = "cv"


def candidate_of(placement: Placement, today: date) -> dict[str, Any]:
    """Context of the student's page: `placement`, `guest`, `facts` (terms with values) and `has_cv`."""
    student, offering = placement.student, placement.offering
    facts = [
        {"term": _("School"), "value": student.school.name, "note": student.school.country.name},
        {"term": _("Status"), "value": capfirst(student.get_status_display())},
        {"term": _("Graduation"), "value": written_date(student.graduation_on)},
        {"term": _("Goal"), "value": capfirst(student.get_goal_display())},
        {"term": _("Rotation"), "value": offering.title, "note": offering.preceptor.full_name},
        {"term": _("Hands-on or observation"), "value": capfirst(offering.get_participation_display())},
    ]
    has_cv = cv_of(placement, today) is not None
    return {"placement": placement, "guest": Guest(placement), "facts": facts, "has_cv": has_cv}


def cv_of(placement: Placement, today: date) -> Document | None:
    """The student's CV that the office has accepted, the newest; no other paper is ever shown to a host here.

    None as well once the rotation is over, and where the programme asks for consent and the student has not given
    it, or took it back.
    """
    if placement.state not in CV_SHOWN:
        return None
    if not has_agreed(placement.student.person_id, Kind.PAPERS, today):
        return None
    papers = documents_of(placement.student.person)
    accepted = (paper for paper in papers if paper.kind == CV and paper.state == DocumentState.ACCEPTED and paper.copy)
    return next(accepted, None)
