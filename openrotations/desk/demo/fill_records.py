"""Records, issued through the real action at their moments, so that each has its fingerprint in the audit trail."""

from datetime import datetime, timedelta
from functools import partial

from openrotations.audit.actions import record as note
from openrotations.common.actors import PROGRAM
from openrotations.desk.demo.rotation_records import RotationRecord
from openrotations.desk.demo.rows import Rows
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState
from openrotations.records import actions
from openrotations.records.codes import new_code
from openrotations.records.contents import content_of, fingerprint
from openrotations.records.models import Record


def fill_records(rows: Rows) -> None:
    """A record for everybody who has completed a rotation; earlier ones are superseded, one is revoked."""
    told = set()
    for plan in rows.world.story.records:
        told.add(plan.student)
        if plan.superseded_by:
            rows.diary.act(plan.issued_at, partial(_issue_first, rows, plan))
            continue
        _issue_later(rows, plan.student, plan.issued_at)
        if plan.state == "revoked" and plan.ended_at:
            rows.diary.act(plan.ended_at, partial(_revoke, rows, plan))
    for student, completed_at in _last_completed(rows).items():
        if student not in told:
            _issue_later(rows, student, completed_at + timedelta(minutes=1))


def _last_completed(rows: Rows) -> dict[str, datetime]:
    last: dict[str, datetime] = {}
    for key, placement in rows.placements.items():
        if placement.state == PlacementState.COMPLETED and placement.completed_at:
            last[rows.plans[key].student] = placement.completed_at
    return last


def _issue_later(rows: Rows, student: str, at: datetime) -> None:
    row = rows.students[student]
    rows.diary.act(at, lambda now: actions.keep_record_current(row, by=PROGRAM, now=now))


def _issue_first(rows: Rows, plan: RotationRecord, now: datetime) -> None:
    """What stood in the record before the second rotation: the action knows only of today's rotations."""
    student, code = rows.students[plan.student], new_code()
    done: list[Placement] = [rows.placements[key] for key in plan.placements]
    content = content_of(student, done, rows.programme, code=code, now=now)
    issued = Record.objects.create(
        student=student, code=code, content=content, sha256=fingerprint(content), issued_at=now, created_at=now
    )
    note("issue_record", issued, by=PROGRAM, now=now, sha256=issued.sha256, rotations=len(done))


def _revoke(rows: Rows, plan: RotationRecord, now: datetime) -> None:
    record = Record.objects.get(student=rows.students[plan.student], state="issued")
    actions.revoke_record(record, because=plan.reason, by=rows.office_for(plan.student), now=now)
