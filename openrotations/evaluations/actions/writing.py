"""Drafting, submitting, correcting, declining and reading evaluations."""

from datetime import datetime
from typing import Any

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.evaluations import queries, rules
from openrotations.evaluations.actions.mails import tell_office, tell_student
from openrotations.evaluations.forms import load_form
from openrotations.evaluations.models import Evaluation
from openrotations.evaluations.signals import evaluation_submitted
from openrotations.evaluations.states import EVALUATION_MOVES, EvaluationState
from openrotations.hosts.models import Preceptor
from openrotations.people.actions import note_link_opened

type Answers = dict[str, int | None]


@transaction.atomic
def save_draft(
    evaluation: Evaluation, *, answers: Answers, keep: str, change: str, by: Actor, now: datetime
) -> Evaluation:
    """Keep what is written so far; unfinished is fine. Answers of items that the form has not are dropped."""
    evaluation = queries.locked_evaluation(evaluation.pk)
    refuse_if(rules.why_not_write(evaluation.state))
    values: dict[str, Any] = {"answers": _known(evaluation, answers), "keep": keep, "change": change, "drafted_at": now}
    values["written_by"] = _writer(evaluation)
    _note_opened(evaluation, by, now)
    if evaluation.state == EvaluationState.DRAFTED:
        for name, value in values.items():
            setattr(evaluation, name, value)
        evaluation.save(update_fields=list(values))
        return evaluation
    EVALUATION_MOVES.move(evaluation, EvaluationState.DRAFTED, **values)
    record("draft_evaluation", evaluation, by=by, now=now)
    return evaluation


@transaction.atomic
def submit_evaluation(
    evaluation: Evaluation, *, answers: Answers, keep: str, change: str, by: Actor, now: datetime
) -> Evaluation:
    """Hand the evaluation in; the student is told of the preceptor's and reads it from now on."""
    evaluation = queries.locked_evaluation(evaluation.pk)
    refuse_if(
        rules.why_not_submit(
            state=evaluation.state,
            moment=evaluation.moment,
            items=_asked(evaluation),
            answers=_known(evaluation, answers),
            keep=keep,
            change=change,
        )
    )
    _note_opened(evaluation, by, now)
    EVALUATION_MOVES.move(
        evaluation,
        EvaluationState.SUBMITTED,
        answers=_known(evaluation, answers),
        keep=keep,
        change=change,
        submitted_at=now,
        written_by=_writer(evaluation),
    )
    record("submit_evaluation", evaluation, by=by, now=now, placement=str(evaluation.placement_id))
    if evaluation.author == Evaluation.Author.PRECEPTOR:
        tell_student(evaluation, "ready", now=now)
    evaluation_submitted.send(Evaluation, evaluation=evaluation, by=by, now=now)
    return evaluation


@transaction.atomic
def correct_evaluation(
    evaluation: Evaluation, *, answers: Answers, keep: str, change: str, by: Actor, now: datetime
) -> Evaluation:
    """A new version beside the old one, within seven days of the first; the student is told."""
    queries.locked_evaluation(evaluation.pk)
    latest = queries.locked_evaluation(queries.latest_version(evaluation).pk)
    first = queries.first_version(evaluation)
    known = _known(latest, answers)
    refuse_if(
        [
            *rules.why_not_correct(state=latest.state, first_submitted_at=first.submitted_at, now=now),
            *rules.why_not_these_answers(
                moment=latest.moment, items=_asked(latest), answers=known, keep=keep, change=change
            ),
        ]
    )
    corrected = Evaluation.objects.create(
        placement=latest.placement,
        moment=latest.moment,
        author=latest.author,
        version=latest.version + 1,
        form=latest.form,
        state=EvaluationState.SUBMITTED,
        due_on=latest.due_on,
        answers=known,
        keep=keep,
        change=change,
        link=latest.link,
        written_by=latest.written_by,
        submitted_at=now,
    )
    record("correct_evaluation", corrected, by=by, now=now, version=corrected.version, before=str(latest.pk))
    if corrected.author == Evaluation.Author.PRECEPTOR:
        tell_student(corrected, "corrected", now=now)
    evaluation_submitted.send(Evaluation, evaluation=corrected, by=by, now=now)
    return corrected


@transaction.atomic
def decline_evaluation(evaluation: Evaluation, *, by: Actor, now: datetime) -> Evaluation:
    """The preceptor did not supervise this student; the office is told and finds out who did."""
    evaluation = queries.locked_evaluation(evaluation.pk)
    refuse_if(rules.why_not_write(evaluation.state))
    _note_opened(evaluation, by, now)
    EVALUATION_MOVES.move(evaluation, EvaluationState.NOT_SUPERVISED)
    record("decline_evaluation", evaluation, by=by, now=now)
    tell_office(evaluation, "not_supervised", now=now)
    return evaluation


@transaction.atomic
def note_read(evaluation: Evaluation, *, by: Actor, now: datetime) -> Evaluation:
    """The student has read it; the preceptor's page says so."""
    evaluation = queries.locked_evaluation(evaluation.pk)
    refuse_if(rules.why_not_read(state=evaluation.state, is_read=evaluation.read_at is not None))
    evaluation.read_at = now
    evaluation.save(update_fields=["read_at"])
    record("note_evaluation_read", evaluation, by=by, now=now)
    return evaluation


def _note_opened(evaluation: Evaluation, by: Actor, now: datetime) -> None:
    if by.kind == "link" and evaluation.link:
        note_link_opened(evaluation.link, by=by, now=now)


def _writer(evaluation: Evaluation) -> Preceptor | None:
    """Whose name it will carry; a self-assessment carries the student's."""
    return evaluation.evaluator if evaluation.author == Evaluation.Author.PRECEPTOR else None


def _asked(evaluation: Evaluation) -> list[tuple[str, str]]:
    return [(item.key, item.title) for item in load_form(evaluation.form).items]


def _known(evaluation: Evaluation, answers: Answers) -> Answers:
    keys = load_form(evaluation.form).keys
    return {key: answers[key] for key in keys if key in answers}
