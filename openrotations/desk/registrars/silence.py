"""Questions to schools that nobody has answered: which there are, and which of them are due to be asked again."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from openrotations.applications.models import SchoolConfirmation
from openrotations.common.clocks import day_at
from openrotations.desk.models import SchoolReminder
from openrotations.desk.registrars.rules import ASK_AGAIN_AFTER, TELL_OFFICE_AFTER, stages_due
from openrotations.office.models import Programme
from openrotations.placements.models import SchoolApproval
from openrotations.placements.queries.approvals import AWAITED_IN
from openrotations.placements.states import ApprovalState
from openrotations.schools.models import Registrar, School

type Question = SchoolConfirmation | SchoolApproval


@dataclass(frozen=True)
class SilenceDue:
    """One question, and the stages of silence that it has reached since anybody was last told."""

    question: Question
    stages: list[int]

    @property
    def asks_again(self) -> bool:
        """Whether the school is asked once more."""
        return any(stage in ASK_AGAIN_AFTER for stage in self.stages)

    @property
    def tells_office(self) -> bool:
        """Whether the office is told that the school says nothing."""
        return TELL_OFFICE_AFTER in self.stages

    def rows(self, now: datetime) -> list[SchoolReminder]:
        """What says that these stages are settled, not saved yet."""
        is_confirmation = isinstance(self.question, SchoolConfirmation)
        about = {"confirmation" if is_confirmation else "approval": self.question}
        asked_at = self.question.asked_at
        return [SchoolReminder(**about, stage=stage, asked_at=asked_at, sent_at=now) for stage in self.stages]


def open_confirmations() -> QuerySet[SchoolConfirmation]:
    """Questions about enrolment and windows that were sent and not answered, to registrars of the present school."""
    found = SchoolConfirmation.objects.filter(answered_at=None, registrar__school=F("student__school"))
    found = found.filter(registrar__ended_at=None)  # the office asks somebody else
    found = found.exclude(link=None).select_related("registrar__school", "student__person", "student__school", "link")
    return found.order_by("asked_at", "pk")


def open_approvals() -> QuerySet[SchoolApproval]:
    """Questions about placements that a school has not answered and that still matter."""
    found = SchoolApproval.objects.filter(state=ApprovalState.ASKED, placement__state__in=AWAITED_IN)
    return found.select_related(
        "placement__student__person", "placement__student__school", "placement__offering__site"
    ).order_by("asked_at", "pk")


def open_questions_of(registrar: Registrar) -> QuerySet[SchoolConfirmation]:
    """What this registrar was asked about enrolment and windows and has not answered."""
    return open_confirmations().filter(registrar=registrar)


def schools_with_questions() -> QuerySet[School]:
    """The schools that anything is asked of."""
    confirmed, approved = open_confirmations(), open_approvals()
    return School.objects.filter(
        Q(pk__in=confirmed.order_by().values("registrar__school"))
        | Q(pk__in=approved.order_by().values("placement__student__school"))
    ).order_by("name", "pk")


def silence_due(school: School, programme: Programme, *, now: datetime) -> list[SilenceDue]:
    """The school's open questions of which a stage is due now, by the days of the programme's own calendar."""
    asked: list[Question] = [
        *open_confirmations().filter(registrar__school=school).prefetch_related("reminders"),
        *open_approvals().filter(placement__student__school=school).prefetch_related("reminders"),
    ]
    found = (SilenceDue(question, _stages(question, programme.time_zone, now)) for question in asked)
    return [each for each in found if each.stages]


def _stages(question: Question, zone: str, now: datetime) -> list[int]:
    settled = {row.stage for row in question.reminders.all() if row.asked_at == question.asked_at}
    return stages_due(days=(day_at(zone, now) - day_at(zone, _sent_at(question))).days, settled=settled)


def _sent_at(question: Question) -> datetime:
    """When the question went out: one to a new registrar waits until the office has confirmed the address."""
    if isinstance(question, SchoolConfirmation):
        return max(question.asked_at, question.registrar.address_confirmed_at or question.asked_at)
    return question.asked_at
