"""What the rules say about an application, about each of its choices, and about any student and opening."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from openrotations.applications.models import Application, Preference
from openrotations.applications.queries.facts import (
    NoSeats,
    facts_of_choice,
    facts_of_student,
    load_for_rules,
    seats_held,
)
from openrotations.applications.queries.lists import chosen, open_windows
from openrotations.applications.rules import stands_in_the_way
from openrotations.catalogue.models import Opening
from openrotations.catalogue.queries import Fit
from openrotations.catalogue.rules import is_long_enough
from openrotations.common.periods import Period
from openrotations.common.wording import written_period
from openrotations.office.queries import programme_or_none
from openrotations.rulebook.models import RuleBook
from openrotations.rulebook.queries import Answer, Evaluator, Finding, book_on, evaluate, verdict_of
from openrotations.schools.models import Student


@dataclass(frozen=True)
class Prospect:
    """A student, an opening, and days in it."""

    student: Student
    opening: Opening
    period: Period


def findings_about_choice(student: Student, opening: Opening, period: Period, today: date) -> Answer:
    """What the rules say about these days of this opening for this student. The offering's site is loaded."""
    return findings_about_choices([Prospect(student, opening, period)], today=today)[0]


def findings_about_choices(prospects: Sequence[Prospect], *, today: date, book: RuleBook | None = None) -> list[Answer]:
    """The same for many, in their order, with a constant number of queries; the offerings' sites are loaded."""
    students = list({prospect.student.pk: prospect.student for prospect in prospects}.values())
    load_for_rules(students)
    held, judge = seats_held(students), Evaluator((book or book_on(today)).about_choice)
    known = {student.pk: facts_of_student(student, today=today) for student in students}
    twins = {student.pk: student for student in students}  # the one that was loaded, of several that are the same
    return [
        judge.answer(
            {
                **known[prospect.student.pk],
                **facts_of_choice(
                    twins[prospect.student.pk],
                    prospect.opening,
                    prospect.period,
                    held=held.get(prospect.student.pk, NoSeats()),
                    today=today,
                ),
            }
        )
        for prospect in prospects
    ]


def answer_about(application: Application, *, today: date, book: RuleBook | None = None) -> Answer:
    """What the rules say about the application today, its choices left aside."""
    return evaluate(facts_of(application, today=today), (book or book_on(today)).about_application)


def judged(application: Application, *, today: date) -> list[tuple[Preference, Fit, Answer]]:
    """Each choice, best first, with its fit and with what the rules say about it."""
    return _judged(chosen(application, today), application.student, today, book_on(today))


def everything_about(application: Application, *, today: date, book: RuleBook | None = None) -> Answer:
    """What the rules say about the application and each of its choices; refusals of choices name the choice.

    What keeps a choice from being had stands in the way of handing in; what is still open about it does not.
    """
    return _everything(application, today, book or book_on(today))[0]


def everything_judged(application: Application, *, today: date) -> tuple[Answer, list[tuple[Preference, Fit, Answer]]]:
    """`everything_about` and `judged` of one page, for which the choices are read and asked about once."""
    return _everything(application, today, book_on(today))


def _everything(
    application: Application, today: date, book: RuleBook
) -> tuple[Answer, list[tuple[Preference, Fit, Answer]]]:
    found = chosen(application, today)
    whole = evaluate(_facts_with([fit for _, fit in found], application, today), book.about_application)
    each = _judged(found, application.student, today, book)
    return _with_refusals(whole, [(choice, answer) for choice, _, answer in each]), each


def _judged(
    found: Sequence[tuple[Preference, Fit]], student: Student, today: date, book: RuleBook
) -> list[tuple[Preference, Fit, Answer]]:
    answers = _answers([choice for choice, _ in found], student, today, book)
    return [(choice, fit, answer) for (choice, fit), answer in zip(found, answers, strict=True)]


