"""Reading schools, what we know of them, registrars and students."""

from openrotations.schools.queries.people import (
    page_path,
    reachable_registrars,
    registrars_at,
    students_known_to,
    studies_at,
)
from openrotations.schools.queries.register import (
    is_known,
    is_student,
    note_of,
    registrar_with,
    registrars_of,
    school_named,
    schools_like,
    schools_to_choose,
    student_of,
)

__all__ = [
    "is_known",
    "is_student",
    "note_of",
    "page_path",
    "reachable_registrars",
    "registrar_with",
    "registrars_at",
    "registrars_of",
    "school_named",
    "schools_like",
    "schools_to_choose",
    "student_of",
    "students_known_to",
    "studies_at",
]
