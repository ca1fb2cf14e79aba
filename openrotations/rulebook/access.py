"""Who reaches which rule, what a state counts, and which change of one."""

from collections.abc import Iterable
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from openrotations.rulebook.counters import Counter
from openrotations.rulebook.models import Rule, RuleBook, RuleChange


def rule_in(book: RuleBook, rule: str) -> Rule:
    """The rule with that id. Raises Http404."""
    found = next((each for each in book.rules if each.id == rule), None)
    if found is None:
        raise Http404
    return found


def counter_in(found: Iterable[Counter], counter: str) -> Counter:
    """What is counted under that id. Raises Http404."""
    one = next((each for each in found if each.id == counter), None)
    if one is None:
        raise Http404
    return one


def any_change(change_id: UUID) -> RuleChange:
    """A change of a rule, for the office. Raises Http404."""
    return get_object_or_404(RuleChange.objects.select_related("proposed_by", "decided_by"), pk=change_id)
