"""Windows, the schools' answers, and applications with ranked preferences, as rows.

The newest steps of those who are still on their way go through the real actions (see `present.py`).
"""

from collections import Counter
from datetime import timedelta

from openrotations.applications.models import Application, Preference, SchoolConfirmation, Window
from openrotations.applications.states import ApplicationState, WindowState
from openrotations.common.periods import Period
from openrotations.desk.demo.applications import Application as Paper
from openrotations.desk.demo.fill_backgrounds import is_refused
from openrotations.desk.demo.fill_rounds import fill_outcomes, fill_rounds, settle_rounds
from openrotations.desk.demo.placements import HOLDING
from openrotations.desk.demo.rows import Rows, link_actor
from openrotations.desk.demo.sent_links import sent_link
from openrotations.people.models import SignedLink

HANDED_IN_FOR_REAL = ("submitted", "in_round")
_ASKED_AFTER = timedelta(minutes=20)


def fill_windows(rows: Rows) -> None:
    """Windows as they stand, and the question to the school that decided on them."""
    for window in rows.world.windows:
        if window.student not in rows.students:
            continue
        student = rows.students[window.student]
        row = Window(
            student=student,
            period=Period(window.starts_on, window.ends_on).stored,
            state=WindowState(window.state),
            answered_at=window.decided_at,
            created_at=window.stated_at,
        )
        rows.windows[window.key] = row
        rows.diary.note(
            window.stated_at, "add_window", row, rows.student_actor(window.student), student=str(student.pk)
        )
    Window.objects.bulk_create(rows.windows.values())
    _fill_answers(rows)


def _fill_answers(rows: Rows) -> None:
    links, answers = [], []
    decided = {window.student: window for window in rows.world.windows if window.decided_at}
    for student in rows.world.students:
        window, registrar = decided.get(student.key), rows.registrars[student.school]
        if window is None or window.decided_at is None or not registrar.is_reachable:
            continue
        row, person = rows.students[student.key], rows.people[student.key]
        asked_at = window.stated_at + _ASKED_AFTER
        answer = SchoolConfirmation(
            student=row,
            registrar=registrar,
            asked_at=asked_at,
            answered_at=window.decided_at,
            is_enrolled=True,
            note=window.reason,
            created_at=asked_at,
        )
        answer.link = sent_link(
            registrar, "school-answer", answer.pk, person, sent_at=asked_at, used_at=window.decided_at
        )
        links.append(answer.link)
        answers.append(answer)
        rows.diary.note(asked_at, "ask_school", answer, rows.student_actor(student.key), student=str(row.pk))
        rows.diary.note(window.decided_at, "answer_school", answer, link_actor(registrar), is_enrolled=True)
    SignedLink.objects.bulk_create(links)
    SchoolConfirmation.objects.bulk_create(answers)


def fill_applications(rows: Rows) -> None:
    """Every application in the state before its newest step, the rounds it was in, and its preferences."""
    stages = {student.key: student.stage for student in rows.world.students}
    for paper in rows.world.applications:
        row = Application(
            student=rows.students[paper.student],
            weeks_wanted=paper.weeks_wanted,
            note=paper.note,
            state=_state(rows, paper, stages[paper.student]),
            created_at=paper.drafted_at,
        )
        rows.applications[paper.student] = row
        if row.state != ApplicationState.DRAFT:
            row.submitted_at, row.decided_at = paper.submitted_at, paper.eligible_at
        _note_steps(rows, paper, row)
    settled = settle_rounds(rows)
    Application.objects.bulk_create(rows.applications.values())
    preferences = _preferences(rows, {key: keys for found in settled.values() for key, keys in found.choices.items()})
    Preference.objects.bulk_create(each for those in preferences.values() for each in those)
    fill_rounds(rows, settled)
    fill_outcomes(rows, settled, preferences)


def _preferences(rows: Rows, settled: dict[str, tuple[str, ...]]) -> dict[str, list[Preference]]:
    full = _full_openings(rows)
    preferences = {}
    for paper in rows.world.applications:
        row, keys = rows.applications[paper.student], settled.get(paper.student, paper.preferences)
        if row.state == ApplicationState.DRAFT:
            # What is full, or refused by a rule, would keep the application from being handed in.
            possible = (key for key in keys if key not in full)
            keys = tuple(key for key in possible if not is_refused(row.student, rows.openings[key].offering))
        preferences[paper.student] = [
            Preference(application=row, opening=rows.openings[key], rank=rank, created_at=paper.drafted_at)
            for rank, key in enumerate(keys, start=1)
        ]
    return preferences


def _full_openings(rows: Rows) -> set[str]:
    held = Counter(placement.opening for placement in rows.world.placements if placement.state in HOLDING)
    return {opening.key for opening in rows.world.catalogue.openings if held[opening.key] >= opening.seats}


def _state(rows: Rows, paper: Paper, stage: str) -> ApplicationState:
    if paper.round == rows.newest_round:
        return ApplicationState.ELIGIBLE
    if stage in ("declined", "cancelled"):
        return ApplicationState.UNPLACED
    if stage in HANDED_IN_FOR_REAL:
        return ApplicationState.DRAFT
    return ApplicationState(paper.state)


def _note_steps(rows: Rows, paper: Paper, row: Application) -> None:
    own, office = rows.student_actor(paper.student), rows.office_for(paper.student)
    if row.submitted_at:
        rows.diary.note(row.submitted_at, "submit_application", row, own, new="submitted")
    if row.decided_at:
        rows.diary.note(row.decided_at, "decide_application", row, office, new="eligible")
    if paper.withdrawn_at:
        rows.diary.note(paper.withdrawn_at, "withdraw_application", row, own, new="withdrawn")
