"""Whose answer a change of the rules changes, and why: asked before it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from openrotations.applications.models import Application, Preference
from openrotations.applications.queries.eligibility import (
    Prospect,
    facts_of_programme,
    facts_with,
    findings_about_choices,
    first_days,
    name_of,
)
from openrotations.applications.queries.facts import exempt_from_observing, facts_of_student, load_for_rules
from openrotations.applications.states import ApplicationState, WindowState
from openrotations.catalogue.queries import fits_of, free_seats, graduates_may
from openrotations.common.periods import Period
from openrotations.rulebook.models import Rule, RuleBook
from openrotations.rulebook.queries import Answer, Evaluator, Finding

OPEN = (
    ApplicationState.DRAFT,
    ApplicationState.SUBMITTED,
    ApplicationState.RETURNED,
    ApplicationState.ELIGIBLE,
    ApplicationState.IN_ROUND,
    ApplicationState.WAITING,
    ApplicationState.PLACED,
)


@dataclass(frozen=True)
class ChangedAnswer:
    """An open application that one rule answers otherwise; `about` names the choice where it is about one.

    None where the rule does not apply.
    """

    application: Application
    about: str
    before: Finding | None
    after: Finding | None


def answers_changed(book: RuleBook, before: Rule | None, after: Rule | None, *, today: date) -> list[ChangedAnswer]:
    """Every open application for which the rule says something else once `after` stands in the place of `before`."""
    applications = _open_applications()
    load_for_rules([each.student for each in applications])
    old, new = _only(book, before), _only(book, after)
    of_applications = _about_applications(applications, old.about_application, new.about_application, today)
    of_choices = _about_choices(applications, old.about_choice, new.about_choice, today)
    return [each for each in (*of_applications, *of_choices) if _differs(each.before, each.after)]


def _open_applications() -> list[Application]:
    found = Application.objects.filter(state__in=OPEN).select_related("student__person", "student__school")
    return list(found.order_by("student__person__full_name", "pk"))


def _only(book: RuleBook, rule: Rule | None) -> RuleBook:
    return RuleBook.model_construct(facts=book.facts, rules=(rule,) if rule else ())


def _about_applications(
    applications: Sequence[Application], old: RuleBook, new: RuleBook, today: date
) -> list[ChangedAnswer]:
    asked = {name for book in (old, new) for rule in book.rules for name in (*rule.facts, *rule.facts_said)}
    if not asked:
        return []
    before, after = Evaluator(old), Evaluator(new)
    return [
        ChangedAnswer(application, "", _one(before.answer(facts)), _one(after.answer(facts)))
        for application, facts in zip(applications, _facts(applications, asked, today), strict=True)
    ]


def _facts(applications: Sequence[Application], asked: set[str], today: date) -> list[dict[str, Any]]:
    """Of each, only what the rule asks: choices, their free seats and windows are looked up where it reads them."""
    if any(name.startswith(("choices", "programme", "windows")) for name in asked):
        return _facts_with_choices(applications, today)
    return [
        {**facts_of_student(each.student, today=today), "weeks_wanted": each.weeks_wanted} for each in applications
    ]  # fmt: skip


def _facts_with_choices(applications: Sequence[Application], today: date) -> list[dict[str, Any]]:
    """The same as `facts_of` says of each, with a constant number of queries."""
    _load_choices(applications)
    openings = {choice.opening_id: choice.opening for each in applications for choice in each.preferences.all()}
    free, policy, programme = free_seats(list(openings.values())), graduates_may(), facts_of_programme()
    exempt = exempt_from_observing([each.student_id for each in applications])
    found = []
    for application in applications:
        windows = _windows_of(application)
        fits = fits_of(
            [choice.opening for choice in application.preferences.all()],
            application.student,
            windows,
            today=today,
            weeks_wanted=application.weeks_wanted,
            may_take_part=application.student_id in exempt,
            free=free,
            policy=policy,
        )
        found.append(facts_with(fits, application, windows=len(windows), programme=programme, today=today))
    return found


def _about_choices(
    applications: Sequence[Application], old: RuleBook, new: RuleBook, today: date
) -> list[ChangedAnswer]:
    if not (old.rules or new.rules):
        return []
    _load_choices(applications)
    chosen = [(each, choice.opening) for each in applications for choice in each.preferences.all()]
    prospects = [_prospect(application, opening) for application, opening in chosen]
    before = findings_about_choices(prospects, today=today, book=old)
    after = findings_about_choices(prospects, today=today, book=new)
    return [
        ChangedAnswer(application, name_of(opening), _one(one), _one(other))
        for (application, opening), one, other in zip(chosen, before, after, strict=True)
    ]


def _prospect(application: Application, opening: Any) -> Prospect:
    student = application.student
    away = [row.dates for row in student.school.blackouts.all()]
    return Prospect(student, opening, first_days(opening, _windows_of(application), away))


def _load_choices(applications: Sequence[Application]) -> None:
    """Choices, best first, and windows of all of them, with a constant number of queries."""
    prefetch_related_objects(
        applications,
        Prefetch("preferences", Preference.objects.order_by("rank")),
        "preferences__opening__offering__site",
        "preferences__opening__closures",
        "student__windows",
    )


def _windows_of(application: Application) -> list[Period]:
    return [row.dates for row in application.student.windows.all() if row.state == WindowState.APPROVED]


def _one(answer: Answer) -> Finding | None:
    return answer.findings[0] if answer.findings else None


def _differs(before: Finding | None, after: Finding | None) -> bool:
    said = [(each.verdict, each.effect, each.missing) if each else None for each in (before, after)]
    return said[0] != said[1]
