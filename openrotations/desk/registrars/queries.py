"""A school's students as their registrar sees them: windows, placements, what is asked, and what came of it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from openrotations.applications.models import SchoolConfirmation, Window
from openrotations.applications.queries.attesting import Counted, attested_counts, counts_to_attest
from openrotations.consents.models import EvaluationRelease
from openrotations.consents.release import release_of
from openrotations.desk.registrars.silence import open_questions_of
from openrotations.documents.kinds import DEANS_LETTER
from openrotations.documents.models import Document
from openrotations.documents.queries import documents_of
from openrotations.evaluations.models import Evaluation
from openrotations.evaluations.results import MomentResult, results_of
from openrotations.logbook.queries import signed_days, signed_hours
from openrotations.placements.models import Placement, SchoolApproval
from openrotations.placements.queries.approvals import AWAITED_IN, approval_of
from openrotations.placements.states import ApprovalState, PlacementState
from openrotations.schools.facts import policy_of
from openrotations.schools.models import DeclaredCount, Policy, Registrar, School, Student
from openrotations.schools.queries import students_known_to

# A school reads of placements that its student agreed to, and how they ended.
_SEEN = (*AWAITED_IN, PlacementState.COMPLETED, PlacementState.CANCELLED)


@dataclass(frozen=True)
class StudentLine:
    """One student in the list: windows, placements, and what the registrar has to do."""

    student: Student
    windows: list[Window]
    placements: list[Placement]
    is_asked: bool

    @property
    def to_approve(self) -> list[Placement]:
        """The placements that wait for the registrar's word."""
        return [row for row in self.placements if waits_for_school(row)]

    @property
    def is_turn(self) -> bool:
        """Whether the registrar has something to do for this student."""
        return self.is_asked or bool(self.to_approve)


@dataclass(frozen=True)
class Result:
    """What the school gets back of a rotation. `evaluation` is None where `why_no_evaluation` says why."""

    days: int
    hours: str
    evaluation: MomentResult | None
    why_no_evaluation: str


@dataclass(frozen=True)
class PlacementSeen:
    """One placement of the student's page: the school's word on it, and the result once there is one."""

    placement: Placement
    approval: SchoolApproval | None
    waits: bool
    result: Result | None


@dataclass(frozen=True)
class StudentSeen:
    """The page of one student."""

    line: StudentLine
    placements: list[PlacementSeen]
    letters: list[Document]
    release: EvaluationRelease | None
    policy: Policy | None


@dataclass(frozen=True)
class SchoolSeen:
    """The page of a school: its students, those first who wait for the registrar, and what a state counts.

    `asked` is what this registrar was asked about enrolment and windows, whose answers have a page each.
    """

    registrar: Registrar
    asked: list[SchoolConfirmation]
    lines: list[StudentLine]
    counts: list[tuple[Counted, DeclaredCount | None]]
    policy: Policy | None

    @property
    def turns(self) -> int:
        """How many students wait for the registrar."""
        return sum(line.is_turn for line in self.lines)


def school_seen(registrar: Registrar, *, today: date) -> SchoolSeen:
    """The school's page, with a number of queries that does not grow with the students."""
    school = registrar.school
    lines = [_line(student) for student in _with_everything(school)]
    wanted = counts_to_attest(school, today=today)
    said = attested_counts(school, wanted)
    return SchoolSeen(
        registrar=registrar,
        asked=list(open_questions_of(registrar)),
        lines=sorted(lines, key=lambda line: not line.is_turn),
        counts=[(pair, said.get(pair)) for pair in wanted],
        policy=policy_of(school),
    )


def student_seen(registrar: Registrar, student: Student, *, today: date) -> StudentSeen:
    """One student's page for their school, with what comes back for credit."""
    line = _line(next(row for row in _with_everything(registrar.school, student)))
    release = release_of(student, today)
    return StudentSeen(
        line=line,
        placements=[
            PlacementSeen(row, approval_of(row), waits_for_school(row), _result(row, release))
            for row in line.placements
        ],
        letters=[paper for paper in documents_of(student.person) if paper.kind == DEANS_LETTER],
        release=release,
        policy=policy_of(registrar.school),
    )


def waits_for_school(placement: Placement) -> bool:
    """Whether the school has still to say a word about it."""
    approval = approval_of(placement)
    return approval is not None and approval.state == ApprovalState.ASKED and placement.state in AWAITED_IN


def _with_everything(school: School, student: Student | None = None) -> list[Student]:
    places = _made_under(school).filter(state__in=_SEEN).order_by("period")
    places = places.select_related("offering__site", "offering__preceptor", "supervised_by", "school_approval")
    asked = SchoolConfirmation.objects.filter(answered_at=None, registrar__school=school).exclude(link=None)
    found = students_known_to(school)
    if student is not None:
        found = found.filter(pk=student.pk)
    return list(
        found.prefetch_related(
            Prefetch("windows", Window.objects.order_by("period")),
            Prefetch("placements", places),
            Prefetch("confirmations", asked),
        )
    )


def _made_under(school: School) -> QuerySet[Placement]:
    """Placements that were made while their student was at this school: what another one approved is its own.

    Whose they were says the registrar who answered about them, and else the school that was asked last about the
    student before they were made. Where nobody was asked, they are the present school's.
    """
    asked = SchoolConfirmation.objects.filter(student=OuterRef("student"), asked_at__lte=OuterRef("created_at"))
    asked_last = asked.order_by("-asked_at").values("registrar__school")[:1]
    answered = Q(school_approval__registrar=None) | Q(school_approval__registrar__school=school)
    known = Placement.objects.annotate(asked_last=Subquery(asked_last))
    return known.filter(answered, Q(asked_last=None) | Q(asked_last=school.pk))


def _line(student: Student) -> StudentLine:
    asked = bool(student.confirmations.all())
    return StudentLine(student, list(student.windows.all()), list(student.placements.all()), asked)


def _result(placement: Placement, release: EvaluationRelease | None) -> Result | None:
    if placement.state not in (PlacementState.ACTIVE, PlacementState.COMPLETED):
        return None
    found = [row for row in results_of(placement) if row.evaluation.moment == Evaluation.Moment.FINAL]
    is_released = release is not None
    return Result(
        days=sum(day.kind == "present" for day in signed_days(placement)),
        hours=f"{signed_hours(placement):f}",
        evaluation=found[0] if found and is_released else None,
        why_no_evaluation="" if found and is_released else "not-agreed" if not is_released else "not-written",
    )
