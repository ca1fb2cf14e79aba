"""Making evaluations when a rotation starts, asking for them when they are due, reminding, and giving up."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.clocks import day_at
from openrotations.evaluations import queries, schedule
from openrotations.evaluations.actions.mails import mail_words, tell_office
from openrotations.evaluations.forms import form_id
from openrotations.evaluations.models import Evaluation
from openrotations.evaluations.states import EVALUATION_MOVES, EvaluationState
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.notifications.rendering import link_path
from openrotations.people.actions import issue_link
from openrotations.placements.models import Placement


@transaction.atomic
def create_evaluations(placement: Placement, *, by: Actor, now: datetime) -> list[Evaluation]:
    """Mid-point and final, by the preceptor and by the student; doing so twice changes nothing."""
    placement = Placement.locked(placement.pk)
    if placement.evaluations.exists():
        return list(placement.evaluations.all())
    form = form_id(placement.offering.participation)
    made = [
        Evaluation.objects.create(placement=placement, moment=moment, author=author, form=form, due_on=due_on)
        for moment, due_on in schedule.due_days(placement.dates).items()
        for author in Evaluation.Author.values
    ]
    record("create_evaluations", placement, by=by, now=now, form=form)
    return made


@transaction.atomic
def reschedule_evaluations(placement: Placement, *, by: Actor, now: datetime) -> None:
    """The dates changed: what nobody has been asked for yet is due by the new ones."""
    moved = 0
    for moment, due_on in schedule.due_days(placement.dates).items():
        rows = placement.evaluations.filter(moment=moment, state=EvaluationState.DUE)
        moved += rows.exclude(due_on=due_on).update(due_on=due_on)
    if moved:
        record("reschedule_evaluations", placement, by=by, now=now, moved=moved)


def ask_for_due_evaluations(*, by: Actor, now: datetime) -> int:
    """Ask for, remind of and give up whatever is due at its site; returns how many steps were done."""
    return sum(_next_step(evaluation, by, now) for evaluation in queries.open_evaluations(due_by=now.date()))


@transaction.atomic
def ask_for_evaluation(evaluation: Evaluation, *, by: Actor, now: datetime) -> bool:
    """Send the preceptor the link, or the student the page; False where it was sent before or cannot be."""
    evaluation = queries.locked_evaluation(evaluation.pk)
    if queries.is_asked(evaluation) or not queries.can_be_asked(evaluation):
        return False
    placement = evaluation.placement
    _give_link(evaluation, by=by, now=now)
    record("ask_for_evaluation", evaluation, by=by, now=now, placement=str(placement.pk))
    _write_to_author(evaluation, queries.ASK_MAILS[evaluation.author], now=now)
    return True


@transaction.atomic
def remind_of_evaluation(evaluation: Evaluation, *, by: Actor, now: datetime) -> bool:
    """Send the reminder that is due, if it has not been sent and nobody answered meanwhile."""
    evaluation = queries.locked_evaluation(evaluation.pk)
    today = day_at(evaluation.placement.offering.site.time_zone, now)
    wanted, sent = schedule.reminders_due(evaluation.due_on, today), queries.reminders_sent(evaluation)
    if sent >= wanted or not queries.is_asked(evaluation) or not queries.can_be_asked(evaluation):
        return False
    if queries.was_written_to_today(evaluation, now):
        return False
    if not queries.has_working_link(evaluation, now):
        _give_link(evaluation, by=by, now=now)
    record("remind_of_evaluation", evaluation, by=by, now=now, number=sent + 1)
    _write_to_author(evaluation, queries.REMINDER_MAIL, now=now)
    return True


@transaction.atomic
def lapse_evaluation(evaluation: Evaluation, *, by: Actor, now: datetime) -> bool:
    """Stop asking. The office is told of a preceptor's; a late answer is still welcome while the link works."""
    evaluation = queries.locked_evaluation(evaluation.pk)
    if evaluation.state not in queries.OPEN:
        return False
    EVALUATION_MOVES.move(evaluation, EvaluationState.LAPSED)
    record("lapse_evaluation", evaluation, by=by, now=now)
    if evaluation.author == Evaluation.Author.PRECEPTOR and not queries.office_knows(evaluation):
        tell_office(evaluation, "lapsed", now=now)
    return True


@transaction.atomic
def close_evaluations(placement: Placement, *, by: Actor, now: datetime) -> int:
    """A rotation ended early: what has not been asked for is not asked any more; returns how many."""
    closed = 0
    for row in placement.evaluations.filter(state__in=queries.OPEN):
        evaluation = queries.locked_evaluation(row.pk)
        if not queries.is_asked(evaluation):
            EVALUATION_MOVES.move(evaluation, EvaluationState.LAPSED)
            record("close_evaluation", evaluation, by=by, now=now)
            closed += 1
    return closed


def _next_step(evaluation: Evaluation, by: Actor, now: datetime) -> bool:
    zone = evaluation.placement.offering.site.time_zone
    is_written = schedule.is_being_written(evaluation.drafted_at, now)
    if schedule.is_lapsed(evaluation.due_on, day_at(zone, now)) and not is_written:
        return lapse_evaluation(evaluation, by=by, now=now)
    if not schedule.is_time_to_ask(evaluation.due_on, zone, now):
        return False
    if ask_for_evaluation(evaluation, by=by, now=now):
        return True
    return schedule.is_afternoon(zone, now) and remind_of_evaluation(evaluation, by=by, now=now)


def _give_link(evaluation: Evaluation, *, by: Actor, now: datetime) -> None:
    """A fresh link for the preceptor; students need none."""
    if evaluation.author == Evaluation.Author.PRECEPTOR:
        evaluation.link = issue_link(
            evaluation.evaluator,
            purpose="evaluate",
            subject_id=evaluation.pk,
            not_for=evaluation.placement.student.person,
            days=schedule.LINK_DAYS,
            by=by,
            now=now,
        )
        evaluation.save(update_fields=["link"])


def _write_to_author(evaluation: Evaluation, template: str, *, now: datetime) -> None:
    placement, is_self = evaluation.placement, evaluation.author == Evaluation.Author.STUDENT
    if is_self:
        to = Recipient.of_person(placement.student.person)
        path, label = reverse("evaluations:assess_self", args=[evaluation.pk]), _("Assess yourself")
    else:
        to = Recipient.of_contact(evaluation.evaluator)
        path = link_path("evaluations:evaluate")
        label = _("Evaluate, three minutes")
    queue_message(
        template,
        to,
        context=mail_words(evaluation),
        now=now,
        path=path,
        label=str(label),
        link=evaluation.link,
        about=evaluation,
    )
