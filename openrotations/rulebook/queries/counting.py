"""What states count on a day: the file that comes with the program, and the changes that count by then."""

from collections.abc import Iterable
from datetime import date

from openrotations.rulebook.counters import Counter, counters, read_counter
from openrotations.rulebook.models import RuleChange
from openrotations.rulebook.queries.changes import changes_on


def counters_on(day: date) -> tuple[Counter, ...]:
    """What states count on that day, in the order of the file, those that were added last; one query."""
    return counters_with(counters(), changes_on(day, kind=RuleChange.Kind.COUNTER))


def counters_with(known: Iterable[Counter], changes: Iterable[RuleChange]) -> tuple[Counter, ...]:
    """The counters after these changes, each after the one before it.

    A change that this version of the program cannot read is left aside: what was known before counts.
    """
    found = {counter.id: counter for counter in known}
    for change in changes:
        if not change.text:
            found.pop(change.rule, None)
        elif counter := read_counter(change.text):
            found[change.rule] = counter
    return tuple(found.values())
