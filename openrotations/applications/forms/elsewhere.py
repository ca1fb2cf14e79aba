"""What states count, done or planned without us: a question for each state and each thing that it counts today."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from openrotations.applications.forms.topics import Topic
from openrotations.applications.models import Background
from openrotations.common.places import STATES
from openrotations.rulebook.counters import Counted, Counter

WEEKS, ELECTIVES = "weeks_in_state", "electives_in_state"
_NAMES = dict(STATES)
# What a counter counts of a student: the field's name begins so, its number is kept there, and is at most that.
_QUESTIONS: dict[Counted, tuple[str, str, int]] = {
    "weeks_of_student": ("weeks", WEEKS, 200),
    "placements_of_student": ("electives", ELECTIVES, 50),
}
_LABELS = {WEEKS: _("Weeks of clerkships in %(state)s"), ELECTIVES: _("Rotations in %(state)s")}


class Asked(NamedTuple):
    """What one field asks: the number of a state in this field of the background."""

    kept_in: str
    state: str


class ElsewhereTopic(Topic):
    """Numbers by state. `asked` says which: `elsewhere_topic` makes the class for what states count."""

    title = _("What do you do in these states without us?")
    lead = _("These states count rotations of students from abroad, wherever you booked them. 0 if there are none.")
    is_for_students = True
    asked: ClassVar[dict[str, Asked]] = {}

    def values(self) -> dict[str, Any]:
        """Numbers by state, those of states that are not asked about as they were; None for "later"."""
        found: dict[str, Any] = {}
        for kept_in in {each.kept_in for each in self.asked.values()}:
            numbers = dict(self.initial.get(kept_in) or {})
            for name, each in self.asked.items():
                if each.kept_in == kept_in:
                    numbers[each.state] = self.cleaned_data[name]
            found[kept_in] = {state: number for state, number in numbers.items() if number is not None} or None
        return found

    @classmethod
    def initial_from(cls, told: Background) -> dict[str, Any]:
        """The numbers given, and all that was told, which `values` keeps."""
        known = {kept_in: getattr(told, kept_in) or {} for kept_in in (WEEKS, ELECTIVES)}
        return {**known, **{name: known[each.kept_in].get(each.state) for name, each in cls.asked.items()}}

    @classmethod
    def in_words(cls, told: Background) -> str:
        """Such as: New York: 4 weeks, Florida: 1 rotation."""
        weeks = _in_words(told.weeks_in_state, lambda n: ngettext("%(n)s week", "%(n)s weeks", n))
        rotations = _in_words(told.electives_in_state, lambda n: ngettext("%(n)s rotation", "%(n)s rotations", n))
        return ", ".join([*weeks, *rotations])


def elsewhere_topic(counters: Iterable[Counter]) -> type[ElsewhereTopic]:
    """The page about everything that these count of a student's own, by state; `asked` is empty where it is nothing."""
    asked: dict[str, Asked] = {}
    fields: dict[str, forms.IntegerField] = {}
    for counter in sorted(counters, key=lambda each: (_NAMES[each.state], each.counts)):
        if counter.counts in _QUESTIONS:
            prefix, kept_in, most = _QUESTIONS[counter.counts]
            name = f"{prefix}_{counter.state.lower()}"
            asked[name] = Asked(kept_in, counter.state)
            fields[name] = _field(_LABELS[kept_in] % {"state": _NAMES[counter.state]}, counter, most)
    return type("AskedElsewhere", (ElsewhereTopic,), {"__module__": __name__, "asked": asked, **fields})


def _field(label: str, counter: Counter, most: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=counter.says, min_value=0, max_value=most, required=False)


def _in_words(told: Mapping[str, int] | None, numbered: Callable[[int], str]) -> Iterator[str]:
    for state, n in (told or {}).items():
        yield _now("%(state)s: %(number)s") % {"state": _NAMES.get(state, state), "number": numbered(n) % {"n": n}}
