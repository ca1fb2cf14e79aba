"""Windows, applications and preferences, for tests."""

from datetime import date

from openrotations.applications.backgrounds import CORES
from openrotations.applications.models import Application, Background, Preference, Window
from openrotations.applications.states import ApplicationState, WindowState
from openrotations.catalogue.models import Opening
from openrotations.common.periods import Period
from openrotations.schools.models import Student
from openrotations.schools.tests.factories import make_student

WINTER = Period(date(2027, 1, 1), date(2027, 3, 31))


def make_window(student: Student, period: Period = WINTER, state: str = WindowState.APPROVED) -> Window:
    """An approved window from January to March 2027, unless told otherwise."""
    return Window.objects.create(student=student, period=period.stored, state=state)


def make_background(student: Student, **values: object) -> Background:
    """In the final year with all core clerkships and both examinations, on B-1, unless told otherwise."""
    defaults = {
        "study_year": 5,
        "is_final_year": True,
        "cores_done": list(CORES),
        "step1": Background.StepOne.PASSED,
        "step2_ck": Background.Result.PASSED,
        "step2_ck_score": 240,
        "residence": Background.Residence.NEITHER,
        "entry": Background.Entry.B1,
    }
    return Background.objects.create(student=student, **{**defaults, **values})


def make_application(*choices: Opening, student: Student | None = None, **values: object) -> Application:
    """An eligible application that ranks these openings, of a student with an approved window and a background."""
    student = student or make_student()
    if not Background.objects.filter(student=student).exists():
        make_background(student)
    if not student.windows.exists():
        make_window(student)
    defaults = {"weeks_wanted": 4, "state": ApplicationState.ELIGIBLE}
    application = Application.objects.create(student=student, **{**defaults, **values})
    for rank, opening in enumerate(choices, start=1):
        Preference.objects.create(application=application, opening=opening, rank=rank)
    return application
