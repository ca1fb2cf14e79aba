"""What is asked for before day one: by a site in all it offers, by one offering, and both together."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from openrotations.catalogue import rules
from openrotations.catalogue.models import EnglishTest, Offering, Requirement
from openrotations.catalogue.site_kinds import UsualRequirement, usual_requirements
from openrotations.common.periods import Period
from openrotations.common.refusals import Words
from openrotations.documents.kinds import Demand, PaperKind, paper_kinds
from openrotations.hosts.models import Site


@dataclass(frozen=True)
class Asked:
    """A requirement with its kind of paper, for a page."""

    requirement: Requirement
    paper: PaperKind

    @property
    def amounts(self) -> list[tuple[Demand, float]]:
        """What is asked of it: the least of a number, or a tick (True); in the paper's order."""
        asked = self.requirement.amounts
        return [(demand, asked[key]) for key, demand in self.paper.may_ask.items() if key in asked]


def requirements_of(offering: Offering, *, dates: Period | None = None) -> list[Requirement]:
    """What this offering's students show before day one: the site's demands and its own, the stricter of both.

    One row for each kind of paper, in the order of the papers' list; a row made of two is not stored. Which of two
    ages is the stricter depends on how long the rotation is: without `dates` the shortest one is taken.
    """
    dates = dates or Period.of_weeks(offering.created_at.date(), offering.min_weeks)
    found: dict[str, list[Requirement]] = {}
    for row in [*offering.site.requirements.all(), *offering.papers.all()]:
        if offering.hands_on or not row.only_hands_on:
            found.setdefault(row.kind, []).append(row)
    return [reduce(lambda one, other: _stricter(one, other, dates), found[kind]) for kind in _in_order(found)]


def requirements_at(site: Site) -> list[Asked]:
    """What the site asks for in all it offers."""
    return _asked(site.requirements.all())


def requirements_added_by(offering: Offering) -> list[Asked]:
    """What this offering asks for besides its site."""
    return _asked(offering.papers.all())


def usual_at(site: Site) -> list[UsualRequirement]:
    """What sites of this kind usually ask for and this one does not yet."""
    there = {row.kind for row in site.requirements.all()}
    return [each for each in usual_requirements(site.kind) if each.kind not in there]


def papers_left(place: Site | Offering) -> list[tuple[str, str]]:
    """Kinds of paper that this place does not ask for yet, with their titles."""
    rows = place.requirements if isinstance(place, Site) else place.papers
    there = set(rows.values_list("kind", flat=True))
    return [(kind.key, kind.title) for kind in paper_kinds().values() if kind.key not in there]


def own_requirement(place: Site | Offering, kind: str) -> Requirement:
    """What this place itself asks of this paper; a new one, not stored, where it asks nothing."""
    rows = place.requirements if isinstance(place, Site) else place.papers
    found = rows.filter(kind=kind).first()
    if found is None:
        return Requirement(kind=kind, who=paper_kinds()[kind].who)
    return found


def asked_for(offering: Offering) -> list[Asked]:
    """What its students show in all, for everybody to read."""
    return _asked(requirements_of(offering))


def english_of(offering: Offering) -> list[tuple[Words, int]]:
    """The tests of English with their lowest scores; any one of them will do."""
    return [(test.label, offering.needs_english[test]) for test in EnglishTest if test in offering.needs_english]


def age_of(requirement: Requirement) -> rules.Age:
    """How old the paper may be."""
    return rules.Age(requirement.not_older_than_days, requirement.counted_from)


def _asked(rows: Iterable[Requirement]) -> list[Asked]:
    by_kind = {row.kind: row for row in rows}
    papers = paper_kinds()
    return [Asked(by_kind[kind], papers[kind]) for kind in _in_order(by_kind)]


def _in_order(kinds: Iterable[str]) -> list[str]:
    wanted = set(kinds)
    return [kind for kind in paper_kinds() if kind in wanted]


def _stricter(one: Requirement, other: Requirement, dates: Period) -> Requirement:
    age = rules.stricter_age(age_of(one), age_of(other), dates)
    return Requirement(
        offering=other.offering or one.offering,
        kind=one.kind,
        not_older_than_days=age.days,
        counted_from=age.counted_from,
        amounts=rules.higher_amounts(one.amounts, other.amounts),
        lead_days=rules.earlier_lead(one.lead_days, other.lead_days),
        who=other.who,
        only_hands_on=one.only_hands_on and other.only_hands_on,
        note="\n".join(dict.fromkeys(note for note in (one.note, other.note) if note)),
        source=other.source or one.source,
        checked_on=other.checked_on or one.checked_on,
    )
