"""What the rules say about placements that have not begun, and which of them say something else than was noted."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from openrotations.applications.queries import facts
from openrotations.common.wording import written_period
from openrotations.office.queries import programme_or_none
from openrotations.onboarding.queries.papers import AHEAD
from openrotations.onboarding.ruling import in_force, note_findings
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState
from openrotations.rulebook.models import RuleBook
from openrotations.rulebook.queries import Evaluator, Finding, book_on

# Facts of a list of choices as it was handed in. Whoever has a seat has been through that: windows and dates are held
# by the database, and a seat that one has oneself is no longer free.
OF_THE_LIST = frozenset(
    {
        "choices",
        "choices_longer_than_wanted",
        "choices_not_available",
        "choices_outside_windows",
        "programme_max_weeks",
        "programme_min_weeks",
        "windows_approved",
    }
)
_WITH = ("application", "student__person", "student__school", "opening__offering__site")


def findings_about(placements: Sequence[Placement], *, today: date) -> dict[UUID, list[Finding]]:
    """Placement's id -> what every rule that decides says about it, with a constant number of queries.

    Of each, application, student with person and school, and opening with offering and site are loaded.
    """
    students = list({row.student_id: row.student for row in placements}.values())
    if not students:
        return {}
    twins = {student.pk: student for student in students}  # the one that is loaded, of several that are the same
    facts.load_for_rules(students)
    held, judge, programme = facts.seats_held(students), Evaluator(_book(today)), programme_or_none()
    known = {student.pk: facts.facts_of_student(student, today=today) for student in students}
    found = {}
    for row in placements:
        student, seats = twins[row.student_id], held.get(row.student_id, facts.NoSeats())
        told = {
            **known[row.student_id],
            **facts.facts_of_choice(student, row.opening, row.dates, held=seats, today=today),
            **_facts_of(row),
            "programme_graduates_may": programme.graduates_may if programme else None,
        }
        found[row.pk] = [finding for finding in judge.answer(told).findings if finding.decides]
    return found


def placements_concerned(*, school_id: str = "", site_id: str = "", offering_id: str = "") -> QuerySet[Placement]:
    """Placements that a change of this school, site or offering concerns; all of them without one.

    A site may be in another state now: what that counts of everybody of those schools is another number as well.
    """
    found = Placement.objects.all()
    if school_id:
        found = found.filter(student__school__pk=school_id)
    if site_id:
        sent = found.filter(offering__site__pk=site_id).values("student__school")
        found = found.filter(student__school__in=sent)
    return found.filter(offering__pk=offering_id) if offering_id else found


def findings_of(placement: Placement, *, today: date) -> list[Finding]:
    """The same about one placement, read anew."""
    row = Placement.objects.select_related(*_WITH).get(pk=placement.pk)
    return findings_about([row], today=today)[row.pk]


def rules_against(placement: Placement, *, today: date) -> list[Finding]:
    """The rules that say no, or not yet, to this placement, without a director's exception."""
    tasks = list(placement.tasks.exclude(rule=""))
    return list(in_force(tasks, findings_of(placement, today=today)))


def placements_ruled_otherwise(among: QuerySet[Placement], now: datetime) -> list[Placement]:
    """Of these, placements ahead of which the rules say something else than was noted, or were never asked.

    A constant number of queries.
    """
    rows = among.select_related(*_WITH).order_by("pk")
    found = list(rows.filter(state__in=AHEAD).prefetch_related("tasks"))
    said = findings_about(found, today=now.date())
    return [
        row
        for row in found
        if row.tasks.all() and (row.rules_asked_at is None or _says_otherwise(row, said[row.pk], now))
    ]


def _says_otherwise(placement: Placement, said: Sequence[Finding], now: datetime) -> bool:
    is_cleared = placement.state == PlacementState.CLEARED
    return bool(note_findings(placement.tasks.all(), said, is_cleared=is_cleared, now=now))


def _book(today: date) -> RuleBook:
    """The rules that are about a person, a school, a place and days: all but those about a list of choices."""
    book = book_on(today)
    asked = (rule for rule in book.rules if rule.effect == "decides" and not OF_THE_LIST.intersection(rule.facts))
    return RuleBook.model_construct(facts=book.facts, rules=tuple(asked))


def _facts_of(placement: Placement) -> dict[str, Any]:
    """What a placement answers otherwise than a choice: its host was asked in time, or not, when the seat was given."""
    dates, offering, wanted = placement.dates, placement.opening.offering, placement.application.weeks_wanted
    name = f"{offering.title}, {written_period(dates.first, dates.last)}"
    return {
        "weeks_wanted": max(wanted, dates.weeks) if wanted else wanted,  # it may have been made longer
        "weeks_ahead": (dates.first - placement.created_at.date()).days // 7,
        "choices_hands_on": [name] if offering.hands_on else [],
    }
