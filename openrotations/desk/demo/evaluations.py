"""Evaluations and self-assessments of the demo: ratings of 1 to 5, and comments that fit them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Literal

from openrotations.desk.demo.offerings import Offering
from openrotations.desk.demo.people import Student
from openrotations.desk.demo.placements import Placement
from openrotations.desk.demo.texts import days_after, load, moment

Kind = Literal["mid_point", "final"]
EvaluationState = Literal["due", "opened", "drafted", "submitted", "not_supervised", "lapsed"]
UNTOUCHED_WHEN_WATCHING = frozenset({"history_and_examination", "presentation_and_notes"})
NOT_OBSERVED_SHARE = 0.07
DAYS_TO_ANSWER = 14


@dataclass(frozen=True, slots=True)
class Answer:
    """The rating of one item, 1 to 5, or None for not observed."""

    item: str
    rating: int | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A preceptor's form. `keep` and `change` are empty until something is written."""

    key: str
    placement: str
    preceptor: str
    kind: Kind
    state: EvaluationState
    due_on: date
    submitted_at: datetime | None
    answers: tuple[Answer, ...]
    keep: str
    change: str


@dataclass(frozen=True, slots=True)
class SelfAssessment:
    """The student's own form over the same items, made before the preceptor's is opened."""

    key: str
    placement: str
    student: str
    kind: Kind
    submitted_at: datetime
    answers: tuple[Answer, ...]
    going_well: str
    to_work_on: str


def items() -> list[str]:
    """The twelve items, two for each competency, in order."""
    return [item for item, _ in load("comments.yaml")["items"]]


def due_days(placement: Placement) -> dict[Kind, date]:
    """When each form is due: in the middle of the placement and on its last day."""
    return {"mid_point": placement.starts_on + timedelta(days=placement.weeks * 7 // 2), "final": placement.ends_on}


def make_evaluations(
    rng: Random, placement: Placement, student: Student, offering: Offering, today: date
) -> tuple[tuple[Evaluation, ...], tuple[SelfAssessment, ...]]:
    """What preceptor and student wrote about a running or finished placement, for every form that is due by now."""
    evaluations, own = [], []
    ability = rng.gauss(3.7, 0.6)
    if placement.state not in ("active", "completed"):
        return (), ()
    for kind, due_on in due_days(placement).items():
        if due_on > today:
            continue
        if rng.random() < 0.85 and due_on < today:
            own.append(make_self_assessment(rng, placement, kind, due_on, ability))
        state = choose_state(rng, due_on, today)
        evaluations.append(make_evaluation(rng, placement, student, offering, kind, due_on, state, ability, today))
    return tuple(evaluations), tuple(own)


def choose_state(rng: Random, due_on: date, today: date) -> EvaluationState:
    """Mostly submitted; the recent ones still lie open; a few old ones were never answered."""
    waited = (today - due_on).days
    if waited <= 1:
        return rng.choice(("due", "opened", "drafted"))
    if waited <= DAYS_TO_ANSWER:
        return rng.choices(("due", "opened", "drafted", "submitted"), (20, 12, 8, 60))[0]
    return rng.choices(("submitted", "lapsed", "not_supervised"), (92, 5, 3))[0]


def make_evaluation(
    rng: Random,
    placement: Placement,
    student: Student,
    offering: Offering,
    kind: Kind,
    due_on: date,
    state: EvaluationState,
    ability: float,
    today: date,
) -> Evaluation:
    """One form. Comments praise the best rated item and advise on the lowest."""
    written = state in ("submitted", "drafted")
    answers = rate(rng, ability, watched=offering.participation == "observation") if written else ()
    keep, change = comment(rng, answers, offering, student.given_name) if written else ("", "")
    answered_on = min(days_after(rng, due_on, 0, 9), today - timedelta(days=1))
    return Evaluation(
        key=f"{placement.key}-{kind}",
        placement=placement.key,
        preceptor=offering.preceptor,
        kind=kind,
        state=state,
        due_on=due_on,
        submitted_at=moment(rng, answered_on) if state == "submitted" else None,
        answers=answers,
        keep=keep,
        change="" if state == "drafted" else change,
    )


def rate(rng: Random, ability: float, *, watched: bool) -> tuple[Answer, ...]:
    """Ratings around the person's ability. An observer is not rated on what observers may not do."""
    answers = []
    for item in items():
        unseen = (watched and item in UNTOUCHED_WHEN_WATCHING) or rng.random() < NOT_OBSERVED_SHARE
        answers.append(Answer(item, None if unseen else min(5, max(1, round(rng.gauss(ability, 0.7))))))
    return tuple(answers)


def comment(rng: Random, answers: tuple[Answer, ...], offering: Offering, given_name: str) -> tuple[str, str]:
    """One or two sentences on what to keep, and one on what to change."""
    texts = load("comments.yaml")
    rated = sorted((answer for answer in answers if answer.rating), key=lambda answer: -(answer.rating or 0))
    best = [answer.item for answer in rated[:3]]
    praise = [rng.choice(texts["keep"][offering.participation][item]) for item in rng.sample(best, rng.choice((1, 2)))]
    lowest = rng.choice([answer.item for answer in rated[-3:]])
    return " ".join(praise).format(name=given_name), rng.choice(texts["change"][lowest])


def make_self_assessment(rng: Random, placement: Placement, kind: Kind, due_on: date, ability: float) -> SelfAssessment:
    """The student's own view: a little above or below what the preceptor sees."""
    texts = load("comments.yaml")
    return SelfAssessment(
        key=f"{placement.key}-{kind}-own",
        placement=placement.key,
        student=placement.student,
        kind=kind,
        submitted_at=moment(rng, due_on - timedelta(days=rng.choice((0, 0, 1, 2)))),
        answers=rate(rng, ability + rng.gauss(0, 0.5), watched=False),
        going_well=rng.choice(texts["self_good"]),
        to_work_on=rng.choice(texts["self_next"]),
    )