def _answers(choices: Sequence[Preference], student: Student, today: date, book: RuleBook | None) -> list[Answer]:
    """About each of these choices; its opening's closures are loaded."""
    load_for_rules([student])
    windows, away = open_windows(student), [row.dates for row in student.school.blackouts.all()]
    prospects = [Prospect(student, each.opening, first_days(each.opening, windows, away)) for each in choices]
    return findings_about_choices(prospects, today=today, book=book)


def _with_refusals(whole: Answer, of_choices: Sequence[tuple[Preference, Answer]]) -> Answer:
    refusals = [
        replace(finding, about=name_of(choice.opening)) for choice, answer in of_choices for finding in answer.refused
    ]
    return Answer(verdict_of([whole.verdict, *(finding.verdict for finding in refusals)]), (*whole.findings, *refusals))


def first_days(opening: Opening, windows: Sequence[Period], away: Sequence[Period] = ()) -> Period:
    """The first days on which the opening could be had for its fewest weeks inside a window; else its own first.

    Days on which the school lets nobody be `away` are passed over where there are others.
    """
    least, stretches = opening.offering.min_weeks, opening.open_stretches
    shared = [
        Period(max(stretch.first, window.first), min(stretch.last, window.last))
        for stretch in stretches
        for window in windows
        if stretch.overlaps(window)
    ]
    for possible in ([part for each in shared for part in each.without(away)], shared):
        if found := next((each for each in possible if is_long_enough([each], least)), None):
            return _first_weeks(found, least)
    return _first_weeks(opening.dates, least)


def missing_for_submission(application: Application, *, today: date) -> list[Finding]:
    """Every finding that keeps the application from being handed in."""
    return missing_in(everything_about(application, today=today))


def missing_in(answer: Answer) -> list[Finding]:
    """Every finding of this answer that keeps the application from being handed in."""
    return [finding for finding in answer.findings if stands_in_the_way(finding)]


def findings_kept(application: Application) -> list[Finding]:
    """What the rules said when the application was handed in or decided."""
    return [Finding.from_json(kept) for kept in application.findings]


def facts_of(application: Application, *, today: date) -> dict[str, Any]:
    """The facts that the rules about an application ask for; what nobody knows is left out."""
    return _facts_with([fit for _, fit in chosen(application, today)], application, today)


def _facts_with(fits: list[Fit], application: Application, today: date) -> dict[str, Any]:
    load_for_rules([application.student])
    windows = len(open_windows(application.student))
    return facts_with(fits, application, windows=windows, programme=facts_of_programme(), today=today)


def facts_with(
    fits: list[Fit], application: Application, *, windows: int, programme: Mapping[str, object], today: date
) -> dict[str, Any]:
    """The same where the choices' fits, the number of approved windows and the programme's facts are known. Pure."""
    return {
        **facts_of_student(application.student, today=today),
        **programme,
        "windows_approved": windows,
        "weeks_wanted": application.weeks_wanted,
        "choices": len(fits),
        "choices_hands_on": [name_of(fit.opening) for fit in fits if fit.opening.offering.hands_on],
        "choices_outside_windows": _named(fits, "outside-windows"),
        "choices_longer_than_wanted": _named(fits, "too-long"),
        "choices_not_available": _named(fits, "not-open", "no-seat"),
    }


def name_of(opening: Opening) -> str:
    """A choice in words: what, and when."""
    dates = opening.dates
    return f"{opening.offering.title}, {written_period(dates.first, dates.last)}"


def _first_weeks(dates: Period, weeks: int) -> Period:
    return Period(dates.first, min(dates.last, Period.of_weeks(dates.first, weeks).last))


def facts_of_programme() -> dict[str, object]:
    """The programme's own policies, as facts; none before the office is set up."""
    programme = programme_or_none()
    if programme is None:
        return {}
    return {
        "programme_min_weeks": programme.min_weeks,
        "programme_max_weeks": programme.max_weeks,
        "programme_graduates_may": programme.graduates_may,
    }


def _named(fits: list[Fit], *codes: str) -> list[str]:
    return [name_of(fit.opening) for fit in fits if fit.codes.intersection(codes)]
