"""What the students of the demo told beyond their profile, and which choices the rules would refuse them."""

from openrotations.applications.backgrounds import CORES
from openrotations.applications.models import Background
from openrotations.catalogue.models import Offering
from openrotations.desk.demo.people import Student
from openrotations.desk.demo.rows import Rows
from openrotations.hosts.models import Site
from openrotations.schools.models import Student as StudentRow

SILENT = 4
"""One in so many has told nothing about visa and weeks elsewhere yet."""
_BEFORE_CHOICES = frozenset({"signed_up", "windows_stated"})
_ELECTIVES = (Offering.ExperienceType.ELECTIVE_CLERKSHIP, Offering.ExperienceType.SUB_INTERNSHIP)


def fill_backgrounds(rows: Rows) -> None:
    """Studies, examinations and visa; those who have only begun have told nothing."""
    told = {
        student.key: _background(rows, student)
        for student in rows.world.students
        if student.key in rows.students and student.stage not in _BEFORE_CHOICES
    }
    Background.objects.bulk_create(told.values())
    for key, row in told.items():
        student = str(rows.students[key].pk)
        rows.diary.note(
            row.created_at, "tell_background", row, rows.student_actor(key), student=student, fields=["step1"]
        )


def _background(rows: Rows, student: Student) -> Background:
    number, is_student = int(student.key[-3:]), student.status == "student"
    # Somebody who is still choosing has a clerkship to finish: the list says so.
    is_short = student.stage == "drafted" and number % SILENT == 0
    background = Background(
        student=rows.students[student.key],
        study_year=5 if is_student else None,
        is_final_year=False if is_student else None,
        cores_done=list(CORES)[:-1] if is_short else list(CORES) if is_student else None,
        step1=_result(student, "step_1"),
        step2_ck=_result(student, "step_2_ck"),
        step2_ck_score=next((exam.score for exam in student.exams if exam.name == "step_2_ck" and exam.passed), None),
        residence=Background.Residence.CITIZEN if student.citizenship == "US" else Background.Residence.NEITHER,
        told_at=rows.students[student.key].created_at,
        created_at=rows.students[student.key].created_at,
    )
    if number % SILENT and student.citizenship != "US":
        background.entry = Background.Entry.B1
    if number % SILENT and is_student:
        background.weeks_in_state, background.electives_in_state = {"NY": 0}, {"FL": 0}
    return background


def _result(student: Student, name: str) -> str:
    taken = [exam for exam in student.exams if exam.name == name]
    if not taken:
        return Background.Result.NOT_TAKEN
    return Background.Result.PASSED if any(exam.passed for exam in taken) else Background.Result.FAILED


def is_refused(student: StudentRow, offering: Offering) -> bool:
    """Whether the rules would refuse this choice: Florida has no electives in private practices and health centres."""
    is_elective = offering.experience_type in _ELECTIVES and student.status == StudentRow.Status.ENROLLED
    return is_elective and offering.site.state == "FL" and offering.site.kind != Site.Kind.HOSPITAL
