"""What the rule book says to a visitor who answered some questions, and what is offered that fits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from openrotations.applications.queries import facts_of_programme
from openrotations.catalogue import queries as catalogue
from openrotations.catalogue.models import Offering
from openrotations.catalogue.queries import Card, Wanted
from openrotations.common.places import STATES
from openrotations.rulebook.models import RuleBook
from openrotations.rulebook.queries import VERDICT_WORDS, Answer, Evaluator, Finding, Verdict, book_on
from openrotations.schools.facts import facts_of_school
from openrotations.schools.models import School
from openrotations.website.experiences import Experience, experiences_for

# What only an application has: answers of the school, choices, dates. Rules that ask for it are asked there.
_LATER = frozenset(
    {"enrolment", "good_standing", "windows_approved", "exempt_from_observing", "days", "stay_days", "inside_stay"}
    | {"choices", "choices_outside_windows", "choices_longer_than_wanted", "choices_not_available"}
    | {"in_blackout", "weeks_ahead", "host_lead_weeks", "study_year"}
)
# A graduate's hands-on choices are asked about here, as if the kind of experience were the choice.
_ASKED_ALL_THE_SAME = frozenset({"graduate-observes"})
SHOWN, _LOOKED_AT = 6, 200


@dataclass(frozen=True)
class Said:
    """What the rules say about one kind of experience in one state."""

    experience: Experience
    answer: Answer

    @property
    def effect(self) -> str:
        """counsel, where nobody should assert a yes: a text does not say it in so many words."""
        is_open = self.verdict in (Verdict.YES, Verdict.CANNOT_TELL)
        return "counsel" if is_open and any(each.effect == "counsel" for each in self.answer.findings) else "decides"

    @property
    def verdict(self) -> Verdict:
        """What they come to."""
        return self.answer.verdict

    @property
    def verdict_words(self) -> str:
        """The same, as people read it."""
        return _("Needs counsel") if self.effect == "counsel" else str(VERDICT_WORDS[self.verdict])

    @property
    def told_suffices(self) -> bool:
        """Whether nothing is against it and nothing is missing that the visitor could tell: others confirm the rest."""
        return (
            self.effect != "counsel"
            and self.answer.verdict == Verdict.CANNOT_TELL
            and all(finding.verdict == Verdict.CANNOT_TELL and finding.who != "student" for finding in self.answer.open)
        )


@dataclass(frozen=True)
class Row:
    """A state, and what is said about each kind of experience there."""

    name: str
    cells: tuple[Said, ...]


@dataclass(frozen=True)
class Group:
    """States in which the same is said of everything."""

    names: list[str]
    cells: tuple[Said, ...]


@dataclass(frozen=True)
class MayI:
    """The whole answer. `reasons`: every finding that is not a plain yes, once, with where it holds."""

    experiences: list[Experience]
    groups: list[Group]
    reasons: list[tuple[Finding, str]]
    cards: list[Card]


def answer_to(facts: Mapping[str, Any], school: School | None, state: str, *, today: date) -> MayI:
    """What the rules say to somebody of whom these facts are known, for one state or for all that offer something.

    A constant number of queries. What nobody told is "cannot tell", and the finding names it.
    """
    known = {**facts_of_programme(), **_facts_of_school(school, facts, today), **facts}
    experiences = experiences_for(facts.get("status"))
    judge = Evaluator(asked_of_visitors(book_on(today)))
    standings = _standings(school, today)
    rows = [
        Row(name, tuple(Said(each, judge.answer(_about(each, known, code, standings))) for each in experiences))
        for code, name in _places(state)
    ]
    return MayI(experiences, _alike(rows), _reasons(rows), _fitting(judge, known, state, standings, today))


def asked_of_visitors(book: RuleBook) -> RuleBook:
    """The rules whose facts can be known before there is an application."""
    rules = (rule for rule in book.rules if rule.id in _ASKED_ALL_THE_SAME or not _LATER.intersection(rule.facts))
    return RuleBook.model_construct(facts=book.facts, rules=tuple(rules))


def _standings(school: School | None, today: date) -> dict[str, str]:
    """What states say of the school today, by state."""
    rows = school.state_standings.all() if school else []
    return {row.state: row.standing for row in rows if row.until is None or today <= row.until}


def _facts_of_school(school: School | None, facts: Mapping[str, Any], today: date) -> dict[str, Any]:
    if school is None:
        return {}
    status = facts.get("status", "")
    found = facts_of_school(school, student_status=status, graduation_on=None, study_year=None, today=today)
    return {name: value for name, value in found.items() if name != "school_blackouts"}


def _about(
    experience: Experience, known: Mapping[str, Any], state: str, standings: Mapping[str, str]
) -> dict[str, Any]:
    """The facts about a kind of experience in a state, hosts' own conditions left aside."""
    return {
        **known,
        **experience.facts,
        **_of_state(state, standings),
        "choices_hands_on": [str(experience.label)] if experience.hands_on else [],
        "exempt_from_observing": False,
        **_NO_CONDITIONS,
    }


