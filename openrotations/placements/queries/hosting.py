"""On which days of an opening nobody may supervise, and which agreements cover its site."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from openrotations.catalogue.models import Opening
from openrotations.common.periods import Period
from openrotations.hosts.models import Agreement, Site
from openrotations.hosts.queries.held import excluded_among, licences_by_preceptor
from openrotations.hosts.rules import AgreedTime, HeldLicence
from openrotations.hosts.states import AgreementState
from openrotations.placements.rules import Agreed


@dataclass(frozen=True)
class Hosting:
    """What the host's papers allow: days without a supervisor, and the site's agreements where it needs one."""

    unsupervised: tuple[Period, ...]
    agreed: Agreed | None


def hosting_of(openings: Collection[Opening]) -> dict[UUID, Hosting]:
    """Opening's id -> what the host's papers allow, by two to four queries. Wants their offerings with site."""
    preceptors = {opening.offering.preceptor_id for opening in openings}
    licences, excluded = licences_by_preceptor(preceptors), excluded_among(preceptors)
    agreed = _agreed({opening.offering.site for opening in openings})
    found = {}
    for opening in openings:
        offering = opening.offering
        whole = (opening.dates,) if offering.preceptor_id in excluded else ()
        bare = whole or unsupervised(opening.dates, licences.get(offering.preceptor_id, ()), offering.site.state)
        found[opening.pk] = Hosting(tuple(bare), agreed.get(offering.site_id))
    return found


def unsupervised(days: Period, licences: Collection[HeldLicence], state: str) -> list[Period]:
    """The stretches of these days that no licence of this state covers; none where nobody told of any licence."""
    if not licences:
        return []
    here = [licence for licence in licences if licence.state == state]
    held = [(licence.starts_on or days.first, licence.expires_on or days.last) for licence in here]
    return days.without(Period(first, last) for first, last in held if first <= last)


def _agreed(sites: Iterable[Site]) -> Mapping[UUID, Agreed]:
    asking = {site.pk: site.name for site in sites if site.needs_agreement}
    times: dict[UUID, list[tuple[UUID | None, AgreedTime]]] = defaultdict(list)
    if asking:
        for row in Agreement.objects.filter(site_id__in=asking, state=AgreementState.IN_FORCE):
            times[row.site_id].append((row.school_id, AgreedTime(row.starts_on, row.ends_on)))
    return {pk: Agreed(name, tuple(times[pk])) for pk, name in asking.items()}
