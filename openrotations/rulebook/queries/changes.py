"""Changes to rules and counters: those that count, those that wait, and how something came to read as it does."""

from datetime import date

from django.db.models import QuerySet

from openrotations.rulebook.models import RuleChange
from openrotations.rulebook.states import ChangeState


def changes_on(day: date, *, kind: str = "") -> QuerySet[RuleChange]:
    """The approved changes that count on that day, of rules and counters alike, in the order in which they came to."""
    found = RuleChange.objects.filter(state=ChangeState.APPROVED, effective_on__lte=day)
    return (found.filter(kind=kind) if kind else found).order_by("effective_on", "decided_at")


def changes_of(rule: str, *, kind: str = RuleChange.Kind.RULE) -> QuerySet[RuleChange]:
    """Every change to a rule, the newest first."""
    people = RuleChange.objects.select_related("proposed_by", "decided_by")
    return people.filter(kind=kind, rule=rule).order_by("-proposed_at")


def proposals() -> QuerySet[RuleChange]:
    """Changes of rules and counters that wait for a second person, the oldest first."""
    found = RuleChange.objects.filter(state=ChangeState.PROPOSED).select_related("proposed_by")
    return found.order_by("proposed_at")


def changes_ahead(day: date) -> QuerySet[RuleChange]:
    """Approved changes that count only after that day, the next first."""
    found = RuleChange.objects.filter(state=ChangeState.APPROVED, effective_on__gt=day)
    return found.select_related("proposed_by", "decided_by").order_by("effective_on")
