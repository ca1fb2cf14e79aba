"""Reading evaluations: the latest versions, what was sent about them, and what was said before."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from openrotations.common.clocks import day_at
from openrotations.evaluations.models import Evaluation
from openrotations.evaluations.states import EvaluationState
from openrotations.notifications.models import Message
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState

OPEN = (EvaluationState.DUE, EvaluationState.OPENED, EvaluationState.DRAFTED)
ASK_MAILS = {"preceptor": "evaluations/mail/ask_preceptor.txt", "student": "evaluations/mail/ask_student.txt"}
REMINDER_MAIL = "evaluations/mail/reminder.txt"
LAPSED_MAIL = "evaluations/mail/lapsed.txt"
_WITH = (
    "placement__student__person", "placement__offering__site", "placement__offering__preceptor",
    "placement__supervised_by", "written_by", "link",
)  # fmt: skip


def with_everybody() -> QuerySet[Evaluation]:
    """Evaluations with their placement, student, preceptor, site and link."""
    return Evaluation.objects.select_related(*_WITH)


def locked_evaluation(evaluation_id: UUID) -> Evaluation:
    """The evaluation as it is now, locked, with everybody. Raises DoesNotExist."""
    return with_everybody().select_for_update(of=("self",), no_key=True).get(pk=evaluation_id)


def versions_of(evaluation: Evaluation) -> QuerySet[Evaluation]:
    """Every version of this evaluation, the first one first."""
    return (
        with_everybody()
        .filter(placement_id=evaluation.placement_id, moment=evaluation.moment, author=evaluation.author)
        .order_by("version")
    )


def first_version(evaluation: Evaluation) -> Evaluation:
    """The evaluation as it was first made."""
    return versions_of(evaluation)[0]


def latest_version(evaluation: Evaluation) -> Evaluation:
    """The version that holds now."""
    return versions_of(evaluation).reverse()[0]


def latest_evaluations(placement: Placement) -> list[Evaluation]:
    """The version that holds now of every evaluation of the placement, in order of their due days."""
    latest: dict[tuple[str, str], Evaluation] = {}
    for evaluation in with_everybody().filter(placement=placement).order_by("due_on", "author", "version"):
        latest[(evaluation.moment, evaluation.author)] = evaluation
    return list(latest.values())


def midpoint_before(evaluation: Evaluation) -> Evaluation | None:
    """What the same person submitted at mid-point, for somebody who writes the final one; else None."""
    if evaluation.moment != Evaluation.Moment.FINAL:
        return None
    found = (
        with_everybody()
        .filter(
            placement_id=evaluation.placement_id,
            author=evaluation.author,
            moment=Evaluation.Moment.MIDPOINT,
            state=EvaluationState.SUBMITTED,
        )
        .order_by("-version")
        .first()
    )
    is_preceptors = evaluation.author == Evaluation.Author.PRECEPTOR
    return None if is_preceptors and found and found.evaluator != evaluation.evaluator else found


def open_evaluations(*, due_by: date) -> QuerySet[Evaluation]:
    """Evaluations that nobody has answered, due by this day or on the weekend after it."""
    return (
        with_everybody()
        .filter(
            state__in=OPEN,
            due_on__lte=due_by + timedelta(days=2),
            placement__state__in=[PlacementState.ACTIVE, PlacementState.COMPLETED],
        )
        .order_by("due_on")
    )


def is_asked(evaluation: Evaluation) -> bool:
    """Whether its author has been written to."""
    return _mails(evaluation, ASK_MAILS[evaluation.author]).exists()


def can_be_asked(evaluation: Evaluation) -> bool:
    """Whether it is open and its author can be written to."""
    if evaluation.state not in OPEN:
        return False
    is_self = evaluation.author == Evaluation.Author.STUDENT
    return is_self or evaluation.evaluator.is_reachable


def has_working_link(evaluation: Evaluation, now: datetime) -> bool:
    """Whether the link that was sent still works for the preceptor of today, at the address of today."""
    link, preceptor = evaluation.link, evaluation.evaluator
    return link is not None and link.holder_id == preceptor.pk and link.works_at(now)


def reminders_sent(evaluation: Evaluation) -> int:
    """How many reminders went out."""
    return _mails(evaluation, REMINDER_MAIL).count()


def was_written_to_today(evaluation: Evaluation, now: datetime) -> bool:
    """Whether anything was sent about it on this day of the site's calendar."""
    zone = evaluation.placement.offering.site.time_zone
    last = _mails(evaluation).order_by("-queued_at").values_list("queued_at", flat=True).first()
    return last is not None and day_at(zone, last) == day_at(zone, now)


def office_knows(evaluation: Evaluation) -> bool:
    """Whether the office has been told that it lapsed."""
    return _mails(evaluation, LAPSED_MAIL).exists()


def _mails(evaluation: Evaluation, template: str = "") -> QuerySet[Message]:
    mails = Message.objects.filter(subject_kind="evaluations.evaluation", subject_id=evaluation.pk)
    return mails.filter(template=template) if template else mails
