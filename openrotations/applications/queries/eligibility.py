"""What we know about an application, as facts for the rule book, and what the rules say about it."""

from datetime import date

from openrotations.applications.models import Application
from openrotations.applications.queries.lists import chosen_fits, open_windows
from openrotations.applications.rules import stands_in_the_way
from openrotations.catalogue.queries import Fit
from openrotations.common.wording import written_period
from openrotations.office.queries import programme_or_none
from openrotations.rulebook.queries import Answer, Finding, evaluate, rule_file
from openrotations.schools.models import School, Student
from openrotations.schools.queries import is_known


def answer_about(application: Application, *, today: date) -> Answer:
    """What the programme's rules say about the application today."""
    return evaluate(facts_of(application, today=today), rule_file("programme"))


def missing_for_submission(application: Application, *, today: date) -> list[Finding]:
    """Every finding that keeps the application from being handed in."""
    answer = answer_about(application, today=today)
    return [finding for finding in answer.findings if stands_in_the_way(finding)]


def findings_kept(application: Application) -> list[Finding]:
    """What the rules said when the application was handed in or decided."""
    return [Finding.from_json(kept) for kept in application.findings]


def facts_of(application: Application, *, today: date) -> dict[str, object]:
    """The facts that the rule book asks about; what nobody knows is left out."""
    fits = chosen_fits(application, today)
    return {
        **_facts_of_student(application.student),
        **_policies(),
        "weeks_wanted": application.weeks_wanted,
        "choices": len(fits),
        "choices_hands_on": [name_of(fit) for fit in fits if fit.opening.offering.hands_on],
        "choices_outside_windows": _named(fits, "outside-windows"),
        "choices_longer_than_wanted": _named(fits, "too-long"),
        "choices_not_available": _named(fits, "not-open", "no-seat"),
    }


def name_of(fit: Fit) -> str:
    """A choice in words: what, and when."""
    dates = fit.opening.dates
    return f"{fit.opening.offering.title}, {written_period(dates.first, dates.last)}"


def _facts_of_student(student: Student) -> dict[str, object]:
    school = student.school
    is_told = school.accreditation != School.Accreditation.UNKNOWN
    return {
        "status": student.status,
        "school_known": True if is_known(school) else None,
        "school_accreditation": school.accreditation if is_told else None,
        "enrolment": student.enrolment,
        "windows_approved": len(open_windows(student)),
    }


def _policies() -> dict[str, object]:
    programme = programme_or_none()
    if programme is None:
        return {}
    return {
        "programme_min_weeks": programme.min_weeks,
        "programme_max_weeks": programme.max_weeks,
        "programme_graduates_may": programme.graduates_may,
    }


def _named(fits: list[Fit], *codes: str) -> list[str]:
    return [name_of(fit) for fit in fits if fit.codes.intersection(codes)]
