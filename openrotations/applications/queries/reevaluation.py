"""Whose answer a change of the rules changes, and why: asked before it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects

from openrotations.applications.models import Application
from openrotations.applications.queries.eligibility import (
    Prospect,
    facts_of,
    findings_about_choices,
    first_days,
    name_of,
)
from openrotations.applications.queries.facts import facts_of_student, load_for_rules
from openrotations.applications.states import ApplicationState, WindowState
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
    found = []
    for application in applications:
        facts = _facts(application, asked, today)
        found.append(ChangedAnswer(application, "", _one(before.answer(facts)), _one(after.answer(facts))))
    return found


def _facts(application: Application, asked: set[str], today: date) -> dict[str, Any]:
    """Only what the rule asks is looked up: the facts of choices cost several queries an application."""
    if any(name.startswith(("choices", "programme", "windows")) for name in asked):
        return facts_of(application, today=today)
    return {**facts_of_student(application.student, today=today), "weeks_wanted": application.weeks_wanted}


def _about_choices(
    applications: Sequence[Application], old: RuleBook, new: RuleBook, today: date
) -> list[ChangedAnswer]:
    if not (old.rules or new.rules):
        return []
    prefetch_related_objects(
        applications,
        "preferences__opening__offering__site",
        "preferences__opening__closures",
        "student__windows",
    )
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
    windows = [row.dates for row in student.windows.all() if row.state == WindowState.APPROVED]
    away = [row.dates for row in student.school.blackouts.all()]
    return Prospect(student, opening, first_days(opening, windows, away))


def _one(answer: Answer) -> Finding | None:
    return answer.findings[0] if answer.findings else None


def _differs(before: Finding | None, after: Finding | None) -> bool:
    said = [(each.verdict, each.effect, each.missing) if each else None for each in (before, after)]
    return said[0] != said[1]
