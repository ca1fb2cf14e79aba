"""Evaluations and self-assessments: the past's as rows; what is open is asked for by the real action."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.desk.demo import evaluations as plan
from openrotations.desk.demo.placements import Placement as PlacementPlan
from openrotations.desk.demo.rows import Rows, link_actor
from openrotations.desk.demo.sent_links import sent_link
from openrotations.evaluations import actions, schedule
from openrotations.evaluations.forms import form_id, load_form
from openrotations.evaluations.models import Evaluation
from openrotations.evaluations.states import EvaluationState
from openrotations.people.models import SignedLink

MOMENTS = {"midpoint": "mid_point", "final": "final"}
_ASKED_AT = time(22)
_ANSWERED = (EvaluationState.SUBMITTED, EvaluationState.NOT_SUPERVISED, EvaluationState.LAPSED)


def fill_evaluations(rows: Rows) -> None:
    """Mid-point and final, by preceptor and student, of every placement that has begun."""
    story = rows.world.story
    theirs = {(each.placement, each.kind): each for each in story.evaluations}
    ours = {(each.placement, each.kind): each for each in story.self_assessments}
    made: list[Evaluation] = []
    links: list[SignedLink] = []
    for key, placement in rows.placements.items():
        if placement.state not in ("active", "completed"):
            continue
        world = rows.plans[key]
        for moment, due_on in schedule.due_days(Period(world.starts_on, world.ends_on)).items():
            kind = MOMENTS[moment]
            made.append(_by_preceptor(rows, world, moment, due_on, theirs.get((key, kind)), links))  # type: ignore[arg-type]
            made.append(_by_student(rows, world, moment, due_on, ours.get((key, kind))))  # type: ignore[arg-type]
    SignedLink.objects.bulk_create(links)
    Evaluation.objects.bulk_create(made)


def _by_preceptor(
    rows: Rows,
    world: PlacementPlan,
    moment: str,
    due_on: date,
    found: plan.Evaluation | None,
    links: list[SignedLink],
) -> Evaluation:
    row = _blank(rows, world, moment, Evaluation.Author.PRECEPTOR, due_on)
    preceptor = row.placement.offering.preceptor
    if found is None or found.state not in _ANSWERED or _may_still_come(rows, found):
        _ask(rows, row, _save_draft(row, found) if found and found.state == "drafted" else None)
        return row
    row.state = EvaluationState(found.state)
    asked_at = _asked_at(due_on)
    answered_at = found.submitted_at or asked_at + timedelta(days=2)
    row.link = sent_link(
        preceptor, "evaluate", row.pk, rows.people[world.student], sent_at=asked_at,
        days=schedule.LINK_DAYS, used_at=answered_at if found.state != "lapsed" else None,
    )  # fmt: skip
    links.append(row.link)
    if found.state == "submitted":
        _write(row, found.answers, found.keep, found.change, max(answered_at, asked_at))
        row.read_at = min(rows.midnight, answered_at + timedelta(hours=20))
        rows.diary.note(answered_at, "submit_evaluation", row, link_actor(preceptor), placement=str(row.placement_id))
    elif found.state == "not_supervised":
        rows.diary.note(answered_at, "decline_evaluation", row, link_actor(preceptor))
    else:
        rows.diary.note(_lapsed_at(rows, due_on), "lapse_evaluation", row, PROGRAM)
    return row


def _may_still_come(rows: Rows, found: plan.Evaluation) -> bool:
    """Whether the world gave up on a form earlier than the program does."""
    return found.state == "lapsed" and not schedule.is_lapsed(found.due_on, rows.world.today)


def _by_student(
    rows: Rows, world: PlacementPlan, moment: str, due_on: date, found: plan.SelfAssessment | None
) -> Evaluation:
    row = _blank(rows, world, moment, Evaluation.Author.STUDENT, due_on)
    if found is not None:
        row.state = EvaluationState.SUBMITTED
        _write(row, found.answers, found.going_well, found.to_work_on, found.submitted_at)
        own = rows.student_actor(world.student)
        rows.diary.note(found.submitted_at, "submit_evaluation", row, own, placement=str(row.placement_id))
    elif schedule.is_lapsed(due_on, rows.world.today):
        row.state = EvaluationState.LAPSED
        rows.diary.note(_lapsed_at(rows, due_on), "lapse_evaluation", row, PROGRAM)
    else:
        _ask(rows, row, None)
    return row


def _blank(rows: Rows, world: PlacementPlan, moment: str, author: str, due_on: date) -> Evaluation:
    placement = rows.placements[world.key]
    return Evaluation(
        placement=placement,
        moment=moment,
        author=author,
        form=form_id(placement.offering.participation),
        due_on=due_on,
        created_at=placement.arrived_at or rows.midnight,
    )


def _asked_at(due_on: date) -> datetime:
    return datetime.combine(due_on, _ASKED_AT, UTC)


def _lapsed_at(rows: Rows, due_on: date) -> datetime:
    return min(_asked_at(due_on) + timedelta(days=schedule.LAPSE_AFTER), rows.midnight - timedelta(hours=1))


def _ask(rows: Rows, row: Evaluation, then: Callable[[datetime], object] | None) -> None:
    """Ask in the evening of the due day, if that has come; a weekend's is asked on the Friday before."""
    asked_at = _asked_at(row.due_on - timedelta(days=max(0, row.due_on.weekday() - 4)))
    if asked_at < rows.midnight:
        rows.diary.act(asked_at, lambda now: actions.ask_for_evaluation(row, by=PROGRAM, now=now))
        if then:
            rows.diary.act(asked_at + timedelta(hours=1), then)


def _save_draft(row: Evaluation, found: plan.Evaluation) -> Callable[[datetime], object]:
    preceptor = link_actor(row.placement.offering.preceptor)
    return partial(_keep, row, {each.item: each.rating for each in found.answers[:5]}, found.keep, preceptor)


def _keep(row: Evaluation, answers: dict[str, int | None], keep: str, by: object, now: datetime) -> None:
    actions.save_draft(row, answers=answers, keep=keep, change="", by=by, now=now)  # type: ignore[arg-type]


def _write(row: Evaluation, answers: tuple[plan.Answer, ...], keep: str, change: str, at: datetime) -> None:
    asked = load_form(row.form).keys
    row.answers = {each.item: each.rating for each in answers if each.item in asked}
    row.keep, row.change, row.submitted_at, row.drafted_at = keep, change, at, at
