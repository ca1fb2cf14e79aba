"""Whether a school reads a student's evaluations: what the student said, to which words."""

from collections.abc import Iterable
from datetime import date

from openrotations.consents.models import EvaluationRelease, Kind
from openrotations.consents.queries import InForce, counts, in_force, needing_schools
from openrotations.schools.models import Student


def release_of(student: Student, today: date) -> EvaluationRelease | None:
    """The student's consent that their present school reads evaluations, while it stands; else None.

    Given to words of before the texts had versions, it stands until the student gives another answer.
    """
    answers = [row for row in _standing(student) if row.is_accepted]
    earlier = next((row for row in answers if row.version is None), None)
    return _to_words_in_force(answers, in_force(today).get(Kind.RELEASE)) or earlier if answers else None


def needs_release(student: Student, today: date) -> bool:
    """Whether the school needs the evaluation for credit and the student has not answered to the words in force."""
    if not needing_schools().filter(school_id=student.school_id).exists():
        return False
    text = in_force(today).get(Kind.RELEASE)
    return text is not None and _to_words_in_force(_standing(student), text) is None


def _standing(student: Student) -> list[EvaluationRelease]:
    rows = student.releases.filter(ended_at=None, school_id=student.school_id)
    return list(rows.select_related("version").defer("version__text"))


def _to_words_in_force(rows: Iterable[EvaluationRelease], text: InForce | None) -> EvaluationRelease | None:
    found = (row for row in rows if text and row.version and counts(row.version.number or 0, text))
    return next(found, None)
