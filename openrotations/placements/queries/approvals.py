"""The home school's word on placements: whom to ask, what is open, and what stands in the way."""

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.common.refusals import Reason
from openrotations.common.turns import Need, Turn
from openrotations.consents.release import needs_release
from openrotations.placements.models import Placement, SchoolApproval
from openrotations.placements.rules.approvals import why_not_without_school
from openrotations.placements.states import ApprovalState, PlacementState
from openrotations.schools.models import Policy, Registrar, School, Student
from openrotations.schools.queries import reachable_registrars

# While a placement is in one of these, the school's word on it matters.
AWAITED_IN = (PlacementState.ACCEPTED, PlacementState.CONFIRMED, PlacementState.CLEARED, PlacementState.ACTIVE)
SILENCE = timedelta(days=7)


def approves_each(student: Student) -> bool:
    """Whether the student's school says so of every placement; never for a graduate."""
    if student.status != Student.Status.ENROLLED:
        return False
    return Policy.objects.filter(school_id=student.school_id, approves_each=True).exists()


def wants_result(student: Student) -> bool:
    """Whether the student's school gives credit or must get the evaluation back."""
    if student.status != Student.Status.ENROLLED:
        return False
    policy = Policy.objects.filter(school_id=student.school_id).first()
    return policy is not None and (bool(policy.gives_credit) or policy.evaluation_back not in ("", "none"))


def registrars_to_ask(student: Student) -> list[Registrar]:
    """Who answers for the student's school: the registrar who confirmed the student, else all that can be reached."""
    reachable = reachable_registrars(School(pk=student.school_id))
    answered = student.confirmations.exclude(answered_at=None).order_by("-answered_at")
    own = answered.values_list("registrar_id", flat=True).first()
    return [row for row in reachable if row.pk == own] or reachable


def approval_of(placement: Placement) -> SchoolApproval | None:
    """What was asked of the school about this placement, and its answer; None where nobody asked."""
    return getattr(placement, "school_approval", None)


def approval_gap(placement: Placement) -> list[Reason]:
    """Why the placement cannot go on without the school's word; nothing where it has it, or needs none."""
    approval = approval_of(placement)
    if approval is not None and approval.state == ApprovalState.ASKED and not approves_each(placement.student):
        return []  # the school leaves it to its students by now, and will not answer
    return list(why_not_without_school(state=approval.state if approval else None))


def turns_about_approval(placement: Placement) -> list[Turn]:
    """The registrar approves the placement, or the office talks with the school that did not."""
    approval = approval_of(placement) if placement.state in AWAITED_IN else None
    if approval is None or approval.state == ApprovalState.APPROVED:
        return []
    since = (approval.answered_at or approval.asked_at).date()
    if approval.state == ApprovalState.ASKED:
        told = _("The home school approves this placement.")
        return [Turn("approve-placement", "registrar", _("Approve this placement, or say no."), told, since)]
    url, sentence = _office_url(placement), _("The school did not approve this placement. Talk with it.")
    told = _("The home school did not approve this placement. The office talks with it.")
    return [Turn("school-refused", "office", sentence, told, since, None, url, _("See what it wrote"))]


def turns_about_release(placement: Placement, today: date) -> list[Turn]:
    """The student says whether the school reads the evaluation that it needs for credit."""
    if placement.state not in AWAITED_IN or not needs_release(placement.student, today):
        return []
    sentence = _("Your school needs the evaluation for credit. Say whether it may read it.")
    since = (placement.accepted_at or placement.state_since_at).date()
    return [Turn("release", "student", sentence, "", since, None, reverse("consents:release"), _("Read the condition"))]


def needs_about_approvals(now: datetime) -> list[Need]:
    """Placements that a school did not approve, and schools that say nothing for a week."""
    rows = SchoolApproval.objects.filter(placement__state__in=AWAITED_IN).exclude(state=ApprovalState.APPROVED)
    left = Registrar.objects.filter(school=OuterRef("placement__student__school"), ended_at__gt=OuterRef("asked_at"))
    rows = rows.select_related("placement__student__person", "placement__student__school").order_by("asked_at")
    rows = rows.annotate(has_registrar_left=Exists(left))
    return [need for row in rows if (need := _need(row, has_left=row.has_registrar_left, now=now))]


def _need(approval: SchoolApproval, *, has_left: bool, now: datetime) -> Need | None:
    placement = approval.placement
    about = f"{placement.student.person}, {placement.student.school.name}"
    since: date = (approval.answered_at or approval.asked_at).date()
    if approval.state == ApprovalState.REFUSED:
        return Need("school-refused", _("A school did not approve a placement"), about, since, _office_url(placement))
    if has_left:
        sentence = _("A registrar left after we asked the school about a placement. Ask again, whoever is there now.")
        return Need("ask-somebody-else", sentence, about, since, _office_url(placement))
    if approval.asked_at < now - SILENCE:
        sentence = _("A school has not said for a week whether it approves a placement")
        return Need("school-silent", sentence, about, since, _office_url(placement))
    return None


def _office_url(placement: Placement) -> str:
    return reverse("placements:approval", args=[placement.pk])