_NO_CONDITIONS = {
    "host_needs_step1": False, "host_least_step2_ck": 0, "host_needs_english": False, "host_needs_cores": False,
    "host_needs_final_year": False,
}  # fmt: skip


def _of_state(state: str, standings: Mapping[str, str]) -> dict[str, Any]:
    return {"state": state, **({"school_in_state": standings[state]} if state in standings else {})}


def _places(state: str) -> list[tuple[str, str]]:
    offered = set(catalogue.states_offered())
    return [(code, str(name)) for code, name in STATES if code == state or (not state and code in offered)]


def _alike(rows: Sequence[Row]) -> list[Group]:
    """The states by what is said of them; those that stand out first."""
    found: dict[tuple[object, ...], Group] = {}
    for row in rows:
        said = tuple((each.verdict_words, each.told_suffices) for each in row.cells)
        found.setdefault(said, Group([], row.cells)).names.append(row.name)
    return sorted(found.values(), key=lambda group: len(group.names))


def _reasons(rows: Sequence[Row]) -> list[tuple[Finding, str]]:
    """Each finding once; where it does not hold everywhere, with the kinds and states that it is about."""
    cells = [(row, said) for row in rows for said in row.cells]
    found: dict[Finding, list[tuple[Row, Said]]] = {}
    for row, said in cells:
        for finding in said.answer.worth_reading:
            found.setdefault(finding, []).append((row, said))
    order = {Verdict.NO: 0, Verdict.NOT_YET: 1, Verdict.CANNOT_TELL: 2}
    told = [(finding, _where(places, rows, len(cells))) for finding, places in found.items()]
    return sorted(told, key=lambda each: (not each[0].decides, order[each[0].verdict], bool(each[1])))


def _where(places: Iterable[tuple[Row, Said]], rows: Sequence[Row], everywhere: int) -> str:
    held = list(places)
    if len(held) == everywhere:
        return ""
    kinds = list(dict.fromkeys(str(said.experience.label) for _row, said in held))
    states = list(dict.fromkeys(row.name for row, _said in held))
    parts = [", ".join(kinds), ", ".join(states) if len(states) < len(rows) else ""]
    return "; ".join(filter(None, parts))


def _fitting(
    judge: Evaluator, known: Mapping[str, Any], state: str, standings: Mapping[str, str], today: date
) -> list[Card]:
    """Offerings with dates ahead against which nothing speaks, those first of which everything is known."""
    status = str(known.get("status", ""))
    looked_at = catalogue.offerings_wanted(Wanted(state=state, status=status), today)[:_LOOKED_AT]
    ranked: list[tuple[bool, int, Offering]] = []
    for number, offering in enumerate(looked_at):
        answer = judge.answer({**known, **_about_offering(offering, standings)})
        if offering.coming and answer.verdict in (Verdict.YES, Verdict.CANNOT_TELL):  # type: ignore[attr-defined]
            ranked.append((answer.verdict != Verdict.YES, number, offering))
    best = sorted(ranked, key=lambda each: each[:2])[:SHOWN]
    return catalogue.cards_of([offering for _open, _number, offering in best])


def _about_offering(offering: Offering, standings: Mapping[str, str]) -> dict[str, Any]:
    site = offering.site
    return {
        "participation": offering.participation,
        "experience_type": offering.experience_type,
        "site_kind": site.kind,
        "site_has_residency": site.has_residency,
        "site_us_affiliation": site.us_school_affiliation,
        **_of_state(site.state, standings),
        "choices_hands_on": [offering.title] if offering.hands_on else [],
        "exempt_from_observing": False,
        "host_needs_step1": offering.needs_step1,
        "host_least_step2_ck": offering.least_step2_ck or 0,
        "host_needs_english": bool(offering.needs_english),
        "host_needs_cores": offering.needs_cores,
        "host_needs_final_year": offering.needs_final_year,
    }
