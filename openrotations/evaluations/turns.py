"""Whose turn it is with evaluations, and what the office looks after."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openrotations.common.refusals import Words
from openrotations.common.turns import Need, Turn
from openrotations.common.wording import isolated, written_date
from openrotations.evaluations import queries, schedule
from openrotations.evaluations.models import Evaluation
from openrotations.evaluations.states import EvaluationState
from openrotations.placements.models import Placement
from openrotations.placements.queries import names_of

_SHOWN_FOR = timedelta(days=30)
_SELF: dict[str, tuple[Words, Words]] = {
    "midpoint": (
        gettext_lazy("Assess yourself at mid-point."),
        gettext_lazy("%(student)s does the self-assessment at mid-point."),
    ),
    "final": (
        gettext_lazy("Assess yourself at the end."),
        gettext_lazy("%(student)s does the self-assessment at the end."),
    ),
}
_BY_PRECEPTOR: dict[str, tuple[Words, Words]] = {
    "midpoint": (
        gettext_lazy("Evaluate the student at mid-point."),
        gettext_lazy("%(preceptor)s evaluates %(student)s at mid-point."),
    ),
    "final": (
        gettext_lazy("Evaluate the student at the end."),
        gettext_lazy("%(preceptor)s evaluates %(student)s at the end."),
    ),
}
_READ: dict[str, tuple[Words, Words]] = {
    "midpoint": (
        gettext_lazy("Read your mid-point evaluation."),
        gettext_lazy("%(student)s reads the mid-point evaluation."),
    ),
    "final": (gettext_lazy("Read your final evaluation."), gettext_lazy("%(student)s reads the final evaluation.")),
}


def turns(placement: Placement, *, now: datetime) -> list[Turn]:
    """What preceptor and student have to do about evaluations of this placement."""
    found = [_turn(evaluation, now) for evaluation in queries.latest_evaluations(placement)]
    return [turn for turn in found if turn]


def office_needs(now: datetime) -> list[Need]:
    """Evaluations that were given up, that the wrong person was asked for, or that nobody can be asked for."""
    shown_since = now.date() - _SHOWN_FOR
    by_preceptors = queries.with_everybody().filter(author=Evaluation.Author.PRECEPTOR)
    lapse = timedelta(days=schedule.LAPSE_AFTER)
    lapsed = by_preceptors.filter(
        state=EvaluationState.LAPSED, due_on__gte=shown_since - lapse, due_on__lte=now.date() - lapse
    )
    declined = by_preceptors.filter(state=EvaluationState.NOT_SUPERVISED, due_on__gte=shown_since)
    stuck = [each for each in queries.open_evaluations(due_by=now.date()) if not queries.can_be_asked(each)]
    return [
        *[_need("evaluation-lapsed", _("No evaluation came: %(moment)s, due %(day)s."), each) for each in lapsed],
        *[_need("not-supervised", _("Find out who supervised: %(moment)s, due %(day)s."), each) for each in declined],
        *[_need("cannot-ask", _("Confirm the preceptor's address: %(moment)s, due %(day)s."), each) for each in stuck],
    ]


def _turn(evaluation: Evaluation, now: datetime) -> Turn | None:
    zone = evaluation.placement.offering.site.time_zone
    is_self = evaluation.author == Evaluation.Author.STUDENT
    if evaluation.state in queries.OPEN and schedule.is_time_to_ask(evaluation.due_on, zone, now):
        if is_self:
            url = reverse("evaluations:assess_self", args=[evaluation.pk])
            sentence, told = _words(evaluation, _SELF)
            return Turn("assess-self", "student", sentence, told, evaluation.due_on, None, url, _("Assess yourself"))
        return Turn("evaluate", "preceptor", *_words(evaluation, _BY_PRECEPTOR), evaluation.due_on)
    if not is_self and evaluation.state == EvaluationState.SUBMITTED and not evaluation.read_at:
        url = reverse("evaluations:result", args=[evaluation.placement_id])
        since = (evaluation.submitted_at or now).date()
        sentence, told = _words(evaluation, _READ)
        return Turn("read-evaluation", "student", sentence, told, since, None, url, _("Read it"))
    return None


def _words(evaluation: Evaluation, at: dict[str, tuple[Words, Words]]) -> tuple[str, str]:
    """What the one whose turn it is reads, and what the others read."""
    sentence, told = at[evaluation.moment]
    return str(sentence), str(told) % {**names_of(evaluation.placement), "preceptor": isolated(evaluation.evaluator)}


def _need(code: str, sentence: str, evaluation: Evaluation) -> Need:
    words = {"moment": evaluation.get_moment_display(), "day": written_date(evaluation.due_on)}
    url = reverse("evaluations:result", args=[evaluation.placement_id])
    return Need(code, sentence % words, str(evaluation.placement.student), evaluation.due_on, url)
