"""What states count, and one change of it, as pages show them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from openrotations.applications.queries.reevaluation import ChangedAnswer, answers_changed
from openrotations.catalogue.models import Offering
from openrotations.common.refusals import Words
from openrotations.common.wording import written_date
from openrotations.hosts.places import STATES
from openrotations.placements.queries.passing import Passing, who_passes
from openrotations.rulebook.counted_rules import rule_of
from openrotations.rulebook.counters import Counter, read_counter
from openrotations.rulebook.models import RuleChange
from openrotations.rulebook.queries import counters_on, shipped_book
from openrotations.rulebook.states import ChangeState

COUNTED_WORDS: dict[str, Words] = {
    "weeks_of_student": _("Weeks of one student there"),
    "placements_of_student": _("Rotations of one student there"),
    "students_of_school": _("Students of one school there in a calendar year"),
}


@dataclass(frozen=True)
class Said:
    """One thing that a counter says, before and after a change; empty where there is none."""

    label: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        """Whether the change is about it."""
        return self.before != self.after


@dataclass(frozen=True)
class ProposedCount:
    """A change with what it does: what it says, whose answers it changes, and whose seats come to more."""

    said: list[Said]
    answers: list[ChangedAnswer]
    passing: list[Passing]
    is_readable: bool


def said_of(counter: Counter) -> list[tuple[str, str]]:
    """Everything that a counter says, with its heading."""
    types = dict(Offering.ExperienceType.choices)
    kinds = sorted(str(types.get(kind, kind)) for kind in counter.experience_types)
    return [
        (__("State"), str(dict(STATES).get(counter.state, counter.state))),
        (__("What is counted"), str(COUNTED_WORDS[counter.counts])),
        (__("The most that is allowed"), str(counter.most)),
        (__("Which rotations count"), ", ".join(kinds)),
        (__("What it says"), counter.says),
        (__("Source"), __(counter.source)),
        (__("Checked on"), written_date(counter.checked_on)),
        (__("Look again on"), written_date(counter.review_on)),
    ]


def proposed_count(change: RuleChange, now: datetime) -> ProposedCount:
    """What a change does to what is counted today. Seats are looked up while it does not count yet."""
    today = now.date()
    before = next((each for each in counters_on(today) if each.id == change.rule), None)
    after = read_counter(change.text) if change.text else None
    is_readable = not change.text or after is not None
    is_ahead = change.state == ChangeState.PROPOSED or (
        change.state == ChangeState.APPROVED and change.effective_on > today
    )
    if not is_ahead:
        return ProposedCount(list(_differences(None, after)), [], [], is_readable)
    passing = who_passes(before, after, now) if is_readable else []
    rules = [rule_of(each) if each else None for each in (before, after)]
    answers = answers_changed(shipped_book(), *rules, today=today) if is_readable else []
    return ProposedCount(list(_differences(before, after)), answers, passing, is_readable)


def _differences(before: Counter | None, after: Counter | None) -> Iterator[Said]:
    old, new = (dict(said_of(each)) if each else {} for each in (before, after))
    for label in old | new:
        yield Said(label, old.get(label, ""), new.get(label, ""))
