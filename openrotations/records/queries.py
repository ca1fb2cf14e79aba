"""Reading records, and checking that nobody changed one."""

import json
from dataclasses import dataclass

from openrotations.audit.queries import entries_about
from openrotations.people.models import Person
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState
from openrotations.records.contents import fingerprint
from openrotations.records.models import Record
from openrotations.records.states import RecordState
from openrotations.schools.models import Student


@dataclass(frozen=True)
class RecordShelf:
    """A student's records: the one in force, those before it, and whether any rotation is completed."""

    student: Student
    current: Record | None
    former: list[Record]
    has_completed: bool


def completed_placements(student: Student) -> list[Placement]:
    """The student's completed placements, the earliest first."""
    rows = Placement.objects.filter(student=student, state=PlacementState.COMPLETED)
    return list(rows.select_related("offering__site", "offering__preceptor", "supervised_by").order_by("period", "id"))


def latest_record(student: Student) -> Record | None:
    """The record issued last, whatever became of it."""
    return Record.objects.filter(student=student).order_by("-issued_at", "-created_at").first()


def shelf_of(person: Person) -> RecordShelf | None:
    """What the student's page shows; None for somebody who is no student."""
    student = Student.objects.select_related("person").filter(person=person).first()
    if student is None:
        return None
    records = list(student.records.order_by("-issued_at"))
    current = next((record for record in records if record.state == RecordState.ISSUED), None)
    former = [record for record in records if record is not current]
    done = student.placements.filter(state=PlacementState.COMPLETED).exists()
    return RecordShelf(student, current, former, done)


def is_whole(record: Record) -> bool:
    """Whether the content is what was issued: its fingerprint, the row's and the audit trail's are the same."""
    made = fingerprint(record.content)
    entry = entries_about(record).filter(action="issue_record").first()
    stated = json.loads(entry.body)["details"].get("sha256") if entry else None
    return made == record.sha256 == stated and record.content.get("code") == record.code
